// SPDX-License-Identifier: GPL-3.0-or-later
// The strip of six figures at the top of the data set page.
#pragma once

#include <QFrame>

#include <vector>

namespace tastescope {

class TextLabel;

struct KeyFigure {
    QString label;
    QString value;
    QString remark;
};

class KeyFigures : public QFrame {
    Q_OBJECT
public:
    KeyFigures(int count, QWidget* parent = nullptr);
    /// As many as the strip was made for.
    void setFigures(const std::vector<KeyFigure>& figures);

private:
    struct Cell {
        TextLabel* label;
        TextLabel* value;
        TextLabel* remark;
    };
    std::vector<Cell> m_cells;
};

} // namespace tastescope
