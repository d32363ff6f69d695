// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/leaderboard.h"

#include "engine/metrics/metric.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/session/project_run.h"
#include "ui/text/format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace tastescope {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

double valueOf(const ModelResult& model, std::string_view key) {
    const MetricValue* value = findValue(model.metrics, key);
    return value ? value->value : nothing;
}

/// Between what a number of several runs differs.
struct SpreadKind {
    const char* title;
    const char* between;
    const char* hint;
    std::optional<double> Spread::*deviation;
};
constexpr std::array<SpreadKind, 3> spreadKinds{
    {{QT_TRANSLATE_NOOP("Leaderboard", "SD of people"), QT_TRANSLATE_NOOP("Leaderboard", "people %1"),
      QT_TRANSLATE_NOOP("Leaderboard", "Standard deviation of the values of people"), &Spread::users},
     {QT_TRANSLATE_NOOP("Leaderboard", "SD of seeds"), QT_TRANSLATE_NOOP("Leaderboard", "seeds %1"),
      QT_TRANSLATE_NOOP("Leaderboard", "Standard deviation of the number from seed to seed"), &Spread::seeds},
     {QT_TRANSLATE_NOOP("Leaderboard", "SD of folds"), QT_TRANSLATE_NOOP("Leaderboard", "folds %1"),
      QT_TRANSLATE_NOOP("Leaderboard", "Standard deviation of the number from fold to fold of one seed"),
      &Spread::folds}}};

double deviationOf(const ModelResult& model, std::string_view key, const SpreadKind& kind) {
    const MetricValue* value = findValue(model.metrics, key);
    return value ? (value->spread.*kind.deviation).value_or(nothing) : nothing;
}

/// "Standard deviation between people 0.214, seeds 0.003"; empty for a single run.
QString spreadWords(const ModelResult& model, const std::string& key) {
    QStringList words;
    for (const SpreadKind& kind : spreadKinds) {
        if (const double deviation = deviationOf(model, key, kind); !std::isnan(deviation)) {
            words << Leaderboard::tr(kind.between).arg(metricText(key, deviation));
        }
    }
    return words.isEmpty()
               ? QString()
               : Leaderboard::tr("Standard deviation between %1").arg(words.join(QStringLiteral(", ")));
}

QString cellHint(const ModelResult& model, const std::string& key, bool sampled) {
    const MetricValue* value = findValue(model.metrics, key);
    if (!value || std::isnan(value->value)) {
        return Leaderboard::tr("Not measured for this model");
    }
    QString text = labelled(Leaderboard::tr("%1, %2").arg(metricText(key, value->value),
                                                          intervalText(key, value->low, value->high)),
                            sampled);
    text += u'\n' + Leaderboard::tr("95 % interval over %1 people").arg(formatCount(value->users));
    if (const QString spread = spreadWords(model, key); !spread.isEmpty()) {
        text += u'\n' + spread;
    }
    if (value->coldShown.value_or(0) > 0) {
        text += u'\n' + Leaderboard::tr("%1 places hold items without training events, which do not count")
                            .arg(formatCount(*value->coldShown));
    }
    return text;
}

QString modelHint(const ModelResult& model) {
    QStringList lines{toQString(model.label)};
    if (!model.params.empty()) {
        lines << toQString(model.params).replace(u',', QStringLiteral(", "));
    }
    for (const DataDefault& one : model.chosen) {
        lines << Leaderboard::tr("%1 = %2 by the data: %3")
                     .arg(toQString(one.name), formatParam(one.value), toQString(one.why));
    }
    for (const std::string& remark : model.remarks) {
        lines << toQString(remark);
    }
    return lines.join(u'\n');
}

double millisecondsEach(const EvaluationResult& result, const ModelResult& model) {
    return result.usersWithTest > 0 && model.scoreSeconds > 0
               ? 1000 * model.scoreSeconds / static_cast<double>(result.usersWithTest)
               : nothing;
}

QString millisecondsText(double value) {
    return std::isnan(value) ? formatMetric(value) : QString::number(value, 'g', 2);
}

/// What was not measured comes after the worst, whichever direction is better (below 0: less).
QVariant sortable(double value, int direction) {
    constexpr double worst = std::numeric_limits<double>::infinity();
    return !std::isnan(value) ? value : direction < 0 ? worst : -worst;
}

} // namespace

std::vector<std::size_t> ranking(const EvaluationResult& result, std::string_view key) {
    std::vector<std::size_t> order(result.models.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const double sign = metricDirection(key) < 0 ? -1 : 1;
    const auto worth = [&](std::size_t at) {
        const double value = valueOf(result.models[at], key);
        return std::isnan(value) ? -std::numeric_limits<double>::infinity() : sign * value;
    };
    std::ranges::stable_sort(order, std::ranges::greater(), worth);
    return order;
}

Leaderboard::Leaderboard(QObject* parent) : ColumnTable({}, parent) {
    setTable(makeColumns(), {});
    connect(&Theme::instance(), &Theme::changed, this, &Leaderboard::tellAllChanged);
}

const ModelResult& Leaderboard::modelAt(int row) const {
    return m_run->result.models[at(row).model];
}

void Leaderboard::setStale(bool stale) {
    if (stale != m_stale) {
        m_stale = stale;
        tellAllChanged();
    }
}

void Leaderboard::show(std::shared_ptr<const ProjectRun> run, const std::string& key) {
    m_run = std::move(run);
    m_key = key;
    m_others.clear();
    m_spreads.clear();
    std::vector<LeaderRow> rows;
    if (m_run) {
        const EvaluationResult& result = m_run->result;
        const std::size_t k = metricOfKey(key).k;
        const std::size_t shown = k > 0 ? k : [&] {
            for (const ModelResult& model : result.models) {
                for (const MetricValue& metric : model.metrics) {
                    if (const std::size_t own = metricOfKey(metric.key).k; own > 0) {
                        return own;
                    }
                }
            }
            return std::size_t{0};
        }();
        for (const ModelResult& model : result.models) {
            for (const MetricValue& metric : model.metrics) {
                const std::size_t own = metricOfKey(metric.key).k;
                if (metric.key != key && (own == 0 || own == shown) &&
                    std::ranges::find(m_others, metric.key) == m_others.end()) {
                    m_others.push_back(metric.key);
                }
            }
        }
        // What the design shows beside the accuracy stands first, where there is room for it.
        constexpr std::array<std::string_view, 6> first{"ndcg",     "recall",  "ild",
                                                        "coverage", "novelty", "hit"};
        const auto place = [&](const std::string& other) {
            const MetricInfo* info = metricOfKey(other).info;
            return info ? std::ranges::find(first, info->id) - first.begin() : std::ssize(first);
        };
        std::ranges::stable_sort(m_others, {}, place);
        for (std::size_t kind = 0; kind < spreadKinds.size(); ++kind) {
            if (std::ranges::any_of(result.models, [&](const ModelResult& model) {
                    return !std::isnan(deviationOf(model, key, spreadKinds[kind]));
                })) {
                m_spreads.push_back(kind);
            }
        }
        const std::vector<ModelLook> looks = looksOf(result.models);
        m_scale = 1e-12;
        for (const std::size_t model : ranking(result, key)) {
            const MetricValue* value = findValue(result.models[model].metrics, key);
            const bool measured = value && !std::isnan(value->value);
            const int rank = measured ? static_cast<int>(rows.size()) + 1 : 0;
            rows.push_back({model, rank, rank == 1 && metricDirection(key) != 0, looks[model]});
            m_scale = measured ? std::max({m_scale, value->value, value->high}) : m_scale;
        }
        m_scale *= 1.04; // room for the last whisker's cap
    }
    setTable(makeColumns(), std::move(rows));
}

Leaderboard::Columns Leaderboard::makeColumns() {
    const auto font = [](TextStyle style) {
        return [style](const LeaderRow&) { return Theme::instance().font(style); };
    };
    const auto ink = [this](Role usual) {
        return [this, usual](const LeaderRow&) {
            return QBrush(Theme::instance().color(m_stale ? Role::Text3 : usual));
        };
    };
    const auto model = [this](const LeaderRow& row) -> const ModelResult& {
        return m_run->result.models[row.model];
    };
    const auto label = [model](const LeaderRow& row) { return toQString(model(row).label); };
    const auto number = [&](const std::string& key, TextStyle style) {
        return Column<LeaderRow>(
            metricTitle(key, m_run && m_run->result.sampled),
            [model, key](const LeaderRow& row) { return metricText(key, valueOf(model(row), key)); },
            [model, key](const LeaderRow& row) {
                return sortable(valueOf(model(row), key), metricDirection(key));
            },
            Qt::AlignRight,
            {{Qt::ToolTipRole,
              [this, model, key](const LeaderRow& row) {
                  return cellHint(model(row), key, m_run->result.sampled);
              }},
             {Qt::FontRole, font(style)},
             {Qt::ForegroundRole, ink(Role::Text)},
             {LabelRole, label}});
    };
    Columns columns{
        {tr("Rank"),
         [](const LeaderRow& row) { return row.rank > 0 ? QString::number(row.rank) : QString(); },
         [](const LeaderRow& row) { return row.rank > 0 ? row.rank : std::numeric_limits<int>::max(); },
         Qt::AlignLeft,
         {{Qt::FontRole, font(TextStyle::Small)},
          {Qt::ForegroundRole, ink(Role::Text3)},
          {LabelRole, label}}},
        {tr("Model"),
         label,
         {},
         Qt::AlignLeft,
         {{Qt::FontRole, font(TextStyle::BodyStrong)},
          {Qt::ForegroundRole, ink(Role::Text)},
          {Qt::ToolTipRole, [model](const LeaderRow& row) { return modelHint(model(row)); }},
          {LabelRole, label}}}};
    columns.push_back(number(m_key, TextStyle::Body));
    columns.back().alignment = Qt::AlignLeft; // the bar begins there; the number stands at the right
    for (const std::size_t kind : m_spreads) {
        const auto deviation = [this, model, &of = spreadKinds[kind]](const LeaderRow& row) {
            return deviationOf(model(row), m_key, of);
        };
        columns.push_back(
            {tr(spreadKinds[kind].title),
             [this, deviation](const LeaderRow& row) { return metricText(m_key, deviation(row)); },
             [deviation](const LeaderRow& row) { return sortable(deviation(row), -1); },
             Qt::AlignRight,
             {{Qt::ToolTipRole,
               [model, this](const LeaderRow& row) { return spreadWords(model(row), m_key); }},
              {Qt::FontRole, font(TextStyle::Small)},
              {Qt::ForegroundRole, ink(Role::Text2)},
              {LabelRole, label}}});
    }
    for (const std::string& key : m_others) {
        columns.push_back(number(key, TextStyle::Small));
    }
    const auto seconds = [&](const QString& title, const auto& value, const auto& text, const QString& hint) {
        columns.push_back({title,
                           [model, value, text](const LeaderRow& row) { return text(value(model(row))); },
                           [model, value](const LeaderRow& row) { return sortable(value(model(row)), -1); },
                           Qt::AlignRight,
                           {{Qt::FontRole, font(TextStyle::Small)},
                            {Qt::ForegroundRole, ink(Role::Text2)},
                            {Qt::ToolTipRole, [hint](const LeaderRow&) { return hint; }},
                            {LabelRole, label}}});
    };
    seconds(
        tr("ms"), [this](const ModelResult& of) { return millisecondsEach(m_run->result, of); },
        millisecondsText, tr("Milliseconds to rank for one person"));
    seconds(
        tr("Training"), [](const ModelResult& of) { return of.algorithm.empty() ? nothing : of.fitSeconds; },
        [](double value) { return std::isnan(value) ? formatMetric(value) : formatDuration(value); },
        tr("Time of the training"));
    return columns;
}

QVariant Leaderboard::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role == Qt::ToolTipRole && orientation == Qt::Horizontal && m_run && section >= Main) {
        if (section >= FirstSpread && section < firstOther()) {
            return tr(spreadKinds[m_spreads[static_cast<std::size_t>(section - FirstSpread)]].hint);
        }
        const auto other = static_cast<std::size_t>(section - firstOther());
        return section == Main           ? metricHelp(m_key)
               : other < m_others.size() ? metricHelp(m_others[other])
                                         : QString();
    }
    return ColumnTable::headerData(section, orientation, role);
}

} // namespace tastescope
