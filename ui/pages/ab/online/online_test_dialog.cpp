// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/online/online_test_dialog.h"

#include "engine/registry/registry.h"
#include "storage/use_cases/demo.h"
#include "ui/charts/chart_scale.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/job_strip.h"
#include "ui/session/project_exports.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_row.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <utility>

namespace tastescope {

/// By arm and round, how many took something; filled by the threads of the test. Thread-safe.
class RoundsHeard final : public SimulationSink {
public:
    void round(const LoopRound& round) override {
        const auto taken =
            std::ranges::count_if(round.choices, [](std::uint32_t item) { return item != nothingChosen; });
        const std::scoped_lock lock(m_mutex);
        m_shares[std::min<std::size_t>(round.policy, 1)].push_back(
            round.choices.empty() ? 0.0
                                  : static_cast<double>(taken) / static_cast<double>(round.choices.size()));
    }
    std::array<std::vector<double>, 2> shares() const {
        const std::scoped_lock lock(m_mutex);
        return m_shares;
    }

private:
    mutable std::mutex m_mutex;
    std::array<std::vector<double>, 2> m_shares;
};

namespace {

constexpr int listenMs = 100; ///< between two looks at what a test has sent
constexpr std::uint64_t seed = 42;

/// Those that can be trained without being told anything, in gallery order.
void fill(QComboBox& box, const char* chosen) {
    for (const AlgorithmInfo& info : algorithms()) {
        if (info.effort <= 2) { // it is trained a few times
            box.addItem(toQString(info.title), toQString(info.id));
        }
    }
    box.setCurrentIndex(std::max(0, box.findData(QString::fromUtf8(chosen))));
}

} // namespace

OnlineTestDialog::OnlineTestDialog(Session& session, QString path, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_path(std::move(path)) {
    setWindowTitle(tr("Simulate a test"));
    setAccessibleName(windowTitle());
    auto* words = new TextLabel(
        TextStyle::Body, Role::Text2,
        tr("People come over some days, are split by chance and live through "
           "lists, one a day. What they do is read on this page as the results of any test, beside what "
           "the held-out events promised."),
        this);
    words->setWordWrap(true);
    m_strip = new JobStrip(tr("Progress of the test"), this);
    m_chart = new ChartView(this);
    m_chart->setMinimumSize(520, 180);
    m_problem = new TextLabel(TextStyle::Small, Role::Text2, {}, this);
    m_run = new Button(ButtonKind::Primary, tr("Run the test"), QStringLiteral("play"), this);
    m_run->setDefault(true);
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_problem, 1);
    foot->addWidget(close);
    foot->addWidget(m_run);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addWidget(words);
    layout->addWidget(makeFields());
    layout->addWidget(m_strip);
    layout->addWidget(m_chart, 1);
    layout->addLayout(foot);
    m_listening = new QTimer(this);
    m_listening->setInterval(listenMs);
    connect(m_listening, &QTimer::timeout, this, &OnlineTestDialog::draw);
    connect(m_run, &QAbstractButton::clicked, this, &OnlineTestDialog::run);
    connect(close, &QAbstractButton::clicked, this, &QDialog::reject);
    connect(m_strip, &JobStrip::cancelled, this, [this] { m_session.jobs().cancel(m_job); });
    connect(&session.jobs(), &JobRunner::jobChanged, this, &OnlineTestDialog::showJob);
    connect(&session, &Session::projectChanged, this, &QDialog::reject);
    connect(&session, &Session::datasetChanged, this, &QDialog::reject); // the test lives in the data before
    refresh();
    draw();
}

OnlineTestDialog::~OnlineTestDialog() = default;

QWidget* OnlineTestDialog::makeFields() {
    auto* fields = new QWidget(this);
    auto* grid = new QGridLayout(fields);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    const auto combo = [&](const QString& name, const char* chosen, int column) {
        auto* box = new ComboBox(fields);
        box->setAccessibleName(name);
        fill(*box, chosen);
        grid->addWidget(new TextLabel(TextStyle::Small, Role::Text2, name, fields), 0, column);
        grid->addWidget(box, 1, column);
        connect(box, &QComboBox::currentIndexChanged, this, &OnlineTestDialog::refresh);
        return box;
    };
    m_control = combo(tr("Control shows"), "popularity", 0);
    m_treated = combo(tr("Treated shows"), "item_knn", 1);
    m_people = new SliderRow(tr("People in the test"), {20, 20'000, 1'000, 0, true}, fields);
    m_rounds = new SliderRow(tr("Days each"), {1, 50, 10, 0}, fields);
    grid->addWidget(m_people, 2, 0);
    grid->addWidget(m_rounds, 2, 1);
    m_leaving = new SliderRow(tr("Leave where nothing pleases"), {0, 0.5, 0, 2}, fields);
    m_leaving->setToolTip(tr("The probability a day that somebody who finds nothing comes never again"));
    grid->addWidget(m_leaving, 3, 0);
    return fields;
}

void OnlineTestDialog::run() {
    const auto data = m_session.dataset();
    if (!data || m_job != 0) {
        return;
    }
    OnlineTestRequest request;
    request.control = m_control->currentData().toString().toStdString();
    request.treated = m_treated->currentData().toString().toStdString();
    request.users = static_cast<std::size_t>(std::lround(m_people->value()));
    request.rounds = static_cast<std::size_t>(std::lround(m_rounds->value()));
    request.leaving = m_leaving->value();
    m_heard = std::make_shared<RoundsHeard>();
    m_arms = {m_control->currentText(), m_treated->currentText()};
    m_days = m_rounds->value();
    m_answer.reset();
    m_job = m_session.jobs().start<OnlineTestAnswer>(
        tr("Test %1 against %2").arg(m_arms[1], m_arms[0]),
        [data, request, heard = m_heard, file = m_path.toStdString(),
         truth = m_session.exports().demoReader()](
            const ExecutionContext& context) mutable -> Result<OnlineTestAnswer> {
            TRY_ASSIGN(request.demo, truth(context));
            ExecutionContext seeded = context;
            seeded.seed = seed;
            TRY_ASSIGN(auto answer, runOnlineTest(data, request, heard.get(), seeded));
            TRY(writeOnlineTest(answer, *data, file, context));
            return answer;
        },
        this, [this](Result<OnlineTestAnswer> answer) { ended(std::move(answer)); });
    m_listening->start();
    refresh();
}

void OnlineTestDialog::ended(Result<OnlineTestAnswer> answer) {
    m_job = 0;
    m_listening->stop();
    draw();
    refresh();
    if (answer) {
        m_answer = std::make_shared<const OnlineTestAnswer>(*std::move(answer));
        accept();
    } else if (answer.error().code == ErrorCode::Cancelled) {
        m_strip->showCancelled(KeptResults::None);
    } else {
        m_strip->clear();
        m_problem->setText(formatError(answer.error()));
    }
}

void OnlineTestDialog::showJob(quint64 job) {
    const JobInfo* info = job == m_job && job != 0 ? m_session.jobs().info(job) : nullptr;
    if (info && isActive(info->state)) {
        m_strip->showJob(*info);
    }
}

void OnlineTestDialog::done(int result) {
    if (m_job != 0) {
        m_session.jobs().cancel(m_job);
    }
    QDialog::done(result);
}

void OnlineTestDialog::refresh() {
    const bool same = m_control->currentIndex() == m_treated->currentIndex();
    m_run->setEnabled(m_job == 0 && !same);
    m_problem->setText(same ? tr("Both arms show the same") : QString());
    if (m_job == 0) {
        m_strip->clear();
    } else {
        showJob(m_job); // one that waits says nothing of itself
    }
}

void OnlineTestDialog::draw() {
    ChartSpec spec;
    spec.title = tr("Lists from which something was taken");
    spec.emptyText = tr("Days appear here as they are lived, the control's first");
    spec.x.title = tr("Day of a person");
    spec.x.low = 1;
    spec.x.high = std::max(2.0, m_heard ? m_days : m_rounds->value());
    spec.x.ticks = wholeTicks(spec.x.low, spec.x.high);
    spec.y.title = spec.title;
    const auto shares = m_heard ? m_heard->shares() : std::array<std::vector<double>, 2>();
    QStringList ends;
    for (std::size_t arm = 0; arm < shares.size(); ++arm) {
        SeriesSpec line;
        line.color = arm == 0 ? [](const Theme& theme) { return theme.categorical(1); }
                              : [](const Theme& theme) { return theme.categorical(0); };
        line.dash = arm == 0 ? LineDash::Dashes : LineDash::Solid;
        line.y = shares[arm];
        for (std::size_t round = 0; round < line.y.size(); ++round) {
            line.x.push_back(static_cast<double>(round + 1));
        }
        if (!line.y.empty()) {
            line.name = m_arms[arm]; // the boxes may say by now what is to be tested next
            line.endLabel = tr("%1 %2").arg(line.name, formatPercent(line.y.back()));
            ends << line.endLabel;
            spec.series.push_back(std::move(line));
        }
    }
    spec.description = ends.isEmpty() ? spec.emptyText : tr("At the end %1").arg(ends.join(u", "));
    m_chart->setSpec(spec);
}

} // namespace tastescope
