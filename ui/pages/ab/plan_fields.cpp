// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/plan_fields.h"

#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLocale>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <cmath>

namespace tastescope {
namespace {

constexpr int fieldWidth = 104;
constexpr int rowHeight = 40;

/// Of per cent with four decimals, the double that the same digits give as a share.
double shareOf(double percent) {
    return std::round(percent * 1e4) / 1e6;
}
double percentOf(double share) {
    return std::round(share * 1e8) / 1e6;
}

} // namespace

NumberBox::NumberBox(const QString& accessibleName, const Range& range, QWidget* parent)
    : QDoubleSpinBox(parent) {
    setAccessibleName(accessibleName);
    setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
    setGroupSeparatorShown(true);
    setDecimals(range.decimals);
    setRange(range.low, range.high);
    setButtonSymbols(QAbstractSpinBox::NoButtons);
    setAlignment(Qt::AlignRight);
    setKeyboardTracking(false);
    setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    setFocusPolicy(Qt::StrongFocus);
    const auto restyle = [this] { setFixedWidth(Theme::instance().scaled(fieldWidth)); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
}

QString NumberBox::textFromValue(double value) const {
    QString text = QDoubleSpinBox::textFromValue(value);
    if (text.contains(u'.')) {
        while (text.endsWith(u'0')) {
            text.chop(1);
        }
        if (text.endsWith(u'.')) {
            text.chop(1);
        }
    }
    return text;
}

void NumberBox::wheelEvent(QWheelEvent* event) {
    if (hasFocus()) {
        QDoubleSpinBox::wheelEvent(event);
    } else {
        event->ignore();
    }
}

PlanFields::PlanFields(QWidget* parent) : QWidget(parent), m_rows(new QVBoxLayout(this)) {
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_measure = new ComboBox(this);
    m_measure->setAccessibleName(tr("Measure"));
    m_measure->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    auto* measureRow = new QWidget(this);
    auto* measure = new QHBoxLayout(measureRow);
    measure->setContentsMargins(0, 4, 0, 4);
    measure->addWidget(m_measure);
    m_rows->addWidget(measureRow);
    setOffers({});
    m_baseline = addNumber(tr("Baseline"), remark(tr("of the control now")), {-1e9, 1e9, 4});
    m_relative = addChoice(tr("The smallest effect is"), {tr("of the baseline"), tr("absolute")});
    m_effect = addNumber(tr("Smallest lift"), m_relative, {-1e9, 1e9, 4}, tr("Smallest effect"));
    m_deviation = addNumber(tr("Standard deviation"), remark(tr("of a person's number")), {0, 1e9, 6});
    m_deviationRow = m_deviation->parentWidget();
    m_power = addNumber(tr("Power"), remark(tr("chance to see a true lift")), {0.01, 0.9999, 4});
    m_sides = addChoice(tr("Sides"), {tr("two-sided"), tr("one-sided")});
    m_alpha = addNumber(tr("Significance"), m_sides, {0.000001, 0.5, 6});
    m_arms = addNumber(tr("Arms"), remark(tr("with the control")), {2, 20, 0});
    m_ratio = addNumber(tr("People in an arm"), remark(tr("for one in the control")), {0.01, 100, 3},
                        tr("People in an arm for one in the control"));
    m_daily = addNumber(tr("People a day"), remark(tr("all arms together")), {0, 1e12, 0});
    m_daily->setSpecialValueText(tr("unknown"));
    connect(m_measure, &QComboBox::activated, this, &PlanFields::chooseMeasure);
    for (QComboBox* box : {m_relative, m_sides}) {
        connect(box, &QComboBox::activated, this, &PlanFields::take);
    }
    for (NumberBox* box : {m_baseline, m_effect, m_deviation, m_power, m_alpha, m_arms, m_ratio, m_daily}) {
        connect(box, &QDoubleSpinBox::valueChanged, this, &PlanFields::take);
    }
    show();
}

TextLabel* PlanFields::remark(const QString& text) {
    auto* label = new TextLabel(TextStyle::Micro, Role::Text3, text, this);
    label->setElided(true);
    return label;
}

QComboBox* PlanFields::addChoice(const QString& name, const QStringList& words) {
    auto* box = new ComboBox(this);
    box->setAccessibleName(name);
    box->setProperty("small", true);
    box->addItems(words);
    const auto restyle = [box] { box->setFont(Theme::instance().font(TextStyle::Micro)); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, box, restyle);
    return box;
}

QWidget* PlanFields::addRow(const QString& label, QWidget* below, QWidget* field) {
    auto* row = new QWidget(this);
    auto* grid = new QGridLayout(row);
    grid->setContentsMargins(0, 2, 0, 2);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    grid->addWidget(new TextLabel(TextStyle::Body, Role::Text, label, row), 0, 0);
    grid->addWidget(below, 1, 0, Qt::AlignLeft);
    grid->addWidget(field, 0, 1, 2, 1, Qt::AlignVCenter);
    grid->setColumnStretch(0, 1);
    const auto restyle = [row] { row->setMinimumHeight(Theme::instance().scaled(rowHeight)); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, row, restyle);
    m_rows->addWidget(row);
    // In reading order: the number, then what it means.
    if (below->focusPolicy() != Qt::NoFocus) {
        setTabOrder(field, below);
    }
    return row;
}

NumberBox* PlanFields::addNumber(const QString& label, QWidget* below, const NumberBox::Range& range,
                                 const QString& accessibleName) {
    auto* box = new NumberBox(accessibleName.isEmpty() ? label : accessibleName, range, this);
    addRow(label, below, box);
    return box;
}

void PlanFields::setOffers(const QStringList& titles) {
    const int current = m_measure->currentIndex();
    m_measure->clear();
    m_measure->addItems({tr("A rate: did it or not"), tr("A number a person")});
    if (!titles.isEmpty()) {
        m_measure->insertSeparator(2);
        m_measure->addItems(titles);
    }
    m_measure->setCurrentIndex(current >= 0 && current < m_measure->count() ? current : 0);
}

void PlanFields::chooseMeasure(int place) {
    if (place > 2) {
        Q_EMIT chosen(place - 3);
        return;
    }
    PlanValues values = m_values;
    values.kind = place == 0 ? MetricKind::Proportion : MetricKind::Mean;
    if (values.kind == MetricKind::Proportion && !(values.baseline > 0 && values.baseline < 1)) {
        values.baseline = PlanValues().baseline;
    }
    setValues(values);
}

void PlanFields::setValues(const PlanValues& values) {
    m_values = values;
    if (values.kind != MetricKind::Ratio && m_measure->currentIndex() < 2) {
        m_measure->setCurrentIndex(values.kind == MetricKind::Proportion ? 0 : 1);
    }
    show();
    Q_EMIT changed();
}

void PlanFields::show() {
    m_showing = true;
    const bool rate = m_values.kind == MetricKind::Proportion;
    const auto percent = [](NumberBox* box, bool on, double value) {
        box->setSuffix(on ? QStringLiteral("\u2009%") : QString());
        box->setDecimals(on ? 4 : 6);
        box->setValue(on ? percentOf(value) : value);
    };
    m_baseline->setRange(rate ? 0.0001 : -1e9, rate ? 99.9999 : 1e9);
    percent(m_baseline, rate, m_values.baseline);
    percent(m_effect, rate || m_values.relative, m_values.effect);
    m_relative->setCurrentIndex(m_values.relative ? 0 : 1);
    m_deviation->setValue(m_values.deviation);
    m_deviationRow->setVisible(!rate);
    m_power->setValue(m_values.power);
    m_alpha->setValue(m_values.alpha);
    m_sides->setCurrentIndex(m_values.oneSided ? 1 : 0);
    m_arms->setValue(m_values.arms);
    m_ratio->setValue(m_values.ratio);
    m_daily->setValue(m_values.daily);
    m_showing = false;
}

void PlanFields::take() {
    if (m_showing) {
        return;
    }
    PlanValues values = m_values;
    const bool rate = values.kind == MetricKind::Proportion;
    // A number that was not touched keeps the digits that its field does not show.
    const auto read = [](const NumberBox* box, bool percent, double known) {
        const double shown = percent ? percentOf(known) : known;
        const double step = std::pow(10.0, -box->decimals()) / 2;
        return std::abs(box->value() - shown) <= step ? known
               : percent                              ? shareOf(box->value())
                                                      : box->value();
    };
    values.baseline = read(m_baseline, rate, values.baseline);
    values.effect = read(m_effect, rate || values.relative, values.effect);
    values.deviation = read(m_deviation, false, values.deviation);
    values.power = read(m_power, false, values.power);
    values.alpha = read(m_alpha, false, values.alpha);
    values.arms = static_cast<int>(std::lround(m_arms->value()));
    values.ratio = read(m_ratio, false, values.ratio);
    values.daily = m_daily->value();
    values.oneSided = m_sides->currentIndex() == 1;
    if (const bool relative = m_relative->currentIndex() == 0; relative != values.relative) {
        // The same effect in other words.
        const double absolute = values.effect * (values.relative ? values.baseline : 1);
        values.relative = relative;
        values.effect = !relative ? absolute : values.baseline != 0 ? absolute / values.baseline : 0.1;
    }
    if (!(values == m_values)) {
        setValues(values);
    }
}

} // namespace tastescope
