// SPDX-License-Identifier: GPL-3.0-or-later
// The attributes of an item that is not there yet, a row a column of the data's items: text, words separated
// by commas, a number between the least and the most, a date.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "engine/onboarding/new_item.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

class QTimer;

namespace tastescope {

class ItemForm : public QWidget {
    Q_OBJECT
public:
    static constexpr int mostRows = 8; ///< columns beyond keep what they were begun with

    explicit ItemForm(QWidget* parent = nullptr);

    /// Rows for the columns of the data, filled as this item has them.
    void begin(const std::shared_ptr<const Dataset>& dataset, ItemIndex like);
    /// No rows and no item: the data they were of goes. What was typed just before is not told any more.
    void clear();
    bool isEmpty() const { return !m_dataset; }
    /// As the rows say; not while it is empty.
    NewItem item() const;

Q_SIGNALS:
    void edited(); ///< by the person, after a rest

private:
    struct Row {
        std::size_t column = 0;
        std::function<void(AttributeColumn&)> read; ///< into the single row of a column
    };
    QWidget* editorOf(std::size_t column, const AttributeColumn& value, const QString& name);

    std::shared_ptr<const Dataset> m_dataset;
    NewItem m_begun;
    std::vector<Row> m_rows;
    QWidget* m_body = nullptr;
    QTimer* m_rest = nullptr;
};

} // namespace tastescope
