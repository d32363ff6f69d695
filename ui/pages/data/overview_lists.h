// SPDX-License-Identifier: GPL-3.0-or-later
// The three painted lists of the overview: categories (share of items against share of events), signals,
// quality findings.
#pragma once

#include "engine/data/readiness.h"
#include "engine/data/statistics.h"
#include "ui/tables/column_table.h"

class QStyledItemDelegate;

namespace tastescope {

struct CategoryRow {
    Share share;
    QString words; ///< both shares in a sentence
    int slot = 0;  ///< colour
};

/// Columns: name, shares (painted), difference in percentage points. All categories when they are at most
/// eight, or the first seven and the others together.
class CategoryModel : public ColumnTable<CategoryRow> {
    Q_OBJECT
public:
    enum DataRole { ItemShareRole = OwnRole, EventShareRole, SlotRole };
    static constexpr std::size_t maxRows = Statistics::namedCategories + 1;
    explicit CategoryModel(QObject* parent = nullptr);
    void setShares(std::vector<Share> shares, const Share& others, const QString& itemNoun);
};

struct SignalRow {
    SignalType type;
    std::size_t events = 0;
    double share = 0;
    double fill = 0;
};

/// The most frequent first; those without events are left out.
class SignalModel : public ColumnTable<SignalRow> {
    Q_OBJECT
public:
    enum DataRole { IconRole = OwnRole, FillRole, NegativeRole, CountRole };
    explicit SignalModel(QObject* parent = nullptr);
    void setSignals(const std::vector<SignalType>& types, const std::vector<SignalCount>& counts);
};

class QualityModel : public ColumnTable<QualityFinding> {
    Q_OBJECT
public:
    enum DataRole { StatusRole = OwnRole, DetailRole };
    explicit QualityModel(QObject* parent = nullptr);
    int openCount() const; ///< findings that are not ok
};

QStyledItemDelegate* makeCategoryDelegate(QObject* parent);
QStyledItemDelegate* makeSignalDelegate(QObject* parent);
QStyledItemDelegate* makeQualityDelegate(QObject* parent);

} // namespace tastescope
