// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/result_matrices.h"

#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace tastescope {
namespace {

constexpr double significance = 0.05;
constexpr QChar minus(0x2212);

QString tr(const char* text) {
    return QCoreApplication::translate("ResultMatrices", text);
}

/// "8–15" for "8 to 15": heads have little room.
QString rangeText(const QString& segment) {
    static const QRegularExpression range(QStringLiteral("^(-?[0-9.]+) to (-?[0-9.]+)$"));
    return QString(segment).replace(range, QStringLiteral("\\1–\\2"));
}

const MetricValue* valueIn(const SegmentResult& segment, const std::string& label, std::string_view key) {
    const auto model = std::ranges::find(segment.models, label, &SegmentModel::label);
    return model == segment.models.end() ? nullptr : findValue(model->metrics, key);
}

bool isKnown(const MetricValue* value) {
    return value && std::isfinite(value->value);
}

/// Row minus column, whichever way the pair was computed.
struct Gap {
    double difference = 0;
    double low = 0;
    double high = 0;
    double p = 1;

    bool isReal() const { return p < significance && (low > 0 || high < 0); }
};

std::optional<Gap> gapBetween(const EvaluationResult& result, const std::string& row,
                              const std::string& column, std::string_view key) {
    for (const PairResult& pair : result.pairs) {
        if (pair.metric != key) {
            continue;
        }
        if (pair.a == row && pair.b == column) {
            return Gap{pair.difference, pair.low, pair.high, pair.p};
        }
        if (pair.a == column && pair.b == row) {
            return Gap{-pair.difference, -pair.high, -pair.low, pair.p};
        }
    }
    return std::nullopt;
}

double largestGap(const EvaluationResult& result, std::string_view key) {
    double largest = 0;
    for (const PairResult& pair : result.pairs) {
        if (pair.metric == key && std::isfinite(pair.difference)) {
            largest = std::max(largest, std::abs(pair.difference));
        }
    }
    return largest;
}

double factorOf(const EvaluationResult& result, std::string_view key) {
    return largestGap(result, key) < 1 ? 1000 : 1;
}

QString signedNumber(double value, int decimals) {
    const QString digits = QString::number(std::abs(value), 'f', decimals);
    return value < 0 ? minus + digits : QLatin1Char('+') + digits;
}

QString precise(double value) {
    return signedNumber(value, std::abs(value) < 9.9995 ? 4 : 1);
}

QString probability(double p) {
    return p < 0.001 ? tr("p below 0.001") : tr("p = %1").arg(QString::number(p, 'f', 3));
}

MatrixCell gapCell(const Gap& gap, const QString& row, const QString& column, double largest, double factor,
                   int direction) {
    MatrixCell cell;
    const int decimals = factor > 1 ? 0 : 1;
    const bool real = gap.isReal();
    cell.value = gap.difference;
    cell.text = real ? signedNumber(gap.difference * factor, decimals) : tr("n.s.");
    cell.look = real ? MatrixCell::Look::Diverging : MatrixCell::Look::Quiet;
    const double share = largest > 0 ? std::abs(gap.difference) / largest : 0;
    const bool good = direction < 0 ? gap.difference < 0 : gap.difference > 0;
    // Steps on which words read well; the middle is for nothing.
    const int far = share < 0.25 ? 1 : share < 0.6 ? 2 : 3;
    cell.step = good ? (far == 1 ? 5 : far == 2 ? 6 : 8) : (far == 1 ? 3 : far == 2 ? 2 : 0);
    const QString words = tr("%1 minus %2: %3, from %4 to %5")
                              .arg(row, column, precise(gap.difference), precise(gap.low), precise(gap.high));
    const QString test = tr("%1, corrected by Holm").arg(probability(gap.p));
    cell.hint = words + u'\n' + test + u'\n' +
                (real ? tr("The gap is real: the interval leaves 0 out.")
                      : tr("Too early to say: chance explains the gap."));
    cell.spoken =
        real ? QStringLiteral("%1, %2").arg(words, test) : tr("%1, not significant, %2").arg(words, test);
    return cell;
}

} // namespace

std::vector<std::string> groupings(const EvaluationResult& result) {
    std::vector<std::string> all;
    for (const SegmentResult& segment : result.segments) {
        if (std::ranges::find(all, segment.by) == all.end()) {
            all.push_back(segment.by);
        }
    }
    return all;
}

SegmentMatrix segmentMatrix(const EvaluationResult& result, const std::vector<std::size_t>& order,
                            std::string_view by, std::string_view key, const QString& users) {
    SegmentMatrix out;
    Matrix& matrix = out.matrix;
    matrix.title = tr("%1 by %2").arg(metricTitle(key, result), groupingTitle(by).toLower());
    matrix.corner = tr("Model");
    matrix.leastWidth = 64;
    std::vector<const SegmentResult*> segments;
    bool any = false;
    out.low = std::numeric_limits<double>::infinity();
    out.high = -out.low;
    for (const SegmentResult& segment : result.segments) {
        if (segment.by != by) {
            continue;
        }
        segments.push_back(&segment);
        out.segments.push_back(segment.segment);
        matrix.heads.push_back({rangeText(toQString(segment.segment)), formatCount(segment.users),
                                tr("%1 %2 with test items").arg(formatCount(segment.users), users)});
        for (const SegmentModel& model : segment.models) {
            if (const MetricValue* value = findValue(model.metrics, key); isKnown(value)) {
                any = true;
                out.low = std::min(out.low, value->value);
                out.high = std::max(out.high, value->value);
            }
        }
    }
    matrix.emptyText = segments.empty()
                           ? tr("Nothing is known that tells people apart")
                           : tr("%1 is one number for all lists together, and has no value for a "
                                "group. Choose another measure.")
                                 .arg(metricTitle(key));
    if (!any) {
        matrix.heads.clear();
        out.segments.clear();
        out.low = out.high = 0;
        return out;
    }
    const int direction = metricDirection(key);
    for (const std::size_t model : order) {
        const std::string& label = result.models[model].label;
        MatrixRow row{toQString(label), {}};
        for (const SegmentResult* segment : segments) {
            MatrixCell cell;
            const MetricValue* value = valueIn(*segment, label, key);
            if (isKnown(value)) {
                cell.look = MatrixCell::Look::Sequential;
                cell.value = value->value;
                cell.text = metricText(key, value->value);
                const double share =
                    out.high > out.low ? (value->value - out.low) / (out.high - out.low) : 0.5;
                cell.step = static_cast<int>(std::lround((direction < 0 ? 1 - share : share) * 8));
                cell.outlined =
                    direction != 0 && std::ranges::all_of(segment->models, [&](const SegmentModel& other) {
                        const MetricValue* against = findValue(other.metrics, key);
                        return !isKnown(against) || direction * (value->value - against->value) >= 0;
                    });
                cell.hint = labelled(tr("%1, %2: %3, %4")
                                         .arg(row.name, toQString(segment->segment), cell.text,
                                              intervalText(key, value->low, value->high)),
                                     result.sampled) +
                            u'\n' +
                            tr("95 % interval over %1 %2. Enter or a double click opens them in Explore.")
                                .arg(formatCount(value->users), users);
                cell.spoken =
                    tr("%1, %2: %3%4, %5 %6")
                        .arg(row.name, toQString(segment->segment), cell.text,
                             cell.outlined ? tr(", best") : QString(), formatCount(value->users), users);
            } else {
                cell.look = MatrixCell::Look::Plain;
                cell.text = QStringLiteral("–");
                cell.spoken = tr("%1, %2: not measured").arg(row.name, toQString(segment->segment));
            }
            row.cells.push_back(std::move(cell));
        }
        matrix.rows.push_back(std::move(row));
    }
    matrix.description =
        tr("%1 models by %2 groups of %3; the best of each group is outlined.")
            .arg(QString::number(matrix.rows.size()), QString::number(matrix.heads.size()), users);
    return out;
}

Matrix gapMatrix(const EvaluationResult& result, const std::vector<std::size_t>& order,
                 std::string_view key) {
    Matrix matrix;
    matrix.title = tr("Gaps by %1").arg(metricTitle(key, result));
    matrix.corner = tr("Model"); // what is subtracted from what stands in the heading of the card
    matrix.leastWidth = 40;
    matrix.emptyText = result.models.size() < 2
                           ? tr("Two models or more can be compared")
                           : tr("%1 is one number for all lists together: there are no pairs "
                                "of people to test.")
                                 .arg(metricTitle(key));
    const bool any =
        std::ranges::any_of(result.pairs, [&](const PairResult& pair) { return pair.metric == key; });
    if (!any) {
        return matrix;
    }
    const double largest = largestGap(result, key);
    const double factor = factorOf(result, key);
    for (const std::size_t model : order) {
        const QString name = toQString(result.models[model].label);
        matrix.heads.push_back({name, {}, name});
    }
    int real = 0;
    for (const std::size_t a : order) {
        MatrixRow row{toQString(result.models[a].label), {}};
        for (const std::size_t b : order) {
            const QString column = toQString(result.models[b].label);
            const std::optional<Gap> gap =
                a == b ? std::nullopt
                       : gapBetween(result, result.models[a].label, result.models[b].label, key);
            if (gap && std::isfinite(gap->difference)) {
                row.cells.push_back(gapCell(*gap, row.name, column, largest, factor, metricDirection(key)));
                real += gap->isReal() ? 1 : 0;
            } else {
                MatrixCell cell;
                cell.spoken = a == b ? tr("%1 and itself").arg(row.name)
                                     : tr("%1 and %2 have nobody in common").arg(row.name, column);
                row.cells.push_back(std::move(cell));
            }
        }
        matrix.rows.push_back(std::move(row));
    }
    matrix.description = tr("%1 models by each other: %2 of %3 gaps are real after correction by Holm.")
                             .arg(QString::number(order.size()), QString::number(real / 2),
                                  QString::number(order.size() * (order.size() - 1) / 2));
    return matrix;
}

QString gapRemark(const EvaluationResult& result, std::string_view key) {
    return factorOf(result, key) > 1 ? tr("row minus column ×1000, paired, Holm")
                                     : tr("row minus column, paired, Holm");
}

} // namespace tastescope
