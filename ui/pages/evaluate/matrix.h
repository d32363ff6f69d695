// SPDX-License-Identifier: GPL-3.0-or-later
// A table of coloured cells as data, and as a picture: models by groups of people, models by models.
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/tables/column_table.h"

#include <QString>

#include <limits>
#include <vector>

namespace tastescope {

struct MatrixCell {
    enum class Look {
        Blank, ///< nothing belongs there
        Plain, ///< words without a colour
        Quiet, ///< framed, grey: "n.s."
        Sequential,
        Diverging
    };
    Look look = Look::Blank;
    int step = 0; ///< of its ramp, 0…8
    bool outlined = false;
    QString text{};
    QString hint{};   ///< tooltip
    QString spoken{}; ///< for a screen reader: what stands where
    double value = std::numeric_limits<double>::quiet_NaN();
};

struct MatrixHead {
    QString title;
    QString remark{}; ///< grey, after the title
    QString hint{};
};

struct MatrixRow {
    QString name;
    std::vector<MatrixCell> cells; ///< one a head
};

struct Matrix {
    QString title;       ///< accessible name, and that of its picture
    QString description; ///< one sentence for a screen reader
    QString corner;      ///< over the names
    std::vector<MatrixHead> heads{};
    std::vector<MatrixRow> rows{};
    QString emptyText{};
    int leastWidth = 48; ///< of a cell; at the standard text size
};

/// The table twin, with full precision.
ChartTable matrixTable(const Matrix& matrix);

class MatrixModel : public ColumnTable<MatrixRow> {
    Q_OBJECT
public:
    enum DataRole { RemarkRole = OwnRole };

    explicit MatrixModel(QObject* parent = nullptr);
    void setMatrix(Matrix matrix);
    const Matrix& matrix() const { return m_matrix; }
    /// Null for names and for what does not exist.
    const MatrixCell* cell(const QModelIndex& index) const;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Matrix m_matrix;
};

} // namespace tastescope
