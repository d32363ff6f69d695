// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/explore_presenter.h"

#include "engine/registry/registry.h"
#include "storage/use_cases/newcomers/fallback_order.h"
#include "ui/input/outside_dialog.h"
#include "ui/jobs/job_runner.h"
#include "ui/navigation/navigator.h"
#include "ui/pages/explore/board/board_panel.h"
#include "ui/pages/explore/column_source.h"
#include "ui/pages/explore/explore_layout.h"
#include "ui/pages/explore/group_bar.h"
#include "ui/pages/explore/history_panel.h"
#include "ui/pages/explore/lists_panel.h"
#include "ui/pages/explore/outside_list.h"
#include "ui/pages/explore/reason_panel.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_models.h"
#include "ui/session/project_rules.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QPointer>
#include <QUndoStack>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tastescope {

ExplorePresenter::ExplorePresenter(Session& session, Navigator& navigator, ExploreLayout& view,
                                   QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_view(view) {
    connectPanels(navigator);
    connect(&session, &Session::projectChanged, this, &ExplorePresenter::loadData);
    connect(&session, &Session::datasetChanged, this, &ExplorePresenter::loadData);
    connect(&session.models(), &ProjectModels::changed, this, &ExplorePresenter::refreshModels);
    connect(&session.rules(), &ProjectRules::changed, this, &ExplorePresenter::refreshModels);
    connect(&session.models(), &ProjectModels::countChanged, this, &ExplorePresenter::readHeldOut);
    connect(&session.experiments(), &ProjectExperiments::changed, this, &ExplorePresenter::readHeldOut);
    const ProjectLists& kept = session.experiments().lists();
    connect(&kept, &ProjectLists::outsideChanged, this, &ExplorePresenter::refreshModels);
    connect(&kept, &ProjectLists::outsideRead, this, [this] {
        m_view.lists().setColumns(m_models.shown()); // headings have counts now
        recompute();
    });
    connect(&session.models(), &ProjectModels::queued, this, &ExplorePresenter::chooseShown);
    connect(&session.jobs(), &JobRunner::jobFinished, this, &ExplorePresenter::chooseShown);
    loadData();
}

void ExplorePresenter::connectPanels(Navigator& navigator) {
    const HistoryPanel* history = &m_view.history();
    const ListsPanel* lists = &m_view.lists();
    const ReasonPanel* reason = &m_view.reason();
    const auto open = [&navigator](const QString& page) {
        return [&navigator, page] { navigator.open(page); };
    };
    connect(&m_view.noData(), &EmptyState::primaryClicked, this, [this] { m_session.openDemo(); });
    connect(&m_view.noData(), &EmptyState::alternativeClicked, this, open(QStringLiteral("import")));
    connect(&m_view.noModel(), &EmptyState::primaryClicked, this, &ExplorePresenter::trainBoth);
    connect(&m_view.noModel(), &EmptyState::alternativeClicked, this, open(QStringLiteral("models")));
    connect(&m_view.noPerson(), &EmptyState::primaryClicked, this, open(QStringLiteral("import")));
    connect(&m_view, &ExploreLayout::lengthChosen, this, &ExplorePresenter::recompute);
    connect(&m_view.board(), &BoardPanel::personChosen, this, [this](const QString& id) {
        m_view.showCards();
        wantUser(id);
    });
    connect(&m_view, &ExploreLayout::viewChosen, this, &ExplorePresenter::select);
    connect(&m_view, &ExploreLayout::modelCountChosen, this, &ExplorePresenter::refreshModels);
    connect(&history->group(), &GroupBar::stepWanted, this, &ExplorePresenter::step);
    connect(history, &HistoryPanel::userChosen, this, [this](quint32 user) { showPerson(UserIndex(user)); });
    connect(history, &HistoryPanel::itemAdded, this, [this](quint32 item) { addItem(ItemIndex(item)); });
    connect(history, &HistoryPanel::itemToggled, this, [this](quint32 item) { toggleItem(ItemIndex(item)); });
    connect(lists, &ListsPanel::columnsChanged, this, [this] {
        m_models.choose(m_view.lists().columns());
        loadModels();
        recompute();
    });
    connect(lists, &ListsPanel::itemSelected, this,
            [this](qint64 model, quint32 item) { explain(model, ItemIndex(item)); });
    connect(lists, &ListsPanel::itemOpened, reason, &ReasonPanel::openSimilar);
    connect(lists, &ListsPanel::measureWanted, this, [this](qint64 id) {
        if (const SessionModel* model = m_session.models().find(id)) {
            m_session.experiments().measure(model->stored);
        }
    });
    connect(lists, &ListsPanel::outsideWanted, this,
            [this] { OutsideDialog(m_session, m_view.window()).exec(); });
    connect(lists, &ListsPanel::resetClicked, this, [this] { pushEdit({{}, tr("Reset the history")}); });
    connect(reason, &ReasonPanel::openSimilar, this, [this, &navigator](quint32 item) {
        if (isItem(ItemIndex(item))) {
            navigator.open(QStringLiteral("similar"),
                           {{QStringLiteral("item"), m_catalogue->itemId(ItemIndex(item))}});
        }
    });
}

void ExplorePresenter::loadData() {
    m_person.reset();
    m_catalogue.reset();
    m_edit = {};
    m_models.clear();
    m_known.clear();
    m_measured = nullptr;
    m_hasPeople = true; // until the catalogue tells
    m_selectedItem = -1;
    m_view.history().setCatalogue(nullptr);
    m_view.history().group().setGroup({}, {});
    m_heldOut.reset();
    const auto dataset = m_session.dataset();
    refreshModels();
    readHeldOut();
    if (!dataset) {
        return;
    }
    m_session.jobs().ask<std::shared_ptr<const Catalogue>>(
        QStringLiteral("explore/catalogue"),
        [dataset](const ExecutionContext& context) { return Catalogue::of(dataset, context); }, this,
        [this](Result<std::shared_ptr<const Catalogue>> catalogue) {
            if (!catalogue || (*catalogue)->sharedDataset() != m_session.dataset()) {
                return;
            }
            m_catalogue = std::move(*catalogue);
            m_view.history().setCatalogue(m_catalogue);
            const std::optional<UserIndex> middling = m_catalogue->middlingUser();
            m_hasPeople = middling.has_value();
            const std::optional<UserIndex> wanted =
                m_wantedUser.isEmpty() ? std::nullopt : m_catalogue->userOf(m_wantedUser);
            if (wanted || middling) {
                showPerson(wanted ? *wanted : *middling);
            }
            if (!m_hasPeople) {
                refreshModels();
            }
        });
}

bool ExplorePresenter::isItem(ItemIndex item) const {
    return m_catalogue && item.value < m_catalogue->dataset().itemCount();
}

void ExplorePresenter::chooseShown() {
    const JobRunner& jobs = m_session.jobs();
    bool training = false;
    for (int row = 0; row < jobs.rowCount(); ++row) {
        const JobInfo& job = jobs.at(row);
        training |= isActive(job.state) && m_session.models().request(job.id) != nullptr;
    }
    const auto& outside = m_session.experiments().lists().outside();
    const bool anything = !m_session.models().all().empty() || !outside.empty();
    m_view.setShown(!m_session.dataset() ? ExploreLayout::Shown::NoData
                    : !m_hasPeople       ? ExploreLayout::Shown::NoPerson
                    : anything           ? ExploreLayout::Shown::Person
                    : training           ? ExploreLayout::Shown::Training
                                         : ExploreLayout::Shown::NoModel);
}

void ExplorePresenter::refreshModels() {
    const auto& models = m_session.models().all();
    chooseShown();
    m_pipeline.reset();
    m_pipelineProblem.clear();
    // Personal models first: they are what the page is about.
    std::vector<qint64> order;
    for (const bool personal : {true, false}) {
        for (const SessionModel& model : models) {
            const AlgorithmInfo* algorithm = findAlgorithm(model.stored.algorithm);
            if ((algorithm && algorithm->personal) == personal) {
                order.push_back(model.stored.id);
            }
        }
    }
    std::ranges::transform(m_session.experiments().lists().outside(), std::back_inserter(order),
                           columnOfOutside);
    m_models.refresh([this](qint64 id) { return !columnName(m_session, id).isEmpty(); }, order,
                     static_cast<std::size_t>(m_view.modelCount()));
    m_known.clear();
    loadModels();
    m_view.lists().setColumns(m_models.shown());
    recompute();
}

void ExplorePresenter::loadModels() {
    for (const qint64 id : m_models.shown()) {
        const SessionModel* model = m_session.models().find(id);
        if (model && !model->model && model->problem.isEmpty()) {
            m_session.models().ensureLoaded(id);
        }
    }
}

void ExplorePresenter::openPipeline() {
    const auto dataset = m_session.dataset();
    const bool wanted = std::ranges::any_of(m_models.shown(), isRulesColumn);
    if (!wanted || m_pipeline || !m_pipelineProblem.isEmpty() || !dataset) {
        return;
    }
    m_session.experiments().lists().openPipeline(this, [this, dataset](Result<ProjectPipeline> pipeline) {
        if (dataset != m_session.dataset()) {
            return;
        }
        m_pipelineProblem = pipeline ? QString() : formatError(pipeline.error());
        if (pipeline) {
            m_pipeline = std::make_shared<const ProjectPipeline>(std::move(*pipeline));
        }
        recompute();
    });
}

std::optional<ExploreModel> ExplorePresenter::asked(qint64 column) const {
    ExploreModel asked{column, columnName(m_session, column)};
    if (const StoredRules* rules = rulesOfColumn(m_session, column)) {
        if (!m_pipeline || !rules->problem.empty()) {
            return std::nullopt;
        }
        asked.ruled =
            std::make_shared<const RuledSource>(RuledSource{m_pipeline, rules->rules, m_person->user});
        return asked;
    }
    if (isOutsideColumn(column)) {
        asked.outside = outsideTable(column);
        asked.user = m_person->user;
        return asked.outside ? std::optional(asked) : std::nullopt;
    }
    const SessionModel* model = m_session.models().find(column);
    // A stale model may know items that the data no longer has; those have no name to show.
    if (!model || !model->model || model->model->itemCount() > m_catalogue->dataset().itemCount()) {
        return std::nullopt;
    }
    asked.model = model->model;
    asked.algorithm = findAlgorithm(model->stored.algorithm);
    asked.user = m_person->user;
    return asked;
}

void ExplorePresenter::showPerson(UserIndex user, const HistoryEdit& edit) {
    if (!m_catalogue || user.value >= m_catalogue->dataset().userCount()) {
        return; // chosen from a list of the data before
    }
    m_session.jobs().ask<Person>(
        QStringLiteral("explore/person"),
        [catalogue = m_catalogue, user](const ExecutionContext&) -> Result<Person> {
            return describePerson(*catalogue, user);
        },
        this,
        [this, edit, catalogue = m_catalogue, wanted = ++m_personsWanted](Result<Person> person) {
            if (!person || catalogue != m_catalogue || wanted != m_personsWanted) {
                return;
            }
            m_person = std::move(*person);
            m_edit = edit;
            m_selectedItem = -1;
            m_wantedUser = m_person->id;
            m_view.history().setPerson(*m_person);
            m_view.board().setPerson(m_person->id);
            m_view.history().setPast(editedPast(*m_catalogue, *m_person, m_edit));
            recompute();
        });
}

void ExplorePresenter::showEdit(UserIndex user, const HistoryEdit& edit) {
    if (!m_catalogue) {
        return;
    }
    if (!m_person || m_person->user != user) {
        showPerson(user, edit);
        return;
    }
    ++m_personsWanted; // another who was asked for before is not wanted any more
    m_wantedUser = m_person->id;
    m_edit = edit;
    m_view.history().setPast(editedPast(*m_catalogue, *m_person, m_edit));
    recompute();
}

void ExplorePresenter::wantGroup(const QString& title, const QStringList& ids) {
    m_view.history().group().setGroup(title, ids);
    if (!ids.isEmpty()) {
        wantUser(ids.first());
    }
}

void ExplorePresenter::step(int by) {
    const auto dataset = m_session.dataset();
    if (!m_person || !dataset) {
        return;
    }
    if (const QString next = m_view.history().group().stepped(by); !next.isEmpty()) {
        wantUser(next);
        return;
    }
    const auto users = static_cast<qint64>(dataset->userCount());
    showPerson(UserIndex(static_cast<std::size_t>((m_person->user.value + users + by) % users)));
}

void ExplorePresenter::pushEdit(NamedEdit edit) {
    if (!m_person) {
        return;
    }
    // The stack is the session's and outlives the page.
    auto show = [self = QPointer(this), user = m_person->user](const HistoryEdit& wanted) {
        if (self) {
            self->showEdit(user, wanted);
        }
    };
    m_session.undoStack().push(new HistoryEditCommand(m_edit, std::move(edit), std::move(show)));
}

void ExplorePresenter::toggleItem(ItemIndex item) {
    if (m_person && isItem(item)) {
        pushEdit(withToggled(*m_catalogue, m_edit, item));
    }
}

void ExplorePresenter::addItem(ItemIndex item) {
    if (m_person && isItem(item)) {
        pushEdit(withAdded(*m_catalogue, m_person->user, m_edit, item));
    }
}

void ExplorePresenter::recompute() {
    const int k = m_view.length();
    m_view.setSubtitle(tr("Top %1, no known %2").arg(k).arg(m_session.noun(&Nouns::items)));
    showHeldOut();
    if (!m_person || !m_catalogue) {
        showNothing();
        return;
    }
    QStringList removed;
    QStringList added;
    for (const ItemIndex item : m_edit.removed) {
        removed << m_catalogue->title(item);
    }
    for (const HistoryEntry& entry : m_edit.added) {
        added << m_catalogue->title(entry.item);
    }
    m_view.lists().setEdit(removed, added);
    std::vector<ExploreModel> asked;
    openPipeline();
    for (const qint64 id : m_models.shown()) {
        if (auto source = this->asked(id)) {
            asked.push_back(*std::move(source));
        }
    }
    if (asked.empty()) {
        showNothing();
        return;
    }
    const QString key = listsKey();
    if (const Lists* known = m_known.find(key)) {
        showLists(*known);
        return;
    }
    m_session.jobs().ask<Lists>(
        QStringLiteral("explore/lists"),
        [catalogue = m_catalogue, asked, history = m_person->history, edit = m_edit,
         k](const ExecutionContext& context) {
            return computeLists(*catalogue, asked, history, edit, static_cast<std::size_t>(k), context);
        },
        this,
        [this, key, catalogue = m_catalogue,
         whole = asked.size() == m_models.shown().size()](Result<Lists> lists) {
            // Of two questions the later may have been answered from memory already, or the data is another.
            if (!lists || catalogue != m_catalogue || key != listsKey()) {
                return;
            }
            if (lists->orderAwaited) {
                measureOrder();
            } else if (whole) {
                m_known.keep(key, *lists);
            }
            showLists(*lists);
        });
}

void ExplorePresenter::measureOrder() {
    const auto dataset = m_session.dataset();
    if (!dataset || std::exchange(m_measured, dataset.get()) ==
                        dataset.get()) { // under way, or it failed and would again
        return;
    }
    m_session.jobs().ask<FallbackOrder>(
        QStringLiteral("explore/newcomers"),
        [dataset](const ExecutionContext& context) { return fallbackOrderOf(*dataset, context); }, this,
        [this, dataset](const Result<FallbackOrder>& order) {
            if (order && dataset == m_session.dataset()) {
                recompute();
            }
        });
}

QString ExplorePresenter::listsKey() const {
    return KnownLists::key(m_person ? m_person->id : QString(), m_edit, m_models.shown(), m_view.length());
}

void ExplorePresenter::showLists(const Lists& lists) {
    m_view.lists().setLists(lists);
    select();
}

void ExplorePresenter::select() {
    std::vector<qint64> order = m_models.shown();
    if (const auto known = std::find(order.begin(), order.end(), m_selectedModel); known != order.end()) {
        std::rotate(order.begin(), known, known + 1);
    }
    if (std::none_of(order.begin(), order.end(),
                     [this](qint64 model) { return m_view.lists().selectItem(model, m_selectedItem); })) {
        clearReason();
    }
}

void ExplorePresenter::readHeldOut() {
    m_session.experiments().lists().heldOut(this, [this](std::shared_ptr<const HeldOutNumbers> numbers) {
        m_heldOut = std::move(numbers);
        showHeldOut();
        if (m_view.lists().view() == ListsPanel::View::HeldOut) {
            select();
        }
    });
}

void ExplorePresenter::showHeldOut() {
    std::vector<HeldOutColumn> columns;
    const auto length = static_cast<std::size_t>(m_view.length());
    const QString data = m_session.fingerprint();
    for (const qint64 id : m_models.shown()) {
        const SessionModel* model = m_session.models().find(id);
        const auto outside = outsideTable(id);
        if (m_heldOut && m_catalogue && m_person && outside) {
            columns.push_back(
                outsideHeldOut(*m_catalogue, *m_heldOut, id, *outside, m_person->user, length, data));
        } else if (m_heldOut && m_catalogue && m_person && model) {
            columns.push_back(
                heldOutColumn(*m_catalogue, *m_heldOut, model->stored, m_person->id, length, data));
        }
    }
    m_view.lists().setHeldOut(std::move(columns));
}

bool ExplorePresenter::showsHeldOut(qint64 model) const {
    return m_view.lists().view() == ListsPanel::View::HeldOut && m_view.lists().heldOut(model) != nullptr;
}

void ExplorePresenter::tellHeldOut(qint64 model, ItemIndex item) {
    const HeldOutColumn* column = m_view.lists().heldOut(model);
    const auto row = std::find_if(column->rows.begin(), column->rows.end(),
                                  [item](const RankedRow& entry) { return entry.index == item.value; });
    if (row == column->rows.end()) {
        return;
    }
    const QString name = columnName(m_session, model);
    const QString sentence = rowSentence(*column, *row, name, m_session.noun(&Nouns::user));
    m_view.reason().setSentence(reasonOf(*m_catalogue, item, sentence),
                                tr("Held out? %1, rank %2").arg(name, formatCount(row->rank)));
}

void ExplorePresenter::showNothing() {
    m_view.lists().setLists({});
    clearReason();
}

void ExplorePresenter::clearReason() {
    m_selectedItem = -1;
    m_view.reason().clear(
        tr("Select one of the %1 in a list to see why it is there.").arg(m_session.noun(&Nouns::items)));
}

void ExplorePresenter::explain(qint64 model, ItemIndex item) {
    if (isRulesColumn(model) && m_person && isItem(item)) {
        if (const auto by = asked(model)) {
            m_selectedModel = model;
            m_selectedItem = item.value;
            explainRules(*by, item);
        }
        return;
    }
    if (isOutsideColumn(model)) {
        explainOutside(model, item);
        return;
    }
    const SessionModel* of = m_session.models().find(model);
    const bool heldOut = showsHeldOut(model);
    if (!of || (!of->model && !heldOut) || !m_person || !isItem(item)) {
        return;
    }
    m_selectedModel = model;
    m_selectedItem = item.value;
    if (heldOut) {
        tellHeldOut(model, item);
        return;
    }
    const ReasonRequest request{*m_person,
                                m_edit,
                                {model, toQString(of->stored.name), of->model},
                                toQString(of->stored.algorithm),
                                item};
    m_session.jobs().ask<Reason>(
        QStringLiteral("explore/reason"),
        [catalogue = m_catalogue, request](const ExecutionContext&) -> Result<Reason> {
            return describeReason(*catalogue, request);
        },
        this,
        [this, model, item, catalogue = m_catalogue](Result<Reason> reason) {
            // Another may have been selected, the list gone, or told of what was held out meanwhile.
            if (reason && catalogue == m_catalogue && model == m_selectedModel && !showsHeldOut(model) &&
                m_selectedItem == static_cast<qint64>(item.value)) {
                const QString itemNoun = m_session.noun(&Nouns::item);
                m_view.reason().setReason(*reason,
                                          tr("Why this %1? %2, rank %3")
                                              .arg(itemNoun, reason->modelName, formatCount(reason->rank)),
                                          m_session.noun(&Nouns::user), itemNoun);
            }
        });
}

void ExplorePresenter::explainRules(const ExploreModel& by, ItemIndex item) {
    m_session.jobs().ask<QString>(
        QStringLiteral("explore/reason"),
        [source = by.ruled, history = m_person->history, edit = m_edit, item](
            const ExecutionContext& context) { return ruledSentence(*source, history, edit, item, context); },
        this,
        [this, by, item, catalogue = m_catalogue](Result<QString> sentence) {
            if (!sentence || catalogue != m_catalogue || by.id != m_selectedModel ||
                m_selectedItem != static_cast<qint64>(item.value)) {
                return;
            }
            m_view.reason().setSentence(reasonOf(*m_catalogue, item, *sentence),
                                        tr("Why this %1? %2").arg(m_session.noun(&Nouns::item), by.name));
        });
}

std::shared_ptr<const OutsideTable> ExplorePresenter::outsideTable(qint64 column) const {
    return isOutsideColumn(column) ? m_session.experiments().lists().outsideTable(column - outsideColumns)
                                   : nullptr;
}

void ExplorePresenter::explainOutside(qint64 column, ItemIndex item) {
    const auto table = outsideTable(column);
    if (!table || !m_person || !isItem(item)) {
        return;
    }
    m_selectedModel = column;
    m_selectedItem = item.value;
    if (showsHeldOut(column)) {
        tellHeldOut(column, item);
        return;
    }
    const QString itemNoun = m_session.noun(&Nouns::item);
    m_view.reason().setSentence(
        reasonOf(*m_catalogue, item,
                 outsideSentence(*table, m_person->user, item, itemNoun, m_session.noun(&Nouns::user))),
        tr("Why this %1? %2").arg(itemNoun, columnName(m_session, column)));
}

void ExplorePresenter::trainBoth() {
    for (const ModelKind kind : {ModelKind::Popularity, ModelKind::Neighbours}) {
        TrainRequest request;
        request.algorithm = firstChoice(kind).id;
        request.params = ParamSet(firstChoice(kind).params);
        m_session.models().train(request);
    }
}

void ExplorePresenter::putFirst(const QString& modelName) {
    for (const SessionModel& model : m_session.models().all()) {
        if (!modelName.isEmpty() && toQString(model.stored.name) == modelName) {
            std::vector<qint64> columns = m_models.shown();
            std::erase(columns, model.stored.id);
            columns.insert(columns.begin(), model.stored.id);
            m_models.choose(std::move(columns));
            refreshModels();
            break;
        }
    }
}

void ExplorePresenter::wantUser(const QString& id) {
    m_wantedUser = id;
    if (m_catalogue) {
        if (const auto index = m_catalogue->userOf(id)) {
            showPerson(*index);
        }
    }
}

} // namespace tastescope
