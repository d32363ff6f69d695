// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_strip.h"

#include "ui/jobs/job_runner.h"
#include "ui/jobs/job_words.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QProgressBar>

#include <cmath>

namespace tastescope {
namespace {

QString keptWords(KeptResults kept) {
    switch (kept) {
    case KeptResults::OfBefore:
        return JobStrip::tr("The results below are those of before.");
    case KeptResults::OfThisJob:
        return JobStrip::tr("What was reached is below.");
    case KeptResults::None:
        break;
    }
    return JobStrip::tr("Nothing was kept.");
}

} // namespace

JobStrip::JobStrip(const QString& name, QWidget* parent) : QWidget(parent) {
    m_chip = new Chip({}, ChipKind::Warn, this);
    m_words = new TextLabel(TextStyle::Small, Role::Text2, {}, this);
    m_words->setElided(true);
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(name);
    m_cancel = new Button(ButtonKind::Plain, tr("Cancel"), QStringLiteral("stop"), this);
    m_cancel->setSmall(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_chip);
    row->addWidget(m_words, 1);
    row->addWidget(m_bar);
    row->addWidget(m_cancel);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    const auto restyle = [this] {
        m_bar->setFixedWidth(Theme::instance().scaled(240));
        setFixedHeight(Theme::instance().scaled(24));
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
    connect(m_cancel, &QAbstractButton::clicked, this, &JobStrip::cancelled);
    clear();
}

void JobStrip::say(const QString& chip, const QString& words, double fraction, bool running) {
    m_chip->setVisible(!chip.isEmpty());
    m_chip->setText(chip);
    m_words->setText(words);
    m_bar->setVisible(running || fraction >= 0);
    m_bar->setRange(0, fraction >= 0 ? 1000 : 0);
    m_bar->setValue(fraction >= 0 ? static_cast<int>(std::lround(1000 * fraction)) : 0);
    m_bar->setEnabled(running);
    m_cancel->setVisible(running);
    setVisible(true);
}

void JobStrip::showJob(const JobInfo& job) {
    if (isActive(job.state)) { // what is cancelled while it waits never began
        m_began = job.state != JobState::Waiting;
        m_reached = job.fraction;
    }
    QStringList words{job.title};
    if (job.state == JobState::Waiting) {
        words << tr("waits for the job before it");
    } else if (const QString step = jobStep(job); !step.isEmpty()) {
        words << step;
    }
    if (job.secondsLeft >= 0 && job.state == JobState::Running) {
        words << formatTimeLeft(job.secondsLeft);
    }
    say({}, words.join(QStringLiteral(", ")), job.fraction, true);
    m_cancel->setEnabled(job.state != JobState::Cancelling);
}

void JobStrip::showCancelled(KeptResults kept) {
    const QString words = m_reached >= 0 ? tr("The run was stopped at %1.").arg(formatPercent(m_reached))
                          : m_began      ? tr("The run was stopped.")
                                         : tr("The run was stopped before it began.");
    say(tr("cancelled"), words + u' ' + keptWords(kept), m_reached, false);
    m_chip->setKind(ChipKind::Plain);
}

void JobStrip::showStale(const QString& what) {
    say(tr("out of date"), tr("Since these numbers: %1").arg(what), -1, false);
    m_chip->setKind(ChipKind::Warn);
}

void JobStrip::clear() {
    setVisible(false);
}

} // namespace tastescope
