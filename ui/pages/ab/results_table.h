// SPDX-License-Identifier: GPL-3.0-or-later
// Measures of an experiment, one row a measure, treated arm and segment, with the interval drawn around no
// difference. GUI thread only.
#pragma once

#include "ui/pages/ab/ab_results.h"
#include "ui/pages/ab/ab_words.h"
#include "ui/pages/ab/interval_delegate.h"
#include "ui/tables/column_table.h"

#include <QHash>

#include <memory>

namespace tastescope {

struct ResultRow {
    std::size_t comparison = 0; ///< place in the reading, or in its segment
    int segment = -1;           ///< -1 = all people
    Comparison of;
    double control = 0;
    double treated = 0;
    Goal goal = Goal::More;
    DrawnInterval drawn;
};

enum class ResultScale { Lift, Difference };

class ResultsTable : public ColumnTable<ResultRow> {
    Q_OBJECT
public:
    enum DataRole { IntervalRole = OwnRole }; ///< a DrawnInterval, where one is drawn
    explicit ResultsTable(QObject* parent = nullptr);

    /// Null: no rows.
    void setAnswer(std::shared_ptr<const ResultsAnswer> answer, ResultScale scale,
                   const QHash<QString, int>& goals);
    const ResultsAnswer* answer() const { return m_answer.get(); }
    int intervalColumn() const { return m_intervalColumn; }
    int yieldingColumn() const { return m_holmColumn; }
    QString measure(const ResultRow& row) const;
    QString arm(const ResultRow& row) const;

private:
    const MetricSample& metric(const ResultRow& row) const;
    std::vector<ResultRow> makeRows(const QHash<QString, int>& goals) const;
    void place(std::vector<ResultRow>& rows) const; ///< on scales
    Columns makeColumns();
    QString hint(const ResultRow& row) const;

    std::shared_ptr<const ResultsAnswer> m_answer;
    ResultScale m_scale = ResultScale::Lift;
    int m_intervalColumn = -1;
    int m_holmColumn = -1;
};

} // namespace tastescope
