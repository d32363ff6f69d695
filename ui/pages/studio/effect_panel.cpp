// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/effect_panel.h"

#include "ui/charts/scatter_view.h"
#include "ui/pages/studio/rule_court.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/tab_order.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tastescope {

EffectPanel::EffectPanel(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("card"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 12, 4);
    head->setSpacing(6);
    head->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("Effect"), this));
    m_people = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    m_people->setElided(true);
    head->addWidget(m_people, 1);
    for (const int which : {0, 1}) {
        const QString letter = which == 0 ? QStringLiteral("A") : QStringLiteral("B");
        m_pins[which] = new Button(ButtonKind::Plain, letter, {}, this);
        m_pins[which]->setSmall(true);
        m_pins[which]->setFixedWidth(Theme::instance().scaled(28));
        m_pins[which]->setCheckable(true);
        head->addWidget(m_pins[which]);
        connect(m_pins[which], &QAbstractButton::clicked, this, [this, which] { Q_EMIT pinClicked(which); });
    }
    setPinned(false, false);
    column->addLayout(head);
    m_stateRow = new QWidget(this);
    auto* state = new QHBoxLayout(m_stateRow);
    state->setContentsMargins(16, 0, 12, 4);
    state->setSpacing(6);
    m_state = new Chip({}, ChipKind::Warn, m_stateRow);
    m_step = new TextLabel(TextStyle::Micro, Role::Text3, {}, m_stateRow);
    m_step->setElided(true);
    m_stop = new Button(ButtonKind::Quiet, tr("Cancel"), {}, m_stateRow);
    m_again = new Button(ButtonKind::Quiet, tr("Run again"), {}, m_stateRow);
    m_stop->setSmall(true);
    m_again->setSmall(true);
    state->addWidget(m_state);
    state->addWidget(m_step, 1);
    state->addWidget(m_stop);
    state->addWidget(m_again);
    column->addWidget(m_stateRow);
    m_why = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    m_why->setWordWrap(true);
    m_why->setContentsMargins(16, 8, 16, 8);
    column->addWidget(m_why);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_area = new QWidget(scroll);
    m_area->setObjectName(QStringLiteral("scrollBody"));
    m_area->setAccessibleName(tr("Effect of the rules"));
    m_column = new QVBoxLayout(m_area);
    m_column->setContentsMargins(16, 4, 16, 8);
    m_column->setSpacing(12);
    m_more = new Button(ButtonKind::Quiet, {}, {}, m_area);
    m_more->setSmall(true);
    m_column->addWidget(m_more, 0, Qt::AlignLeft);
    m_column->addStretch(1);
    scroll->setWidget(m_area);
    column->addWidget(scroll, 1);
    auto* line = new QFrame(this);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    column->addWidget(line);
    auto* price = new QHBoxLayout;
    price->setContentsMargins(16, 8, 16, 0);
    price->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("Price of variety"), this), 1);
    price->addWidget(new TextLabel(TextStyle::Micro, Role::Text3, tr("kept, %, by λ"), this));
    column->addLayout(price);
    m_curve = new ScatterView(this);
    m_curve->setFixedHeight(Theme::instance().scaled(176));
    column->addWidget(m_curve);
    m_compare = new Button(ButtonKind::Quiet, tr("Compare A, B and now"), {}, this);
    m_compare->setSmall(true);
    m_compare->hide();
    connect(m_stop, &QAbstractButton::clicked, this, &EffectPanel::cancelled);
    connect(m_again, &QAbstractButton::clicked, this, &EffectPanel::againWanted);
    connect(m_compare, &QAbstractButton::clicked, this, &EffectPanel::compareClicked);
    m_column->insertWidget(m_column->indexOf(m_more) + 1, m_compare, 0, Qt::AlignLeft);
    connect(m_more, &QAbstractButton::clicked, this, [this] { setShowsAll(!m_all); });
    connect(m_curve, &ScatterView::picked, this, [this](int point) {
        if (point >= 0 && point < static_cast<int>(m_lambdas.size())) {
            Q_EMIT lambdaPicked(m_lambdas[static_cast<std::size_t>(point)]);
        }
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_curve->setFixedHeight(Theme::instance().scaled(176));
        for (Button* pin : m_pins) {
            pin->setFixedWidth(Theme::instance().scaled(28));
        }
    });
    showDone();
    clear();
}

QWidget& EffectPanel::gaugeArea() const {
    return *m_area;
}

void EffectPanel::setGauges(const std::vector<GaugeSpec>& gauges, const QString& people) {
    m_specs = gauges;
    m_people->setText(people);
    fillGauges();
}

void EffectPanel::fillGauges() {
    while (m_gauges.size() < m_specs.size()) {
        auto* gauge = new Gauge(m_area);
        m_column->insertWidget(static_cast<int>(m_gauges.size()), gauge);
        tabBehind(m_gauges.empty() ? static_cast<QWidget*>(m_why) : m_gauges.back(), gauge);
        m_gauges.push_back(gauge);
    }
    for (std::size_t at = 0; at < m_gauges.size(); ++at) {
        const bool shown = at < m_specs.size() && (m_all || at < usualGauges);
        if (at < m_specs.size()) {
            m_gauges[at]->setSpec(m_specs[at]);
        }
        m_gauges[at]->setVisible(shown);
    }
    m_more->setVisible(m_specs.size() > usualGauges);
    m_more->setText(m_all ? tr("Fewer measures") : tr("More measures"));
}

void EffectPanel::setShowsAll(bool all) {
    m_all = all;
    fillGauges();
}

void EffectPanel::setCurve(const std::vector<PriceOfVariety>& points, const PriceOfVariety& now) {
    ScatterSpec spec;
    spec.title = tr("Price of variety");
    spec.x.title = tr("intra-list diversity");
    m_lambdas.clear();
    double low = 100;
    double left = 1;
    double right = 0;
    const auto add = [&](const PriceOfVariety& one, const QString& name, bool isNow) {
        if (!std::isfinite(one.kept) || !std::isfinite(one.variety)) {
            return;
        }
        ScatterPoint point;
        point.name = name;
        point.x = one.variety;
        point.y = 100 * one.kept;
        point.color = [isNow](const Theme& theme) { return theme.color(isNow ? Role::Accent : Role::Text3); };
        point.onFront = true;
        low = std::min(low, point.y);
        left = std::min(left, point.x);
        right = std::max(right, point.x);
        spec.points.push_back(std::move(point));
        m_lambdas.push_back(one.mmr);
    };
    for (const PriceOfVariety& one : points) {
        add(one, QString::number(one.mmr, 'f', 1), false);
    }
    const std::size_t before = spec.points.size();
    add(now, tr("now"), true);
    spec.front = true;
    const double room = std::max(0.02, (right - left) * 0.12);
    spec.x.low = std::max(0.0, left - room);
    spec.x.high = right + room;
    spec.y.low = low - std::max(1.0, (100 - low) * 0.1);
    spec.y.high = 100 + std::max(0.5, (100 - low) * 0.15);
    spec.description = tr("Relevance kept by variety, for %1 values of λ. Enter at a point sets the slider.")
                           .arg(points.size());
    spec.emptyText = tr("The items have no attributes to tell variety by");
    m_curve->setSpec(std::move(spec));
    m_curve->setSelected(before < m_lambdas.size() ? static_cast<int>(before) : -1);
}

void EffectPanel::clear() {
    m_specs.clear();
    m_people->setText({});
    dropCurve();
    setStale(false);
    fillGauges();
}

void EffectPanel::dropCurve() {
    m_lambdas.clear();
    ScatterSpec none;
    none.title = tr("Price of variety");
    none.emptyText = tr("Drawn when the effect is known");
    m_curve->setSpec(std::move(none));
}

void EffectPanel::setStale(bool stale) {
    m_stale = stale && !m_specs.empty();
    for (Gauge* gauge : m_gauges) {
        gauge->setStale(m_stale);
    }
    m_curve->setQuiet(m_stale);
    if (m_stale && !m_stop->isVisibleTo(this)) {
        m_state->setText(tr("Old numbers"));
        m_state->show();
        m_stateRow->show();
    }
}

void EffectPanel::showWorking(double fraction, const QString& step) {
    m_state->setText(m_stale ? tr("Old numbers") : tr("Working"));
    m_state->setVisible(true);
    m_step->setText(fraction >= 0 ? tr("%1 %2").arg(step, formatPercent(fraction)) : step);
    m_why->hide();
    m_stop->show();
    m_again->hide();
    m_stateRow->show();
}

void EffectPanel::showStopped() {
    showEnd(tr("Stopped"));
}

void EffectPanel::showFailed(const QString& why) {
    m_why->setText(why);
    m_why->show();
    showEnd(tr("Failed"));
}

void EffectPanel::showEnd(const QString& how) {
    m_state->setText(how);
    m_step->setText(m_specs.empty() ? tr("nothing was measured")
                    : m_stale       ? tr("numbers from before the change")
                                    : QString());
    m_state->show();
    m_stop->hide();
    m_again->show();
    m_stateRow->show();
}

void EffectPanel::showDone() {
    m_step->setText({});
    m_why->hide();
    m_stop->hide();
    m_again->hide();
    m_stateRow->setVisible(m_stale);
}

void EffectPanel::setPinned(bool a, bool b) {
    m_pins[0]->setChecked(a);
    m_pins[1]->setChecked(b);
    namePins();
    if (m_compare) {
        m_compare->setVisible(a || b);
    }
}

void EffectPanel::setMayPin(bool may) {
    m_mayPin = may;
    namePins();
}

void EffectPanel::namePins() {
    for (const int which : {0, 1}) {
        const bool on = m_pins[which]->isChecked();
        const QString letter = which == 0 ? QStringLiteral("A") : QStringLiteral("B");
        const QString words =
            on ? tr("Rules pinned as %1").arg(letter) : tr("Pin the rules as %1").arg(letter);
        m_pins[which]->setAccessibleName(words);
        m_pins[which]->setToolTip(
            on || m_mayPin ? words
                           : tr("%1: when the effect of the rules as they are is measured").arg(words));
        m_pins[which]->setEnabled(on || m_mayPin);
    }
}

} // namespace tastescope

#include "moc_effect_panel.cpp"
