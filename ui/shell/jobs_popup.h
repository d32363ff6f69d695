// SPDX-License-Identifier: GPL-3.0-or-later
// The list of jobs below the chip: state, progress, time left, error, cancel.
#pragma once

#include <QFrame>
#include <QHash>

class QScrollArea;
class QVBoxLayout;

namespace tastescope {

class Button;
class JobRow;
class JobRunner;
class TextLabel;

class JobsPopup : public QFrame {
    Q_OBJECT
public:
    explicit JobsPopup(JobRunner& jobs, QWidget* parent);
    void showBelow(const QWidget& chip);

private:
    void refresh();
    void showRows();
    void refreshHead();
    JobRunner& m_jobs;
    bool m_stale = true; ///< the rows are not those of the jobs
    TextLabel* m_count = nullptr;
    TextLabel* m_none = nullptr;
    Button* m_clear = nullptr;
    QVBoxLayout* m_list = nullptr;
    QScrollArea* m_area = nullptr;
    QHash<quint64, JobRow*> m_rows;
};

} // namespace tastescope
