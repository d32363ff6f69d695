// SPDX-License-Identifier: GPL-3.0-or-later
// One job of the list.
#pragma once

#include <QWidget>

class QLabel;

namespace tastescope {

class Button;
class Chip;
class TextLabel;
struct JobInfo;

class JobRow : public QWidget {
    Q_OBJECT
public:
    explicit JobRow(QWidget* parent = nullptr);
    void show(const JobInfo& job); ///< also of another state, or under another theme

Q_SIGNALS:
    void cancelRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void act();
    QLabel* m_icon;
    TextLabel* m_title;
    Chip* m_state;
    Button* m_action;
    QWidget* m_bar;
    TextLabel* m_step;
    TextLabel* m_left;
    QString m_details; ///< what Copy error copies; empty = the button cancels
    friend class JobBar;
    double m_fraction = -1;
    bool m_stopped = false;
};

} // namespace tastescope
