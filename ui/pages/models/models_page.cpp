// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/models_page.h"

#include "engine/data/dataset.h"
#include "engine/registry/registry.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/models/gallery_view.h"
#include "ui/pages/models/model_actions.h"
#include "ui/pages/models/search_dialog.h"
#include "ui/pages/models/settings_form.h"
#include "ui/pages/models/train_all.h"
#include "ui/pages/models/trained_models.h"
#include "ui/pages/models/training_costs.h"
#include "ui/pages/models/training_queue.h"
#include "ui/session/kind_fit.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/session/project_watch.h"
#include "ui/session/session.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QStackedWidget>

#include <algorithm>

namespace tastescope {

namespace {

constexpr int rightWidth = 400;
constexpr int narrowRightWidth = 352;
constexpr int narrowBelow = 1150; // of the page
constexpr int upperHeight = 352;
constexpr int leastUpperHeight = 290;

} // namespace

ModelsPage::ModelsPage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent) {
    m_head = new PageHead(tr("Models and training"), {}, this);
    m_trainAll = new Button(ButtonKind::Plain, tr("Train all with defaults"), QStringLiteral("play"), m_head);
    m_search = new Button(ButtonKind::Plain, tr("Search settings"), QStringLiteral("rules"), m_head);
    m_head->addAction(m_search);
    m_head->addAction(m_trainAll);
    connect(m_search, &QAbstractButton::clicked, this, &ModelsPage::searchSettings);

    m_stack = new QStackedWidget(this);
    m_content = new QWidget(m_stack);
    auto* grid = new QGridLayout(m_content);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(16);
    m_form = new SettingsForm(session.jobs(), m_content);
    m_queue = new TrainingQueue(session, m_content);
    grid->addWidget(buildGallery(), 0, 0);
    grid->addWidget(m_form, 0, 1);
    grid->addWidget(buildTable(), 1, 0);
    grid->addWidget(m_queue, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setRowStretch(0, 100); // up to its maximum; the rest is the lower row's
    grid->setRowStretch(1, 1);
    m_noData = new EmptyState(tr("No data set yet"),
                              tr("Models learn from a data set. Import one, or look at the demo first."),
                              tr("Import data"), tr("Open demo"), m_stack);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_noData);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(8);
    layout->addWidget(m_head);
    layout->addWidget(m_stack, 1);

    connect(m_trainAll, &QAbstractButton::clicked, this, &ModelsPage::trainAll);
    connect(m_form, &SettingsForm::trainClicked, this, &ModelsPage::train);
    connect(&session.jobs(), &JobRunner::jobFinished, this, &ModelsPage::measure);
    connect(m_noData, &EmptyState::primaryClicked, this,
            [this] { this->navigator().open(QStringLiteral("import")); });
    connect(m_noData, &EmptyState::alternativeClicked, this, [this] { this->session().openDemo(); });
    connect(&session, &Session::projectChanged, this, &ModelsPage::refresh);
    connect(&session, &Session::datasetChanged, this, &ModelsPage::refresh);
    connect(&session.models(), &ProjectModels::changed, this, &ModelsPage::refresh);
    connect(&session.watch(), &ProjectWatch::changed, this, &ModelsPage::selectionChanged);
    connect(&Theme::instance(), &Theme::changed, this, [this] { resizeEvent(nullptr); });
    chooseKind(firstChoice(ModelKind::Factors).id);
    refresh();
}

QWidget* ModelsPage::buildGallery() {
    m_galleryCard = new Card(tr("Gallery"), {}, m_content);
    m_filter = new SegmentedControl(tr("Kinds shown"),
                                    {tr("All"), tr("Personal"), tr("For new items"), tr("Explains itself")},
                                    m_galleryCard);
    m_family = new ComboBox(m_galleryCard);
    m_family->setProperty("small", true);
    m_family->setAccessibleName(tr("Family of the kinds shown"));
    m_family->addItem(tr("All families"), QString());
    for (const Family& family : families()) {
        m_family->addItem(toQString(family.title), toQString(family.id));
    }
    m_galleryCard->addAction(m_family);
    m_galleryCard->addAction(m_filter);
    m_kinds = new GalleryModel(session(), this);
    m_gallery = new GalleryView(m_galleryCard);
    m_gallery->setModel(m_kinds);
    m_galleryCard->body()->setContentsMargins(12, 0, 12, 12);
    m_galleryCard->body()->addWidget(m_gallery);
    connect(m_filter, &SegmentedControl::chosen, this, &ModelsPage::filterKinds);
    connect(m_family, &QComboBox::activated, this, &ModelsPage::filterKinds);
    connect(m_gallery->selectionModel(), &QItemSelectionModel::currentChanged, this, &ModelsPage::showKind);
    connect(m_gallery, &GalleryView::settingsWanted, this, [this] { m_form->focusFirst(); });
    return m_galleryCard;
}

void ModelsPage::filterKinds() {
    m_kinds->setFilter(static_cast<GalleryFilter>(m_filter->current()));
    m_kinds->setFamily(m_family->currentData().toString().toStdString());
    m_galleryCard->setRemark(m_kinds->rowCount() == static_cast<int>(algorithms().size())
                                 ? QString() // the page's title counts them
                                 : tr("%1 of %2").arg(m_kinds->rowCount()).arg(algorithms().size()));
    // A kind that is filtered out leaves the tiles, not the form.
    m_gallery->setCurrentIndex(m_kinds->indexOf(m_kind));
}

QWidget* ModelsPage::buildTable() {
    m_tableCard = new Card(tr("Trained models"), {}, m_content);
    m_measure = new Button(ButtonKind::Plain, tr("Measure"), QStringLiteral("hit"), m_tableCard);
    m_measure->setSmall(true);
    m_tableCard->addAction(m_measure);
    m_compare = new Button(ButtonKind::Plain, tr("Compare"), QStringLiteral("evaluate"), m_tableCard);
    m_compare->setSmall(true);
    m_compare->setToolTip(tr("Select two to four models to see them side by side"));
    m_tableCard->addAction(m_compare);
    m_export = new Button(ButtonKind::Plain, tr("Export"), QStringLiteral("export"), m_tableCard);
    m_export->setSmall(true);
    m_export->setToolTip(tr("Saves what the selected model recommends to everybody as a table"));
    m_tableCard->addAction(m_export);
    m_tableCard->body()->setContentsMargins(8, 0, 8, 8); // cells have 8 of their own
    m_models = new TrainedModels(session(), this);
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(m_models);
    m_sorted->setSortRole(TrainedModels::SortRole);
    m_sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_tableStack = new QStackedWidget(m_tableCard);
    m_table = new TableView(QStringLiteral("trained_models"), tr("Trained models"), m_tableStack);
    m_table->setModel(m_sorted);
    m_table->setItemDelegate(new TrainedModelsDelegate(m_table));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(TrainedModels::Trained, Qt::DescendingOrder);
    m_table->setYielding({TrainedModels::Size, TrainedModels::Data});
    m_table->setShrinking({TrainedModels::Settings, TrainedModels::Name});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_actions = new ModelActions(session(), navigator(), *m_table, this);
    auto* none = new EmptyState(tr("No model yet"), tr("Train Popularity and Item-kNN in ten seconds"),
                                tr("Train both"), {}, m_tableStack);
    m_tableStack->addWidget(m_table);
    m_tableStack->addWidget(none);
    m_tableStack->setMinimumHeight(160); // or the picture of the empty state would set it for the table too
    m_tableCard->body()->addWidget(m_tableStack);
    connect(none, &EmptyState::primaryClicked, this, &ModelsPage::trainQuick);
    connect(m_export, &QAbstractButton::clicked, m_actions, &ModelActions::exportLists);
    connect(m_compare, &QAbstractButton::clicked, m_actions, &ModelActions::compare);
    connect(m_measure, &QAbstractButton::clicked, this,
            [this] { m_actions->measure(m_models->unmeasured()); });
    connect(m_actions, &ModelActions::measuringChanged, this, &ModelsPage::selectionChanged);
    connect(m_actions, &ModelActions::duplicateWanted, this, &ModelsPage::duplicate);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ModelsPage::selectionChanged);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ModelsPage::selectionChanged);
    return m_tableCard;
}

void ModelsPage::activate(const QVariantMap& arguments) {
    if (arguments.contains(QStringLiteral("algorithm"))) {
        chooseKind(arguments.value(QStringLiteral("algorithm")).toString().toStdString());
    }
    if (arguments.contains(QStringLiteral("model"))) {
        const qint64 wanted = arguments.value(QStringLiteral("model")).toLongLong();
        for (int row = 0; row < m_sorted->rowCount(); ++row) {
            const QModelIndex index = m_sorted->index(row, TrainedModels::Name);
            if (index.data(TrainedModels::IdRole).toLongLong() == wanted) {
                m_table->setCurrentIndex(index);
            }
        }
    }
}

void ModelsPage::saveState(QSettings& settings) const {
    settings.setValue(QStringLiteral("kind"), toQString(m_kind));
    settings.setValue(QStringLiteral("filter"), m_filter->current());
    settings.setValue(QStringLiteral("family"), m_family->currentData());
    settings.setValue(QStringLiteral("measure"), m_form->measures());
}

void ModelsPage::restoreState(QSettings& settings) {
    const int filter = settings.value(QStringLiteral("filter"), 0).toInt();
    if (filter >= 0 && filter <= static_cast<int>(GalleryFilter::ExplainsItself)) {
        m_filter->setCurrent(filter);
    }
    m_form->setMeasures(settings.value(QStringLiteral("measure"), true).toBool());
    m_family->setCurrentIndex(std::max(0, m_family->findData(settings.value(QStringLiteral("family")))));
    filterKinds();
    chooseKind(settings.value(QStringLiteral("kind"), toQString(firstChoice(ModelKind::Factors).id))
                   .toString()
                   .toStdString());
}

QList<QWidget*> ModelsPage::regions() {
    if (m_stack->currentWidget() == m_noData) {
        return {m_noData};
    }
    return {m_gallery, m_form, m_tableStack->currentWidget(), m_queue};
}

void ModelsPage::resizeEvent(QResizeEvent* event) {
    if (event) {
        Page::resizeEvent(event);
    }
    const Theme& theme = Theme::instance();
    const int right = theme.scaled(width() < theme.scaled(narrowBelow) ? narrowRightWidth : rightWidth);
    m_form->setFixedWidth(right);
    m_queue->setFixedWidth(right);
    const int upper =
        std::clamp(height() * 45 / 100, theme.scaled(leastUpperHeight), theme.scaled(upperHeight));
    for (Card* card : {m_galleryCard, static_cast<Card*>(m_form)}) {
        card->setMinimumHeight(theme.scaled(leastUpperHeight)); // the window can be made lower at once
        card->setMaximumHeight(upper);
    }
}

void ModelsPage::refresh() {
    const bool open = session().isOpen();
    m_stack->setCurrentWidget(open ? m_content : m_noData);
    m_trainAll->setVisible(open);
    m_search->setVisible(open);
    m_form->setDataset(session().dataset(), pastTrainings(session()));
    offerSearch();
    m_filter->setSegmentText(static_cast<int>(GalleryFilter::NewItems),
                             tr("For new %1").arg(session().noun(&Nouns::items)));
    m_head->setSubtitle(open ? tr("%1 kinds of recommender for %2 and %3, each trained on all events")
                                   .arg(QString::number(algorithms().size()), session().noun(&Nouns::users),
                                        session().noun(&Nouns::items))
                             : QString());
    const auto count = session().models().all().size();
    const QString protocol = session().experiments().protocol();
    m_tableCard->setRemark(count == 0           ? QString()
                           : protocol.isEmpty() ? formatCount(count)
                                                : tr("%1, measured %2").arg(formatCount(count), protocol));
    m_tableStack->setCurrentIndex(count > 0 ? 0 : 1);
    if (count > 0 && !m_table->currentIndex().isValid()) {
        m_table->setCurrentIndex(m_sorted->index(0, TrainedModels::Name));
    }
    selectionChanged();
}

void ModelsPage::showKind(const QModelIndex& index) {
    if (const AlgorithmInfo* info = m_kinds->algorithm(index)) {
        m_kind = info->id;
        m_form->setAlgorithm(*info);
        offerSearch();
    }
}

void ModelsPage::chooseKind(const std::string& algorithm) {
    const AlgorithmInfo* info = findAlgorithm(algorithm);
    if (!info) {
        info = &algorithms().front();
    }
    m_kind = info->id;
    m_form->setAlgorithm(*info);
    offerSearch();
    m_gallery->setCurrentIndex(m_kinds->indexOf(m_kind));
}

void ModelsPage::duplicate(qint64 id) {
    const SessionModel* model = session().models().find(id);
    const AlgorithmInfo* info = model ? findAlgorithm(model->stored.algorithm) : nullptr;
    if (info) {
        const ParamSet params = paramsOf(model->stored);
        const std::uint64_t seed = model->stored.seed;
        const Weighing weighing = parseWeighing(model->stored.weighing);
        chooseKind(info->id);
        m_form->setRequest(*info, params, seed, weighing);
        m_form->focusFirst();
    }
}

void ModelsPage::offerSearch() {
    const AlgorithmInfo* info = m_form->algorithm();
    const auto data = session().dataset();
    const QString off = info && data ? whyOff(*info, *data) : QString();
    m_search->setEnabled(info && !info->params.empty() && off.isEmpty());
    m_search->setToolTip(off.isEmpty() ? tr("Tries many settings of the chosen kind") : off);
}

void ModelsPage::searchSettings() {
    if (const AlgorithmInfo* info = m_form->algorithm()) {
        (new SearchDialog(session(), *info, this))->open();
    }
}

void ModelsPage::selectionChanged() {
    m_compare->setEnabled(m_actions->canCompare());
    const std::size_t unmeasured = m_models->unmeasured().size();
    m_measure->setVisible(unmeasured > 0 || m_actions->isMeasuring());
    const QString fixed = m_actions->whyFixed();
    m_measure->setEnabled(!m_actions->isMeasuring() && fixed.isEmpty());
    m_measure->setToolTip(
        !fixed.isEmpty() ? fixed
        : m_actions->isMeasuring()
            ? tr("Being measured, see the jobs")
            : tr("Measures what has no number yet (%1): each is trained once more with a part held out, "
                 "and asked for that part")
                  .arg(unmeasured));
    m_export->setEnabled(m_actions->canExport());
    m_queue->setModel(m_actions->current());
}

void ModelsPage::train(const TrainRequest& request) {
    const quint64 job = session().models().train(request);
    if (job != 0 && m_form->measures()) {
        m_toMeasure.insert(job);
    }
}

void ModelsPage::measure(quint64 job) {
    const JobInfo* info = session().jobs().info(job);
    const auto& models = session().models().all();
    // What was stopped early is not what its settings give when they are trained again.
    if (m_toMeasure.remove(job) && info && info->state == JobState::Done && !info->finishing &&
        !models.empty()) {
        session().experiments().measure(models.back().stored);
    }
}

void ModelsPage::trainAll() {
    askToTrainAll(session(), *this);
}

void ModelsPage::trainQuick() {
    trainDefaults({firstChoice(ModelKind::Popularity).id, firstChoice(ModelKind::Neighbours).id});
}

void ModelsPage::trainDefaults(const std::vector<std::string>& algorithmIds) {
    for (const std::string& algorithm : algorithmIds) {
        if (const AlgorithmInfo* info = findAlgorithm(algorithm)) {
            session().models().train({info->id, ParamSet(info->params), {}, 42});
        }
    }
}

} // namespace tastescope
