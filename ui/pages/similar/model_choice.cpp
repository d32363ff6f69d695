// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/model_choice.h"

#include "engine/index/neighbours.h"
#include "engine/registry/registry.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace tastescope {
namespace {

constexpr std::size_t listsAtFirst = 3;

const StoredOutside* findOutside(const Session& session, qint64 id) {
    return isOutsideColumn(id) ? session.experiments().lists().findOutside(id - outsideColumns) : nullptr;
}

NeighbourModelSource sourceOf(const StoredOutside& lists) {
    return {columnOfOutside(lists),
            toQString(lists.name),
            {},
            nullptr,
            QCoreApplication::translate("SimilarPage",
                                        "These are lists of people. That two stand in one list "
                                        "does not say that they are alike.")};
}

} // namespace

std::vector<const SessionModel*> ModelChoice::usable() const {
    std::vector<const SessionModel*> models;
    for (const SessionModel& model : m_session.models().all()) {
        // A model that is the same for everybody holds all things for equally alike.
        const AlgorithmInfo* info = findAlgorithm(model.stored.algorithm);
        if (info && info->personal) {
            models.push_back(&model);
        }
    }
    std::sort(models.begin(), models.end(), [](const SessionModel* left, const SessionModel* right) {
        return left->stored.id > right->stored.id;
    });
    return models;
}

bool ModelChoice::refresh() {
    const std::vector<const SessionModel*> models = usable();
    if (models.empty()) {
        m_chosen.clear();
        return false;
    }
    const auto isGone = [this](qint64 id) {
        return !m_session.models().find(id) && !findOutside(m_session, id);
    };
    if (m_byPerson && !std::ranges::all_of(m_wanted, isGone)) {
        m_chosen = m_wanted;
    }
    std::erase_if(m_chosen, isGone);
    if (!m_byPerson || m_chosen.empty()) {
        m_chosen.clear();
        for (std::size_t i = 0; i < std::min(models.size(), listsAtFirst); ++i) {
            m_chosen.push_back(models[i]->stored.id);
        }
    }
    std::erase_if(m_finders, [this](const auto& entry) {
        return std::find(m_chosen.begin(), m_chosen.end(), entry.first) == m_chosen.end();
    });
    return true;
}

void ModelChoice::load() {
    for (const qint64 id : m_chosen) {
        const SessionModel* model = m_session.models().find(id);
        if (model && !model->model && model->problem.isEmpty()) {
            m_session.models().ensureLoaded(id);
        }
    }
}

std::shared_ptr<NeighbourFinder> ModelChoice::finderOf(const SessionModel& model) const {
    if (!model.model) {
        m_finders.erase(model.stored.id);
        return nullptr;
    }
    std::shared_ptr<NeighbourFinder>& finder = m_finders[model.stored.id];
    if (!finder || finder->model() != model.model) {
        finder = std::make_shared<NeighbourFinder>(model.model);
    }
    return finder;
}

std::vector<NeighbourModelSource> ModelChoice::sources() const {
    std::vector<NeighbourModelSource> asked;
    for (const qint64 id : m_chosen) {
        if (const SessionModel* model = m_session.models().find(id)) {
            asked.push_back({id, toQString(model->stored.name), toQString(model->stored.algorithm),
                             finderOf(*model),
                             model->problem.isEmpty() && !model->model
                                 ? QCoreApplication::translate("SimilarPage", "Reading the model…")
                                 : model->problem});
        } else if (const StoredOutside* lists = findOutside(m_session, id)) {
            asked.push_back(sourceOf(*lists));
        }
    }
    return asked;
}

std::vector<NeighbourModelSource> ModelChoice::offered() const {
    std::vector<NeighbourModelSource> all;
    for (const SessionModel* model : usable()) {
        all.push_back(
            {model->stored.id, toQString(model->stored.name), toQString(model->stored.algorithm), {}, {}});
    }
    for (const StoredOutside& lists : m_session.experiments().lists().outside()) {
        all.push_back(sourceOf(lists));
    }
    return all;
}

bool ModelChoice::canAdd() const {
    return m_chosen.size() < std::min(usable().size(), m_most);
}

void ModelChoice::choose(std::size_t place, qint64 model) {
    if (place >= m_chosen.size()) {
        return; // its list was open when the models went
    }
    m_byPerson = true;
    const auto other = std::find(m_chosen.begin(), m_chosen.end(), model);
    if (model == 0) {
        m_chosen.erase(m_chosen.begin() + static_cast<std::ptrdiff_t>(place));
    } else if (other != m_chosen.end()) {
        std::swap(*other, m_chosen[place]); // a model is asked once
    } else {
        m_chosen[place] = model;
    }
    m_wanted = m_chosen;
}

void ModelChoice::add() {
    for (const SessionModel* model : usable()) {
        if (std::find(m_chosen.begin(), m_chosen.end(), model->stored.id) == m_chosen.end()) {
            m_byPerson = true;
            m_chosen.push_back(model->stored.id);
            m_wanted = m_chosen;
            return;
        }
    }
}

} // namespace tastescope
