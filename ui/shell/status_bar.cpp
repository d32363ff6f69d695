// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_bar.h"

#include "engine/base/parallel.h"
#include "engine/data/dataset.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/session/project_watch.h"
#include "ui/session/session.h"
#include "ui/session/standing_words.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QPainter>

namespace tastescope {

namespace {

constexpr int barHeight = 24;

// A part with the thin line at its right.
class Part : public TextLabel {
public:
    explicit Part(QWidget* parent) : TextLabel(TextStyle::Micro, Role::Text2, {}, parent) {
        setContentsMargins(12, 0, 12, 0);
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        TextLabel::paintEvent(event);
        QPainter painter(this);
        painter.setPen(Theme::instance().color(Role::Line));
        painter.drawLine(width() - 1, 0, width() - 1, height());
    }
};

} // namespace

StatusBar::StatusBar(Session& session, QWidget* parent) : QStatusBar(parent), m_session(session) {
    setSizeGripEnabled(false);
    setContentsMargins(0, 0, 0, 0);
    auto* body = new QWidget(this);
    auto* row = new QHBoxLayout(body);
    row->setContentsMargins(4, 0, 4, 0);
    row->setSpacing(0);
    m_file = add(row);
    m_file->setElided(true); // a path may be long
    m_data = add(row);
    m_users = add(row);
    m_items = add(row);
    m_events = add(row);
    row->addStretch(1);
    m_model = add(row);
    m_split = add(row);
    m_seed = add(row);
    m_version = add(row);
    m_threads = add(row);
    addWidget(body, 1);
    connect(&session, &Session::projectChanged, this, &StatusBar::refresh);
    connect(&session, &Session::datasetChanged, this, &StatusBar::refresh);
    connect(&session, &Session::statisticsReady, this, &StatusBar::refresh);
    connect(&session.watch(), &ProjectWatch::changed, this, &StatusBar::refresh);
    connect(&session.models(), &ProjectModels::changed, this, &StatusBar::refresh);
    connect(&session.experiments(), &ProjectExperiments::changed, this, &StatusBar::refresh);
    connect(&session.jobs(), &JobRunner::threadsChanged, this, &StatusBar::refresh);
    const auto restyle = [this] { setFixedHeight(Theme::instance().scaled(barHeight)); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
    refresh();
}

TextLabel* StatusBar::add(QHBoxLayout* row) {
    auto* part = new Part(row->parentWidget());
    row->addWidget(part);
    return part;
}

QStringList StatusBar::texts() const {
    QStringList all;
    for (const TextLabel* part :
         {m_file, m_data, m_users, m_items, m_events, m_model, m_split, m_seed, m_version, m_threads}) {
        if (!part->isHidden()) {
            all += part->text();
        }
    }
    return all;
}

void StatusBar::refresh() {
    const auto set = [](TextLabel* part, const QString& text) {
        part->setText(text);
        part->setVisible(!text.isEmpty());
    };
    const StandingReport& report = m_session.watch().report();
    const bool only = m_session.isReadOnly() && !isDisplaced(report.standing);
    const StandingReport shown =
        only && report.standing != Standing::Outdated ? StandingReport{Standing::ReadOnly, {}, 0} : report;
    m_file->setRole(only ? Role::Text2 : Role::Error);
    m_file->setToolTip(standingRemedy(shown));
    set(m_file, standingSentence(shown));
    const auto data = m_session.dataset();
    if (!data) {
        set(m_data, tr("Ready"));
        for (TextLabel* part : {m_users, m_items, m_events, m_model, m_split, m_seed}) {
            set(part, {});
        }
    } else {
        const QString fingerprint = m_session.fingerprint();
        set(m_data, fingerprint.isEmpty() ? tr("Data")
                                          : tr("Data %1").arg(formatFingerprint(fingerprint.toStdString())));
        const auto counted = [this](std::size_t count, std::string Nouns::*one, std::string Nouns::*many) {
            return QStringLiteral("%1 %2").arg(formatCount(count), m_session.noun(count == 1 ? one : many));
        };
        set(m_users, counted(data->userCount(), &Nouns::user, &Nouns::users));
        set(m_items, counted(data->itemCount(), &Nouns::item, &Nouns::items));
        set(m_events, formatCounted(data->events().size(), tr("1 event"), tr("%1 events")));
        // What the newest accuracy figures were measured on.
        set(m_split, m_session.experiments().protocol().isEmpty()
                         ? QString()
                         : tr("Split %1").arg(m_session.experiments().protocol()));
        const std::vector<SessionModel>& models = m_session.models().all();
        if (models.empty()) {
            set(m_model, tr("No model trained"));
            m_model->setToolTip({});
            set(m_seed, {});
        } else {
            const SessionModel& newest = models.back(); // whatever the clock said
            const QString state = newest.damaged              ? tr("damaged")
                                  : newest.stale              ? tr("trained on older data")
                                  : !newest.problem.isEmpty() ? tr("not readable")
                                                              : tr("up to date");
            // A long name gives way, the state at its end does not.
            const QString name = toQString(newest.stored.name);
            const QString shortened =
                m_model->fontMetrics().elidedText(name, Qt::ElideRight, Theme::instance().scaled(180));
            set(m_model, tr("Model %1 · %2").arg(shortened, state));
            m_model->setToolTip(shortened == name ? QString() : name);
            set(m_seed, tr("Seed %1").arg(newest.stored.seed));
        }
    }
    set(m_version, data ? QString() : tr("Version %1").arg(QStringLiteral(TASTESCOPE_VERSION)));
    ExecutionContext context;
    context.threads = m_session.jobs().threads();
    const int threads = threadCount(context);
    set(m_threads, formatCounted(static_cast<qulonglong>(threads), tr("1 thread"), tr("%1 threads")));
}

} // namespace tastescope
