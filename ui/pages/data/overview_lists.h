// SPDX-License-Identifier: GPL-3.0-or-later
// The three painted lists of the overview: categories (share of items against share of events), signals,
// quality findings.
#pragma once

#include "engine/data/readiness.h"
#include "engine/data/statistics.h"

#include <QAbstractTableModel>

#include <vector>

class QStyledItemDelegate;

namespace tastescope {

/// Columns: name, shares (painted), difference in percentage points. All categories when they are at most
/// eight, or the first seven and the others together.
class CategoryModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum DataRole { SortRole = Qt::UserRole, ItemShareRole, EventShareRole, SlotRole };
    static constexpr std::size_t maxRows = Statistics::namedCategories + 1;
    using QAbstractTableModel::QAbstractTableModel;
    void setShares(const std::vector<Share>& shares, const Share& others, const QString& itemNoun);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 3; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString sharesText(const Share& share) const;

    std::vector<Share> m_shares;
    QString m_itemNoun; ///< plural
    bool m_hasOther = false;
};

class SignalModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum DataRole { SortRole = Qt::UserRole, IconRole, FillRole, NegativeRole, CountRole };
    using QAbstractTableModel::QAbstractTableModel;
    void setSignals(const std::vector<SignalType>& types, const std::vector<SignalCount>& counts);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 1; }
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Row {
        SignalType type;
        std::size_t events = 0;
        double share = 0;
        double fill = 0;
    };
    std::vector<Row> m_rows;
};

class QualityModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole { StatusRole = Qt::UserRole, DetailRole };
    using QAbstractListModel::QAbstractListModel;
    void setFindings(std::vector<QualityFinding> findings);
    const QualityFinding& finding(int row) const { return m_findings[static_cast<std::size_t>(row)]; }
    int openCount() const; ///< findings that are not ok

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<QualityFinding> m_findings;
};

QStyledItemDelegate* makeCategoryDelegate(QObject* parent);
QStyledItemDelegate* makeSignalDelegate(QObject* parent);
QStyledItemDelegate* makeQualityDelegate(QObject* parent);

} // namespace tastescope
