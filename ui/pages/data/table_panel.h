// SPDX-License-Identifier: GPL-3.0-or-later
// One table of the data set page with its search field, row count and, where a chart led here, a removable
// filter.
#pragma once

#include "ui/pages/data/data_tables.h"
#include "ui/tables/query_table_model.h"

#include <QWidget>

#include <memory>

namespace tastescope {

class Chip;
class Dataset;
class IconButton;
class SearchField;
class Session;
class TableView;
class TextLabel;

/// Builds its source on the first show, in a job; so do filters and sorts.
class TablePanel : public QWidget {
    Q_OBJECT
public:
    TablePanel(DataTable table, Session& session, QWidget* parent = nullptr);

    /// Shows only `rows` under a chip with `label`; an empty label removes the filter.
    void setRowFilter(std::shared_ptr<const std::vector<std::uint32_t>> rows, const QString& label);
    /// The data set changed: build again when shown.
    void invalidate();
    void focusSearch();

Q_SIGNALS:
    void rowActivated(quint32 row); ///< double-click or Enter: a row of the data set

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void query();
    void showCount(std::size_t shown, std::size_t all);
    QString key() const;

    DataTable m_table;
    Session& m_session;
    bool m_stale = true;
    std::shared_ptr<const Dataset> m_built; ///< whose rows are shown; null until they are
    TableQuery m_query;
    SearchField* m_search = nullptr;
    Chip* m_filterChip = nullptr;
    IconButton* m_clearFilter = nullptr;
    TextLabel* m_count = nullptr;
    TableView* m_view = nullptr;
    QueryTableModel* m_model = nullptr;
};

} // namespace tastescope
