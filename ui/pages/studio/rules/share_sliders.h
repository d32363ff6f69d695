// SPDX-License-Identifier: GPL-3.0-or-later
// Sliders of shares, which add up to 100: while one is moved the others make room in proportion to what they
// had when the hand came. It shows shares and says what a person makes of them; it keeps none. GUI thread
// only.
#pragma once

#include "ui/pages/studio/rules/draft.h"

#include <QWidget>

#include <limits>
#include <vector>

class QVBoxLayout;

namespace tastescope {

class SliderRow;

class ShareSliders : public QWidget {
    Q_OBJECT
public:
    explicit ShareSliders(QWidget* parent = nullptr);
    /// What the data cannot carry is off.
    void setData(const DataTraits& traits, const Nouns& nouns);
    /// `preset` gives the ticks. A slider for every attribute that has a share.
    void setShares(const Shares& shares, const Shares& preset);
    void sendWaiting(); ///< what has not rested yet

Q_SIGNALS:
    void moved(const Shares& shares);                        ///< while a hand is on it
    void changed(const Shares& shares, const QString& what); ///< after a rest

private:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    void addRow(const QString& objective);
    void showAttributes(const Shares& shares);
    std::size_t focusedRow() const; ///< none: it is elsewhere
    Shares movedTo(std::size_t row, double value);

    Shares m_shares;
    std::vector<unsigned> m_before; ///< the move at hand
    std::size_t m_moving = none;
    std::vector<SliderRow*> m_rows; ///< as shareValues() has them
    std::vector<QString> m_names;
    std::vector<char> m_open; ///< the data can carry it
    QVBoxLayout* m_column;
};

} // namespace tastescope
