// SPDX-License-Identifier: GPL-3.0-or-later
// The sample rows of one file, with the cells that cannot be read marked, and a header that holds one role
// choice a column.
#pragma once

#include "storage/import/loading/preview.h"
#include "ui/tables/column_table.h"

#include <QHeaderView>

#include <vector>

class QComboBox;

namespace tastescope {

class PreviewModel : public ColumnTable<PreviewRow> {
    Q_OBJECT
public:
    explicit PreviewModel(QObject* parent = nullptr) : ColumnTable({}, parent) {}
    void setPreview(const FilePreview& preview);
};

/// One entry of the role choice: a role, and for attributes which one.
struct RoleChoice {
    QString text;
    ColumnRole role = ColumnRole::Ignore;
    std::string attribute;
};

/// 60 high: the column's name over a combo box. The words follow the data set's nouns. Whoever chooses by
/// keys stays on the column, also when the file is set anew.
class RoleHeader : public QHeaderView {
    Q_OBJECT
public:
    explicit RoleHeader(QWidget* parent = nullptr);
    void setFile(const FilePlan& plan, const Nouns& nouns);
    void place(); ///< puts the boxes over their sections again (after scrolling)
    QSize sizeHint() const override;

Q_SIGNALS:
    void roleChosen(int column, const RoleChoice& choice);

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    void updateGeometries() override;

private:
    void makeBoxes(std::size_t count); ///< anew, the focus on the same column
    void fill(QComboBox& box, const ColumnPlan& plan) const;

    std::vector<RoleChoice> m_choices;
    std::vector<QComboBox*> m_boxes;
};

} // namespace tastescope
