// SPDX-License-Identifier: GPL-3.0-or-later
// Which models the Similar page asks, and what it does with their answers.
#include "engine/models/algorithm.h"
#include "ui/pages/similar/centre_strip.h"
#include "ui/pages/similar/neighbour_board.h"
#include "ui/pages/similar/neighbour_map_view.h"
#include "ui/pages/similar/overlap_matrix.h"
#include "ui/pages/similar/similar_page.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QStackedWidget>

#include <algorithm>

namespace tastescope {
namespace {

constexpr std::size_t listsAtFirst = 3;

} // namespace

std::vector<NeighbourModelSource> SimilarPage::modelSources() const {
    std::vector<NeighbourModelSource> asked;
    for (const qint64 id : m_chosen) {
        if (const SessionModel* model = session().findModel(id)) {
            asked.push_back(
                {id, toQString(model->stored.name), toQString(model->stored.algorithm), model->model,
                 model->problem.isEmpty() && !model->model ? tr("Reading the model…") : model->problem});
        }
    }
    return asked;
}

void SimilarPage::takeModels() {
    const std::vector<qint64> usable = comparable();
    if (!session().dataset() || usable.empty()) {
        m_chosen.clear();
        m_stack->setCurrentWidget(session().dataset() ? m_noModel : m_noProject);
        m_kinds->setEnabled(false);
        m_search->setEnabled(false);
        return;
    }
    m_kinds->setEnabled(true);
    m_search->setEnabled(true);
    m_stack->setCurrentWidget(m_content);
    std::erase_if(m_chosen, [this](qint64 id) { return !session().findModel(id); });
    std::vector<NeighbourModelSource> all;
    for (const qint64 id : usable) {
        const StoredModel& stored = session().findModel(id)->stored;
        all.push_back({id, toQString(stored.name), toQString(stored.algorithm), {}, {}});
    }
    if (!m_chosenByPerson || m_chosen.empty()) {
        m_chosen.assign(usable.begin(),
                        usable.begin() + static_cast<std::ptrdiff_t>(std::min(usable.size(), listsAtFirst)));
    }
    m_addList->setVisible(m_chosen.size() < std::min<std::size_t>(usable.size(), NeighbourBoard::maxLists));
    m_board->setModels(all, m_chosen);
    if (isVisible()) {
        for (const qint64 id : m_chosen) {
            const SessionModel* model = session().findModel(id);
            if (model && !model->model && model->problem.isEmpty()) {
                session().ensureLoaded(id);
            }
        }
    }
    ask();
}

std::vector<qint64> SimilarPage::comparable() const {
    std::vector<qint64> ids;
    for (const SessionModel& model : session().models()) {
        // A model that is the same for everybody holds all things for equally alike.
        const AlgorithmInfo* info = findAlgorithm(model.stored.algorithm);
        if (info && info->personal) {
            ids.push_back(model.stored.id);
        }
    }
    std::sort(ids.rbegin(), ids.rend());
    return ids;
}

void SimilarPage::chooseModel(int column, qint64 model) {
    const auto place = static_cast<std::size_t>(column);
    m_chosenByPerson = true;
    const auto other = std::find(m_chosen.begin(), m_chosen.end(), model);
    if (model == 0) {
        m_chosen.erase(m_chosen.begin() + column);
    } else if (other != m_chosen.end()) {
        std::swap(*other, m_chosen[place]); // a model is asked once
    } else {
        m_chosen[place] = model;
    }
    takeModels();
}

void SimilarPage::addList() {
    for (const qint64 id : comparable()) {
        if (std::find(m_chosen.begin(), m_chosen.end(), id) == m_chosen.end()) {
            m_chosenByPerson = true;
            m_chosen.push_back(id);
            takeModels();
            return;
        }
    }
}

void SimilarPage::ask() {
    showWords();
    if (!m_index || !m_centre || m_chosen.empty()) {
        return;
    }
    session().jobs().ask<NeighbourAnswer>(
        QStringLiteral("similar/neighbours"),
        [index = m_index, centre = *m_centre, models = modelSources(),
         k = static_cast<std::size_t>(m_length->currentData().toInt())](const ExecutionContext& context) {
            return askNeighbours(*index, centre, models, k, context);
        },
        this,
        [this](Result<NeighbourAnswer> answer) {
            if (answer) {
                showAnswer(*answer);
            }
        });
}

void SimilarPage::showAnswer(const NeighbourAnswer& answer) {
    m_strip->setFacts(answer.facts, m_kind);
    m_board->setLists(answer.lists, m_kind);
    askMap(answer);
    const int lists = static_cast<int>(answer.lists.size());
    QStringList parts;
    for (int in = lists; in >= 1; --in) {
        const int count = answer.inLists[static_cast<std::size_t>(in)];
        parts << (in == lists && lists > 1 ? tr("Bold in all lists: %1").arg(count)
                  : in == 3                ? tr("In three: %1").arg(count)
                  : in == 2                ? tr("In two: %1").arg(count)
                                           : tr("In one: %1").arg(count));
    }
    m_agreement->setText(parts.join(QStringLiteral("     ")));
    QStringList names;
    for (const NeighbourList& list : answer.lists) {
        names << list.name;
    }
    m_matrixCard->setVisible(lists > 1);
    m_matrix->setShared(names, answer.shared, m_length->currentData().toInt());
}

void SimilarPage::askMap(const NeighbourAnswer& answer) {
    const std::vector<NeighbourModelSource> sources = modelSources();
    // The first list whose model has vectors, else the first that has anything.
    std::size_t place = answer.lists.size();
    for (std::size_t list = 0; list < answer.lists.size() && list < sources.size(); ++list) {
        if (answer.lists[list].rows.empty() || !sources[list].model) {
            continue;
        }
        if (sources[list].model->itemVectors().dimensions > 1) {
            place = list;
            break;
        }
        place = std::min(place, list);
    }
    if (place >= answer.lists.size() || !m_centre) {
        m_mapCard->setRemark({});
        m_map->setMap({});
        return;
    }
    session().jobs().ask<NeighbourMap>(
        QStringLiteral("similar/map"),
        [index = m_index, centre = *m_centre, source = sources[place], list = answer.lists[place]](
            const ExecutionContext& context) { return mapNeighbours(*index, centre, source, list, context); },
        this,
        [this](Result<NeighbourMap> map) {
            if (map) {
                m_mapCard->setRemark(tr("%1, 2-D").arg(map->model));
                m_map->setMap(std::move(*map));
            }
        });
}

void SimilarPage::trainBoth() {
    for (const char* algorithm : {"item_knn", "content_tfidf"}) {
        TrainRequest request;
        request.algorithm = algorithm;
        request.params = ParamSet(findAlgorithm(algorithm)->params);
        session().train(request);
    }
}

} // namespace tastescope
