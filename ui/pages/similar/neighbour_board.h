// SPDX-License-Identifier: GPL-3.0-or-later
// Up to four lists of neighbours side by side, each with its model's name, and lines between neighbouring
// lists that join the same item. GUI thread only.
#pragma once

#include "ui/pages/similar/neighbours.h"

#include <QListView>
#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QStackedLayout;

namespace tastescope {

class NeighbourModel;
class TextLabel;

/// Enter chooses, Left and Right ask for the list beside; Backspace is left to the page.
class NeighbourView : public QListView {
    Q_OBJECT
public:
    explicit NeighbourView(QWidget* parent = nullptr);

Q_SIGNALS:
    void entered(const QModelIndex& index); ///< by Enter
    void pointed(const QModelIndex& index); ///< invalid when the pointer left
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
    void setLists(const std::vector<NeighbourList>& lists);
    void focusList();

Q_SIGNALS:
    void modelChosen(int column, qint64 model);
    void picked(SimilarEntity entity);   ///< clicked
    void entered(SimilarEntity entity);  ///< by Enter
    void columnFocused(QWidget* column); ///< by Left or Right: bring it into sight
    void lit(const QString& sentence);   ///< ranks of the neighbour under the pointer; "" = none

private:
    class Links;
    struct Column {
        QWidget* frame = nullptr;
        QComboBox* combo = nullptr;
        QStackedLayout* stack = nullptr;
        NeighbourView* view = nullptr;
        TextLabel* note = nullptr;
        NeighbourModel* model = nullptr;
        Links* links = nullptr; ///< at the left of this column; null for the first
    };
    Column makeColumn(int place);
    void light(std::optional<std::uint32_t> row);
    void moveSideways(int from, int step);

    std::vector<Column> m_columns;
    std::optional<std::uint32_t> m_lit;
};

} // namespace tastescope
