// SPDX-License-Identifier: GPL-3.0-or-later
// What a lookup field offers below itself: at most some twenty users or items that fit the typed text.
#pragma once

#include "ui/tables/column_table.h"

#include <cstdint>

namespace tastescope {

struct Match {
    std::uint32_t index = 0; ///< row number in the data set
    QString title;
    QString remark; ///< creator, number of events
    friend bool operator==(const Match&, const Match&) = default;
};

class MatchModel : public ColumnTable<Match> {
    Q_OBJECT
public:
    enum DataRole { IndexRole = OwnRole, RemarkRole };

    explicit MatchModel(QObject* parent = nullptr)
        : ColumnTable({{{}, &Match::title}},
                      {{Qt::AccessibleTextRole,
                        [](const Match& match) {
                            return match.remark.isEmpty() ? match.title
                                                          : match.title + QStringLiteral(", ") + match.remark;
                        }},
                       {IndexRole, [](const Match& match) { return match.index; }},
                       {RemarkRole, &Match::remark}},
                      parent) {}
};

} // namespace tastescope
