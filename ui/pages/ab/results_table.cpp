// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/results_table.h"

#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QIcon>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr double widestOfTypical = 4; ///< what reaches further than that many typical intervals is cut

QVariant sortable(double value) {
    return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
}

/// One scale for the intervals: with 0 in it, and as wide as the typical ones ask for.
void shareScale(const std::vector<DrawnInterval*>& drawn) {
    std::vector<double> reach;
    for (const DrawnInterval* one : drawn) {
        if (one->estimate.hasInterval() && std::isfinite(one->estimate.low + one->estimate.high)) {
            reach.push_back(std::max(std::abs(one->estimate.low), std::abs(one->estimate.high)));
        }
    }
    double low = 0;
    double high = 0;
    if (!reach.empty()) {
        std::ranges::nth_element(reach, reach.begin() + static_cast<std::ptrdiff_t>(reach.size() / 2));
        const double most = widestOfTypical * reach[reach.size() / 2];
        for (const DrawnInterval* one : drawn) {
            if (one->estimate.hasInterval()) {
                low = std::min(low, std::max(one->estimate.low, -most));
                high = std::max(high, std::min(one->estimate.high, most));
            }
        }
    }
    const double room = 0.06 * (high - low);
    for (DrawnInterval* one : drawn) {
        one->from = high > low ? low - room : -1;
        one->to = high > low ? high + room : 1;
    }
}

} // namespace

ResultsTable::ResultsTable(QObject* parent) : ColumnTable({}, parent) {
    setTable(makeColumns(), {});
    connect(&Theme::instance(), &Theme::changed, this, &ResultsTable::tellAllChanged);
}

const MetricSample& ResultsTable::metric(const ResultRow& row) const {
    return m_answer->table.sample.metrics[row.of.metric];
}

QString ResultsTable::measure(const ResultRow& row) const {
    return toQString(metric(row).id);
}

QString ResultsTable::arm(const ResultRow& row) const {
    return toQString(m_answer->table.sample.arms[row.of.arm]);
}

void ResultsTable::setAnswer(std::shared_ptr<const ResultsAnswer> answer, ResultScale scale,
                             const QHash<QString, int>& goals) {
    m_answer = std::move(answer);
    m_scale = scale;
    std::vector<ResultRow> rows;
    if (m_answer) {
        rows = makeRows(goals);
        place(rows);
    }
    setTable(makeColumns(), std::move(rows));
}

std::vector<ResultRow> ResultsTable::makeRows(const QHash<QString, int>& goals) const {
    const ExperimentSample& sample = m_answer->table.sample;
    const ExperimentReading& reading = m_answer->reading;
    std::vector<ResultRow> rows;
    for (std::size_t at = 0; at < reading.comparisons.size(); ++at) {
        const auto add = [&](int segment, const Comparison& comparison, const MetricSample& metric) {
            ResultRow row;
            row.comparison = at;
            row.segment = segment;
            row.of = comparison;
            row.control = valueOf(metric.kind, metric.arms[0]);
            row.treated = valueOf(metric.kind, metric.arms[comparison.arm]);
            const QString name = toQString(metric.id);
            row.goal = static_cast<Goal>(goals.value(name, static_cast<int>(likelyGoal(name))));
            row.drawn.estimate =
                m_scale == ResultScale::Lift ? comparison.effect.lift : comparison.effect.difference;
            rows.push_back(std::move(row));
        };
        const Comparison& whole = reading.comparisons[at];
        add(-1, whole, sample.metrics[whole.metric]);
        for (std::size_t segment = 0; segment < reading.segments.size(); ++segment) {
            add(static_cast<int>(segment), reading.segments[segment].comparisons[at],
                sample.segments[segment].metrics[whole.metric]);
        }
    }
    return rows;
}

void ResultsTable::place(std::vector<ResultRow>& rows) const {
    if (m_scale == ResultScale::Lift) {
        std::vector<DrawnInterval*> all;
        for (ResultRow& row : rows) {
            all.push_back(&row.drawn);
        }
        shareScale(all);
        return;
    }
    // Differences of two measures have two units: every measure has a scale of its own.
    for (std::size_t measure = 0; measure < m_answer->table.sample.metrics.size(); ++measure) {
        std::vector<DrawnInterval*> its;
        for (ResultRow& row : rows) {
            if (row.of.metric == measure) {
                its.push_back(&row.drawn);
            }
        }
        shareScale(its);
    }
}

QString ResultsTable::hint(const ResultRow& row) const {
    QStringList lines{toQString(row.of.words), tr("p by %1").arg(toQString(row.of.effect.method))};
    if (!std::isnan(row.of.varianceReduction)) {
        lines << tr("CUPED takes %1 of the variance away").arg(formatPercent(row.of.varianceReduction, 1));
    }
    return lines.join(u'\n');
}

ResultsTable::Columns ResultsTable::makeColumns() {
    const auto font = [](TextStyle style) {
        return [style](const ResultRow&) { return Theme::instance().font(style); };
    };
    const auto ink = [](Role role) {
        return [role](const ResultRow&) { return QBrush(Theme::instance().color(role)); };
    };
    const auto tip = [this](const ResultRow& row) { return hint(row); };
    const auto number = [&](const QString& title, const auto& value, const auto& text, Role role,
                            TextStyle style) {
        return Column<ResultRow>(
            title, [text](const ResultRow& row) { return text(row); },
            [value](const ResultRow& row) { return sortable(value(row)); }, Qt::AlignRight,
            {{Qt::ForegroundRole, ink(role)}, {Qt::FontRole, font(style)}, {Qt::ToolTipRole, tip}});
    };
    const bool several = m_answer && m_answer->table.sample.arms.size() > 2;
    const bool segmented = m_answer && !m_answer->reading.segments.empty();
    const bool lift = m_scale == ResultScale::Lift;
    Columns columns;
    columns.push_back({tr("Measure"),
                       [this](const ResultRow& row) { return measure(row); },
                       {},
                       Qt::AlignLeft,
                       {{Qt::FontRole,
                         [](const ResultRow& row) {
                             return Theme::instance().font(row.segment < 0 ? TextStyle::BodyStrong
                                                                           : TextStyle::Body);
                         }},
                        {Qt::ToolTipRole, tip}}});
    if (segmented) {
        columns.push_back(
            {tr("People"), [this](const ResultRow& row) {
                 return row.segment < 0
                            ? tr("all")
                            : toQString(
                                  m_answer->reading.segments[static_cast<std::size_t>(row.segment)].name);
             }});
    }
    if (several) {
        columns.push_back({tr("Arm"), [this](const ResultRow& row) { return arm(row); }});
    }
    const QString control = m_answer ? toQString(m_answer->table.sample.arms[0]) : tr("Control");
    const QString treated =
        m_answer && !several ? toQString(m_answer->table.sample.arms[1]) : tr("Its level");
    const auto level = [this](double ResultRow::*value) {
        return [this, value](const ResultRow& row) { return levelText(metric(row).kind, row.*value); };
    };
    columns.push_back(number(
        control, [](const ResultRow& row) { return row.control; }, level(&ResultRow::control), Role::Text2,
        TextStyle::Body));
    columns.push_back(number(
        treated, [](const ResultRow& row) { return row.treated; }, level(&ResultRow::treated), Role::Text,
        TextStyle::Body));
    m_intervalColumn = static_cast<int>(columns.size());
    const double confidence = m_answer ? 100 * (1 - m_answer->table.sample.alpha) : 95;
    columns.push_back({(lift ? tr("Lift with %1\u2009% interval") : tr("Difference with %1\u2009% interval"))
                           .arg(effectText(confidence)),
                       [this, lift](const ResultRow& row) {
                           return lift ? liftRange(row.of.effect.lift)
                                       : differenceRange(metric(row).kind, row.of.effect.difference);
                       },
                       [](const ResultRow& row) { return sortable(row.drawn.estimate.low); },
                       Qt::AlignLeft,
                       {{IntervalRole, [](const ResultRow& row) { return QVariant::fromValue(row.drawn); }},
                        {Qt::ToolTipRole, tip}}});
    columns.push_back(number(
        lift ? tr("Lift") : tr("Difference"), [](const ResultRow& row) { return row.drawn.estimate.value; },
        [this, lift](const ResultRow& row) {
            return lift ? signedPercent(row.of.effect.lift.value)
                        : differenceText(metric(row).kind, row.of.effect.difference.value);
        },
        Role::Text, TextStyle::BodyStrong));
    columns.push_back(number(
        tr("p"), [](const ResultRow& row) { return row.of.effect.p; },
        [](const ResultRow& row) { return pText(row.of.effect.p); }, Role::Text2, TextStyle::Body));
    m_holmColumn = static_cast<int>(columns.size());
    columns.push_back(number(
        tr("p, Holm"), [](const ResultRow& row) { return row.of.pHolm; },
        [](const ResultRow& row) { return pText(row.of.pHolm); }, Role::Text2, TextStyle::Body));
    columns.push_back(
        {tr("Reading"),
         [](const ResultRow& row) { return readingWord(row.of.reading, row.goal); },
         {},
         Qt::AlignLeft,
         {{Qt::ForegroundRole,
           [](const ResultRow& row) {
               const bool said = row.of.reading == Reading::Higher || row.of.reading == Reading::Lower;
               return QBrush(Theme::instance().color(row.goal == Goal::ByRule ? Role::Up
                                                     : said                   ? Role::Text
                                                                              : Role::Text2));
           }},
          {Qt::FontRole,
           [](const ResultRow& row) {
               const bool said = row.of.reading == Reading::Higher || row.of.reading == Reading::Lower;
               return Theme::instance().font(said && row.goal != Goal::ByRule ? TextStyle::BodyStrong
                                                                              : TextStyle::Body);
           }},
          {Qt::DecorationRole,
           [](const ResultRow& row) {
               return row.goal == Goal::ByRule
                          ? QVariant(QIcon(iconPixmap(QStringLiteral("check"), Role::Up, 14, 2)))
                          : QVariant();
           }},
          {Qt::ToolTipRole, tip}}});
    return columns;
}

} // namespace tastescope
