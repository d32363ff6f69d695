// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/segments.h"

#include "engine/evaluation/rating_errors.h"
#include "engine/metrics/aggregate.h"
#include "engine/metrics/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <utility>

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

/// Powers of two: a person with few and one with many differ by how many times, not by how many.
Segmentation byHistory(const Dataset& train) {
    static constexpr std::size_t last = mostGroups - 1; ///< "2048 or more"
    const auto groupOf = [](std::size_t count) {
        return std::min(static_cast<std::size_t>(std::bit_width(count)) - 1, last);
    };
    std::vector<bool> met(mostGroups, false);
    for (std::size_t user = 0; user < train.userCount(); ++user) {
        if (const std::size_t count = train.matrix().countOf(UserIndex(user)); count > 0) {
            met[groupOf(count)] = true;
        }
    }
    Segmentation out{"history length", {}, {}};
    std::vector<std::uint32_t> places(mostGroups, Segmentation::none);
    for (std::size_t group = 0; group < mostGroups; ++group) {
        if (met[group]) {
            const std::size_t low = std::size_t{1} << group;
            places[group] = static_cast<std::uint32_t>(out.names.size());
            out.names.push_back(group == last ? fmt::format("{} or more", low)
                                : group == 0  ? "1"
                                              : fmt::format("{} to {}", low, 2 * low - 1));
        }
    }
    for (std::size_t user = 0; user < train.userCount(); ++user) {
        const std::size_t count = train.matrix().countOf(UserIndex(user));
        out.group.push_back(count > 0 ? places[groupOf(count)] : Segmentation::none);
    }
    return out;
}

/// Quarters by how many people know what a person knows, on average.
Segmentation byPopularity(const Dataset& train) {
    std::vector<double> means(train.userCount(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t user = 0; user < train.userCount(); ++user) {
        const std::span<const ItemIndex> items = train.matrix().itemsOf(UserIndex(user));
        double sum = 0;
        for (const ItemIndex item : items) {
            sum += static_cast<double>(train.matrix().countOf(item));
        }
        if (!items.empty()) {
            means[user] = sum / static_cast<double>(items.size());
        }
    }
    Segmentation out = byQuarters("popularity of taste", means);
    if (out.names.size() == 4) {
        out.names = {"rarest quarter", "rather rare", "rather popular", "most popular quarter"};
    }
    return out;
}

/// The category that most of a person's items have, an item's weight shared among its own; ties by the
/// category that the data names first.
Segmentation byCategory(const Dataset& train) {
    const AttributeColumn* categories = train.itemAttributes().categories();
    std::vector<std::string> words(train.userCount());
    for (std::size_t user = 0; categories && user < train.userCount(); ++user) {
        std::map<std::uint32_t, double> shares;
        for (const ItemIndex item : train.matrix().itemsOf(UserIndex(user))) {
            const std::span<const std::uint32_t> codes = categories->codesOf(item.value);
            for (const std::uint32_t code : codes) {
                shares[code] += 1.0 / static_cast<double>(codes.size());
            }
        }
        const auto most = std::ranges::max_element(
            shares, [](const auto& a, const auto& b) { return a.second < b.second - 1e-12; });
        if (most != shares.end()) {
            words[user] = categories->words[most->first];
        }
    }
    return byWords("main category", words);
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

std::vector<std::vector<std::size_t>> membersOf(const EvaluationResult& result,
                                                const Segmentation& segmentation) {
    std::vector<std::vector<std::size_t>> members(segmentation.names.size());
    for (const UserIndex user : result.users) {
        const std::uint32_t group = segmentation.group[user.value];
        if (group < members.size()) {
            members[group].push_back(user.value);
        }
    }
    return members;
}

/// One metric in one group. Every number is of(Σ sums / Σ counts); of a mean all counts are 1.
struct GroupValues {
    std::size_t group = 0;
    std::vector<std::size_t> users; ///< whom it applies to
    PooledMean made;
    double value = 0;
    /// What each user adds to the number, in its unit: the values of a mean, else those that leaving the user
    /// out tells of (Tukey 1958).
    std::vector<double> perUser;
};

double asItIs(double mean) {
    return mean;
}

GroupValues groupValues(const MetricValue& metric, std::size_t group,
                        const std::vector<std::size_t>& members) {
    const std::optional<PooledMean>& own = metric.pooled ? metric.pooled : metric.ofGroups;
    GroupValues out{group, {}, {{}, {}, own ? own->of : asItIs}, 0, {}};
    double sum = 0;
    double count = 0;
    for (const std::size_t user : members) {
        if (own ? own->counts[user] > 0 : !std::isnan(metric.perUser[user])) {
            out.users.push_back(user);
            out.made.sums.push_back(own ? own->sums[user] : metric.perUser[user]);
            out.made.counts.push_back(own ? own->counts[user] : 1);
            sum += out.made.sums.back();
            count += out.made.counts.back();
        }
    }
    out.value = out.made.of(sum / count);
    out.perUser = out.made.sums;
    const auto users = static_cast<double>(out.users.size());
    for (std::size_t at = 0; own && at < out.users.size(); ++at) {
        const double without = out.made.of((sum - out.made.sums[at]) / (count - out.made.counts[at]));
        out.perUser[at] = users * out.value - (users - 1) * without;
    }
    return out;
}

/// Bootstrap replicates of a group's numbers, drawn once for all metrics that apply to the same people.
class GroupBootstrap {
public:
    GroupBootstrap(std::size_t resamples, const ExecutionContext& context)
        : m_resamples(resamples)
        , m_context(context) {}

    /// Call for all before the first `of`.
    void want(const GroupValues& values) {
        Draw& draw = m_draws[{values.group, values.users}];
        draw.places[&values] = draw.columns.size();
        draw.columns.push_back(values.made.sums);
        draw.columns.push_back(values.made.counts);
    }
    Result<std::vector<double>> of(const GroupValues& values) {
        Draw& draw = m_draws[{values.group, values.users}];
        if (draw.replicates.empty()) {
            // Groups of one size would otherwise be drawn alike, place by place.
            ExecutionContext own = m_context;
            own.seed = m_context.seed + 0x9E3779B97F4A7C15ULL * (values.group + 1);
            TRY_ASSIGN(draw.replicates, bootstrapReplicates(draw.columns, m_resamples, own));
        }
        const std::size_t place = draw.places[&values];
        std::vector<double> out;
        for (std::size_t at = 0; at < m_resamples; ++at) {
            out.push_back(values.made.of(draw.replicates[place][at] / draw.replicates[place + 1][at]));
        }
        return out;
    }

private:
    struct Draw {
        std::vector<std::vector<double>> columns;
        std::map<const GroupValues*, std::size_t> places;
        std::vector<std::vector<double>> replicates;
    };
    std::size_t m_resamples;
    const ExecutionContext& m_context;
    std::map<std::pair<std::size_t, std::vector<std::size_t>>, Draw> m_draws;
};

/// One metric of one model over the groups of one segmentation.
struct MetricGap {
    GapResult result;
    std::vector<GroupValues> groups;
    const GroupValues* most = nullptr; ///< the two that differ most, the higher number first
    const GroupValues* least = nullptr;
};

/// All pairs by Welch's test, corrected, the largest difference first. False where there is no pair.
bool comparePairs(const GroupMetric& metric, const std::vector<std::string>& names, MetricGap& gap) {
    struct Compared {
        const GroupValues* high;
        const GroupValues* low;
        GapPair pair;
    };
    std::vector<Compared> all;
    std::vector<double> p;
    for (std::size_t one = 0; one < gap.groups.size(); ++one) {
        for (std::size_t other = one + 1; other < gap.groups.size(); ++other) {
            const bool first = gap.groups[one].value >= gap.groups[other].value;
            const GroupValues& high = gap.groups[first ? one : other];
            const GroupValues& low = gap.groups[first ? other : one];
            const GroupDifference found = welchDifference(high.perUser, low.perUser);
            const double difference = metric.of(high.value, low.value);
            // The two are the same for a mean; of others the interval lies about the number itself.
            const double shift = difference - found.difference;
            all.push_back({&high,
                           &low,
                           {names[high.group], names[low.group], difference, found.low + shift,
                            found.high + shift, found.p}});
            p.push_back(found.p);
        }
    }
    if (all.empty()) {
        return false;
    }
    const std::vector<double> corrected = holmCorrection(p);
    for (std::size_t at = 0; at < all.size(); ++at) {
        all[at].pair.p = corrected[at];
    }
    std::ranges::stable_sort(
        all, [](const Compared& a, const Compared& b) { return a.pair.difference > b.pair.difference; });
    gap.most = all.front().high;
    gap.least = all.front().low;
    for (Compared& compared : all) {
        gap.result.pairs.push_back(std::move(compared.pair));
    }
    return true;
}

/// The gaps of one model between the groups of one segmentation.
Result<std::vector<GapResult>> gapsOf(const ModelResult& model, const Segmentation& segmentation,
                                      const std::vector<std::vector<std::size_t>>& members,
                                      std::size_t resamples, const ExecutionContext& context) {
    const GroupMetric& kind = *findMetric("user_group_gap")->as<GroupMetric>();
    std::vector<MetricGap> gaps;
    gaps.reserve(model.metrics.size()); // what is found points to its groups
    for (const MetricValue& metric : model.metrics) {
        if (metric.perUser.empty() || context.stopRequested()) {
            continue;
        }
        MetricGap& gap = gaps.emplace_back();
        gap.result = {segmentation.by, model.label, gapKey(metric.key), 0, {}};
        for (std::size_t group = 0; group < members.size(); ++group) {
            GroupValues values = groupValues(metric, group, members[group]);
            if (values.users.size() >= kind.least) {
                gap.result.users += values.users.size();
                gap.groups.push_back(std::move(values));
            }
        }
        if (!comparePairs(kind, segmentation.names, gap)) {
            gaps.pop_back();
        }
    }
    GroupBootstrap bootstrap(resamples, context);
    const auto many = [&](const MetricGap& gap) {
        return resamples > 0 && std::min(gap.most->users.size(), gap.least->users.size()) >= fewUsers;
    };
    for (const MetricGap& gap : gaps) {
        if (many(gap)) {
            bootstrap.want(*gap.most);
            bootstrap.want(*gap.least);
        }
    }
    std::vector<GapResult> out;
    for (MetricGap& gap : gaps) {
        if (many(gap)) {
            TRY_ASSIGN(auto differences, bootstrap.of(*gap.most));
            TRY_ASSIGN(const auto others, bootstrap.of(*gap.least));
            std::ranges::transform(differences, others, differences.begin(), std::minus<>());
            const Interval interval =
                percentileInterval(std::move(differences),
                                   bootstrapTail(std::min(gap.most->users.size(), gap.least->users.size())));
            gap.result.pairs.front().low = interval.low;
            gap.result.pairs.front().high = interval.high;
        }
        out.push_back(std::move(gap.result));
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
    all.push_back(byHistory(train));
    all.push_back(byPopularity(train));
    all.push_back(byCategory(train));
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
        const std::vector<std::vector<std::size_t>> members = membersOf(result, segmentation);
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

Result<std::vector<GapResult>> groupGaps(const EvaluationResult& result,
                                         const std::vector<Segmentation>& segmentations,
                                         std::size_t resamples, const ExecutionContext& context) {
    std::vector<GapResult> out;
    for (const Segmentation& segmentation : segmentations) {
        const std::vector<std::vector<std::size_t>> members = membersOf(result, segmentation);
        for (const ModelResult& model : result.models) {
            TRY_ASSIGN(auto gaps, gapsOf(model, segmentation, members, resamples, context));
            std::move(gaps.begin(), gaps.end(), std::back_inserter(out));
        }
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    return out;
}

} // namespace tastescope
