// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_page.h"

#include "engine/data/dataset.h"
#include "engine/models/swept_params.h"
#include "engine/registry/registry.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/evaluation_files.h"
#include "storage/use_cases/rules/ruled_lists.h"
#include "ui/input/open_paths.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/job_strip.h"
#include "ui/navigation/project_dialog.h"
#include "ui/pages/evaluate/checks/checks_dialog.h"
#include "ui/pages/evaluate/contestants.h"
#include "ui/pages/evaluate/export_results.h"
#include "ui/pages/evaluate/models_dialog.h"
#include "ui/pages/evaluate/protocol/protocol_bar.h"
#include "ui/pages/evaluate/results_view.h"
#include "ui/pages/evaluate/runs_dialog.h"
#include "ui/pages/evaluate/slices/slice_table.h"
#include "ui/pages/evaluate/sweep/sweep_dialog.h"
#include "ui/pages/evaluate/sweep/sweep_runs.h"
#include "ui/pages/evaluate/words/run_words.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/session/project_rules.h"
#include "ui/session/project_run.h"
#include "ui/session/session.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QSettings>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

Nouns nounsOf(const Session& session) {
    return session.dataset() ? session.dataset()->nouns() : Nouns();
}

} // namespace

EvaluatePage::EvaluatePage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent) {
    makeHead();
    m_bar = new ProtocolBar(this);
    m_strip = new JobStrip(tr("Progress of the evaluation"), this);
    m_stack = new QStackedWidget(this);
    m_contestants = new ContestantTable(session, this);
    m_choice = makeChoice();
    m_results = new ResultsView(m_stack);
    m_noProject =
        new EmptyState(tr("No data set yet"), tr("Import a file of interactions, or look at the demo first."),
                       tr("Import data"), tr("Open demo"), m_stack);
    m_noEvents =
        new EmptyState(tr("Nothing to hold out"),
                       tr("An evaluation hides a part of what people did and asks who finds it again. "
                          "The data has no events yet."),
                       tr("Import data"), {}, m_stack);
    for (QWidget* part : {static_cast<QWidget*>(m_noProject), static_cast<QWidget*>(m_noEvents), m_choice,
                          static_cast<QWidget*>(m_results)}) {
        m_stack->addWidget(part);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(8);
    layout->addWidget(m_head);
    layout->addWidget(m_bar);
    layout->addWidget(m_strip);
    layout->addWidget(m_stack, 1);

    connect(m_noProject, &EmptyState::primaryClicked, this,
            [this] { this->navigator().open(QStringLiteral("import")); });
    connect(m_noProject, &EmptyState::alternativeClicked, this, [this] { this->session().openDemo(); });
    connect(m_noEvents, &EmptyState::primaryClicked, this,
            [this] { this->navigator().open(QStringLiteral("import")); });
    connect(m_bar, &ProtocolBar::changed, this, &EvaluatePage::refresh);
    connect(m_bar, &ProtocolBar::modelsWanted, this, &EvaluatePage::openModels);
    connect(m_bar, &ProtocolBar::groupsWanted, this, &EvaluatePage::askForGroups);
    connect(m_contestants, &ContestantTable::chosenChanged, this, &EvaluatePage::refresh);
    connect(m_strip, &JobStrip::cancelled, this, [this] { this->session().jobs().cancel(m_job); });
    connect(m_results, &ResultsView::peopleWanted, this, &EvaluatePage::openPeople);
    connect(m_results, &ResultsView::checksWanted, this, &EvaluatePage::openChecks);
    connect(m_results, &ResultsView::sweepWanted, this, &EvaluatePage::openSweeps);
    connect(m_results, &ResultsView::pointWanted, this, &EvaluatePage::usePoint);
    connect(m_results, &ResultsView::slicesWanted, this, &EvaluatePage::findSlices);
    connect(&session.jobs(), &JobRunner::jobChanged, this, &EvaluatePage::showJob);
    connect(&session.experiments(), &ProjectExperiments::ended, this, &EvaluatePage::jobEnded);
    connect(&session, &Session::projectChanged, this, &EvaluatePage::reset);
    connect(&session, &Session::datasetChanged, this, [this] {
        m_bar->setDataset(this->session().dataset());
        refresh();
    });
    reset();
}

void EvaluatePage::makeHead() {
    m_head = new PageHead(tr("Evaluate"), {}, this);
    m_runs = new ComboBox(m_head);
    m_runs->setAccessibleName(tr("Run shown"));
    m_runs->setToolTip(tr("Every run is kept in the project"));
    m_compare = new Button(ButtonKind::Plain, tr("Compare runs"), {}, m_head);
    m_export = new Button(ButtonKind::Plain, tr("Export"), QStringLiteral("export"), m_head);
    m_run = new Button(ButtonKind::Primary, tr("Run"), QStringLiteral("play"), m_head);
    for (QWidget* action : {static_cast<QWidget*>(m_runs), static_cast<QWidget*>(m_compare),
                            static_cast<QWidget*>(m_export), static_cast<QWidget*>(m_run)}) {
        m_head->addAction(action);
    }
    connect(m_runs, &QComboBox::activated, this,
            [this](int place) { readRun(m_runs->itemData(place).toLongLong()); });
    connect(m_compare, &QAbstractButton::clicked, this, &EvaluatePage::compareRuns);
    connect(m_export, &QAbstractButton::clicked, this, &EvaluatePage::exportTable);
    connect(m_run, &QAbstractButton::clicked, this, &EvaluatePage::run);
}

QWidget* EvaluatePage::makeChoice() {
    m_choiceCard = new Card(tr("Models to compare"), {}, m_stack);
    auto* lists = new Button(ButtonKind::Plain, tr("Add lists"), QStringLiteral("file"), m_choiceCard);
    lists->setSmall(true);
    lists->setToolTip(tr("A CSV file of user, item, and rank, score or prediction becomes a model"));
    m_choiceCard->addAction(lists);
    m_choiceCard->body()->setContentsMargins(8, 0, 8, 8);
    m_choiceTable = makeContestantView(*m_contestants, m_choiceCard);
    m_choiceCard->addAction(makeRulesButton(*m_contestants, *m_choiceTable, m_choiceCard));
    m_choiceCard->addAction(makeRemoveButton(*m_contestants, *m_choiceTable, m_choiceCard));
    m_choiceCard->body()->addWidget(m_choiceTable);
    connect(lists, &QAbstractButton::clicked, this, &EvaluatePage::addLists);
    return m_choiceCard;
}

void EvaluatePage::reset() {
    m_job = 0;
    m_asked = 0;
    m_sweeps.clear();
    m_hiddenSweeps.clear();
    m_bar->setDataset(session().dataset());
    m_bar->setGroups({}); // they were of other people
    fillRuns();
    showRun(nullptr);
    if (isVisible()) {
        readNewest();
    }
}

void EvaluatePage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (!m_shown) {
        readNewest();
    }
}

void EvaluatePage::readNewest() {
    if (const std::int64_t run = runToShow(session().experiments().runs()); run != 0) {
        readRun(run);
    }
}

void EvaluatePage::readRun(std::int64_t experiment) {
    m_asked = experiment;
    session().experiments().read(experiment, this, [this, experiment](const ProjectExperiments::Run& run) {
        if (experiment == m_asked && run) {
            showRun(run);
        }
    });
    if (m_shown) { // the box names what is shown, until the other one is there
        m_runs->setCurrentIndex(m_runs->findData(static_cast<qlonglong>(m_shown->head.experiment)));
    }
}

EvaluateRequest EvaluatePage::request() const {
    // What the controls do not show, as the names of columns, stays as it was.
    EvaluateRequest request = m_shown && m_shown->head.request ? *m_shown->head.request : EvaluateRequest();
    m_bar->applyTo(request);
    const std::vector<Contestant> before = request.contestants;
    m_contestants->applyTo(request);
    if (!std::ranges::is_permutation(before, request.contestants, isSame)) {
        request.sweep.reset(); // other points are no curve any more
    }
    request.by = request.by.empty() ? "users" : request.by;
    request.leaks = true;
    return request;
}

void EvaluatePage::run() {
    if (m_job != 0) {
        return;
    }
    m_wasCancelled = false;
    m_sweeping = false;
    m_job = session().experiments().evaluate(request());
    showJob(m_job);
    refresh();
}

void EvaluatePage::openSweeps(QWidget* at) {
    const auto& runs = session().experiments().runs();
    const std::vector<std::int64_t> beside =
        m_shown ? sweepsBeside(runs, m_shown->head) : std::vector<std::int64_t>();
    if (beside.empty()) {
        askForSweep();
        return;
    }
    QMenu menu(at);
    menu.addAction(tr("Sweep a parameter …"), this, &EvaluatePage::askForSweep);
    menu.addSeparator();
    for (const std::int64_t experiment : beside) {
        const RunHead& run = *std::ranges::find(runs, experiment, &RunHead::experiment);
        QAction* action = menu.addAction(sweepTitle(*run.request->sweep).replace(u'&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(!m_hiddenSweeps.contains(experiment));
        connect(action, &QAction::toggled, this, [this, experiment](bool on) {
            on ? static_cast<void>(m_hiddenSweeps.erase(experiment))
               : static_cast<void>(m_hiddenSweeps.insert(experiment));
            showSweeps();
        });
    }
    menu.exec(at->mapToGlobal(QPoint(0, at->height())));
}

void EvaluatePage::askForSweep() {
    if (m_job != 0 || !m_shown || !m_shown->head.request) {
        return;
    }
    std::vector<Contestant> contestants = m_contestants->trainable();
    const int selected = m_results->selected();
    const std::string label =
        selected < 0 ? std::string() : m_shown->result.models[static_cast<std::size_t>(selected)].label;
    const auto at = std::ranges::find(contestants, label, &Contestant::label);
    const auto chosen = at == contestants.end() ? 0 : static_cast<std::size_t>(at - contestants.begin());
    SweepDialog dialog(std::move(contestants), chosen, this);
    const auto beside = m_shown;
    if (execOfProject(dialog, session()) != QDialog::Accepted || m_shown != beside) {
        return;
    }
    Result<std::vector<Contestant>> swept = dialog.swept();
    if (!swept) {
        return;
    }
    // As the run shown was made, so that the points can stand beside its own.
    EvaluateRequest request = *beside->head.request;
    request.contestants = *std::move(swept);
    request.listFiles.clear();
    request.scoreFiles.clear();
    request.predictionFiles.clear();
    request.by.clear();
    request.leaks = false;
    request.slices = false;
    request.validationFile.clear();
    request.sweep = Sweep{dialog.contestant().label, dialog.knob()};
    m_wasCancelled = false;
    m_sweeping = true;
    m_job = session().experiments().evaluate(request);
    showJob(m_job);
    refresh();
}

void EvaluatePage::showSweeps() {
    std::vector<std::int64_t> wanted;
    if (m_shown) {
        wanted = sweepsBeside(session().experiments().runs(), m_shown->head);
        std::erase_if(wanted, [this](std::int64_t sweep) { return m_hiddenSweeps.contains(sweep); });
    }
    for (const std::int64_t sweep : wanted) {
        if (!m_sweeps.contains(sweep)) { // what is in memory comes at once
            session().experiments().read(sweep, this, [this, sweep](const ProjectExperiments::Run& run) {
                if (run && m_sweeps.emplace(sweep, run).second) {
                    showSweeps();
                }
            });
        }
    }
    std::vector<std::shared_ptr<const ProjectRun>> read;
    for (const std::int64_t sweep : wanted) {
        if (const auto known = m_sweeps.find(sweep); known != m_sweeps.end()) {
            read.push_back(known->second);
        }
    }
    m_results->setSweeps(std::move(read));
}

void EvaluatePage::usePoint(const Contestant& contestant) {
    if (contestant.rules) {
        if (Result<RuleSet> rules = ruleSetOf(*contestant.rules)) {
            rules->name = contestant.rules->name;
            session().rules().save(*rules);
        }
        return;
    }
    TrainRequest request;
    request.algorithm = contestant.algorithm;
    request.params = contestant.params;
    const AlgorithmInfo* algorithm = findAlgorithm(contestant.algorithm);
    if (const auto dataset = session().dataset(); dataset && algorithm && contestant.sweptFrom) {
        // A model as the point was, not as if its value had been set by hand.
        if (auto params = sweptParams(*algorithm, *dataset, contestant.params, *contestant.sweptFrom)) {
            request.params = *std::move(params);
        }
    }
    const bool values = m_shown && m_shown->head.request && m_shown->head.request->values;
    request.weighing = values ? Weighing::Values : Weighing::Once; // as it was measured
    session().models().train(request);
}

void EvaluatePage::showJob(quint64 job) {
    const JobInfo* info = job == m_job && job != 0 ? session().jobs().info(job) : nullptr;
    if (info && isActive(info->state)) {
        m_strip->showJob(*info);
    }
}

void EvaluatePage::jobEnded(quint64 job) {
    const auto& runs = session().experiments().runs();
    fillRuns();
    if (job == m_job) {
        const JobInfo* info = session().jobs().info(job);
        m_wasCancelled = info && info->state == JobState::Cancelled;
        m_job = 0;
        if (info && info->state == JobState::Done && !runs.empty() && !m_sweeping) {
            readRun(runs.back().experiment);
        }
        m_sweeping = false;
    }
    showSweeps();
    refresh();
}

void EvaluatePage::fillRuns() {
    const QSignalBlocker quiet(m_runs);
    m_runs->clear();
    const auto& runs = session().experiments().runs();
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) { // newest first
        m_runs->addItem(runTitle(*run), static_cast<qlonglong>(run->experiment));
    }
    if (m_shown) {
        m_runs->setCurrentIndex(m_runs->findData(static_cast<qlonglong>(m_shown->head.experiment)));
    }
}

void EvaluatePage::showRun(const std::shared_ptr<const ProjectRun>& run) {
    m_shown = run;
    m_wasCancelled = false;
    m_results->setRun(run, session().noun(&Nouns::users));
    if (run) {
        m_runs->setCurrentIndex(m_runs->findData(static_cast<qlonglong>(run->head.experiment)));
    }
    if (run && run->head.request) {
        m_bar->setRequest(*run->head.request);
        m_contestants->choose(*run->head.request);
    }
    showSweeps();
    recallGroups();
    refresh();
}

QString EvaluatePage::staleWords() const {
    if (!m_shown) {
        return {};
    }
    QStringList words;
    if (!m_shown->head.dataFingerprint.empty() &&
        toQString(m_shown->head.dataFingerprint) != session().fingerprint()) {
        words << tr("the data changed");
    }
    if (m_shown->head.request) {
        words += differences(*m_shown->head.request, request(), nounsOf(session()));
    }
    return words.join(QStringLiteral(", "));
}

QString EvaluatePage::costWords() const {
    const double seconds = m_contestants->seconds();
    return std::isnan(seconds) ? QString()
                               : tr("about %1 of training").arg(formatDuration(std::max(1.0, seconds)));
}

void EvaluatePage::refresh() {
    const auto dataset = session().dataset();
    const bool events = dataset && dataset->events().size() > 0;
    m_bar->setVisible(events);
    for (QWidget* action : {static_cast<QWidget*>(m_export), static_cast<QWidget*>(m_run)}) {
        action->setVisible(events);
    }
    const std::size_t runs = session().experiments().runs().size();
    m_runs->setVisible(events && runs > 0);
    m_compare->setVisible(events && runs > 1);
    m_head->setSubtitle(events ? tr("Which is better, for whom, and is it certain?") : QString());
    m_stack->setCurrentWidget(!dataset    ? static_cast<QWidget*>(m_noProject)
                              : !events   ? static_cast<QWidget*>(m_noEvents)
                              : runs == 0 ? m_choice
                                          : static_cast<QWidget*>(m_results));
    const int chosen = m_contestants->chosenCount();
    const QString cost = costWords();
    m_bar->setModels(formatCounted(static_cast<qulonglong>(chosen), tr("1 model"), tr("%1 models")));
    m_choiceCard->setRemark(tr("%1 chosen").arg(chosen) +
                            (cost.isEmpty() ? QString() : tr(", %1").arg(cost)));
    m_choiceCard->body()->setContentsMargins(8, 0, 8, 8);
    m_run->setText(runs > 0 ? tr("Run again") : tr("Run"));
    m_run->setIconName(runs > 0 ? QStringLiteral("refresh") : QStringLiteral("play"));
    m_run->setEnabled(m_job == 0 && chosen > 0);
    m_run->setToolTip(chosen == 0 ? tr("Choose a model first") : cost);
    m_export->setEnabled(m_shown != nullptr);
    const QString stale = staleWords();
    m_results->setStale(!stale.isEmpty());
    if (m_job != 0) {
        showJob(m_job);
    } else if (m_wasCancelled) {
        m_strip->showCancelled(m_shown ? KeptResults::OfBefore : KeptResults::None);
    } else if (!stale.isEmpty()) {
        m_strip->showStale(cost.isEmpty() ? stale : tr("%1. Running again takes %2.").arg(stale, cost));
    } else {
        m_strip->clear();
    }
}

void EvaluatePage::openModels() {
    if (m_stack->currentWidget() == m_choice) {
        m_choiceTable->setFocus(Qt::OtherFocusReason);
    } else {
        ModelsDialog(*m_contestants, this).exec();
    }
}

void EvaluatePage::addLists() {
    askForLists(*m_contestants, *this);
}

void EvaluatePage::askForGroups() {
    const QString before = toQString(m_bar->groups());
    const QString file =
        QFileDialog::getOpenFileName(this, tr("Groups of people: a CSV file of user and group"),
                                     before.isEmpty() ? QString() : QFileInfo(before).path(), dataFilter());
    if (!file.isEmpty()) {
        useGroups(file);
    }
}

void EvaluatePage::useGroups(const QString& file) {
    const auto dataset = session().dataset();
    const std::string path = QFileInfo(file).absoluteFilePath().toStdString();
    if (!dataset) {
        return;
    }
    session().jobs().ask<FileCounts>(
        QStringLiteral("evaluate/groups"),
        [dataset, path](const ExecutionContext& context) -> Result<FileCounts> {
            TRY_ASSIGN(auto groups, readSegmentation(path, *dataset, context));
            return std::move(groups.counts);
        },
        this,
        [this, dataset, path](const Result<FileCounts>& counts) {
            if (dataset != session().dataset()) {
                return;
            }
            if (!counts) {
                Q_EMIT session().failed(tr("The groups cannot be used"), formatError(counts.error()));
                return;
            }
            m_results->showGroupsNext(std::filesystem::path(path).stem().string());
            m_bar->setGroups(path);
        });
}

/// A file that was chosen, and perhaps not run with, when the window was closed.
void EvaluatePage::recallGroups() {
    const bool settled = m_shown || session().experiments().runs().empty();
    if (settled && session().dataset() && !m_recalledGroups.isEmpty() && session().path() == m_recalledFor) {
        const QString file = std::exchange(m_recalledGroups, QString());
        if (file != toQString(m_bar->groups())) { // those of the run that is shown came with it
            useGroups(file);
        }
    }
}

void EvaluatePage::openPeople(const std::vector<SliceCondition>& conditions) {
    const auto dataset = session().dataset();
    if (!dataset || !m_shown || !m_shown->head.request) {
        return;
    }
    session().jobs().ask<std::vector<UserIndex>>(
        QStringLiteral("evaluate/group"),
        [dataset, run = m_shown, conditions](const ExecutionContext& context) {
            return usersOfSlice(*dataset, *run->head.request, conditions, context);
        },
        this,
        [this, dataset, conditions](Result<std::vector<UserIndex>> users) {
            if (!users) {
                Q_EMIT session().failed(tr("The group cannot be shown"), formatError(users.error()));
            } else if (dataset == session().dataset() && !users->empty()) {
                QStringList ids;
                for (const UserIndex user : *users) {
                    ids << toQString(dataset->users().at(user.value));
                }
                navigator().open(
                    QStringLiteral("explore"),
                    {{QStringLiteral("users"), ids}, {QStringLiteral("group"), sliceTitle(conditions)}});
            }
        });
}

void EvaluatePage::findSlices(const SliceQuestion& question) {
    if (m_shown) {
        session().experiments().slices(
            m_shown->head.experiment, question, this,
            [this](const Result<SliceSearch>& search) { m_results->showSlices(search); });
    }
}

void EvaluatePage::openChecks() {
    if (m_shown) {
        const int selected = m_results->selected();
        const auto& models = m_shown->result.models;
        ChecksDialog dialog(session(), *m_shown, m_results->key(),
                            selected < 0 ? std::string() : models[static_cast<std::size_t>(selected)].label,
                            this);
        execOfProject(dialog, session());
    }
}

void EvaluatePage::exportTable() {
    if (m_shown) {
        openExportMenu(session(), m_shown, *m_export);
    }
}

void EvaluatePage::compareRuns() {
    RunsDialog dialog(session(), m_shown ? m_shown->head.experiment : 0, this);
    execOfProject(dialog, session());
}

void EvaluatePage::saveState(QSettings& settings) const {
    m_results->saveState(settings);
    const bool waiting = !m_recalledGroups.isEmpty(); // for its project, or for the page to be looked at
    settings.setValue(QStringLiteral("groups_file"), waiting ? m_recalledGroups : toQString(m_bar->groups()));
    settings.setValue(QStringLiteral("groups_project"), waiting ? m_recalledFor : session().path());
}

void EvaluatePage::restoreState(QSettings& settings) {
    m_results->restoreState(settings);
    m_recalledGroups = settings.value(QStringLiteral("groups_file")).toString();
    m_recalledFor = settings.value(QStringLiteral("groups_project")).toString();
    recallGroups();
}

QList<QWidget*> EvaluatePage::regions() {
    QWidget* current = m_stack->currentWidget();
    if (current == m_noProject || current == m_noEvents) {
        return {current};
    }
    if (current == m_choice) {
        return {m_bar, m_choice};
    }
    return QList<QWidget*>{m_bar} + m_results->regions();
}

} // namespace tastescope
