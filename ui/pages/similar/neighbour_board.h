// SPDX-License-Identifier: GPL-3.0-or-later
// Up to four lists of neighbours side by side, each with its model's name, and lines between neighbouring
// lists that join the same item. GUI thread only.
#pragma once

#include "ui/lists/ranked_list_view.h"
#include "ui/pages/similar/neighbours.h"

#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QStackedLayout;

namespace tastescope {

class TextLabel;

/// Enter chooses, Left and Right ask for the list beside; Backspace is left to the page.
class NeighbourView : public RankedListView {
    Q_OBJECT
public:
    using RankedListView::RankedListView;

Q_SIGNALS:
    void entered(std::uint32_t row); ///< by Enter
    void pointed(qint64 row);        ///< -1 when the pointer left
    void sidewaysRequested(int step);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;
};

class NeighbourBoard : public QWidget {
    Q_OBJECT
public:
    static constexpr int maxLists = 4;

    explicit NeighbourBoard(QWidget* parent = nullptr);
    /// `all` are offered in every header; `chosen` (at most maxLists) are shown.
    void setModels(const std::vector<NeighbourModelSource>& all, const std::vector<qint64>& chosen);
    void setLists(const std::vector<NeighbourList>& lists, SimilarKind kind);
    void clear(); ///< no row of any list
    /// Tints a neighbour in all lists, wherever it is pointed at.
    void light(std::optional<std::uint32_t> row);
    void focusList();

Q_SIGNALS:
    void modelChosen(int column, qint64 model); ///< 0 = take the list away
    void picked(SimilarEntity entity);          ///< clicked
    void entered(SimilarEntity entity);         ///< by Enter
    void columnFocused(QWidget* column);        ///< by Left or Right: bring it into sight
    void lit(const QString& sentence);          ///< ranks of the neighbour under the pointer; "" = none
    void pointed(qint64 row);                   ///< that neighbour; -1 = none

private:
    class Links;
    struct Column {
        QWidget* frame = nullptr;
        QComboBox* combo = nullptr;
        QStackedLayout* stack = nullptr;
        NeighbourView* view = nullptr;
        TextLabel* note = nullptr;
        Links* links = nullptr; ///< at the left of this column; null for the first
    };
    Column makeColumn(int place);
    void point(qint64 row);
    void moveSideways(int from, int step);

    std::vector<Column> m_columns;
    SimilarKind m_kind = SimilarKind::Items;
    std::optional<std::uint32_t> m_lit;
};

} // namespace tastescope
