// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/matrix.h"

#include <QLocale>

#include <cmath>

namespace tastescope {

ChartTable matrixTable(const Matrix& matrix) {
    ChartTable table;
    table.header << matrix.corner;
    for (const MatrixHead& head : matrix.heads) {
        table.header << (head.remark.isEmpty() ? head.title
                                               : QStringLiteral("%1, %2").arg(head.title, head.remark));
    }
    for (const MatrixRow& row : matrix.rows) {
        QStringList line{row.name};
        for (const MatrixCell& cell : row.cells) {
            line << (std::isfinite(cell.value)
                         ? QString::number(cell.value, 'g', QLocale::FloatingPointShortest)
                         : QString());
        }
        table.rows.push_back(std::move(line));
    }
    return table;
}

MatrixModel::MatrixModel(QObject* parent) : ColumnTable({}, parent) {}

void MatrixModel::setMatrix(Matrix matrix) {
    m_matrix = std::move(matrix);
    Columns columns{{m_matrix.corner,
                     [](const MatrixRow& row) { return row.name; },
                     {},
                     Qt::AlignLeft,
                     {{Qt::ToolTipRole, [](const MatrixRow& row) { return row.name; }}}}};
    for (std::size_t at = 0; at < m_matrix.heads.size(); ++at) {
        columns.push_back(
            {m_matrix.heads[at].title,
             [at](const MatrixRow& row) { return row.cells[at].text; },
             [at](const MatrixRow& row) { return row.cells[at].value; },
             Qt::AlignHCenter,
             {{Qt::ToolTipRole, [at](const MatrixRow& row) { return row.cells[at].hint; }},
              {Qt::AccessibleTextRole, [at](const MatrixRow& row) { return row.cells[at].spoken; }}}});
    }
    setTable(std::move(columns), m_matrix.rows);
}

const MatrixCell* MatrixModel::cell(const QModelIndex& index) const {
    return index.isValid() && index.column() > 0
               ? &at(index.row()).cells[static_cast<std::size_t>(index.column() - 1)]
               : nullptr;
}

QVariant MatrixModel::headerData(int section, Qt::Orientation orientation, int role) const {
    const auto head = static_cast<std::size_t>(section - 1);
    if (orientation == Qt::Horizontal && section > 0 && head < m_matrix.heads.size()) {
        if (role == RemarkRole) {
            return m_matrix.heads[head].remark;
        }
        if (role == Qt::ToolTipRole) {
            return m_matrix.heads[head].hint;
        }
        if (role == Qt::AccessibleTextRole) {
            return QStringLiteral("%1 %2").arg(m_matrix.heads[head].title, m_matrix.heads[head].remark);
        }
    }
    return ColumnTable::headerData(section, orientation, role);
}

} // namespace tastescope
