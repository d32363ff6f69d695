// SPDX-License-Identifier: GPL-3.0-or-later
// The four steps above the wizard: done, current, to come.
#pragma once

#include <QWidget>

namespace tastescope {

class StepIndicator : public QWidget {
    Q_OBJECT
public:
    StepIndicator(const QStringList& steps, QWidget* parent = nullptr);
    void setCurrent(int step);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {100, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QStringList m_steps;
    int m_current = 0;
};

} // namespace tastescope
