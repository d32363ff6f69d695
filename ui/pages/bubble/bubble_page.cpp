// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bubble/bubble_page.h"

#include "engine/data/demo/demo_world.h"
#include "storage/files/output_check.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/demo.h"
#include "storage/use_cases/rerank.h"
#include "storage/use_cases/simulation/simulate.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/job_strip.h"
#include "ui/pages/bubble/loop_form.h"
#include "ui/pages/bubble/path_map.h"
#include "ui/pages/bubble/transport.h"
#include "ui/session/project_exports.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/save_name.h"

#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QGridLayout>
#include <QKeyEvent>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tastescope {
namespace {

constexpr int panelWidth = 280;
constexpr int listenMs = 100; ///< between two looks at what a run has sent
constexpr int chartHeight = 104;
constexpr std::uint64_t seed = 42;

QString mixRemark() {
    return BubblePage::tr("share of what was taken, five rounds at a time");
}
QString mapRemark() {
    return BubblePage::tr("centre of what was taken, five rounds at a time");
}

} // namespace

BubblePage::BubblePage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent) {
    m_stack = new QStackedWidget(this);
    m_noProject =
        new EmptyState(tr("No data set yet"), tr("Import a file of interactions, or look at the demo first."),
                       tr("Import data"), tr("Open demo"), m_stack);
    m_noEvents = new EmptyState(tr("Nobody to follow"),
                                tr("A simulation begins with what people did. The data has no events yet."),
                                tr("Import data"), {}, m_stack);
    m_centre = makeCentre();
    for (QWidget* part : {static_cast<QWidget*>(m_noProject), static_cast<QWidget*>(m_noEvents), m_centre}) {
        m_stack->addWidget(part);
    }
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makePanel());
    layout->addWidget(m_stack, 1);
    m_listening = new QTimer(this);
    m_listening->setInterval(listenMs);

    for (EmptyState* empty : {m_noProject, m_noEvents}) {
        connect(empty, &EmptyState::primaryClicked, this,
                [this] { this->navigator().open(QStringLiteral("import")); });
    }
    connect(m_noProject, &EmptyState::alternativeClicked, this, [this] { this->session().openDemo(); });
    connect(m_form, &LoopForm::runWanted, this, &BubblePage::run);
    connect(m_form, &LoopForm::saveWanted, this, &BubblePage::save);
    connect(m_form, &LoopForm::estimateWanted, this, &BubblePage::estimate);
    connect(m_form, &LoopForm::changed, this, &BubblePage::forecast);
    connect(m_form, &LoopForm::changed, this, &BubblePage::say);
    connect(m_strip, &JobStrip::cancelled, this, [this] { this->session().jobs().cancel(m_job); });
    connect(m_listening, &QTimer::timeout, this, &BubblePage::collect);
    connect(m_transport, &Transport::moved, this, [this] {
        draw();
        drawStream();
        say();
    });
    connect(m_person, &QComboBox::activated, this, &BubblePage::drawStream);
    connect(m_under, &SegmentedControl::chosen, this, &BubblePage::drawStream);
    connect(m_view, &SegmentedControl::chosen, this, [this] {
        m_under->setVisible(m_view->current() == 0); // the map has all policies at once
        m_personCard->setRemark(m_view->current() == 0 ? mixRemark() : mapRemark());
        drawStream();
    });
    connect(&session.jobs(), &JobRunner::jobChanged, this, &BubblePage::showJob);
    connect(&session, &Session::projectChanged, this, &BubblePage::reset);
    connect(&session, &Session::datasetChanged, this, &BubblePage::reset);
    reset();
}

BubblePage::~BubblePage() = default;

QWidget* BubblePage::makePanel() {
    auto* panel = new QFrame(this);
    panel->setObjectName(QStringLiteral("panel"));
    panel->setFixedWidth(panelWidth);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(16, 16, 16, 4);
    head->setSpacing(0);
    head->addWidget(new TextLabel(TextStyle::Title, Role::Text, tr("Bubble lab"), panel));
    head->addWidget(
        new TextLabel(TextStyle::Small, Role::Text2, tr("What happens if lists feed themselves?"), panel));
    layout->addLayout(head);
    m_form = new LoopForm(panel);
    layout->addWidget(m_form, 1);
    return panel;
}

QWidget* BubblePage::makeCentre() {
    auto* centre = new QWidget(m_stack);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(16, 12, 16, 0);
    layout->setSpacing(8);
    m_note = new Note(NoteKind::Hint, {}, centre);
    m_strip = new JobStrip(tr("Progress of the simulation"), centre);
    layout->addWidget(m_note);
    layout->addWidget(m_strip);
    auto* grid = new QGridLayout;
    grid->setSpacing(12);
    grid->setColumnStretch(0, 1); // else longer words would make wider charts
    grid->setColumnStretch(1, 1);
    int place = 0;
    for (const LabMeasure& measure : labMeasures()) {
        auto* card = new Card(QString::fromUtf8(measure.title), QString::fromUtf8(measure.remark), centre);
        card->body()->setContentsMargins(8, 0, 8, 4);
        auto* chart = new ChartView(card);
        chart->setMinimumHeight(chartHeight);
        card->body()->addWidget(chart, 1);
        grid->addWidget(card, place / 2, place % 2);
        m_charts.push_back(chart);
        ++place;
    }
    layout->addLayout(grid, 3);
    layout->addWidget(makeStream(), 2);
    m_sanity = new Note(NoteKind::Hint, {}, centre);
    m_sanity->hide();
    layout->addWidget(m_sanity);
    m_transport = new Transport(centre);
    layout->addWidget(m_transport);
    return centre;
}

QWidget* BubblePage::makeStream() {
    auto* card = new Card(tr("One person"), mixRemark(), this);
    m_personCard = card;
    m_view = new SegmentedControl(tr("What is shown of a person"), {tr("Mix"), tr("Map")}, card);
    m_view->setCurrent(0);
    m_person = new ComboBox(card);
    m_person->setAccessibleName(tr("Person followed"));
    m_person->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_person->setMinimumContentsLength(10);
    QStringList letters;
    for (int place = 0; place < mostPolicies; ++place) {
        letters << policyLetter(place);
    }
    m_under = new SegmentedControl(tr("Under policy"), letters, card);
    m_under->setCurrent(0);
    card->addAction(m_view);
    card->addAction(m_person);
    card->addAction(m_under);
    card->body()->setContentsMargins(8, 0, 8, 4);
    m_stream = new ChartView(card);
    m_stream->setMinimumHeight(chartHeight);
    card->body()->addWidget(m_stream, 1);
    return card;
}

void BubblePage::reset() {
    if (m_job != 0) {
        session().jobs().cancel(m_job);
    }
    m_job = 0;
    m_listening->stop();
    m_inbox.reset();
    m_heard = {};
    m_policies.clear();
    m_people.clear();
    m_person->clear();
    m_answer.reset();
    m_data = session().dataset();
    m_demo.reset();
    m_wasCancelled = false;
    m_strip->clear();
    m_past.clear();
    m_form->setEstimates({});
    m_form->setEstimating(false);
    m_form->setForecast({});
    m_form->setData(m_data.get(), false, {});
    m_transport->setLast(-1, 0);
    askForTruth();
    refresh();
}

void BubblePage::askForTruth() {
    if (!session().isOpen()) {
        return;
    }
    session().jobs().ask<std::optional<DemoOptions>>(
        QStringLiteral("bubble/truth"), session().exports().demoReader(), this,
        [this, data = session().dataset()](Result<std::optional<DemoOptions>> options) {
            if (options && *options && data == session().dataset()) {
                m_demo = std::make_unique<DemoOptions>(**options);
                m_form->setData(data.get(), true, {});
            }
        });
}

void BubblePage::estimate() {
    const auto data = session().dataset();
    if (!data) {
        return;
    }
    m_form->setEstimating(true);
    session().jobs().ask<std::vector<ChoiceEstimate>>(
        QStringLiteral("bubble/estimate"),
        [data, demo = m_demo ? std::optional(*m_demo) : std::nullopt](const ExecutionContext& context) {
            ExecutionContext seeded = context;
            seeded.seed = seed;
            return estimateFromData(data, demo, seeded);
        },
        this,
        [this, data](const Result<std::vector<ChoiceEstimate>>& estimates) {
            if (data != session().dataset()) {
                return; // of a project that is no longer open
            }
            m_form->setEstimating(false);
            if (estimates) {
                m_form->setEstimates(*estimates);
            } else if (estimates.error().code != ErrorCode::Cancelled) {
                Q_EMIT session().failed(tr("Nothing could be estimated"), formatError(estimates.error()));
            }
        });
}

void BubblePage::forecast() {
    const auto data = session().dataset();
    const Result<SimulateRequest> request = m_form->request();
    if (!data || !request || request->options.policies.empty()) {
        m_form->setForecast({});
        return;
    }
    session().jobs().ask<double>(
        QStringLiteral("bubble/forecast"),
        [data, request = *request, guessed = m_demo == nullptr,
         past = m_past](const ExecutionContext& context) -> Result<double> {
            return forecastRun(plainRunForecast(*data, request.options, request.users,
                                                guessed && request.options.needsTastes(), context.threads),
                               past);
        },
        this,
        [this, data](const Result<double>& seconds) {
            if (seconds && data == session().dataset()) {
                m_form->setForecast(formatDuration(std::max(1.0, *seconds)));
            }
        });
}

void BubblePage::run() {
    const auto data = session().dataset();
    Result<SimulateRequest> request = m_form->request();
    if (m_job != 0 || !data || !request) {
        if (!request) {
            Q_EMIT session().failed(tr("The simulation cannot begin"), formatError(request.error()));
        }
        return;
    }
    request->options.clock = wallClockNow();
    if (m_demo) {
        request->demo = *m_demo;
    }
    m_data = data;
    m_answer.reset();
    m_wasCancelled = false;
    m_policies = m_form->chosen();
    m_people = samplePeople(*data, request->users, seed);
    std::vector<int> places;
    std::ranges::transform(m_policies, std::back_inserter(places), &ChosenPolicy::place);
    m_heard = HeardRounds(std::move(places), request->options.rounds);
    m_inbox = std::make_shared<LoopInbox>();
    const QSignalBlocker quiet(m_person);
    m_person->clear();
    for (const UserIndex user : m_people) {
        m_person->addItem(toQString(data->users().at(user.value)));
    }
    const auto policies = static_cast<qulonglong>(m_policies.size());
    m_job = session().jobs().start<SimulateAnswer>(
        tr("Simulate %1").arg(formatCounted(policies, tr("1 policy"), tr("%1 policies"))),
        [data, request = *std::move(request), inbox = m_inbox](const ExecutionContext& context) {
            ExecutionContext seeded = context;
            seeded.seed = seed;
            PastRun timing;
            timing.forecast =
                plainRunForecast(*data, request.options, request.users,
                                 !request.demo && request.options.needsTastes(), context.threads);
            QElapsedTimer clock;
            clock.start();
            Result<SimulateAnswer> answer = simulateData(data, request, inbox.get(), seeded);
            timing.seconds = static_cast<double>(clock.elapsed()) / 1000;
            inbox->setTiming(timing);
            return answer;
        },
        this,
        [this, inbox = m_inbox](Result<SimulateAnswer> answer) {
            if (inbox == m_inbox) { // else it was of a project that is no longer open
                jobEnded(std::move(answer));
            }
        },
        [](const SimulateAnswer& answer) {
            return formatCounted(answer.result.rounds.size(), tr("1 round"), tr("%1 rounds"));
        });
    m_transport->setLast(-1, static_cast<int>(m_heard.rounds()));
    m_listening->start();
    refresh();
}

void BubblePage::collect() {
    if (!m_inbox) {
        return;
    }
    std::vector<LoopRound> rounds = m_inbox->take();
    if (rounds.empty()) {
        return;
    }
    m_heard.setMetrics(m_inbox->metrics());
    for (LoopRound& round : rounds) {
        m_heard.add(std::move(round));
    }
    m_transport->setLast(m_heard.newest(), static_cast<int>(m_heard.rounds()));
    draw();
    drawStream();
    say();
}

void BubblePage::showJob(quint64 job) {
    const JobInfo* info = job == m_job && job != 0 ? session().jobs().info(job) : nullptr;
    if (info && isActive(info->state)) {
        m_strip->showJob(*info);
    }
}

void BubblePage::jobEnded(Result<SimulateAnswer> answer) {
    collect();
    m_listening->stop();
    m_job = 0;
    if (answer) {
        m_answer = std::make_shared<const SimulateAnswer>(*std::move(answer));
        m_past.push_back(m_inbox->timing());
    } else if (answer.error().code == ErrorCode::Cancelled) {
        m_wasCancelled = true;
    } else {
        Q_EMIT session().failed(tr("The simulation stopped"), formatError(answer.error()));
    }
    refresh();
}

void BubblePage::refresh() {
    const bool events = m_data && m_data->events().size() > 0;
    m_stack->setCurrentWidget(!m_data   ? static_cast<QWidget*>(m_noProject)
                              : !events ? static_cast<QWidget*>(m_noEvents)
                                        : m_centre);
    m_form->setEnabled(events);
    m_form->setState(m_job != 0, m_answer != nullptr);
    const int first = m_policies.empty() ? 0 : m_policies.front().place;
    const auto shown = [this, first](int place) {
        return place == first ||
               std::ranges::find(m_policies, place, &ChosenPolicy::place) != m_policies.end();
    };
    for (int place = 0; place < mostPolicies; ++place) {
        m_under->setSegmentVisible(place, shown(place));
    }
    if (!shown(m_under->current())) {
        m_under->setCurrent(first);
    }
    m_person->setEnabled(m_person->count() > 0);
    if (m_job != 0) {
        showJob(m_job); // one that waits says nothing of itself
    } else if (m_wasCancelled) {
        m_strip->showCancelled(m_heard.empty() ? KeptResults::None : KeptResults::OfThisJob);
    } else {
        m_strip->clear();
    }
    draw();
    drawStream();
    say();
}

void BubblePage::draw() {
    for (std::size_t at = 0; at < m_charts.size(); ++at) {
        m_charts[at]->setSpec(measureChart(m_heard, labMeasures()[at], m_transport->cursor()));
    }
}

void BubblePage::drawStream() {
    if (!m_data || m_heard.empty() || m_person->currentIndex() < 0) {
        ChartSpec empty;
        empty.title = tr("Categories of what was taken");
        empty.emptyText = tr("What does one person end up with?");
        m_stream->setSpec(empty);
        return;
    }
    if (m_view->current() == 1) {
        m_stream->setSpec(
            pathChart(m_heard, *m_data, m_people,
                      m_answer ? std::span<const PlanePoint>(m_answer->map) : std::span<const PlanePoint>(),
                      static_cast<std::size_t>(m_person->currentIndex()), m_transport->cursor()));
        return;
    }
    const auto under = std::ranges::find(m_policies, m_under->current(), &ChosenPolicy::place);
    m_stream->setSpec(streamChart(m_heard, *m_data, static_cast<std::size_t>(under - m_policies.begin()),
                                  static_cast<std::size_t>(m_person->currentIndex()), m_transport->cursor()));
}

QString BubblePage::shownPolicies() const {
    const auto same = [](const ChosenPolicy& one, const ChosenPolicy& other) {
        return one.place == other.place && one.policy.id == other.policy.id;
    };
    if (m_heard.empty() || std::ranges::equal(m_policies, m_form->chosen(), same)) {
        return {};
    }
    QStringList names;
    for (const ChosenPolicy& one : m_policies) {
        names << tr("%1 (%2)").arg(policyLetter(one.place), one.policy.title);
    }
    return tr("Shown: %1. ").arg(names.join(u", "));
}

void BubblePage::say() {
    const QString shown = shownPolicies();
    m_sanity->setVisible(m_answer != nullptr);
    if (!m_answer) {
        m_note->setKind(NoteKind::Hint);
        m_note->setText(
            shown + (m_job != 0 ? tr("Rounds come in as they are played. What they say is written here when "
                                     "all repeats are there.")
                     : m_wasCancelled ? tr("Stopped: the rounds that were played stay, and nothing is "
                                           "concluded from them.")
                                      : tr("Choose up to four policies and run. Each is judged against its "
                                           "own first round.")));
        return;
    }
    std::vector<std::string> names;
    for (const ChosenPolicy& one : m_policies) {
        names.push_back(tr("policy %1 (%2)").arg(policyLetter(one.place), one.policy.title).toStdString());
    }
    const auto round = static_cast<std::size_t>(std::max(0, m_transport->cursor()));
    const Takeaway takeaway = takeawayOf(m_answer->result, round, names);
    m_note->setKind(NoteKind::Finding);
    m_note->setText(shown + toQString(takeaway.title + ". " + takeaway.text));
    const bool fine = m_answer->sanity.verdict == Sanity::Verdict::Directions;
    m_sanity->setKind(fine ? NoteKind::Hint : NoteKind::Caution);
    m_sanity->setText(toQString(m_answer->sanity.words));
}

int BubblePage::cursor() const {
    return m_transport->cursor();
}

void BubblePage::save() {
    const QString path =
        askSaveName(*this, tr("Save every round, or a report"), folderBeside(session().path()),
                    tr("%1 simulation").arg(session().projectName()),
                    {tr("CSV table (*.csv)"), tr("JSON (*.json)"), tr("Report with charts (*.html)"),
                     tr("Report with charts (*.pdf)")});
    if (!path.isEmpty()) {
        saveTo(path);
    }
}

void BubblePage::saveTo(const QString& path) {
    if (!m_answer) {
        return;
    }
    session().jobs().ask<bool>(
        QStringLiteral("bubble/save"),
        [answer = m_answer, path = path.toStdString(),
         project = session().path().toStdString()](const ExecutionContext& context) -> Result<bool> {
            TRY(checkOutput(path, "", project));
            TRY(writeSimulation(*answer, path, context));
            return true;
        },
        this,
        [this, path](Result<bool> done) {
            if (done) {
                Q_EMIT session().notice(tr("The rounds are saved"), QDir::toNativeSeparators(path));
            } else if (done.error().code != ErrorCode::Cancelled) {
                Q_EMIT session().failed(tr("The rounds were not saved"), formatError(done.error()));
            }
        });
}

void BubblePage::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Space:
        m_transport->toggle();
        return;
    case Qt::Key_Left:
        m_transport->step(-1);
        return;
    case Qt::Key_Right:
        m_transport->step(1);
        return;
    case Qt::Key_Home:
        m_transport->toFirst();
        return;
    case Qt::Key_End:
        m_transport->toLast();
        return;
    default:
        Page::keyPressEvent(event);
    }
}

void BubblePage::saveState(QSettings& settings) const {
    m_form->saveState(settings);
}

void BubblePage::restoreState(QSettings& settings) {
    m_form->restoreState(settings);
}

QList<QWidget*> BubblePage::regions() {
    return {m_form, m_centre};
}

} // namespace tastescope
