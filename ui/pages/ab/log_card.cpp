// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/log_card.h"

#include "ui/charts/chart_view.h"
#include "ui/input/open_paths.h"
#include "ui/jobs/job_strip.h"
#include "ui/pages/ab/ab_export.h"
#include "ui/pages/ab/ab_state.h"
#include "ui/pages/ab/ab_words.h"
#include "ui/pages/ab/plan_values.h"
#include "ui/pages/ab/roles_dialog.h"
#include "ui/session/session.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr int cardWidth = 312;

/// The effective part of the rows.
class ShareBar : public QWidget {
public:
    explicit ShareBar(QWidget* parent) : QWidget(parent) { setFixedHeight(5); }
    void setShare(double share, Role role) {
        m_share = std::clamp(std::isnan(share) ? 0.0 : share, 0.0, 1.0);
        m_role = role;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const Theme& theme = Theme::instance();
        painter.fillRect(rect(), theme.color(Role::Sunken));
        painter.fillRect(QRectF(0, 0, std::max(m_share > 0 ? 2.0 : 0.0, m_share * width()), height()),
                         theme.color(m_role));
    }

private:
    double m_share = 0;
    Role m_role = Role::Accent;
};

NoteKind noteKind(PolicyVerdict verdict) {
    switch (verdict) {
    case PolicyVerdict::Trust:
        return NoteKind::Finding;
    case PolicyVerdict::Careful:
        return NoteKind::Caution;
    case PolicyVerdict::No:
    case PolicyVerdict::NoSupport:
        break;
    }
    return NoteKind::Failure;
}

} // namespace

LogCard::LogCard(Session& session, QWidget* parent)
    : Card(tr("Estimate from logs"), {}, parent)
    , m_session(session)
    , m_request(usualLogRequest())
    , m_job(session.jobs(), QStringLiteral("ab/log"), this, [this] { refresh(); }) {
    setAccessibleName(tr("Estimate from logs"));
    m_more = new IconButton(QStringLiteral("more"), tr("More with the log"), this);
    m_load = new IconButton(QStringLiteral("import"), tr("Load another log"), this);
    addAction(m_more);
    addAction(m_load);
    m_strip = new JobStrip(tr("Progress of reading the log"), this);
    m_empty = new EmptyState(
        tr("No log yet"), tr("It says what another policy would have earned, and whether to believe that."),
        tr("Load log"), {}, this);
    m_failed = new EmptyState(tr("This log cannot be read"), {}, tr("Choose another file"),
                              tr("Say what columns mean"), this);
    for (EmptyState* state : {m_empty, m_failed}) {
        state->setSentenceWidth(260);
    }
    m_content = makeContent();
    body()->setContentsMargins(0, 0, 0, 0);
    body()->setSpacing(0);
    body()->addWidget(m_strip);
    for (QWidget* state : {static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_failed), m_content}) {
        body()->addWidget(state, 1);
    }
    const auto restyle = [this] {
        setFixedWidth(Theme::instance().scaled(cardWidth));
        showLog();
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
    connect(m_load, &QAbstractButton::clicked, this, &LogCard::chooseFile);
    connect(m_more, &QAbstractButton::clicked, this, &LogCard::openMenu);
    connect(m_empty, &EmptyState::primaryClicked, this, &LogCard::chooseFile);
    connect(m_failed, &EmptyState::primaryClicked, this, &LogCard::chooseFile);
    connect(m_failed, &EmptyState::alternativeClicked, this, &LogCard::chooseColumns);
    connect(m_strip, &JobStrip::cancelled, this, [this] { m_job.cancel(); });
    connect(&session.jobs(), &JobRunner::jobChanged, this, [this](quint64 job) {
        if (job != 0 && job == m_job.job()) {
            refresh();
        }
    });
    refresh();
}

QWidget* LogCard::makeContent() {
    auto* content = new QWidget(this);
    m_view = new SegmentedControl(tr("What is shown of the log"), {tr("Estimates"), tr("Weights")}, content);
    m_place = new ComboBox(content);
    m_place->setAccessibleName(tr("Place in the list"));
    m_place->setProperty("small", true);
    m_table = new LogTable(this);
    m_rows = new TableView(QStringLiteral("abLog"), tr("Estimates"), content);
    m_rows->setModel(m_table);
    m_rows->setItemDelegate(new IntervalDelegate(LogTable::IntervalRole, 100, m_rows));
    m_rows->setDense(true);
    m_rows->setShrinking({0, 1});
    m_weights = new ChartView(content);
    m_pictures = new QStackedWidget(content);
    m_pictures->addWidget(m_rows);
    m_pictures->addWidget(m_weights);
    m_pictures->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored); // what is left
    m_pictures->setMinimumHeight(Theme::instance().scaled(28 * 2));          // beside the longest verdict
    m_logged = new TextLabel(TextStyle::Micro, Role::Text3, {}, content);
    m_logged->setElided(true);
    m_bar = new ShareBar(content);
    auto* effective = new QHBoxLayout;
    effective->addWidget(new TextLabel(TextStyle::Body, Role::Text2, tr("Effective sample"), content));
    effective->addStretch(1);
    m_effective = new TextLabel(TextStyle::BodyStrong, Role::Text, {}, content);
    effective->addWidget(m_effective);
    m_verdict = new Note(NoteKind::Hint, {}, content);
    auto* choice = new QHBoxLayout;
    choice->setSpacing(8);
    choice->setContentsMargins(16, 0, 16, 0);
    choice->addWidget(m_view);
    choice->addStretch(1);
    choice->addWidget(m_place);
    auto* pictures = new QHBoxLayout;
    pictures->setContentsMargins(8, 4, 8, 0);
    pictures->addWidget(m_pictures);
    auto* facts = new QVBoxLayout;
    facts->setContentsMargins(16, 4, 16, 12);
    facts->setSpacing(4);
    facts->addLayout(effective);
    facts->addWidget(m_bar);
    facts->addWidget(m_logged);
    facts->addWidget(m_verdict);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(choice);
    column->addLayout(pictures, 1);
    column->addLayout(facts);
    connect(m_view, &SegmentedControl::chosen, m_pictures, &QStackedWidget::setCurrentIndex);
    connect(m_place, &QComboBox::activated, this, &LogCard::showLog);
    return content;
}

QString LogCard::fileName() const {
    return QFileInfo(QString::fromStdString(m_request.file.string())).fileName();
}

void LogCard::chooseFile() {
    const QString before = QString::fromStdString(m_request.file.string());
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Load log"), QFileInfo(before).path(), dataFilter());
    if (!path.isEmpty()) {
        load(path);
    }
}

void LogCard::load(const QString& path) {
    m_request = usualLogRequest();
    m_request.file = path.toStdString();
    ask();
}

void LogCard::ask() {
    m_restored = false;
    m_job.start(
        tr("Read %1").arg(fileName()), QString::fromStdString(m_request.file.string()),
        [request = m_request](const ExecutionContext& context) { return estimateFromLog(request, context); });
}

void LogCard::refresh() {
    const JobInfo* info = m_job.job() != 0 ? m_session.jobs().info(m_job.job()) : nullptr;
    if (m_job.running()) {
        if (info) {
            m_strip->showJob(*info);
        }
        return;
    }
    if (m_job.cancelled() && log()) {
        m_request = m_answered; // what stays is named, and asked again, as it was read
    } else if (log()) {
        m_answered = m_request;
    }
    m_strip->setVisible(m_job.cancelled());
    if (m_job.cancelled()) {
        m_strip->showCancelled(log() ? KeptResults::OfBefore : KeptResults::None);
    }
    if (const Error* error = m_job.error()) {
        m_failed->setTexts(tr("%1 cannot be read").arg(fileName()), formatError(*error));
        showState(m_failed);
    } else {
        showState(log() ? m_content : m_empty);
    }
    m_load->setVisible(log() || m_job.error());
    m_more->setVisible(log() != nullptr);
    m_place->clear();
    if (log()) {
        m_place->addItem(tr("all places"));
        for (const PositionEstimates& one : log()->positions) {
            m_place->addItem(tr("place %1").arg(toQString(one.position)));
        }
    }
    m_place->setVisible(m_place->count() > 1);
    showLog();
}

void LogCard::showState(const QWidget* state) {
    for (QWidget* one : {static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_failed), m_content}) {
        one->setVisible(one == state);
    }
}

const PolicyEstimates* LogCard::shown() const {
    if (!log()) {
        return nullptr;
    }
    const int place = m_place->currentIndex();
    return place > 0 ? &log()->positions[static_cast<std::size_t>(place - 1)].estimates : &log()->estimates;
}

void LogCard::showLog() {
    const PolicyEstimates* estimates = shown();
    m_table->setLog(estimates);
    m_weights->setSpec(weightsChart(estimates));
    if (!estimates) {
        setRemark({});
        return;
    }
    const bool share = rewardsAreShares(*estimates);
    QString target = tr("all %1 actions alike").arg(formatCount(log()->actions));
    for (const auto& [role, column] : log()->roles) {
        target = role == "target" ? toQString(column) : target;
    }
    setRemark(target);
    m_logged->setText(tr("Largest weight %1, logged reward %2")
                          .arg(effectText(estimates->maxWeight), rewardText(estimates->logged.value, share)));
    m_more->setToolTip(tr("More with %1").arg(fileName()));
    m_effective->setText(tr("%1 of %2")
                             .arg(formatCount(static_cast<qulonglong>(std::llround(estimates->effective))),
                                  formatCount(estimates->rows)));
    const bool good = estimates->verdict == PolicyVerdict::Trust;
    static_cast<ShareBar*>(m_bar)->setShare(estimates->effectiveShare, good ? Role::Accent : Role::Down);
    m_verdict->setKind(noteKind(estimates->verdict));
    m_verdict->setText(toQString(estimates->words) + u'.');
    m_verdict->setMinimumHeight(m_verdict->heightForWidth(width() - 2 - 32)); // of the card's fixed width
}

void LogCard::chooseColumns() {
    m_session.jobs().ask<std::vector<GuessedColumn>>(
        QStringLiteral("ab/logColumns"),
        [request = m_request](const ExecutionContext& context) {
            auto columns = guessLogColumns(request, context);
            PolicyLogRequest plain;
            plain.file = request.file; // what was said before may be what is wrong
            return columns ? std::move(columns) : guessLogColumns(plain, context);
        },
        this,
        [this](const Result<std::vector<GuessedColumn>>& columns) {
            if (!columns) {
                if (columns.error().code != ErrorCode::Cancelled) {
                    Q_EMIT m_session.failed(tr("The columns cannot be read"), formatError(columns.error()));
                }
                return;
            }
            RolesDialog dialog(tr("What the columns mean"),
                               tr("Without a probability under the new policy, the policy is estimated that "
                                  "takes every action alike."),
                               *columns, logRoles(), this);
            if (dialog.exec() != QDialog::Accepted) {
                return;
            }
            m_request.map.clear();
            bool target = false;
            for (const GuessedColumn& column : dialog.columns()) {
                m_request.map.emplace_back(column.role.empty() ? "ignore" : column.role, column.name);
                target = target || column.role == "target";
            }
            if (!target) {
                m_request.map.emplace_back("target", "uniform");
            }
            ask();
        });
}

void LogCard::openMenu() {
    if (!log()) {
        return;
    }
    QMenu menu(this);
    QAction* columns = menu.addAction(tr("What the columns mean…"));
    QAction* copy = menu.addAction(tr("Copy table"));
    QAction* file = menu.addAction(tr("Save table…"));
    QAction* command = menu.addAction(tr("Copy as command"));
    const QAction* chosen = menu.exec(m_more->mapToGlobal(QPoint(0, m_more->height() + 4)));
    if (chosen == columns) {
        chooseColumns();
    } else if (chosen == copy) {
        m_rows->clearSelection();
        QGuiApplication::clipboard()->setText(m_rows->selectionAsText());
    } else if (chosen == file) {
        exportTable();
    } else if (chosen == command) {
        QGuiApplication::clipboard()->setText(commandLine(opeCommand(m_answered)));
        Q_EMIT m_session.notice(tr("The command is copied"),
                                tr("It gives these very numbers on the command line."));
    }
}

void LogCard::exportTable() {
    std::vector<std::vector<std::string>> rows;
    const auto add = [&rows](const std::string& name, const Estimate& estimate) {
        rows.push_back(
            {name, exactNumber(estimate.value), exactNumber(estimate.low), exactNumber(estimate.high)});
    };
    add("logged", shown()->logged);
    for (const LogRow& row : m_table->rows()) {
        add(row.id.toStdString(), row.drawn.estimate);
    }
    saveCsv(m_session, *this, tr("Save the estimates"), tr("estimates"), {m_answered.file, m_request.file},
            {{"estimate"}, {"value", true}, {"low", true}, {"high", true}}, rows);
}

void LogCard::save(QSettings& settings) const {
    saveLogRequest(settings, m_request);
}

void LogCard::restore(const QSettings& settings) {
    const PolicyLogRequest known = readLogRequest(settings);
    m_request = usualLogRequest();
    m_request.file = known.file;
    m_request.map = known.map;
    m_restored = !m_request.file.empty();
}

void LogCard::readRestored() {
    if (!m_restored) {
        return;
    }
    m_restored = false;
    if (QFileInfo::exists(QString::fromStdString(m_request.file.string()))) {
        ask();
    } else {
        m_request = usualLogRequest();
    }
}

} // namespace tastescope
