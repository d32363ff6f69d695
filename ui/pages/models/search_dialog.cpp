// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/search_dialog.h"

#include "engine/models/algorithm.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/models/slice_chart.h"
#include "ui/pages/models/trial_table.h"
#include "ui/session/parameter_search.h"
#include "ui/session/project_models.h"
#include "ui/session/project_searches.h"
#include "ui/session/session.h"
#include "ui/tables/table_delegate.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/screen_size.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QProgressBar>
#include <QSortFilterProxyModel>
#include <QSpinBox>

#include <algorithm>
#include <array>
#include <limits>

namespace tastescope {

namespace {

constexpr int trialsAtFirst = 20;
constexpr int mostTrials = 1000;
constexpr std::array metricKeys{"ndcg@10", "recall@10", "map@10", "rmse"};

bool running(const JobInfo* job) {
    return job && isActive(job->state);
}

QSpinBox* makeBox(int low, int high, int value, const QString& name, QWidget* parent) {
    auto* box = new QSpinBox(parent);
    box->setRange(low, high);
    box->setValue(value);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAlignment(Qt::AlignRight);
    box->setLocale(QLocale::c());
    box->setAccessibleName(name);
    box->setFixedWidth(Theme::instance().scaled(72));
    return box;
}

} // namespace

SearchDialog::SearchDialog(Session& session, const AlgorithmInfo& algorithm, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_algorithm(algorithm)
    , m_job(session.searches().newest(algorithm.id)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Search settings of %1").arg(toQString(algorithm.title)));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    auto* about = new TextLabel(
        TextStyle::Small, Role::Text2,
        tr("Trains with many settings and judges each on a part of the events that it was not trained on. "
           "The standard settings are the first trial. The part that evaluations test on is never looked "
           "at."),
        this);
    about->setWordWrap(true);
    layout->addWidget(about);
    layout->addWidget(makeOptions());
    layout->addWidget(makeFindings(), 1);
    layout->addWidget(makeFoot());
    connect(&session.searches(), &ProjectSearches::changed, this, &SearchDialog::refresh);
    connect(&session.jobs(), &JobRunner::jobChanged, this, [this](quint64 job) {
        if (job == m_job) {
            refresh();
        }
    });
    connect(&session, &Session::projectChanged, this, &QDialog::reject);
    connect(&session, &Session::datasetChanged, this, &QDialog::reject); // the trials were of the data before
    connect(m_setting, &QComboBox::activated, this, &SearchDialog::showChart);
    if (const SearchState* state = session.searches().state(m_job)) {
        showRequest(state->request);
    }
    connect(m_strategy, &SegmentedControl::chosen, this, &SearchDialog::nameBegin);
    connect(m_metric, &QComboBox::currentIndexChanged, this, &SearchDialog::nameBegin);
    connect(m_seed, &QSpinBox::valueChanged, this, &SearchDialog::nameBegin);
    connect(m_values, &QAbstractButton::toggled, this, &SearchDialog::nameBegin);
    resizeToScreen(*this, {Theme::instance().scaled(860), Theme::instance().scaled(720)});
    refresh();
}

QWidget* SearchDialog::makeOptions() {
    auto* options = new QWidget(this);
    m_trials = makeBox(2, mostTrials, trialsAtFirst, tr("Number of trials"), options);
    m_strategy = new SegmentedControl(tr("Way to search"), {tr("Random"), tr("Halving")}, options);
    m_strategy->setToolTip(
        tr("Halving gives every trial a short training and only the best of them a long one"));
    m_metric = new ComboBox(options);
    m_metric->setAccessibleName(tr("Metric that decides"));
    for (const char* key : metricKeys) {
        if (parseSearchMetric(key)) {
            m_metric->addItem(toQString(key).toUpper(), QString::fromLatin1(key));
        }
    }
    m_seed = makeBox(0, std::numeric_limits<int>::max(), 42, tr("Seed"), options);
    m_values = new Switch(tr("Weigh events by their values"), options);
    m_values->setToolTip(
        tr("Ratings and play counts weigh; otherwise every pair counts once. The best trial is trained the "
           "same way."));
    auto* row = new QHBoxLayout(options);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    const auto add = [&](const QString& label, QWidget* control) {
        row->addWidget(new TextLabel(TextStyle::Small, Role::Text2, label, options));
        row->addWidget(control);
        row->addSpacing(12);
    };
    add(tr("Trials"), m_trials);
    add(tr("Search"), m_strategy);
    add(tr("Judge by"), m_metric);
    add(tr("Seed"), m_seed);
    add(tr("By value"), m_values);
    row->addStretch(1);
    return options;
}

QWidget* SearchDialog::makeFindings() {
    auto* findings = new QWidget(this);
    m_state = new TextLabel(TextStyle::Small, Role::Text2, {}, findings);
    m_bar = new QProgressBar(findings);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(tr("Progress of the search"));
    m_trialTable = new TrialTable(this);
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(m_trialTable);
    m_sorted->setSortRole(TrialTable::SortRole);
    m_table = new TableView(QStringLiteral("trials"), tr("Trials"), findings);
    m_table->setItemDelegate(new TableDelegate(m_table));
    m_table->setModel(m_sorted);
    m_table->setDense(true);
    m_table->setEmptyText(tr("The trials of the search are listed here"));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(TrialTable::Number, Qt::AscendingOrder);
    m_setting = new ComboBox(findings);
    m_setting->setProperty("small", true);
    m_setting->setAccessibleName(tr("Setting along the axis"));
    m_setting->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_chart = new ChartView(findings);
    m_chart->setFixedHeight(Theme::instance().scaled(176));
    m_note = new Note(NoteKind::Finding, {}, findings);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("What one setting does"), findings));
    head->addStretch(1);
    head->addWidget(m_setting);
    auto* column = new QVBoxLayout(findings);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_state);
    column->addWidget(m_bar);
    column->addWidget(m_table, 1);
    column->addLayout(head);
    column->addWidget(m_chart);
    column->addWidget(m_note);
    return findings;
}

QWidget* SearchDialog::makeFoot() {
    auto* foot = new QWidget(this);
    m_begin = new Button(ButtonKind::Plain, tr("Begin"), QStringLiteral("play"), foot);
    m_stop = new Button(ButtonKind::Plain, tr("Stop"), QStringLiteral("stop"), foot);
    m_stop->setToolTip(tr("What was measured is kept; Go on continues there"));
    m_train = new Button(ButtonKind::Primary, tr("Train the best"), {}, foot);
    auto* close = new Button(ButtonKind::Quiet, tr("Close"), {}, foot);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_begin);
    row->addWidget(m_stop);
    row->addStretch(1);
    row->addWidget(close);
    row->addWidget(m_train);
    connect(m_begin, &QAbstractButton::clicked, this, &SearchDialog::begin);
    connect(m_stop, &QAbstractButton::clicked, this, [this] { m_session.jobs().cancel(m_job); });
    connect(m_train, &QAbstractButton::clicked, this, &SearchDialog::trainBest);
    connect(close, &QAbstractButton::clicked, this, &QDialog::reject);
    return foot;
}

SearchRequest SearchDialog::request() const {
    SearchRequest request;
    request.options.algorithm = m_algorithm.id;
    request.options.trials = static_cast<std::size_t>(m_trials->value());
    request.options.strategy = m_strategy->current() == 0 ? SearchStrategy::Random : SearchStrategy::Halving;
    if (Result<SearchMetric> metric = parseSearchMetric(m_metric->currentData().toString().toStdString())) {
        request.options.metric = *metric;
    }
    request.options.seed = static_cast<std::uint64_t>(m_seed->value());
    request.values = m_values->isChecked() || request.options.metric.metric->as<ErrorMetric>() !=
                                                  nullptr; // a rating is judged by its value
    request.resume = true;
    return request;
}

void SearchDialog::showRequest(const SearchRequest& request) {
    const SearchOptions& options = request.options;
    m_trials->setValue(static_cast<int>(options.trials));
    m_strategy->setCurrent(options.strategy == SearchStrategy::Random ? 0 : 1);
    m_metric->setCurrentIndex(m_metric->findData(toQString(options.metric.key())));
    m_seed->setValue(static_cast<int>(options.seed));
    m_values->setChecked(request.values);
}

void SearchDialog::begin() {
    if (const quint64 job = m_session.searches().start(request())) {
        m_job = job; // refused: what is shown stays
    }
    refresh();
}

void SearchDialog::refresh() {
    const SearchState* state = m_session.searches().state(m_job);
    const JobInfo* job = m_session.jobs().info(m_job);
    const bool busy = running(job);
    for (QWidget* option :
         {static_cast<QWidget*>(m_trials), static_cast<QWidget*>(m_strategy), static_cast<QWidget*>(m_metric),
          static_cast<QWidget*>(m_seed), static_cast<QWidget*>(m_values)}) {
        option->setEnabled(!busy);
    }
    m_begin->setVisible(!busy);
    nameBegin();
    m_stop->setVisible(busy);
    m_bar->setVisible(busy);
    if (busy) {
        m_bar->setRange(0, job->fraction < 0 ? 0 : 1000);
        m_bar->setValue(static_cast<int>(job->fraction * 1000));
    }
    m_train->setEnabled(!busy && state && state->best);
    if (state) {
        m_trialTable->setState(*state);
    }
    const QString before = m_setting->currentText();
    m_setting->clear();
    for (const ParamSpec* setting : m_trialTable->settings()) {
        m_setting->addItem(toQString(setting->title));
    }
    m_setting->setCurrentIndex(std::max(0, m_setting->findText(before)));
    m_setting->setVisible(m_setting->count() > 0);
    showChart();
    showWords(state, job);
}

/// It goes on only while the options are those of what is shown; with others another search begins.
void SearchDialog::nameBegin() {
    const SearchState* state = m_session.searches().state(m_job);
    const bool goesOn = state && !state->complete && sameSearch(request(), state->request);
    m_begin->setText(goesOn ? tr("Go on") : tr("Begin"));
}

void SearchDialog::showChart() {
    const SearchState* state = m_session.searches().state(m_job);
    const int place = m_setting->currentIndex();
    const auto& settings = m_trialTable->settings();
    if (state && place >= 0 && static_cast<std::size_t>(place) < settings.size()) {
        m_chart->setSpec(sliceChart(*state, *settings[static_cast<std::size_t>(place)]));
    } else {
        m_chart->setSpec(sliceChart({}, {}));
    }
}

void SearchDialog::showWords(const SearchState* state, const JobInfo* job) {
    if (!state) {
        m_state->setText(tr("Nothing was tried yet"));
        m_note->hide();
        return;
    }
    const auto measured = std::count_if(state->trials.begin(), state->trials.end(),
                                        [](const SearchTrial& trial) { return trial.rung > 0; });
    QString words = tr("%1 of %2 trials measured").arg(measured).arg(state->request.options.trials);
    if (job && job->secondsLeft >= 0) {
        words += QStringLiteral(", ") + formatTimeLeft(job->secondsLeft);
    } else if (job && job->state == JobState::Failed) {
        words = formatError(job->error);
    } else if (job && job->state == JobState::Cancelled) {
        words += tr(", stopped");
    }
    m_state->setText(words);
    m_note->setVisible(state->best.has_value());
    if (!state->best) {
        return;
    }
    const SearchTrial& best = state->trials[*state->best];
    const SearchTrial& standard = state->trials.front();
    const QString metric = toQString(state->request.options.metric.key()).toUpper();
    const QString range =
        tr("%1 (%2 to %3)")
            .arg(formatMetric(best.last.value), formatMetric(best.last.low), formatMetric(best.last.high));
    m_note->setText(
        best.number == 1
            ? tr("The standard settings are the best so far: %1 %2.").arg(metric, range)
            : tr("Trial %1 is the best so far: %2 %3, the standard settings %4. It was chosen for "
                 "this number: evaluate the model for one that was not.")
                  .arg(QString::number(best.number), metric, range, formatMetric(standard.last.value)));
}

void SearchDialog::trainBest() {
    const SearchState* state = m_session.searches().state(m_job);
    if (!state || !state->best) {
        return;
    }
    TrainRequest request;
    request.algorithm = m_algorithm.id;
    request.params = state->trials[*state->best].params;
    request.name = tr("%1 searched").arg(toQString(m_algorithm.title)).toStdString();
    request.seed = state->request.options.seed;
    request.weighing = state->request.values ? Weighing::Values : Weighing::Once; // as it was measured
    m_session.models().train(request);
    accept();
}

} // namespace tastescope
