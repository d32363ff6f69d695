// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/explore_page.h"

#include "ui/pages/explore/history_panel.h"
#include "ui/pages/explore/lists_panel.h"
#include "ui/pages/explore/reason_panel.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPointer>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QUndoCommand>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int narrowWindow = 1280; ///< below it the inspector lies over the page
constexpr int inspectorWidth = 320;
constexpr int historyWidth = 272;

int scaled(int pixels) {
    return Theme::instance().scaled(pixels);
}

class WhatIfCommand : public QUndoCommand {
public:
    WhatIfCommand(ExplorePage* page, UserIndex user, HistoryEdit before, HistoryEdit after,
                  const QString& text)
        : QUndoCommand(text)
        , m_page(page)
        , m_user(user)
        , m_before(std::move(before))
        , m_after(std::move(after)) {}
    void undo() override { show(m_before); }
    void redo() override { show(m_after); }

private:
    void show(const HistoryEdit& edit) {
        if (m_page) {
            m_page->showEdit(m_user, edit);
        }
    }
    QPointer<ExplorePage> m_page;
    UserIndex m_user;
    HistoryEdit m_before, m_after;
};

} // namespace

ExplorePage::ExplorePage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent) {
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_history = new HistoryPanel(session, m_splitter);
    m_centre = makeCentre();
    m_reason = new ReasonPanel(m_splitter);
    m_splitter->addWidget(m_history);
    m_splitter->addWidget(m_centre);
    m_splitter->addWidget(m_reason);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({scaled(historyWidth), scaled(660), scaled(inspectorWidth)});
    m_noData =
        new EmptyState(tr("No data set yet"), tr("Import a file of interactions, or look at the demo first."),
                       tr("Open demo"), tr("Import data"), this);
    m_noModel = new EmptyState(
        tr("No model to ask yet"),
        tr("Train one to see what each person would get. Popularity and Item-kNN take a few seconds."),
        tr("Train both"), tr("Choose a model"), this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_noData);
    m_stack->addWidget(m_noModel);
    connect(&Theme::instance(), &Theme::changed, this, &ExplorePage::placeInspector);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    connect(m_noData, &EmptyState::primaryClicked, this, [this] { this->session().openDemo(); });
    connect(m_noData, &EmptyState::alternativeClicked, this,
            [this] { this->navigator().open(QStringLiteral("import")); });
    connect(m_noModel, &EmptyState::primaryClicked, this, &ExplorePage::trainBoth);
    connect(m_noModel, &EmptyState::alternativeClicked, this,
            [this] { this->navigator().open(QStringLiteral("models")); });
    connect(m_history, &HistoryPanel::userChosen, this,
            [this](quint32 user) { showPerson(UserIndex(user)); });
    connect(m_history, &HistoryPanel::itemAdded, this, [this](quint32 item) { addItem(ItemIndex(item)); });
    connect(m_history, &HistoryPanel::itemToggled, this,
            [this](quint32 item) { toggleItem(ItemIndex(item)); });
    connect(m_lists, &ListsPanel::columnsChanged, this, [this] {
        m_models = m_lists->columns();
        loadModels();
        recompute();
    });
    connect(m_lists, &ListsPanel::itemSelected, this,
            [this](qint64 model, quint32 item) { explain(model, ItemIndex(item)); });
    connect(m_lists, &ListsPanel::itemOpened, m_reason, &ReasonPanel::openSimilar);
    connect(m_lists, &ListsPanel::resetClicked, this, [this] { pushEdit({}, tr("Reset the history")); });
    connect(m_reason, &ReasonPanel::closed, this, [this] { showInspector(false); });
    connect(m_reason, &ReasonPanel::openSimilar, this, [this](quint32 item) {
        this->navigator().open(QStringLiteral("similar"),
                               {{QStringLiteral("item"), m_catalogue->itemId(ItemIndex(item))}});
    });
    connect(&session, &Session::projectChanged, this, &ExplorePage::loadData);
    connect(&session, &Session::datasetChanged, this, &ExplorePage::loadData);
    connect(&session, &Session::modelsChanged, this, &ExplorePage::refreshModels);
    addShortcuts();
    loadData();
}

QWidget* ExplorePage::makeCentre() {
    auto* centre = new QWidget(m_splitter);
    m_head = new PageHead(tr("Recommendations"), {}, centre);
    m_view = new SegmentedControl(tr("View"), {tr("Cards"), tr("Table")}, m_head);
    m_top = new QComboBox(m_head);
    m_top->setAccessibleName(tr("Length of the lists"));
    for (const int k : {5, 10, 12, 20, 50}) {
        m_top->addItem(tr("Top %1").arg(k), k);
    }
    m_top->setCurrentIndex(2);
    m_count = new QComboBox(m_head);
    m_count->setAccessibleName(tr("Models side by side"));
    for (int count = 1; count <= ListsPanel::maxColumns; ++count) {
        m_count->addItem(tr("Models %1").arg(count), count);
    }
    m_count->setCurrentIndex(ListsPanel::maxColumns - 1);
    m_head->addAction(m_view);
    m_head->addAction(m_top);
    m_head->addAction(m_count);
    m_why = new IconButton(QStringLiteral("why"), tr("Show the inspector (Ctrl+.)"), m_head);
    m_why->hide(); // takes the inspector's place while that is away
    m_head->addAction(m_why);
    connect(m_why, &QAbstractButton::clicked, this, [this] { showInspector(true); });
    m_lists = new ListsPanel(session(), centre);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(8);
    layout->addWidget(m_head);
    layout->addWidget(m_lists, 1);
    connect(m_view, &SegmentedControl::chosen, this, [this](int view) { m_lists->setTableMode(view == 1); });
    connect(m_top, &QComboBox::activated, this, &ExplorePage::recompute);
    connect(m_count, &QComboBox::activated, this, [this](int index) { setModelCount(index + 1); });
    return centre;
}

void ExplorePage::addShortcuts() {
    const auto add = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    add(Qt::Key_A, [this] { m_history->focusAdd(); });
    add(Qt::ALT | Qt::Key_Left, [this] { step(-1); });
    add(Qt::ALT | Qt::Key_Right, [this] { step(1); });
}

void ExplorePage::loadData() {
    m_person.reset();
    m_catalogue.reset();
    m_edit = {};
    m_models.clear();
    m_known.clear();
    m_history->setCatalogue(nullptr);
    const auto dataset = session().dataset();
    refreshModels();
    if (!dataset) {
        return;
    }
    session().jobs().ask<std::shared_ptr<const Catalogue>>(
        QStringLiteral("explore/catalogue"),
        [dataset](const ExecutionContext& context) { return Catalogue::of(dataset, context); }, this,
        [this](Result<std::shared_ptr<const Catalogue>> catalogue) {
            if (!catalogue || (*catalogue)->sharedDataset() != session().dataset()) {
                return;
            }
            m_catalogue = std::move(*catalogue);
            m_history->setCatalogue(m_catalogue);
            std::optional<UserIndex> user =
                m_wantedUser.isEmpty() ? std::nullopt : m_catalogue->userOf(m_wantedUser);
            if (!user) {
                user = m_catalogue->middlingUser();
            }
            if (user) {
                showPerson(*user);
            }
        });
}

void ExplorePage::refreshModels() {
    const auto& models = session().models();
    m_stack->setCurrentWidget(!session().dataset() ? static_cast<QWidget*>(m_noData)
                              : models.empty()     ? static_cast<QWidget*>(m_noModel)
                                                   : static_cast<QWidget*>(m_splitter));
    std::erase_if(m_models, [this](qint64 id) { return !session().findModel(id); });
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
    for (const qint64 id : order) {
        if (static_cast<int>(m_models.size()) < m_modelCount &&
            std::find(m_models.begin(), m_models.end(), id) == m_models.end()) {
            m_models.push_back(id);
        }
    }
    m_known.clear();
    loadModels();
    m_lists->setColumns(m_models);
    recompute();
}

void ExplorePage::loadModels() {
    for (const qint64 id : m_models) {
        const SessionModel* model = session().findModel(id);
        if (model && !model->model && model->problem.isEmpty()) {
            session().ensureLoaded(id);
        }
    }
}

void ExplorePage::setModelCount(int count) {
    m_modelCount = count;
    m_models.resize(std::min(m_models.size(), static_cast<std::size_t>(count)));
    refreshModels();
}

void ExplorePage::activate(const QVariantMap& arguments) {
    const QString user = arguments.value(QStringLiteral("user")).toString();
    const QString name = arguments.value(QStringLiteral("model")).toString();
    for (const SessionModel& model : session().models()) {
        if (!name.isEmpty() && toQString(model.stored.name) == name) {
            std::erase(m_models, model.stored.id);
            m_models.insert(m_models.begin(), model.stored.id);
            m_models.resize(std::min<std::size_t>(m_models.size(), static_cast<std::size_t>(m_modelCount)));
            refreshModels();
            break;
        }
    }
    if (user.isEmpty()) {
        return;
    }
    m_wantedUser = user;
    if (m_catalogue) {
        if (const auto index = m_catalogue->userOf(user)) {
            showPerson(*index);
        }
    }
}

void ExplorePage::showPerson(UserIndex user, const HistoryEdit& edit) {
    session().jobs().ask<Person>(
        QStringLiteral("explore/person"),
        [catalogue = m_catalogue, user](const ExecutionContext&) -> Result<Person> {
            return describePerson(*catalogue, user);
        },
        this,
        [this, edit, catalogue = m_catalogue](Result<Person> person) {
            if (!person || catalogue != m_catalogue) {
                return;
            }
            m_person = std::move(*person);
            m_edit = edit;
            m_selectedItem = -1;
            m_wantedUser = m_person->id;
            m_history->setPerson(*m_person);
            m_history->setPast(editedPast(*m_catalogue, *m_person, m_edit));
            recompute();
        });
}

void ExplorePage::showEdit(UserIndex user, const HistoryEdit& edit) {
    if (!m_catalogue) {
        return;
    }
    if (!m_person || m_person->user != user) {
        showPerson(user, edit);
        return;
    }
    m_edit = edit;
    m_history->setPast(editedPast(*m_catalogue, *m_person, m_edit));
    recompute();
}

void ExplorePage::step(int by) {
    const auto dataset = session().dataset();
    if (!m_person || !dataset) {
        return;
    }
    const auto users = static_cast<qint64>(dataset->userCount());
    showPerson(UserIndex(static_cast<std::size_t>((m_person->user.value + users + by) % users)));
}

void ExplorePage::pushEdit(HistoryEdit edit, const QString& what) {
    if (m_person) {
        session().undoStack().push(new WhatIfCommand(this, m_person->user, m_edit, std::move(edit), what));
    }
}

void ExplorePage::toggleItem(ItemIndex item) {
    HistoryEdit edit = m_edit;
    const QString title = m_catalogue->title(item);
    if (std::erase_if(edit.added, [item](const HistoryEntry& entry) { return entry.item == item; }) > 0) {
        pushEdit(std::move(edit), tr("Take %1 out again").arg(title));
    } else if (std::erase(edit.removed, item) > 0) {
        pushEdit(std::move(edit), tr("Bring %1 back").arg(title));
    } else {
        edit.removed.push_back(item);
        pushEdit(std::move(edit), tr("Remove %1").arg(title));
    }
}

void ExplorePage::addItem(ItemIndex item) {
    if (!m_person) {
        return;
    }
    HistoryEdit edit = m_edit;
    std::erase(edit.removed, item);
    std::erase_if(edit.added, [item](const HistoryEntry& entry) { return entry.item == item; });
    const AddedSignal as = signalForAdding(*m_catalogue);
    const Interactions& events = m_catalogue->dataset().events();
    Time newest = noTime;
    if (const std::size_t last = events.lastOf(m_person->user); last > events.firstOf(m_person->user)) {
        newest = events.time(last - 1);
    }
    edit.added.push_back({item, as.weight, newest});
    pushEdit(std::move(edit), tr("Add %1").arg(m_catalogue->title(item)));
}

void ExplorePage::recompute() {
    const int k = m_top->currentData().toInt();
    m_head->setSubtitle(tr("Top %1 per model, without known %2").arg(k).arg(session().noun(&Nouns::items)));
    if (!m_person || !m_catalogue) {
        m_lists->setLists({});
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
    m_lists->setEdit(removed, added);
    std::vector<ExploreModel> asked;
    for (const qint64 id : m_models) {
        const SessionModel* model = session().findModel(id);
        // A stale model may know items that the data no longer has; those have no name to show.
        if (model && model->model && model->model->itemCount() <= m_catalogue->dataset().itemCount()) {
            asked.push_back({id, toQString(model->stored.name), model->model});
        }
    }
    if (asked.empty()) {
        m_lists->setLists({});
        return;
    }
    const QString key = listsKey(k);
    if (const Lists* known = m_known.object(key)) {
        showLists(*known);
        return;
    }
    session().jobs().ask<Lists>(
        QStringLiteral("explore/lists"),
        [catalogue = m_catalogue, asked, history = m_person->history, edit = m_edit,
         k](const ExecutionContext& context) {
            return computeLists(*catalogue, asked, history, edit, static_cast<std::size_t>(k), context);
        },
        this,
        [this, key, whole = asked.size() == m_models.size()](Result<Lists> lists) {
            // Of two questions the later may have been answered from memory already.
            if (!lists || key != listsKey(m_top->currentData().toInt())) {
                return;
            }
            if (whole) {
                m_known.insert(key, new Lists(*lists));
            }
            showLists(*lists);
        });
}

QString ExplorePage::listsKey(int k) const {
    QStringList parts{QString::number(k), m_person ? m_person->id : QString()};
    for (const qint64 id : m_models) {
        parts << QString::number(id);
    }
    for (const ItemIndex item : m_edit.removed) {
        parts << u'-' + QString::number(item.value);
    }
    for (const HistoryEntry& entry : m_edit.added) {
        parts << u'+' + QString::number(entry.item.value);
    }
    return parts.join(u'\n');
}

void ExplorePage::showLists(const Lists& lists) {
    m_lists->setLists(lists);
    const bool known = std::any_of(lists.columns.begin(), lists.columns.end(),
                                   [this](const ModelList& list) { return list.model == m_selectedModel; });
    if (!lists.columns.empty()) {
        m_lists->selectItem(known ? m_selectedModel : lists.columns.front().model, m_selectedItem);
    }
}

void ExplorePage::explain(qint64 model, ItemIndex item) {
    const SessionModel* of = session().findModel(model);
    if (!of || !of->model || !m_person) {
        return;
    }
    m_selectedModel = model;
    m_selectedItem = item.value;
    const ReasonRequest request{*m_person,
                                m_edit,
                                {model, toQString(of->stored.name), of->model},
                                toQString(of->stored.algorithm),
                                item};
    session().jobs().ask<Reason>(
        QStringLiteral("explore/reason"),
        [catalogue = m_catalogue, request](const ExecutionContext&) -> Result<Reason> {
            return describeReason(*catalogue, request);
        },
        this,
        [this](Result<Reason> reason) {
            if (reason) {
                const QString itemNoun = session().noun(&Nouns::item);
                m_reason->setReason(
                    *reason,
                    tr("Why this %1? %2, rank %3").arg(itemNoun, reason->modelName).arg(reason->rank),
                    session().noun(&Nouns::user), itemNoun);
            }
        });
}

void ExplorePage::trainBoth() {
    for (const char* id : {"popularity", "item_knn"}) {
        TrainRequest request;
        request.algorithm = id;
        request.params = ParamSet(findAlgorithm(id)->params);
        session().train(request);
    }
}

void ExplorePage::focusSearch() {
    m_history->focusSearch();
}

void ExplorePage::toggleInspector() {
    showInspector(!m_reason->isVisible());
}

void ExplorePage::showInspector(bool on) {
    if (!m_narrow) {
        m_inspectorWanted = on;
    }
    m_reason->setVisible(on);
    m_why->setVisible(!on);
    if (m_narrow && on) {
        m_reason->setGeometry(width() - scaled(inspectorWidth), 0, scaled(inspectorWidth), height());
        m_reason->raise();
    }
}

void ExplorePage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    placeInspector();
}

void ExplorePage::placeInspector() {
    const bool narrow = window()->width() < scaled(narrowWindow);
    if (narrow != m_narrow) {
        m_narrow = narrow;
        if (narrow) { // over the page instead of beside it, and only when asked for
            m_reason->setParent(this);
            m_reason->hide();
            m_why->show();
        } else {
            m_splitter->addWidget(m_reason);
            m_splitter->setSizes({scaled(historyWidth),
                                  width() - scaled(historyWidth) - scaled(inspectorWidth),
                                  scaled(inspectorWidth)});
            showInspector(m_inspectorWanted);
        }
    } else if (m_narrow && m_reason->isVisible()) {
        showInspector(true);
    }
}

void ExplorePage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_narrow && m_reason->isVisible()) {
        showInspector(false);
        return;
    }
    Page::keyPressEvent(event);
}

QList<QWidget*> ExplorePage::regions() {
    return {m_history, m_lists, m_reason};
}

void ExplorePage::saveState(QSettings& settings) const {
    settings.setValue(QStringLiteral("table"), m_view->current() == 1);
    settings.setValue(QStringLiteral("top"), m_top->currentData());
    settings.setValue(QStringLiteral("models"), m_modelCount);
    if (!m_narrow) {
        settings.setValue(QStringLiteral("splitter"), m_splitter->saveState());
        settings.setValue(QStringLiteral("inspector"), m_inspectorWanted);
    }
}

void ExplorePage::restoreState(QSettings& settings) {
    const bool table = settings.value(QStringLiteral("table"), false).toBool();
    m_view->setCurrent(table ? 1 : 0);
    m_lists->setTableMode(table);
    const int top = m_top->findData(settings.value(QStringLiteral("top"), 12));
    m_top->setCurrentIndex(std::max(0, top));
    const int models =
        std::clamp(settings.value(QStringLiteral("models"), 3).toInt(), 1, ListsPanel::maxColumns);
    m_count->setCurrentIndex(models - 1);
    m_splitter->restoreState(settings.value(QStringLiteral("splitter")).toByteArray());
    m_splitter->setHandleWidth(1);
    showInspector(settings.value(QStringLiteral("inspector"), true).toBool() && !m_narrow);
    setModelCount(models);
}

} // namespace tastescope
