// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/similar_page.h"

#include "engine/data/dataset.h"
#include "engine/index/neighbours.h"
#include "engine/registry/registry.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/similar/centre_strip.h"
#include "ui/pages/similar/neighbour_board.h"
#include "ui/pages/similar/neighbour_map_view.h"
#include "ui/pages/similar/overlap_matrix.h"
#include "ui/pages/similar/similar_search.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>

#include <algorithm>
#include <array>
#include <utility>

namespace tastescope {
namespace {

/// The order of the segments.
constexpr std::array kindsInOrder{SimilarKind::Items, SimilarKind::Creators, SimilarKind::Users};

int segmentOf(SimilarKind kind) {
    return static_cast<int>(std::find(kindsInOrder.begin(), kindsInOrder.end(), kind) - kindsInOrder.begin());
}

std::string Nouns::*nounOf(SimilarKind kind, bool plural) {
    switch (kind) {
    case SimilarKind::Items:
        return plural ? &Nouns::items : &Nouns::item;
    case SimilarKind::Users:
        return plural ? &Nouns::users : &Nouns::user;
    case SimilarKind::Creators:
        break;
    }
    return plural ? &Nouns::creators : &Nouns::creator;
}

} // namespace

SimilarPage::SimilarPage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent)
    , m_models(session, NeighbourBoard::maxLists) {
    auto* head =
        new PageHead(tr("Similar"), tr("What each model thinks is close, and where they agree"), this);
    m_kinds = new SegmentedControl(tr("What to compare"), {tr("Items"), tr("Creators"), tr("Users")}, head);
    m_search = new SimilarSearch(tr("Find by title or id"), session.jobs(), head);
    m_search->setFixedWidth(248);
    head->addAction(m_kinds);
    head->addAction(m_search);

    m_stack = new QStackedWidget(this);
    m_content = makeContent();
    m_noProject =
        new EmptyState(tr("No data set yet"), tr("Import a file of interactions, or look at the demo first."),
                       tr("Import data"), tr("Open demo"), m_stack);
    m_noModel =
        new EmptyState(tr("No model to ask yet"), tr("Train Item-kNN and Content: it takes a few seconds."),
                       tr("Train both"), tr("Choose a model"), m_stack);
    for (QWidget* page : {m_content, static_cast<QWidget*>(m_noProject), static_cast<QWidget*>(m_noModel)}) {
        m_stack->addWidget(page);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(8);
    layout->addWidget(head);
    layout->addWidget(m_stack, 1);

    connect(m_noProject, &EmptyState::primaryClicked, this,
            [this] { this->navigator().open(QStringLiteral("import")); });
    connect(m_noProject, &EmptyState::alternativeClicked, this, [this] { this->session().openDemo(); });
    connect(m_noModel, &EmptyState::primaryClicked, this, &SimilarPage::trainBoth);
    connect(m_noModel, &EmptyState::alternativeClicked, this,
            [this] { this->navigator().open(QStringLiteral("models")); });
    connect(m_kinds, &SegmentedControl::chosen, this,
            [this](int segment) { setKind(kindsInOrder[static_cast<std::size_t>(segment)]); });
    connect(m_search, &SimilarSearch::found, this, [this](SimilarEntity entity) {
        goTo(entity);
        m_board->focusList();
    });
    connect(&session, &Session::projectChanged, this, &SimilarPage::reset);
    connect(&session, &Session::datasetChanged, this, &SimilarPage::reset);
    connect(&session.models(), &ProjectModels::changed, this, &SimilarPage::takeModels);
    connect(&session.experiments().lists(), &ProjectLists::outsideChanged, this, &SimilarPage::takeModels);
    reset();
}

QWidget* SimilarPage::makeContent() {
    auto* content = new QWidget(this);
    m_strip = new CentreStrip(content);
    m_matrixCard = new Card(tr("Shared neighbours"), {}, content);
    m_matrixCard->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_matrix = new OverlapMatrix(m_matrixCard);
    m_matrixCard->body()->addWidget(m_matrix);
    auto* right = new QVBoxLayout;
    right->setSpacing(16);
    right->addWidget(m_matrixCard);
    right->addWidget(makeMapCard(), 1);
    auto* lower = new QHBoxLayout;
    lower->setSpacing(16);
    lower->addWidget(makeListsCard(), 871);
    lower->addLayout(right, 320);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(m_strip);
    layout->addLayout(lower, 1);
    connect(m_strip, &CentreStrip::backClicked, this, &SimilarPage::goBack);
    connect(m_strip, &CentreStrip::exploreClicked, this, [this] {
        if (!m_index || !m_centre) {
            return; // the data went while the strip was left
        }
        navigator().open(QStringLiteral("explore"), {{QStringLiteral("user"), m_index->id(*m_centre)}});
    });
    return content;
}

QWidget* SimilarPage::makeListsCard() {
    m_listsCard = new Card(tr("Nearest"), {}, this);
    m_length = new ComboBox(m_listsCard);
    m_length->setProperty("small", true);
    m_length->setAccessibleName(tr("Length of the lists"));
    for (const int length : {10, 20, 50}) {
        m_length->addItem(tr("Top %1").arg(length), length);
    }
    m_addList = new Button(ButtonKind::Quiet, tr("Model"), QStringLiteral("add"), m_listsCard);
    m_addList->setSmall(true);
    m_addList->setAccessibleName(tr("Add a list of another model"));
    m_listsCard->addAction(m_length);
    m_listsCard->addAction(m_addList);
    connect(m_addList, &QAbstractButton::clicked, this, [this] {
        m_models.add();
        takeModels();
    });
    m_board = new NeighbourBoard(m_listsCard);
    auto* scroll = new QScrollArea(m_listsCard);
    scroll->setWidgetResizable(true);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_board->setObjectName(QStringLiteral("scrollBody"));
    scroll->setWidget(m_board);
    m_agreement = new TextLabel(TextStyle::Small, Role::Text2, {}, m_listsCard);
    m_ranks = new TextLabel(TextStyle::Small, Role::Text2, {}, m_listsCard);
    m_ranks->setElided(true);
    m_ranks->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const auto makeLine = [this] {
        auto* line = new QFrame(m_listsCard);
        line->setObjectName(QStringLiteral("separator"));
        line->setFixedHeight(1);
        return line;
    };
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 9, 16, 9);
    foot->setSpacing(16);
    foot->addWidget(m_agreement);
    foot->addWidget(m_ranks, 1);
    QVBoxLayout* body = m_listsCard->body();
    body->setSpacing(0);
    body->addWidget(makeLine());
    body->addWidget(scroll, 1);
    body->addWidget(makeLine());
    body->addLayout(foot);
    connect(m_length, &QComboBox::activated, this, &SimilarPage::ask);
    connect(m_board, &NeighbourBoard::modelChosen, this, [this](int column, qint64 model) {
        m_models.choose(static_cast<std::size_t>(column), model);
        takeModels();
    });
    connect(m_board, &NeighbourBoard::picked, this, &SimilarPage::goTo);
    connect(m_board, &NeighbourBoard::columnFocused, scroll,
            [scroll](QWidget* column) { scroll->ensureWidgetVisible(column, 8, 0); });
    connect(m_board, &NeighbourBoard::lit, m_ranks, &TextLabel::setText);
    connect(m_board, &NeighbourBoard::entered, this, [this](SimilarEntity entity) {
        if (entity.kind != SimilarKind::Users) {
            goTo(entity);
        } else if (m_index) {
            navigator().open(QStringLiteral("explore"), {{QStringLiteral("user"), m_index->id(entity)}});
        }
    });
    connect(m_board, &NeighbourBoard::pointed, this, [this](qint64 row) {
        m_map->setLit(row < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(row)));
    });
    return m_listsCard;
}

QWidget* SimilarPage::makeMapCard() {
    m_mapCard = new Card(tr("Neighbourhood"), {}, this);
    auto* table = new IconButton(QStringLiteral("data"), tr("Open the map as a table"), m_mapCard);
    m_mapCard->addAction(table);
    m_map = new NeighbourMapView(m_mapCard);
    m_mapCard->body()->setContentsMargins(16, 0, 16, 8);
    m_mapCard->body()->addWidget(m_map, 1);
    connect(table, &QAbstractButton::clicked, m_map, &NeighbourMapView::openTable);
    connect(m_map, &NeighbourMapView::picked, this, &SimilarPage::goTo);
    connect(m_map, &NeighbourMapView::pointed, this, [this](qint64 row) {
        m_board->light(row < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(row)));
    });
    return m_mapCard;
}

void SimilarPage::reset() {
    m_index.reset();
    m_models.forget();
    m_graphsBegun.clear();
    m_centre.reset();
    m_past.clear();
    m_stale = true;
    m_search->setIndex({});
    m_search->clear();
    showNothing();
    showWords();
    takeModels();
    if (isVisible()) {
        buildIndex();
    }
}

void SimilarPage::showNothing() {
    m_strip->setFacts({}, m_kind);
    m_strip->setBackPossible(false);
    m_board->clear();
    m_agreement->setText({});
    m_matrixCard->hide();
    m_mapCard->setRemark({});
    m_map->setMap({});
}

void SimilarPage::showWords() {
    if (!session().dataset()) {
        return;
    }
    for (const SimilarKind kind : kindsInOrder) {
        m_kinds->setSegmentText(segmentOf(kind), session().nounTitle(nounOf(kind, true)));
    }
    const bool creators = session().dataset()->itemAttributes().creatorCount() > 0;
    m_kinds->setSegmentVisible(segmentOf(SimilarKind::Creators), creators);
    m_listsCard->setHeading(tr("Nearest %1").arg(session().noun(nounOf(m_kind, true))));
    m_listsCard->setRemark(
        tr("%1 per model, lines join the same %2")
            .arg(m_length->currentData().toString(), session().noun(nounOf(m_kind, false))));
    m_listsCard->body()->setContentsMargins(0, 0, 0, 0); // a new heading brings the standard ones back
    m_matrixCard->setRemark(tr("of %1").arg(m_length->currentData().toString()));
    m_strip->setExploreText(tr("Explore %1").arg(session().noun(&Nouns::user)));
}

void SimilarPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (m_stale) {
        buildIndex();
    }
    takeModels();
}

void SimilarPage::buildIndex() {
    const auto dataset = session().dataset();
    if (!dataset) {
        return;
    }
    m_stale = false;
    session().jobs().ask<std::shared_ptr<const SimilarIndex>>(
        QStringLiteral("similar/index"),
        [dataset](const ExecutionContext& context) { return SimilarIndex::build(dataset, context); }, this,
        [this, dataset](Result<std::shared_ptr<const SimilarIndex>> index) {
            if (index && dataset == session().dataset()) {
                m_index = *index;
                m_search->setIndex(m_index);
                applyTarget();
            }
        });
}

void SimilarPage::activate(const QVariantMap& arguments) {
    if (!arguments.isEmpty()) {
        m_target = arguments;
    }
    if (m_index) {
        applyTarget();
    } else if (m_stale) {
        buildIndex();
    }
}

void SimilarPage::applyTarget() {
    const QVariantMap target = std::exchange(m_target, {});
    std::optional<SimilarEntity> wanted;
    if (target.contains(QStringLiteral("item"))) {
        wanted = m_index->find(SimilarKind::Items, target.value(QStringLiteral("item")).toString());
    } else if (target.contains(QStringLiteral("user"))) {
        wanted = m_index->find(SimilarKind::Users, target.value(QStringLiteral("user")).toString());
    }
    if (!wanted && !m_centre) {
        wanted = m_index->busiest(m_kind);
    }
    if (wanted) {
        goTo(*wanted);
    }
}

void SimilarPage::setKind(SimilarKind kind) {
    if (m_index && kind != m_kind) {
        if (const auto centre = m_index->busiest(kind)) {
            goTo(*centre);
        }
    }
    m_kinds->setCurrent(segmentOf(m_kind));
}

void SimilarPage::goTo(SimilarEntity entity) {
    if (!m_index || entity.row >= m_index->count(entity.kind)) {
        return; // of the data before
    }
    if (m_centre == entity) {
        return;
    }
    if (m_centre) {
        m_past.push_back(*m_centre);
    }
    setCentre(entity);
}

void SimilarPage::goBack() {
    if (!m_past.empty()) {
        const SimilarEntity entity = m_past.back();
        m_past.pop_back();
        setCentre(entity);
    }
}

void SimilarPage::setCentre(SimilarEntity entity) {
    m_centre = entity;
    m_kind = entity.kind;
    m_search->setKind(m_kind);
    m_kinds->setCurrent(segmentOf(m_kind));
    m_strip->setBackPossible(!m_past.empty());
    ask();
}

void SimilarPage::takeModels() {
    const bool any = m_models.refresh();
    if (!any) {
        m_stack->setCurrentWidget(session().dataset() ? m_noModel : m_noProject);
    }
    m_kinds->setEnabled(any);
    m_search->setEnabled(any);
    if (!any) {
        return;
    }
    m_stack->setCurrentWidget(m_content);
    m_addList->setVisible(m_models.canAdd());
    m_board->setModels(m_models.offered(), m_models.chosen());
    if (isVisible()) {
        m_models.load();
    }
    ask();
}

void SimilarPage::ask() {
    showWords();
    if (!m_index || !m_centre || m_models.chosen().empty()) {
        return;
    }
    session().jobs().ask<NeighbourAnswer>(
        QStringLiteral("similar/neighbours"),
        [index = m_index, centre = *m_centre, models = m_models.sources(),
         k = static_cast<std::size_t>(m_length->currentData().toInt())](const ExecutionContext& context) {
            return askNeighbours(*index, centre, models, k, context);
        },
        this,
        [this, index = m_index](Result<NeighbourAnswer> answer) {
            if (answer && index == m_index) { // rows of the data before are none of this
                showAnswer(*answer);
            }
        });
}

void SimilarPage::showAnswer(const NeighbourAnswer& answer) {
    m_strip->setFacts(answer.facts, m_kind);
    m_board->setLists(answer.lists, m_kind);
    askMap(answer);
    buildGraphs();
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
    const int wanted = ++m_mapsWanted;
    const std::vector<NeighbourModelSource> sources = m_models.sources();
    // The first list whose model has vectors, else the first that has anything.
    std::size_t place = answer.lists.size();
    for (std::size_t list = 0; list < answer.lists.size() && list < sources.size(); ++list) {
        if (answer.lists[list].rows.empty() || !sources[list].finder) {
            continue;
        }
        if (sources[list].finder->model()->itemVectors().dimensions > 1) {
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
        [this, index = m_index, wanted](Result<NeighbourMap> map) {
            // Later lists without rows may have emptied the map, and asked for none.
            if (map && index == m_index && wanted == m_mapsWanted) {
                m_mapCard->setRemark(tr("%1, 2-D").arg(map->model));
                m_map->setMap(std::move(*map));
            }
        });
}

void SimilarPage::buildGraphs() {
    if (m_kind == SimilarKind::Creators) {
        return; // told from their items' likeness, one by one
    }
    const NeighbourKind kind = m_kind == SimilarKind::Items ? NeighbourKind::Items : NeighbourKind::Users;
    for (const NeighbourModelSource& source : m_models.sources()) {
        if (!source.finder || !source.finder->wantsGraph(kind) ||
            !m_graphsBegun.emplace(source.id, m_kind).second) {
            continue;
        }
        session().jobs().start<bool>(
            tr("Index the vectors of %1").arg(source.name),
            [finder = source.finder, kind](const ExecutionContext& context) -> Result<bool> {
                TRY(finder->buildGraph(kind, context));
                return true;
            },
            this,
            [this](const Result<bool>& built) {
                if (built) {
                    ask();
                }
            });
    }
}

void SimilarPage::trainBoth() {
    for (const ModelKind kind : {ModelKind::Neighbours, ModelKind::Content}) {
        TrainRequest request;
        request.algorithm = firstChoice(kind).id;
        request.params = ParamSet(firstChoice(kind).params);
        session().models().train(request);
    }
}

void SimilarPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Backspace && event->modifiers() == Qt::NoModifier) {
        goBack();
        return;
    }
    Page::keyPressEvent(event);
}

void SimilarPage::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
}

void SimilarPage::saveState(QSettings& settings) const {
    settings.setValue(QStringLiteral("length"), m_length->currentData());
}

void SimilarPage::restoreState(QSettings& settings) {
    const int place = m_length->findData(settings.value(QStringLiteral("length"), 10).toInt());
    m_length->setCurrentIndex(std::max(0, place));
}

QList<QWidget*> SimilarPage::regions() {
    return {m_search, m_noProject, m_noModel, m_board, m_map};
}

} // namespace tastescope
