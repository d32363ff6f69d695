// SPDX-License-Identifier: GPL-3.0-or-later
// The rule court: every rule, limit and balance with what it does and what it costs, what gave way and what
// can never fire; the ledger of creators; and A beside B beside now. Tables of rows and pure functions that
// make them.
#pragma once

#include "ui/catalogue/catalogue.h"
#include "ui/pages/studio/gauge.h"
#include "ui/pages/studio/rules/draft.h"
#include "ui/pages/studio/studio_work.h"
#include "ui/tables/column_table.h"

#include <QString>

#include <optional>
#include <vector>

namespace tastescope {

struct CourtRow {
    QString rule;
    double people = 0; ///< share for whom it did something
    Summary price;     ///< share of the relevance kept
    QString verdict;   ///< "Can never fire", what gave way, or empty
    bool troubled = false;
};
/// Rules, limits, balances; then what gave way without being one of these.
std::vector<CourtRow> courtRows(const RuleSet& rules, const MeasuredRules& measured, std::size_t people,
                                const Catalogue& catalogue);

class CourtModel : public ColumnTable<CourtRow> {
    Q_OBJECT
public:
    explicit CourtModel(QObject* parent = nullptr);
};

struct LedgerRow {
    QString creator;
    bool small = false;
    double before = 0;
    double after = 0;
};
std::vector<LedgerRow> ledgerRows(const Measured& measured);

class LedgerModel : public ColumnTable<LedgerRow> {
    Q_OBJECT
public:
    explicit LedgerModel(QObject* parent = nullptr);
    void setNouns(const Nouns& nouns);

private:
    static Columns columnsFor(const QString& creator);
};

/// The gauges of measured rules, in order; the first `usualGauges` are always shown.
inline constexpr std::size_t usualGauges = 6;
std::vector<GaugeSpec> gaugesOf(const MeasuredRules& now, const RuleSet& rules, const MeasuredRules* pinnedA,
                                const MeasuredRules* pinnedB, const Dataset& data);

struct PinnedRow {
    QString measure;
    QString a;
    QString b;
    QString now;
};
std::vector<PinnedRow> compareRows(const MeasuredRules* a, const MeasuredRules* b, const MeasuredRules* now,
                                   const RuleSet& rules, const Dataset& data);

class PinnedModel : public ColumnTable<PinnedRow> {
    Q_OBJECT
public:
    /// `isNow`: what was measured last is of the rules as they are, and not from before a change of them.
    PinnedModel(bool isNow, QObject* parent);
};

} // namespace tastescope
