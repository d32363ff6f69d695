// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/segments.h"

#include "engine/evaluation/rating_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace tastescope {
namespace {

constexpr std::size_t mostGroups = 12;

/// At least two groups, and most people not in a last one of words too rare to name (postal codes are).
bool tellsApart(const Segmentation& segmentation) {
    const auto rest = std::ranges::count(segmentation.group, static_cast<std::uint32_t>(mostGroups));
    return segmentation.names.size() > 1 && 2 * static_cast<std::size_t>(rest) <= segmentation.group.size();
}

/// Quarters of the known numbers, equal numbers always together; fewer where they are too much alike.
Segmentation byQuarters(std::string by, const std::vector<double>& numbers) {
    std::vector<double> known;
    std::ranges::copy_if(numbers, std::back_inserter(known),
                         [](double number) { return !std::isnan(number); });
    std::ranges::sort(known);
    std::vector<double> uppers;
    for (std::size_t quarter = 1; quarter <= 4 && !known.empty(); ++quarter) {
        const double upper = known[(known.size() * quarter + 3) / 4 - 1];
        if (uppers.empty() || upper > uppers.back()) {
            uppers.push_back(upper);
        }
    }
    Segmentation out{std::move(by), {}, std::vector<std::uint32_t>(numbers.size(), Segmentation::none)};
    for (std::size_t group = 0; group < uppers.size(); ++group) {
        const auto low = group == 0 ? known.begin() : std::ranges::upper_bound(known, uppers[group - 1]);
        out.names.push_back(*low == uppers[group] ? fmt::format("{:g}", *low)
                                                  : fmt::format("{:g} to {:g}", *low, uppers[group]));
    }
    for (std::size_t row = 0; row < numbers.size(); ++row) {
        if (!std::isnan(numbers[row])) {
            out.group[row] =
                static_cast<std::uint32_t>(std::ranges::lower_bound(uppers, numbers[row]) - uppers.begin());
        }
    }
    return out;
}

Segmentation byWords(std::string by, const std::vector<std::string>& words) {
    std::map<std::string, std::size_t> counts;
    for (const std::string& word : words) {
        if (!word.empty()) {
            ++counts[word];
        }
    }
    std::vector<std::pair<std::string, std::size_t>> order(counts.begin(), counts.end());
    std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.second > b.second; });
    Segmentation out{std::move(by), {}, std::vector<std::uint32_t>(words.size(), Segmentation::none)};
    std::map<std::string, std::uint32_t> places;
    for (const auto& [word, count] : order) {
        if (out.names.size() < mostGroups) {
            out.names.push_back(word);
        } else if (out.names.size() == mostGroups) {
            out.names.emplace_back("all others");
        }
        places[word] = static_cast<std::uint32_t>(out.names.size() - 1);
    }
    for (std::size_t row = 0; row < words.size(); ++row) {
        if (const auto found = places.find(words[row]); found != places.end()) {
            out.group[row] = found->second;
        }
    }
    return out;
}

Segmentation byNumbers(const AttributeColumn& column) {
    const std::set<double> distinct(column.numbers.begin(), column.numbers.end());
    if (distinct.size() > mostGroups) {
        return byQuarters(column.name, column.numbers);
    }
    std::vector<std::string> words;
    for (const double number : column.numbers) {
        words.push_back(std::isnan(number) ? std::string() : fmt::format("{:g}", number));
    }
    return byWords(column.name, words);
}

Segmentation byActivity(const Dataset& train) {
    std::vector<double> counts;
    for (std::size_t user = 0; user < train.userCount(); ++user) {
        counts.push_back(static_cast<double>(train.matrix().countOf(UserIndex(user))));
    }
    return byQuarters("activity", counts);
}

PooledMean pooledOf(const PooledMean& errors, const std::vector<std::size_t>& members) {
    PooledMean out;
    out.of = errors.of;
    for (const std::size_t user : members) {
        out.sums.push_back(errors.sums[user]);
        out.counts.push_back(errors.counts[user]);
    }
    return out;
}

Result<SegmentModel> measureGroup(const ModelResult& model, const std::vector<std::size_t>& members,
                                  std::size_t resamples, const ExecutionContext& context) {
    SegmentModel out{model.label, {}};
    std::vector<std::vector<double>> columns;
    std::vector<const MetricValue*> measured;
    for (const MetricValue& metric : model.metrics) {
        if (metric.perUser.empty()) {
            continue;
        }
        measured.push_back(&metric);
        std::vector<double>& column = columns.emplace_back();
        for (const std::size_t user : members) {
            column.push_back(metric.perUser[user]);
        }
        out.metrics.push_back({metric.key, 0, 0, 0, 0, {}});
    }
    const std::vector<std::span<const double>> views(columns.begin(), columns.end());
    TRY_ASSIGN(const auto summaries, summariseColumns(views, resamples, context));
    for (std::size_t at = 0; at < out.metrics.size(); ++at) {
        const MetricValue& whole = *measured[at];
        const std::optional<PooledMean>& own = whole.pooled ? whole.pooled : whole.ofGroups;
        TRY_ASSIGN(const auto summary,
                   own ? summarisePooled(pooledOf(*own, members), context) : Result<Summary>(summaries[at]));
        out.metrics[at] = {out.metrics[at].key, summary.mean, summary.low, summary.high, summary.users, {}};
    }
    return out;
}

} // namespace

std::vector<Segmentation> userSegmentations(const Dataset& train) {
    std::vector<Segmentation> all{byActivity(train)};
    for (const AttributeColumn& column : train.userAttributes().columns) {
        if (column.kind == AttributeKind::Number) {
            all.push_back(byNumbers(column));
        } else if (column.kind == AttributeKind::Text) {
            all.push_back(byWords(column.name, column.texts));
        }
    }
    std::erase_if(all, [](const Segmentation& segmentation) { return !tellsApart(segmentation); });
    for (Segmentation& segmentation : all) {
        segmentation.group.resize(train.userCount(), Segmentation::none);
    }
    return all;
}

Result<std::vector<SegmentResult>> segmentResults(const EvaluationResult& result,
                                                  const std::vector<Segmentation>& segmentations,
                                                  std::size_t resamples, const ExecutionContext& context) {
    std::vector<SegmentResult> out;
    for (const Segmentation& segmentation : segmentations) {
        std::vector<std::vector<std::size_t>> members(segmentation.names.size());
        for (const UserIndex user : result.users) {
            const std::uint32_t group = segmentation.group[user.value];
            if (group < members.size()) {
                members[group].push_back(user.value);
            }
        }
        for (std::size_t group = 0; group < members.size(); ++group) {
            if (members[group].empty()) {
                continue;
            }
            SegmentResult segment{segmentation.by, segmentation.names[group], members[group].size(), {}};
            for (const ModelResult& model : result.models) {
                TRY_ASSIGN(auto measured, measureGroup(model, members[group], resamples, context));
                segment.models.push_back(std::move(measured));
            }
            out.push_back(std::move(segment));
        }
    }
    return out;
}

} // namespace tastescope
