// SPDX-License-Identifier: GPL-3.0-or-later
// Whom one model loses to another: the groups of people found, the surest loss first. GUI thread only.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "engine/evaluation/evaluation_result.h"
#include "ui/tables/column_table.h"

#include <QString>

#include <optional>
#include <vector>

namespace tastescope {

/// "History length 8–15 and gender F".
QString sliceTitle(const std::vector<SliceCondition>& conditions);

class SliceTable : public ColumnTable<Slice> {
    Q_OBJECT
public:
    enum Section { People, Users, First, Second, Loss, AtLeast };

    explicit SliceTable(QObject* parent = nullptr);
    void show(const SliceSearch& search, const QString& users); ///< what people are called
    void clear();
    void setStale(bool stale); ///< greyed
    /// What was looked for; nothing before the first answer.
    const std::optional<SliceSearch>& search() const { return m_search; }
    /// What to say while there are no rows.
    QString emptyWords() const;

private:
    Columns makeColumns();
    QString number(double value) const;

    std::optional<SliceSearch> m_search;
    QString m_users;
    bool m_stale = false;
};

} // namespace tastescope
