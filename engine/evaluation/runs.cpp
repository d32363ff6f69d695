// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/runs.h"

#include "engine/base/fingerprint.h"
#include "engine/evaluation/measure.h"
#include "engine/evaluation/rating_errors.h"
#include "engine/metrics/aggregate.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

namespace tastescope {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

const MetricValue* find(const EvaluationResult& result, std::size_t model, const std::string& key) {
    const auto& metrics = result.models[model].metrics;
    const auto found = std::ranges::find(metrics, key, &MetricValue::key);
    return found == metrics.end() ? nullptr : &*found;
}

/// The metric of one model in each run that has it, null in the others.
using AcrossRuns = std::vector<const MetricValue*>;

std::vector<double> meanOfRuns(const AcrossRuns& runs, std::size_t users) {
    std::vector<double> sums(users);
    std::vector<double> counts(users);
    for (const MetricValue* run : runs) {
        for (std::size_t user = 0; run && user < run->perUser.size(); ++user) {
            if (!std::isnan(run->perUser[user])) {
                sums[user] += run->perUser[user];
                counts[user] += 1;
            }
        }
    }
    for (std::size_t user = 0; user < users; ++user) {
        sums[user] = counts[user] > 0 ? sums[user] / counts[user] : nothing;
    }
    return sums;
}

/// Sums and counts of all runs together.
std::optional<PooledMean> addedUp(const AcrossRuns& runs, std::optional<PooledMean> MetricValue::*member) {
    std::optional<PooledMean> all;
    for (const MetricValue* run : runs) {
        if (!run || !(run->*member)) {
            continue;
        }
        const PooledMean& own = *(run->*member);
        if (!all) {
            all = own;
            continue;
        }
        std::ranges::transform(all->sums, own.sums, all->sums.begin(), std::plus<>());
        std::ranges::transform(all->counts, own.counts, all->counts.begin(), std::plus<>());
    }
    return all;
}

/// A number of all lists together.
void averageGlobal(const AcrossRuns& runs, MetricValue& merged) {
    double count = 0;
    for (const MetricValue* run : runs) {
        if (!run || std::isnan(run->value)) {
            continue;
        }
        count += 1;
        merged.value += (run->value - merged.value) / count;
        merged.low += (run->low - merged.low) / count;
        merged.high += (run->high - merged.high) / count;
        merged.users = std::max(merged.users, run->users);
        if (run->coldShown) {
            merged.coldShown = merged.coldShown.value_or(0) + *run->coldShown;
        }
    }
    if (count == 0) {
        merged.value = merged.low = merged.high = nothing;
    }
}

MetricValue merged(const std::string& key, const AcrossRuns& runs, std::size_t users) {
    MetricValue out;
    out.key = key;
    for (const MetricValue* run : runs) {
        out.runs.push_back(run ? run->value : nothing);
    }
    const auto any = std::ranges::find_if(runs, [](const MetricValue* run) { return run != nullptr; });
    if ((*any)->perUser.empty()) {
        averageGlobal(runs, out);
        return out;
    }
    out.perUser = meanOfRuns(runs, users);
    out.ofGroups = addedUp(runs, &MetricValue::ofGroups);
    out.pooled = addedUp(runs, &MetricValue::pooled);
    for (std::size_t user = 0; out.pooled && user < users; ++user) {
        const double count = out.pooled->counts[user];
        out.perUser[user] = count > 0 ? out.pooled->of(out.pooled->sums[user] / count) : nothing;
    }
    return out;
}

/// All keys of one model, in the order in which the runs have them.
std::vector<std::string> keysOf(const std::vector<EvaluationResult>& results, std::size_t model) {
    std::vector<std::string> keys;
    for (const EvaluationResult& result : results) {
        for (const MetricValue& metric : result.models[model].metrics) {
            if (std::ranges::find(keys, metric.key) == keys.end()) {
                keys.push_back(metric.key);
            }
        }
    }
    return keys;
}

Result<void> summarise(std::vector<MetricValue>& metrics, std::size_t resamples,
                       const ExecutionContext& context) {
    std::vector<MetricValue*> means;
    std::vector<std::span<const double>> columns;
    for (MetricValue& metric : metrics) {
        if (metric.pooled) {
            TRY_ASSIGN(auto summarised, summariseRatings({std::move(metric)}, context));
            metric = std::move(summarised.front());
        } else if (!metric.perUser.empty()) {
            means.push_back(&metric);
            columns.emplace_back(metric.perUser);
        }
    }
    TRY_ASSIGN(const auto summaries, summariseColumns(columns, resamples, context));
    for (std::size_t at = 0; at < means.size(); ++at) {
        means[at]->value = summaries[at].mean;
        means[at]->low = summaries[at].low;
        means[at]->high = summaries[at].high;
        means[at]->users = summaries[at].users;
    }
    return {};
}

Result<ModelResult> mergeModel(std::vector<EvaluationResult>& results, std::size_t model, std::size_t users,
                               std::size_t resamples, const ExecutionContext& context) {
    std::vector<MetricValue> metrics;
    for (const std::string& key : keysOf(results, model)) {
        AcrossRuns runs;
        for (const EvaluationResult& result : results) {
            runs.push_back(find(result, model, key));
        }
        metrics.push_back(merged(key, runs, users));
    }
    ModelResult out = std::move(results.front().models[model]);
    for (std::size_t run = 1; run < results.size(); ++run) {
        const ModelResult& other = results[run].models[model];
        out.fitSeconds += other.fitSeconds;
        out.scoreSeconds += other.scoreSeconds;
        std::ranges::copy_if(other.remarks, std::back_inserter(out.remarks), [&](const std::string& remark) {
            return std::ranges::find(out.remarks, remark) == out.remarks.end();
        });
    }
    out.metrics = std::move(metrics);
    TRY(summarise(out.metrics, resamples, context));
    return out;
}

std::vector<UserIndex> everybody(const std::vector<EvaluationResult>& results) {
    std::vector<UserIndex> users;
    for (const EvaluationResult& result : results) {
        std::vector<UserIndex> both;
        std::ranges::set_union(users, result.users, std::back_inserter(both));
        users = std::move(both);
    }
    return users;
}

double deviationOf(std::span<const double> values) {
    const double mean = meanOf(values);
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

} // namespace

Result<EvaluationResult> mergeRuns(std::vector<EvaluationResult> results, std::vector<EvaluationRun> runs,
                                   std::size_t resamples, const ExecutionContext& context) {
    if (results.size() == 1) {
        return std::move(results.front());
    }
    Fingerprint print;
    for (const EvaluationResult& result : results) {
        print.add(result.fingerprint);
    }
    const std::size_t users = results.front().usersWithTest + results.front().usersWithout;
    std::vector<UserIndex> judged = everybody(results);
    std::vector<ModelResult> models;
    for (std::size_t model = 0; model < results.front().models.size(); ++model) {
        TRY_ASSIGN(auto one, mergeModel(results, model, users, resamples, context));
        models.push_back(std::move(one));
    }
    EvaluationResult out = std::move(results.front());
    out.models = std::move(models);
    out.heldOut.reset(); // each run has its own
    for (ModelResult& model : out.models) {
        for (MetricValue& metric : model.metrics) {
            metric.spread = spreadOf(runs, metric.runs, metric.perUser);
        }
    }
    TRY_ASSIGN(out.pairs, comparePairs(out.models, resamples, context));
    out.users = std::move(judged);
    out.usersWithTest = out.users.size();
    out.usersWithout = users - out.users.size();
    out.runs = std::move(runs);
    out.fingerprint = print.text();
    return out;
}

Spread spreadOf(std::span<const EvaluationRun> runs, std::span<const double> ofRuns,
                std::span<const double> perUser) {
    std::map<std::uint64_t, std::vector<double>> bySeed;
    for (std::size_t run = 0; run < runs.size() && run < ofRuns.size(); ++run) {
        if (!std::isnan(ofRuns[run])) {
            bySeed[runs[run].seed].push_back(ofRuns[run]);
        }
    }
    std::vector<double> means;
    double squares = 0;
    double freedom = 0;
    for (const auto& [seed, folds] : bySeed) {
        means.push_back(meanOf(folds));
        if (folds.size() > 1) {
            const double deviation = deviationOf(folds);
            squares += deviation * deviation * static_cast<double>(folds.size() - 1);
            freedom += static_cast<double>(folds.size() - 1);
        }
    }
    std::vector<double> ofUsers;
    std::ranges::copy_if(perUser, std::back_inserter(ofUsers),
                         [](double value) { return !std::isnan(value); });
    Spread spread;
    if (ofUsers.size() > 1) {
        spread.users = deviationOf(ofUsers);
    }
    if (means.size() > 1) {
        spread.seeds = deviationOf(means);
    }
    if (freedom > 0) {
        spread.folds = std::sqrt(squares / freedom);
    }
    return spread;
}

} // namespace tastescope
