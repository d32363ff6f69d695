// SPDX-License-Identifier: GPL-3.0-or-later
// The form of the planner: fields of numbers with what they mean below their names. GUI thread only.
#pragma once

#include "ui/pages/ab/plan_values.h"

#include <QDoubleSpinBox>

class QComboBox;
class QVBoxLayout;

namespace tastescope {

class TextLabel;

/// Shows no more decimals than a number has, and groups of thousands.
class NumberBox : public QDoubleSpinBox {
    Q_OBJECT
public:
    struct Range {
        double low = 0;
        double high = 1;
        int decimals = 4;
    };
    NumberBox(const QString& accessibleName, const Range& range, QWidget* parent = nullptr);
    QString textFromValue(double value) const override;

protected:
    void wheelEvent(QWheelEvent* event) override; ///< only with the focus: the form scrolls
};

class PlanFields : public QWidget {
    Q_OBJECT
public:
    explicit PlanFields(QWidget* parent = nullptr);
    const PlanValues& values() const { return m_values; }
    void setValues(const PlanValues& values); ///< emits changed()
    /// Measures that data offers, under the two kinds that everybody has; chosen() tells which.
    void setOffers(const QStringList& titles);

Q_SIGNALS:
    void changed();
    void chosen(int offer);

private:
    QWidget* addRow(const QString& label, QWidget* below, QWidget* field);
    NumberBox* addNumber(const QString& label, QWidget* below, const NumberBox::Range& range,
                         const QString& accessibleName = {});
    QComboBox* addChoice(const QString& name, const QStringList& words);
    TextLabel* remark(const QString& text);
    void show();
    void take();
    void chooseMeasure(int place);

    PlanValues m_values;
    QVBoxLayout* m_rows = nullptr;
    QComboBox* m_measure = nullptr;
    QComboBox* m_relative = nullptr;
    QComboBox* m_sides = nullptr;
    NumberBox* m_baseline = nullptr;
    NumberBox* m_effect = nullptr;
    NumberBox* m_deviation = nullptr;
    NumberBox* m_power = nullptr;
    NumberBox* m_alpha = nullptr;
    NumberBox* m_arms = nullptr;
    NumberBox* m_ratio = nullptr;
    NumberBox* m_daily = nullptr;
    QWidget* m_deviationRow = nullptr;
    bool m_showing = false;
};

} // namespace tastescope
