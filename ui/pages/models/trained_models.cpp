// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/trained_models.h"

#include "engine/data/dataset.h"
#include "engine/registry/registry.h"
#include "storage/use_cases/held_out/held_out.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <cmath>
#include <limits>

namespace tastescope {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

QString chipText(const TrainedRow& row) {
    switch (row.chip) {
    case ModelChip::Best:
        return TrainedModels::tr("best");
    case ModelChip::Stale:
        return TrainedModels::tr("old data, retrain");
    case ModelChip::Damaged:
        return TrainedModels::tr("damaged");
    case ModelChip::NotRead:
        return TrainedModels::tr("not readable");
    case ModelChip::None:
        break;
    }
    return {};
}

/// All but Best, which depends on the others.
ModelChip chipOf(const SessionModel& model) {
    return model.damaged              ? ModelChip::Damaged
           : model.stale              ? ModelChip::Stale
           : !model.problem.isEmpty() ? ModelChip::NotRead
                                      : ModelChip::None;
}

QBrush ink(Role role) {
    return Theme::instance().color(role);
}

/// Small and grey, with a model's problem before what the cell says.
Column<TrainedRow> column(const QString& title, const std::function<QString(const TrainedRow&)>& text,
                          Column<TrainedRow>::Value raw = {}, Column<TrainedRow>::Roles roles = {}) {
    const auto hint = [text](const TrainedRow& row) {
        return row.problem.isEmpty() ? text(row) : row.problem;
    };
    roles.emplace_back(Qt::ToolTipRole, hint); // unless the column has one of its own
    return {title, text, std::move(raw), Qt::AlignLeft, std::move(roles)};
}

TrainedModels::Columns columnsOf(Session& session) {
    using M = TrainedRow;
    const auto changed = [&session](const auto& text) {
        return [&session, text](const M& row) {
            return !row.problem.isEmpty()           ? row.problem
                   : row.stale && session.dataset() ? whatChanged(row.stored, *session.dataset())
                                                    : text(row);
        };
    };
    const auto fingerprint = [](const M& row) { return formatFingerprint(row.stored.dataFingerprint); };
    TrainedModels::Columns columns{
        column(
            TrainedModels::tr("Model"), [](const M& row) { return toQString(row.stored.name); }, {},
            {{Qt::FontRole, [](const M&) { return Theme::instance().font(TextStyle::BodyStrong); }},
             {Qt::ForegroundRole, [](const M& row) { return ink(row.stale ? Role::Text3 : Role::Text); }},
             {Qt::DecorationRole,
              [](const M& row) { return Theme::instance().modelColor(toQString(row.stored.algorithm)); }}}),
        column(
            TrainedModels::tr("Data"), fingerprint, {},
            {{Qt::ToolTipRole, changed(fingerprint)},
             {Qt::ForegroundRole, [](const M& row) { return ink(row.stale ? Role::Warn : Role::Text2); }}}),
        column(
            TrainedModels::tr("NDCG@10"),
            [](const M& row) { return formatMetric(row.metric ? row.metric->value : nothing); },
            [](const M& row) {
                return row.metric ? row.metric->value : -1; // not evaluated: after the worst
            },
            {{Qt::ToolTipRole,
              [](const M& row) {
                  return !row.problem.isEmpty() ? row.problem
                         : !row.metric ? TrainedModels::tr("Not measured with these settings and weights")
                         : row.metric->values
                             ? TrainedModels::tr("From %1 to %2, events by value")
                                   .arg(formatMetric(row.metric->low), formatMetric(row.metric->high))
                             : TrainedModels::tr("From %1 to %2, events once a pair")
                                   .arg(formatMetric(row.metric->low), formatMetric(row.metric->high));
              }}}),
        column(TrainedModels::tr("Settings"), [](const M& row) { return changedSettings(row.stored); }, {},
               {{Qt::ToolTipRole,
                 [](const M& row) {
                     return row.problem.isEmpty() ? toQString(row.stored.params) : row.problem;
                 }}}),
        column(
            TrainedModels::tr("Time"), [](const M& row) { return formatDuration(row.stored.fitSeconds); },
            [](const M& row) { return row.stored.fitSeconds; }),
        column(
            TrainedModels::tr("Size"), [](const M& row) { return formatBytes(row.stored.bytes); },
            [](const M& row) { return qulonglong(row.stored.bytes); }),
        column(
            TrainedModels::tr("Trained"), [](const M& row) { return formatWhen(row.stored.trained); },
            [](const M& row) { return qlonglong(row.stored.trained); }),
        column(TrainedModels::tr("State"), chipText, {}, {{Qt::ToolTipRole, changed(chipText)}})};
    columns[TrainedModels::Seconds].alignment = columns[TrainedModels::Size].alignment = Qt::AlignRight;
    columns[TrainedModels::Name].edit = [&session](TrainedRow& row, const QVariant& name) {
        if (name.toString() != toQString(row.stored.name)) {
            session.models().rename(row.stored.id, name.toString());
        }
        return false; // the new name comes back by ProjectModels::changed
    };
    return columns;
}

} // namespace

TrainedModels::TrainedModels(Session& session, QObject* parent)
    : ColumnTable(columnsOf(session),
                  {{Qt::FontRole, [](const TrainedRow&) { return Theme::instance().font(TextStyle::Small); }},
                   {Qt::ForegroundRole,
                    [](const TrainedRow& row) { return ink(row.stale ? Role::Text3 : Role::Text2); }},
                   {IdRole, [](const TrainedRow& row) { return qlonglong(row.stored.id); }},
                   {ChipRole, [](const TrainedRow& row) { return static_cast<int>(row.chip); }}},
                  parent)
    , m_session(session)
    , m_best(nothing) {
    connect(&session.models(), &ProjectModels::changed, this, &TrainedModels::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &TrainedModels::tellAllChanged);
    refresh();
}

void TrainedModels::refresh() {
    std::vector<TrainedRow> fresh;
    int measured = 0;
    m_best = nothing;
    const std::string others = unmeasuredData(m_session);
    for (const SessionModel& model : m_session.models().all()) {
        TrainedRow row{model.stored, model.stale, model.problem, std::nullopt, chipOf(model)};
        for (const StoredMetric& metric : m_session.experiments().metrics()) {
            if (metric.key == "ndcg@10" && isMeasureOf(metric, row.stored, others)) {
                row.metric = metric;
                m_best = std::isnan(m_best) ? metric.value : std::max(m_best, metric.value);
            }
        }
        measured += row.metric.has_value();
        fresh.push_back(std::move(row));
    }
    for (TrainedRow& row : fresh) {
        if (row.chip == ModelChip::None && measured > 1 && row.metric && row.metric->value >= m_best) {
            row.chip = ModelChip::Best;
        }
    }
    mergeRows(std::move(fresh),
              [](const TrainedRow& a, const TrainedRow& b) { return a.stored.id == b.stored.id; });
}

std::vector<qint64> TrainedModels::unmeasured() const {
    std::vector<qint64> ids;
    for (int row = 0; row < rowCount(); ++row) {
        if (!at(row).metric && at(row).problem.isEmpty()) {
            ids.push_back(idAt(row));
        }
    }
    return ids;
}

std::string unmeasuredData(const Session& session) {
    const auto& runs = session.experiments().runs();
    const std::string now = session.fingerprint().toStdString();
    const bool others =
        !runs.empty() && !runs.back().dataFingerprint.empty() && runs.back().dataFingerprint != now;
    return others ? now : std::string();
}

bool isMeasureOf(const StoredMetric& metric, const StoredModel& model, const std::string& unmeasured) {
    return (unmeasured.empty() || model.dataFingerprint != unmeasured) && isMeasureOf(metric, model);
}

QString whatChanged(const StoredModel& model, const Dataset& data) {
    const auto& then = model.dataCounts;
    if (!then) {
        return TrainedModels::tr("Trained on other data than the project has now.");
    }
    QStringList changes;
    const auto add = [&changes](std::uint64_t before, std::size_t now, const QString& noun) {
        if (now != before) {
            changes << TrainedModels::tr("%1 %2 %3")
                           .arg(formatCount(now > before ? now - before : before - now),
                                now > before ? TrainedModels::tr("more") : TrainedModels::tr("fewer"), noun);
        }
    };
    add(then->events, data.events().size(), TrainedModels::tr("events"));
    add(then->users, data.userCount(), toQString(data.nouns().users));
    add(then->items, data.itemCount(), toQString(data.nouns().items));
    return changes.isEmpty() ? TrainedModels::tr("Since its training the data has other weights or values, "
                                                 "with the same counts.")
                             : TrainedModels::tr("Since its training the data has %1.")
                                   .arg(changes.join(QStringLiteral(", ")));
}

QString changedSettings(const StoredModel& model) {
    const AlgorithmInfo* info = findAlgorithm(model.algorithm);
    if (!info) {
        return toQString(model.params);
    }
    QString changes = toQString(paramsOf(model).textOfChanges(info->params));
    if (const Weighing weighing = parseWeighing(model.weighing); weighing != Weighing::Signals) {
        changes += changes.isEmpty() ? QString() : QStringLiteral(",");
        changes += weighing == Weighing::Values ? TrainedModels::tr("events by value")
                                                : TrainedModels::tr("events once a pair");
    }
    return changes.isEmpty() ? TrainedModels::tr("standard")
                             : changes.replace(QLatin1Char(','), QStringLiteral(", "));
}

} // namespace tastescope
