// SPDX-License-Identifier: GPL-3.0-or-later
// How much one event of each signal says, how several events of a pair add up, and ratings turned into likes.
#pragma once

#include "engine/data/signals.h"
#include "ui/widgets/controls.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

#include <vector>

class QComboBox;
class QDoubleSpinBox;

namespace tastescope {

class ImportDraft;
class TableView;

/// Columns: signal, weight (editable), bar, rows.
class SignalWeightModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, WeightColumn, BarColumn, RowsColumn, ColumnCount };
    enum DataRole { SortRole = Qt::UserRole, WeightRole };
    struct Row {
        SignalType type;
        std::size_t rows = 0;
    };
    using QAbstractTableModel::QAbstractTableModel;
    void setRows(std::vector<Row> rows);
    const std::vector<Row>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void edited();

private:
    std::vector<Row> m_rows;
};

class SignalWeightDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const override;
};

class SignalsPanel : public Card {
    Q_OBJECT
public:
    explicit SignalsPanel(ImportDraft& draft, QWidget* parent = nullptr);

private:
    void refresh();
    void sendWeights();
    void sendThreshold();

    ImportDraft& m_draft;
    SignalWeightModel* m_model = nullptr;
    TableView* m_view = nullptr;
    QComboBox* m_policy = nullptr;
    QWidget* m_thresholdRow = nullptr;
    Switch* m_threshold = nullptr;
    QDoubleSpinBox* m_thresholdValue = nullptr;
};

} // namespace tastescope
