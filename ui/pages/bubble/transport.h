// SPDX-License-Identifier: GPL-3.0-or-later
// Which round is looked at: first, play or pause, next, a slider, and how fast it plays. GUI thread only.
#pragma once

#include <QWidget>

class QSlider;
class QTimer;

namespace tastescope {

class IconButton;
class SegmentedControl;
class TextLabel;

class Transport : public QWidget {
    Q_OBJECT
public:
    explicit Transport(QWidget* parent = nullptr);

    /// Rounds 0 … last can be looked at; -1 = none. A cursor at the old end goes along, unless somebody moved
    /// it.
    void setLast(int last, int rounds);
    int cursor() const; ///< -1 = none
    void setCursor(int round);
    bool isPlaying() const;

public Q_SLOTS:
    void toggle(); ///< play or pause; from the end it begins anew
    void step(int by);
    void toFirst();
    void toLast();

Q_SIGNALS:
    void moved(int round);

private:
    void setPlaying(bool on);
    void refresh();

    int m_last = -1;
    int m_rounds = 0;
    bool m_held = false; ///< somebody chose the round
    QSlider* m_slider = nullptr;
    IconButton* m_first = nullptr;
    IconButton* m_play = nullptr;
    IconButton* m_next = nullptr;
    TextLabel* m_words = nullptr;
    SegmentedControl* m_speed = nullptr;
    QTimer* m_timer = nullptr;
};

} // namespace tastescope
