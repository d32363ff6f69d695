// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/studio_runner.h"

#include "storage/use_cases/clock.h"
#include "ui/jobs/job_runner.h"
#include "ui/text/format.h"

#include <QTimer>

#include <mutex>
#include <utility>

namespace tastescope {
namespace {

constexpr int pollMs = 100;

QString key(const char* what) {
    return QStringLiteral("studio/") + QString::fromLatin1(what);
}

/// From little variety to much.
std::vector<double> lambdas() {
    return {1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3};
}

} // namespace

/// Progress of work that is in no list of jobs.
class StudioRunner::Relay : public ProgressSink {
public:
    void report(double fraction, std::string_view step) override {
        const std::scoped_lock lock(m_mutex);
        m_fraction = fraction;
        m_step = step;
    }
    std::pair<double, QString> now() const {
        const std::scoped_lock lock(m_mutex);
        return {m_fraction, toQString(m_step)};
    }

private:
    mutable std::mutex m_mutex;
    double m_fraction = -1;
    std::string m_step;
};

StudioRunner::StudioRunner(JobRunner& jobs, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_rest(new QTimer(this))
    , m_poll(new QTimer(this)) {
    m_rest->setSingleShot(true);
    m_rest->setInterval(restMs);
    m_poll->setInterval(pollMs);
    connect(m_rest, &QTimer::timeout, this, &StudioRunner::askMeasure);
    connect(m_poll, &QTimer::timeout, this, [this] {
        if (m_relay) {
            const auto [fraction, step] = m_relay->now();
            Q_EMIT progressed(fraction, step);
        }
    });
}

bool StudioRunner::isWorld(const StudioWorld& world) const {
    return m_world && m_world->data == world.data && m_world->source == world.source;
}

void StudioRunner::setWorld(std::optional<StudioWorld> world) {
    if (m_measuring) {
        cancel();
    }
    m_world = std::move(world);
    m_previews.clear();
    m_measured.reset();
    m_curve.clear();
    m_rest->stop();
    if (m_world) {
        setRules(m_rules);
    }
}

void StudioRunner::setUsers(std::vector<UserIndex> users) {
    m_users = std::move(users);
    askPreview();
}

void StudioRunner::setRules(const RuleSet& rules) {
    m_rules = rules;
    askPreview();
    if (m_world) {
        if (m_awake && !m_measured && !m_measuring) {
            askMeasure(); // there is nothing yet that could stay
        } else if (m_awake && (m_measuredRules != rules || m_measuring)) {
            m_rest->start();
        }
    }
}

void StudioRunner::setAwake(bool awake) {
    if (m_awake == awake) {
        return;
    }
    m_awake = awake;
    if (awake) {
        setRules(m_rules);
    } else {
        m_rest->stop();
    }
}

void StudioRunner::askPreview() {
    if (!m_world || m_users.empty() || !m_awake) {
        return;
    }
    if (m_previewing) { // the latest is taken up when this one is done: something is shown all the while
        m_previewAgain = true;
        return;
    }
    m_previewing = true;
    m_previewAgain = false;
    m_jobs.ask<std::vector<Preview>>(
        key("preview"),
        [world = *m_world, users = m_users, rules = m_rules,
         before = m_previews](const ExecutionContext& context) {
            return tastescope::previews(world, users, rules, wallClockNow(), before, context);
        },
        this,
        [this, world = *m_world, users = m_users, rules = m_rules](Result<std::vector<Preview>> result) {
            m_previewing = false;
            const bool current = isWorld(world) && m_users == users;
            if (current && result) {
                m_previews = std::move(*result);
                m_previewRules = rules;
                Q_EMIT previewed();
            } else if (current && result.error().code != ErrorCode::Cancelled) {
                Q_EMIT previewFailed(result.error());
            }
            if (m_previewAgain || !current) {
                askPreview();
            }
        });
}

void StudioRunner::askMeasure() {
    m_rest->stop();
    if (!m_world || !m_awake) {
        return;
    }
    m_measuring = true;
    const auto relay = std::make_shared<Relay>();
    m_relay = relay;
    m_poll->start();
    Q_EMIT progressed(-1, tr("Applying rules"));
    m_jobs.ask<Measured>(
        key("measure"),
        [world = *m_world, rules = m_rules, relay,
         before = m_measured ? m_measured->people : ReadyPeople()](const ExecutionContext& given) {
            ExecutionContext context = given;
            context.progress = relay.get();
            return measure(world, rules, wallClockNow(), before, context);
        },
        this,
        [this, relay, world = *m_world, rules = m_rules](Result<Measured> result) {
            if (relay != m_relay) {
                return; // another one is under way, or it was stopped
            }
            m_relay.reset();
            m_poll->stop();
            m_measuring = false;
            if (!isWorld(world)) {
                return;
            }
            if (result) {
                m_measured = std::move(*result);
                m_measuredRules = rules;
                Q_EMIT measuredChanged();
                askCurve();
            } else if (result.error().code != ErrorCode::Cancelled) {
                Q_EMIT measureFailed(result.error());
            }
        });
}

void StudioRunner::askCurve() {
    m_jobs.ask<std::vector<PriceOfVariety>>(
        key("curve"),
        [people = m_measured->people.prepared, rules = m_measuredRules](const ExecutionContext& context) {
            return priceOfVariety(people, rules, lambdas(), wallClockNow(), context);
        },
        this,
        [this, people = m_measured->people.prepared](Result<std::vector<PriceOfVariety>> result) {
            if (result && m_measured && people == m_measured->people.prepared) {
                m_curve = std::move(*result);
                Q_EMIT curveChanged();
            }
        });
}

void StudioRunner::cancel() {
    m_rest->stop();
    if (!m_measuring) {
        return;
    }
    m_relay.reset();
    m_poll->stop();
    m_measuring = false;
    // A later question under the same key stops the earlier one.
    m_jobs.ask<bool>(
        key("measure"), [](const ExecutionContext&) -> Result<bool> { return true; }, this,
        [](const Result<bool>&) {});
    Q_EMIT stopped();
}

void StudioRunner::again() {
    askMeasure();
}

} // namespace tastescope

#include "moc_studio_runner.cpp"
