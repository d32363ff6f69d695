// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/training_queue.h"

#include "engine/data/dataset.h"
#include "engine/registry/registry.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/job_words.h"
#include "ui/pages/models/trained_models.h"
#include "ui/pages/models/training_costs.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/session/training_title.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/retire.h"
#include "ui/widgets/tab_order.h"

#include <QComboBox>
#include <QPainter>
#include <QProgressBar>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace tastescope {

namespace {

constexpr int mostRows = 3;
constexpr int rowHeight = 32;
constexpr int lowHeight = 300;

QPixmap dot(const QString& algorithm, qreal ratio) {
    QPixmap picture(QSize(8, 8) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().modelColor(algorithm));
    painter.drawEllipse(QRectF(0, 0, 8, 8));
    return picture;
}

/// "iteration 7 of 15" where there is a curve, else what the job says of itself.
QString stepText(const JobInfo& job) {
    const bool cancelling = job.state == JobState::Cancelling;
    if (job.finishing && !cancelling) {
        return TrainingQueue::tr("keeping the best so far");
    }
    if (job.losses.empty() || cancelling) {
        return jobStep(job);
    }
    const LossPoint& last = job.losses.back();
    return TrainingQueue::tr("iteration %1 of %2").arg(last.step).arg(last.steps);
}

} // namespace

TrainingQueue::TrainingQueue(Session& session, QWidget* parent)
    : Card(tr("Training queue"), {}, parent)
    , m_session(session) {
    setAccessibleName(tr("Training queue"));
    m_dot = new QLabel(this);
    m_dot->setFixedWidth(8);
    m_name = new TextLabel(TextStyle::BodyStrong, Role::Text, {}, this);
    m_name->setElided(true);
    m_step = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    m_step->setElided(true);
    m_left = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    m_cancel = new Button(ButtonKind::Plain, tr("Cancel"), {}, this);
    m_cancel->setSmall(true);
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(tr("Progress of the training"));
    m_finish = new Button(ButtonKind::Plain, tr("Stop and keep the best"), {}, this);
    m_finish->setSmall(true);
    m_finish->setToolTip(tr("Ends the training after this iteration with the best state so far"));
    m_again = new Button(ButtonKind::Plain, tr("Train again"), QStringLiteral("refresh"), this);
    m_again->setSmall(true);
    m_again->setToolTip(tr("Trains with the same settings on the data as it is now"));
    m_over = new ComboBox(this);
    m_over->setProperty("small", true);
    m_over->setAccessibleName(tr("Lay another run over the curve"));
    m_over->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_over->setMinimumContentsLength(11);
    m_caption = new TextLabel(TextStyle::Micro, Role::Text3, {}, this);
    m_caption->setElided(true);
    m_chart = new ChartView(this);
    m_chart->setMinimumHeight(84);
    m_chart->setSpec(lossChart({}, false)); // has its name before the first training
    m_over->setFont(Theme::instance().font(TextStyle::Small));
    m_rest = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    m_rest->setWordWrap(true);
    m_rest->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_dot);
    head->addWidget(m_name);
    head->addWidget(m_step, 1);
    head->addWidget(m_left);
    head->addWidget(m_cancel);
    auto* host = new QWidget;
    host->setObjectName(QStringLiteral("scrollBody"));
    m_rows = new QVBoxLayout(host);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    // In a low window the rows scroll, so that the page never asks for more height than there is.
    m_rowsArea = new QScrollArea(this);
    m_rowsArea->setWidget(host);
    m_rowsArea->setWidgetResizable(true);
    m_rowsArea->setFrameShape(QFrame::NoFrame);
    m_rowsArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_rowsArea->setFocusPolicy(Qt::NoFocus);
    m_rowsArea->setMinimumHeight(rowHeight);
    m_rowsArea->hide();
    body()->setContentsMargins(16, 0, 16, 8);
    body()->setSpacing(8);
    body()->addLayout(head);
    body()->addWidget(m_bar);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(8);
    tools->addWidget(m_caption, 1);
    tools->addWidget(m_over);
    tools->addWidget(m_again);
    tools->addWidget(m_finish);
    body()->addLayout(tools);
    body()->addWidget(m_chart, 1);
    body()->addWidget(m_rest, 1);
    body()->addWidget(m_rowsArea);
    connect(m_cancel, &QAbstractButton::clicked, this, [this] { m_session.jobs().cancel(m_shownJob); });
    connect(m_finish, &QAbstractButton::clicked, this, [this] { m_session.jobs().finishEarly(m_shownJob); });
    connect(m_again, &QAbstractButton::clicked, this, [this] { m_session.models().trainAgain(m_model); });
    connect(m_over, &QComboBox::activated, this, &TrainingQueue::refresh);
    connect(&session.jobs(), &JobRunner::jobChanged, this, &TrainingQueue::refresh);
    connect(&session.jobs(), &JobRunner::jobFinished, this, &TrainingQueue::refresh);
    connect(&session.jobs(), &QAbstractItemModel::rowsRemoved, this, &TrainingQueue::refresh);
    connect(&session.models(), &ProjectModels::queued, this, &TrainingQueue::askForecast);
    connect(&session, &Session::projectChanged, this, &TrainingQueue::refresh);
    connect(&session.models(), &ProjectModels::changed, this, &TrainingQueue::refresh);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        refresh();
        shareHeight();
    });
    refresh();
}

void TrainingQueue::setModel(qint64 id) {
    if (m_model != id) {
        m_model = id;
        refresh();
    }
}

std::vector<TrainingQueue::Entry> TrainingQueue::trainings() const {
    std::vector<Entry> found;
    const JobRunner& jobs = m_session.jobs();
    for (int row = 0; row < jobs.rowCount(); ++row) {
        const JobInfo& job = jobs.at(row);
        if (const TrainRequest* request = m_session.models().request(job.id)) {
            found.push_back({&job, request});
        }
    }
    return found;
}

void TrainingQueue::refresh() {
    const std::vector<Entry> all = trainings();
    std::vector<Entry> waiting;
    std::vector<Entry> stopped;
    const Entry* running = nullptr;
    for (const Entry& entry : all) {
        if (entry.job->state == JobState::Waiting) {
            waiting.push_back(entry);
        } else if (isActive(entry.job->state)) {
            running = &entry;
        } else if (entry.job->state != JobState::Done && !m_dismissed.contains(entry.job->id)) {
            stopped.push_back(entry);
        }
    }
    setRemark(running || !waiting.empty()
                  ? tr("%1 running, %2 waiting").arg(running ? 1 : 0).arg(waiting.size())
                  : QString());
    if (running) {
        showCurrent(*running);
    } else {
        showResting();
    }
    // The next to run, then the latest stopped.
    std::vector<Entry> rows = waiting;
    rows.insert(rows.end(), stopped.rbegin(), stopped.rend());
    if (rows.size() > mostRows) {
        rows.resize(mostRows);
    }
    showRows(rows);
}

void TrainingQueue::showCurrent(const Entry& entry) {
    const JobInfo& job = *entry.job;
    m_shownJob = job.id;
    m_dot->setPixmap(dot(toQString(entry.request->algorithm), devicePixelRatioF()));
    m_name->setText(trainingTitle(*entry.request));
    m_step->setText(stepText(job));
    m_left->setText(job.secondsLeft >= 0 ? formatTimeLeft(job.secondsLeft) : QString());
    m_bar->setRange(0, job.fraction < 0 ? 0 : 1000);
    m_bar->setValue(static_cast<int>(job.fraction * 1000));
    setWorking(true);
    const bool cancelling = job.state == JobState::Cancelling;
    m_cancel->setEnabled(!cancelling);
    m_finish->setVisible(!job.losses.empty()); // only what goes in iterations has a best one
    m_finish->setEnabled(!cancelling && !job.finishing);
    m_rest->hide();
    showCurve({trainingTitle(*entry.request), toQString(entry.request->algorithm), job.losses}, true);
}

void TrainingQueue::setWorking(bool working) {
    m_cancel->setVisible(working);
    m_bar->setVisible(working);
    m_left->setVisible(working);
    m_finish->setVisible(working);
    if (working) {
        m_dot->show();
        m_name->show();
        m_step->show();
        m_again->hide();
    }
}

void TrainingQueue::showResting() {
    m_shownJob = 0;
    const SessionModel* model = m_session.models().find(m_model);
    setWorking(false);
    m_dot->setVisible(model != nullptr);
    m_name->setVisible(model != nullptr);
    m_step->setVisible(model != nullptr);
    m_again->setVisible(model && (model->stale || !model->problem.isEmpty()));
    const bool curve = model && !model->stored.losses.empty();
    QStringList words;
    if (model) {
        m_dot->setPixmap(dot(toQString(model->stored.algorithm), devicePixelRatioF()));
        m_name->setText(toQString(model->stored.name));
        m_step->setText(tr("trained in %1").arg(formatDuration(model->stored.fitSeconds)));
        if (model->stale) {
            words << whatChanged(model->stored, *m_session.dataset());
        }
        words << model->remarks;
        if (!curve) {
            words << tr("This kind is trained in one go and has no curve.");
        }
    } else {
        words << tr("Nothing is training. Choose a kind above, look at its settings and train it.");
    }
    m_rest->setText(words.join(QLatin1Char(' ')));
    m_rest->setVisible(!words.isEmpty());
    if (curve) {
        showCurve({toQString(model->stored.name), toQString(model->stored.algorithm), model->stored.losses},
                  false);
    } else {
        m_chart->hide();
        m_over->hide();
        m_caption->setText({});
    }
}

void TrainingQueue::offerRuns(const LossRun& shown) {
    const qint64 before = m_over->currentData().toLongLong();
    m_over->clear();
    m_over->addItem(tr("Compare with…"), qint64{0});
    for (const SessionModel& model : m_session.models().all()) {
        const bool itself = m_shownJob == 0 && model.stored.id == m_model;
        if (!model.stored.losses.empty() && !itself) {
            m_over->addItem(toQString(model.stored.name), qint64{model.stored.id});
        }
    }
    m_over->setCurrentIndex(std::max(0, m_over->findData(before)));
    m_over->setVisible(m_over->count() > 1 && !shown.losses.empty());
}

void TrainingQueue::showCurve(LossRun run, bool running) {
    m_chart->show();
    offerRuns(run);
    shareHeight();
    std::vector<LossRun> runs{std::move(run)};
    const SessionModel* other = m_session.models().find(m_over->currentData().toLongLong());
    if (other) {
        runs.push_back(
            {toQString(other->stored.name), toQString(other->stored.algorithm), other->stored.losses});
    }
    m_caption->setText(inShares(runs) ? tr("Loss as a share of the first") : tr("Loss per iteration"));
    // Progress comes more often than losses; the chart is only drawn anew for a new point.
    const std::vector<LossPoint>& losses = runs.front().losses;
    const QString key = QStringLiteral("%1 %2 %3 %4 %5 %6 %7")
                            .arg(m_shownJob)
                            .arg(m_shownJob ? 0 : m_model)
                            .arg(other ? other->stored.id : 0)
                            .arg(losses.size())
                            .arg(losses.empty() ? 0 : losses.back().training)
                            .arg(runs.front().name, other ? toQString(other->stored.name) : QString());
    if (key != m_curveKey) {
        m_curveKey = key;
        m_chart->setSpec(lossChart(runs, running));
    }
}

// A job that is where it was keeps its row: somebody may be on its buttons, or be pressing one.
void TrainingQueue::showRows(const std::vector<Entry>& entries) {
    QString key;
    for (const Entry& entry : entries) {
        key += QStringLiteral("%1:%2;").arg(entry.job->id).arg(static_cast<int>(entry.job->state));
    }
    if (key == m_rowsKey) {
        return;
    }
    m_rowsKey = key;
    const std::vector<Row> before = std::exchange(m_shown, {});
    m_rowsArea->setVisible(!entries.empty() || !before.empty());
    QWidget* above = m_chart;
    for (const Entry& entry : entries) {
        const auto kept = std::ranges::find_if(before, [&](const Row& row) {
            return row.job == entry.job->id && row.state == entry.job->state;
        });
        m_shown.push_back(kept == before.end() ? makeRow(entry) : *kept);
        const Row& row = m_shown.back();
        row.words->setText(stateText(entry));
        m_rows->insertWidget(static_cast<int>(m_shown.size()) - 1, row.widget);
        row.widget->show();
        tabBehind(above, row.widget);
        above = row.widget;
    }
    const QWidget* focus = window()->focusWidget();
    const auto had =
        std::ranges::find_if(before, [focus](const Row& row) { return row.widget->isAncestorOf(focus); });
    if (had != before.end()) {
        passFocus(before, static_cast<std::size_t>(had - before.begin()));
    }
    for (const Row& row : before) {
        if (std::ranges::find(m_shown, row.widget, &Row::widget) == m_shown.end()) {
            m_rows->removeWidget(row.widget);
            retire(row.widget);
        }
    }
    m_rowsArea->setVisible(!entries.empty()); // not sooner: hiding takes the focus away
    shareHeight();
}

// The focus goes with its job, where it still stands below or is the one that runs now, else to the row
// below, else to the one above: to the same button.
void TrainingQueue::passFocus(const std::vector<Row>& before, std::size_t from) {
    const bool again = before[from].again && before[from].again->hasFocus();
    const auto take = [&](quint64 job) {
        const auto row = std::ranges::find(m_shown, job, &Row::job);
        if (row == m_shown.end()) {
            return false;
        }
        QAbstractButton* button = again && row->again ? row->again : row->remove;
        button->setFocus(Qt::OtherFocusReason);
        m_rowsArea->ensureWidgetVisible(button);
        return true;
    };
    if (take(before[from].job)) {
        return;
    }
    if (m_shownJob == before[from].job) {
        m_cancel->setFocus(Qt::OtherFocusReason);
        return;
    }
    for (std::size_t at = from + 1; at < before.size(); ++at) {
        if (take(before[at].job)) {
            return;
        }
    }
    for (std::size_t at = from; at-- > 0;) {
        if (take(before[at].job)) {
            return;
        }
    }
    if (!m_shown.empty() && take(m_shown.front().job)) {
        return;
    }
    for (QWidget* widget :
         {static_cast<QWidget*>(m_cancel), static_cast<QWidget*>(m_again), static_cast<QWidget*>(m_chart)}) {
        if (widget->isVisible() && widget->isEnabled()) {
            return widget->setFocus(Qt::OtherFocusReason);
        }
    }
}

void TrainingQueue::resizeEvent(QResizeEvent* event) {
    Card::resizeEvent(event);
    shareHeight();
}

void TrainingQueue::shareHeight() {
    const Theme& theme = Theme::instance();
    // In a low card the curve comes first: one row is seen, the others scroll.
    const bool low = height() < theme.scaled(lowHeight);
    m_caption->setVisible((!low || !m_over->isHidden()) && m_finish->isHidden()); // three are too many
    m_rowsArea->setMaximumHeight(theme.scaled(rowHeight) * (low ? 1 : std::max(1, m_rows->count())));
}

QString TrainingQueue::stateText(const Entry& entry) const {
    const JobInfo& job = *entry.job;
    if (job.state == JobState::Failed) {
        return toQString(job.error.message);
    }
    if (job.state == JobState::Cancelled) {
        return job.losses.empty() ? tr("cancelled")
                                  : tr("cancelled at iteration %1").arg(job.losses.back().step);
    }
    const auto forecast = m_forecasts.constFind(job.id);
    return forecast == m_forecasts.constEnd()
               ? tr("waiting")
               : tr("waiting, about %1").arg(formatDuration(std::max(1.0, *forecast)));
}

void TrainingQueue::askForecast(quint64 job) {
    refresh();
    const TrainRequest* request = m_session.models().request(job);
    const AlgorithmInfo* info = request ? findAlgorithm(request->algorithm) : nullptr;
    if (!info || !m_session.dataset()) {
        return;
    }
    m_session.jobs().ask<Forecast>(
        QStringLiteral("models/queue/%1").arg(job),
        [info, dataset = m_session.dataset(), params = request->params,
         past = pastTrainings(m_session)](const ExecutionContext& context) -> Result<Forecast> {
            return forecastTraining(*info, *dataset, params, context.threads, past);
        },
        this,
        [this, job](Result<Forecast> forecast) {
            if (forecast) {
                m_forecasts.insert(job, forecast->seconds);
                m_rowsKey.clear();
                refresh();
            }
        });
}

TrainingQueue::Row TrainingQueue::makeRow(const Entry& entry) {
    const JobState state = entry.job->state;
    auto* widget = new QWidget(m_rowsArea->widget());
    auto* line = new QHBoxLayout(widget);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    auto* picture = new QLabel(widget);
    const auto restyle = [this, widget, picture, state] {
        const Theme& theme = Theme::instance();
        const QString icon = state == JobState::Waiting  ? QStringLiteral("clock")
                             : state == JobState::Failed ? QStringLiteral("error")
                                                         : QStringLiteral("stop");
        picture->setPixmap(iconPixmap(icon, state == JobState::Failed ? Role::Error : Role::Text3,
                                      theme.scaled(16), devicePixelRatioF()));
        widget->setFixedHeight(theme.scaled(rowHeight));
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, widget, restyle);
    line->addWidget(picture);
    line->addWidget(new TextLabel(TextStyle::BodyStrong, Role::Text, trainingTitle(*entry.request), widget));
    auto* words = new TextLabel(TextStyle::Small, Role::Text3, {}, widget);
    words->setElided(true);
    line->addWidget(words, 1);
    Row row{entry.job->id, state, widget, words, nullptr, nullptr};
    addButtons(entry, row);
    return row;
}

void TrainingQueue::addButtons(const Entry& entry, Row& row) {
    const quint64 id = row.job;
    const bool waiting = row.state == JobState::Waiting;
    const QString name = trainingTitle(*entry.request);
    if (!waiting) {
        auto* again = new Button(ButtonKind::Quiet, tr("Resume"), QStringLiteral("play"), row.widget);
        again->setSmall(true);
        again->setAccessibleName(tr("Resume %1").arg(name));
        again->setToolTip(tr("Trains again with the same settings"));
        row.widget->layout()->addWidget(again);
        connect(again, &QAbstractButton::clicked, this, [this, id] {
            const TrainRequest* request = m_session.models().request(id);
            if (request && m_session.models().train(TrainRequest(*request)) != 0) {
                m_dismissed.insert(id); // now that there is a row for the focus to go to
                refresh();
            }
        });
        row.again = again;
    }
    row.remove =
        new IconButton(QStringLiteral("close"),
                       (waiting ? tr("Cancel %1") : tr("Remove %1 from the list")).arg(name), row.widget);
    row.widget->layout()->addWidget(row.remove);
    connect(row.remove, &QAbstractButton::clicked, this, [this, id, waiting] {
        m_dismissed.insert(id);
        if (waiting) {
            m_session.jobs().cancel(id);
        } else {
            refresh();
        }
    });
}

} // namespace tastescope
