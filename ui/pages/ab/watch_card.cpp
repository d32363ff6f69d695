// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/watch_card.h"

#include "ui/charts/chart_view.h"
#include "ui/pages/ab/watch_chart.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"

#include <QComboBox>
#include <QVBoxLayout>

namespace tastescope {

WatchCard::WatchCard(QWidget* parent) : Card(tr("Difference, day by day"), {}, parent) {
    setAccessibleName(tr("Watched while it runs"));
    m_goal = new ComboBox(this);
    m_goal->setAccessibleName(tr("Effect that the band is made for"));
    m_goal->setProperty("small", true);
    m_goal->addItems({tr("planned effect"), tr("no plan")});
    m_goal->setToolTip(
        tr("The band is narrowest around the effect it is made for. Choose it before the first "
           "look, and keep it: a band chosen by what was seen holds nothing."));
    addAction(m_goal);
    m_chart = new ChartView(this);
    m_chart->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored); // what is left
    m_chart->setMinimumHeight(Theme::instance().scaled(120));
    m_note = new Note(NoteKind::Hint, {}, this);
    body()->setContentsMargins(12, 0, 16, 12);
    body()->setSpacing(8);
    body()->addWidget(m_chart, 1);
    body()->addWidget(m_note);
    connect(m_goal, &QComboBox::activated, this, [this](int place) { Q_EMIT plannedChosen(place == 0); });
    show({}, -1, true);
}

void WatchCard::show(std::shared_ptr<const ResultsAnswer> answer, int at, bool planned) {
    const bool any = answer && at >= 0;
    m_chart->setSpec(watchChart(answer.get(), any ? at : -1));
    m_goal->setVisible(any);
    m_goal->setCurrentIndex(planned ? 0 : 1);
    m_note->setVisible(any);
    if (!any) {
        setHeading(tr("Difference, day by day"));
        setRemark(tr("this band stays valid whenever you look"));
    } else {
        const Comparison& comparison = answer->reading.comparisons[static_cast<std::size_t>(at)];
        const MetricSample& metric = answer->table.sample.metrics[comparison.metric];
        const bool days = answer->table.sample.days.size() > 1;
        const QString unit = metric.kind == MetricKind::Proportion ? tr("points") : tr("difference");
        setHeading(days ? tr("%1, day by day").arg(toQString(metric.id))
                        : tr("%1, one look").arg(toQString(metric.id)));
        setRemark(tr("%1, valid whenever you look").arg(unit));
        m_goal->setAccessibleDescription(madeForWords(*answer, at));
        m_chart->setToolTip(tr("The band is %1").arg(madeForWords(*answer, at)));
        const WatchWords words = watchWords(*answer, at);
        m_note->setKind(words.kind);
        m_note->setText(words.text);
    }
    body()->setContentsMargins(12, 0, 16, 12); // a heading sets the usual ones
}

} // namespace tastescope
