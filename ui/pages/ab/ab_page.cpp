// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/ab_page.h"

#include "ui/input/open_paths.h"
#include "ui/pages/ab/log_card.h"
#include "ui/pages/ab/online/online_test_dialog.h"
#include "ui/pages/ab/plan_panel.h"
#include "ui/pages/ab/results_card.h"
#include "ui/pages/ab/watch_card.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QScrollArea>
#include <QSettings>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace tastescope {
namespace {

constexpr int lowHeight = 720; ///< of the page

QWidget* makeWarning(QWidget* parent) {
    const QString finding = AbPage::tr("Offline metrics do not guarantee clicks.");
    const QString rest =
        AbPage::tr("They rank ideas worth testing. Only a live experiment on your own visitors "
                   "shows what people do.");
    auto* note = new Note(NoteKind::Caution, {}, parent);
    note->setAccessibleName(finding + u' ' + rest);
    auto* row = static_cast<QHBoxLayout*>(note->layout());
    row->itemAt(1)->widget()->hide(); // smaller words than these
    auto* words = new TextLabel(TextStyle::Body, Role::Text, rest, note);
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    row->addWidget(new TextLabel(TextStyle::BodyStrong, Role::Text, finding, note), 0,
                   Qt::AlignTop | Qt::AlignLeft);
    row->addWidget(words, 1);
    words->setObjectName(QStringLiteral("more"));
    return note;
}

bool isProject(const QString& path) {
    return path.endsWith(QStringLiteral(".tastescope"), Qt::CaseInsensitive);
}

} // namespace

AbPage::AbPage(Session& session, Navigator& navigator, QWidget* parent) : Page(session, navigator, parent) {
    setAccessibleName(tr("A/B lab"));
    setAcceptDrops(true);
    m_plan = new PlanPanel(session, this);
    m_results = new ResultsCard(session, this);
    m_watch = new WatchCard(this);
    m_log = new LogCard(session, this);
    auto* line = new QFrame(this);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedWidth(1);
    auto* below = new QHBoxLayout;
    below->setSpacing(16);
    below->addWidget(m_watch, 1);
    below->addWidget(m_log);
    auto* body = new QWidget;
    body->setObjectName(QStringLiteral("scrollBody"));
    // As high as the width asks for: the least width, which nobody has, would ask for more.
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    policy.setHeightForWidth(true);
    body->setSizePolicy(policy);
    m_right = new QVBoxLayout(body);
    QWidget* warning = makeWarning(body);
    m_more = warning->findChild<QWidget*>(QStringLiteral("more"));
    m_right->addWidget(warning);
    m_right->addWidget(m_results);
    m_promise = new Note(NoteKind::Finding, {}, body);
    m_promise->hide();
    m_right->addWidget(m_promise);
    m_right->addLayout(below, 1);
    auto* scroll = new QScrollArea(this); // larger text needs more than a small window has
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(body);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_plan);
    row->addWidget(line);
    row->addWidget(scroll, 1);
    connect(m_results, &ResultsCard::changed, this, &AbPage::showChosen);
    connect(m_results, &ResultsCard::simulateWanted, this, &AbPage::simulateTest);
    connect(m_watch, &WatchCard::plannedChosen, this, [this](bool planned) {
        m_planned = planned;
        takePlan(true);
    });
    showChosen();
}

void AbPage::takePlan(bool now) {
    m_results->setGoal({m_planned, m_plan->values()}, now);
}

void AbPage::activate(const QVariantMap& arguments) {
    if (const QString path = arguments.value(QStringLiteral("results")).toString(); !path.isEmpty()) {
        takePlan(false);
        m_results->load(path);
    }
    if (const QString path = arguments.value(QStringLiteral("log")).toString(); !path.isEmpty()) {
        m_log->load(path);
    }
}

void AbPage::simulateTest() {
    if (!session().dataset()) {
        Q_EMIT session().notice(tr("No data set yet"),
                                tr("A test needs people: open a project, or the demo, first."));
        return;
    }
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    const QString path = folder + QStringLiteral("/simulated test.csv");
    QDir().mkpath(folder);
    OnlineTestDialog dialog(session(), path, this);
    if (dialog.exec() == QDialog::Accepted && dialog.answer()) {
        m_simulated = path;
        m_promise->setText(toQString(onlineTestWords(*dialog.answer())));
        takePlan(false);
        m_results->load(path);
    }
}

void AbPage::showChosen() {
    const auto& answer = m_results->answer();
    if (answer) {
        m_planned = m_results->goal().planned; // as before, where reading for another goal was cancelled
    }
    m_promise->setVisible(answer && !m_simulated.isEmpty() &&
                          answer->question.request.file == m_simulated.toStdString());
    m_watch->show(m_results->answer(), m_results->current(), m_planned);
}

void AbPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    takePlan(false);
    m_results->readRestored();
    m_log->readRestored();
}

void AbPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    const bool low = height() < Theme::instance().scaled(lowHeight);
    const int gap = low ? 8 : 16;
    m_right->setContentsMargins(16, gap, 24, gap);
    m_right->setSpacing(gap);
    m_more->setVisible(!low);
    m_results->setRoom(height());
}

void AbPage::dragEnterEvent(QDragEnterEvent* event) {
    const QStringList paths = localPaths(*event->mimeData());
    if (paths.size() == 1 && !isProject(paths.first())) {
        event->acceptProposedAction();
    }
}

void AbPage::dropEvent(QDropEvent* event) {
    const QStringList paths = localPaths(*event->mimeData());
    if (paths.size() != 1) {
        return;
    }
    event->acceptProposedAction();
    const QRect log(m_log->mapTo(this, QPoint()), m_log->size());
    if (log.contains(event->position().toPoint())) {
        m_log->load(paths.first());
    } else {
        takePlan(false);
        m_results->load(paths.first());
    }
}

void AbPage::saveState(QSettings& settings) const {
    savePlan(settings, m_plan->values());
    settings.setValue(QStringLiteral("planned"), m_planned);
    m_results->save(settings);
    m_log->save(settings);
}

void AbPage::restoreState(QSettings& settings) {
    m_plan->setValues(readPlan(settings));
    m_planned = settings.value(QStringLiteral("planned"), true).toBool();
    m_results->restore(settings);
    m_log->restore(settings);
}

QList<QWidget*> AbPage::regions() {
    return {m_plan, m_results, m_watch, m_log};
}

} // namespace tastescope
