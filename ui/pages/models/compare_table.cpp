// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/compare_table.h"

#include "engine/registry/registry.h"
#include "storage/project/experiment_store.h"
#include "storage/use_cases/held_out/held_out.h"
#include "storage/use_cases/value_signals.h"
#include "ui/pages/models/trained_models.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

namespace tastescope {

namespace {

constexpr std::array shownMetrics{"ndcg@10", "recall@10", "map@10", "coverage@10", "rmse"};

QString tr(const char* text) {
    return QCoreApplication::translate("CompareDialog", text);
}

struct Rows {
    const std::vector<SessionModel>& models;
    std::vector<CompareRow> rows{};

    /// `text` of each stored model, and `raw` where it is a number.
    template <typename Text, typename Raw>
    void add(const QString& title, const Text& text, const Raw& raw) {
        CompareRow row{title, {}, {}, false};
        bool any = false;
        for (const SessionModel& model : models) {
            row.texts << text(model.stored);
            row.raw.push_back(raw(model.stored));
            any = any || !row.texts.back().isEmpty();
            row.differs = row.differs || row.texts.back() != row.texts.front();
        }
        if (any) {
            rows.push_back(std::move(row));
        }
    }
    template <typename Text>
    void add(const QString& title, const Text& text) {
        add(title, text, text);
    }
};

void addSettings(Rows& rows) {
    std::set<std::string> known;
    for (const SessionModel& of : rows.models) {
        const AlgorithmInfo* info = findAlgorithm(of.stored.algorithm);
        for (const ParamSpec& spec : info ? info->params : std::vector<ParamSpec>()) {
            if (known.insert(spec.name).second) {
                rows.add(toQString(spec.title), [&spec](const StoredModel& model) {
                    const ParamSet params = paramsOf(model);
                    const auto value = params.values().find(spec.name);
                    return value == params.values().end() ? QString() : formatParam(value->second);
                });
            }
        }
    }
}

QString withInterval(const StoredMetric& metric) {
    const QString value = formatMetric(metric.value);
    return std::isfinite(metric.low) && metric.low < metric.high
               ? tr("%1 [%2, %3]").arg(value, formatMetric(metric.low), formatMetric(metric.high))
               : value;
}

/// By the protocol of `metrics`, of which each model has one number a key.
void addFigures(Rows& rows, const std::vector<StoredMetric>& metrics, const QString& protocol,
                const std::string& unmeasured) {
    const auto find = [&metrics, &unmeasured](const StoredModel& model, std::string_view key) {
        const auto found = std::ranges::find_if(metrics, [&](const StoredMetric& metric) {
            return (key.empty() || metric.key == key) && isMeasureOf(metric, model, unmeasured);
        });
        return found == metrics.end() ? nullptr : &*found;
    };
    rows.add(tr("Measured"), [&](const StoredModel& model) {
        const StoredMetric* metric = find(model, {});
        return metric ? tr("%1; %2").arg(protocol, formatCounted(metric->users, tr("1 user"), tr("%1 users")))
                      : QString();
    });
    for (const char* key : shownMetrics) {
        rows.add(
            toQString(key).toUpper(),
            [&](const StoredModel& model) {
                const StoredMetric* metric = find(model, key);
                return metric ? withInterval(*metric) : QString();
            },
            [&](const StoredModel& model) {
                const StoredMetric* metric = find(model, key);
                return metric ? QVariant(metric->value) : QVariant();
            });
    }
}

} // namespace

std::vector<CompareRow> compareRows(const std::vector<SessionModel>& models,
                                    const std::vector<StoredMetric>& metrics, const QString& protocol,
                                    const std::string& unmeasured) {
    Rows rows{models};
    rows.add(tr("Kind"), [](const StoredModel& model) {
        const AlgorithmInfo* info = findAlgorithm(model.algorithm);
        return toQString(info ? info->title : model.algorithm);
    });
    addSettings(rows);
    rows.add(tr("Seed"), [](const StoredModel& model) { return QString::number(model.seed); });
    rows.add(tr("Events count"), [](const StoredModel& model) {
        const Weighing weighing = parseWeighing(model.weighing);
        return weighing == Weighing::Values ? tr("by value")
               : weighing == Weighing::Once ? tr("once a pair")
                                            : tr("by signal");
    });
    rows.add(tr("Data"), [](const StoredModel& model) { return formatFingerprint(model.dataFingerprint); });
    addFigures(rows, metrics, protocol, unmeasured);
    rows.add(tr("Last loss"), [](const StoredModel& model) {
        return model.losses.empty() ? QString() : QString::number(model.loss, 'g', 5);
    });
    rows.add(tr("Iterations"), [](const StoredModel& model) {
        return model.losses.empty() ? QString() : formatCount(model.losses.size());
    });
    rows.add(tr("Training time"), [](const StoredModel& model) { return formatDuration(model.fitSeconds); });
    rows.add(tr("Size"), [](const StoredModel& model) { return formatBytes(model.bytes); });
    rows.add(tr("Trained"), [](const StoredModel& model) { return formatDateTime(model.trained); });
    return rows.rows;
}

std::vector<Column<CompareRow>> compareColumns(const std::vector<SessionModel>& models) {
    using Roles = Column<CompareRow>::Roles;
    const auto title = [](const CompareRow& row) { return row.title; };
    std::vector<Column<CompareRow>> columns{
        {tr("Setting or figure"),
         title,
         nullptr,
         Qt::AlignLeft,
         {{Qt::ToolTipRole, title},
          {Qt::FontRole, [](const auto&) { return Theme::instance().font(TextStyle::Small); }},
          {Qt::ForegroundRole, [](const auto&) { return QBrush(Theme::instance().color(Role::Text2)); }}}}};
    for (std::size_t at = 0; at < models.size(); ++at) {
        const auto text = [at](const CompareRow& row) { return row.texts[static_cast<qsizetype>(at)]; };
        Roles roles{
            {Qt::ToolTipRole, text},
            {Qt::FontRole,
             [](const CompareRow& row) {
                 return Theme::instance().font(row.differs ? TextStyle::BodyStrong : TextStyle::Small);
             }},
            {Qt::ForegroundRole, [](const auto&) { return QBrush(Theme::instance().color(Role::Text)); }}};
        columns.push_back({toQString(models[at].stored.name), text,
                           [at](const CompareRow& row) { return row.raw[at]; }, Qt::AlignLeft,
                           std::move(roles)});
    }
    return columns;
}

} // namespace tastescope
