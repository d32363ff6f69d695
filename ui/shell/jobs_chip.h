// SPDX-License-Identifier: GPL-3.0-or-later
// The running job in the top bar: a painted ring, the job's words and its share.
#pragma once

#include <QToolButton>

namespace tastescope {

class JobRunner;

class JobsChip : public QToolButton {
    Q_OBJECT
public:
    explicit JobsChip(JobRunner& jobs, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    JobRunner& m_jobs;
    QString m_text;
    QString m_share;
    double m_fraction = -1;
    bool m_running = false;
};

} // namespace tastescope
