// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/slices.h"

#include "engine/metrics/metric.h"

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

const MetricInfo* infoOf(std::string_view key) {
    return findMetric(key.substr(0, key.find('@')));
}

const ModelResult* findModel(const EvaluationResult& result, std::string_view label) {
    const auto found = std::ranges::find(result.models, label, &ModelResult::label);
    return found == result.models.end() ? nullptr : &*found;
}

const MetricValue* findSliced(const ModelResult* model, std::string_view key) {
    if (!model) {
        return nullptr;
    }
    const auto found = std::ranges::find(model->metrics, key, &MetricValue::key);
    return found == model->metrics.end() || !isSliced(*found) ? nullptr : &*found;
}

/// The people both models have a value for.
struct Losses {
    std::vector<std::size_t> users;
    std::vector<double> a, b;
    std::vector<double> loss; ///< by how much the first is worse
};

Losses lossesOf(const EvaluationResult& result, const MetricValue& a, const MetricValue& b) {
    const double sign = infoOf(a.key)->direction == MetricDirection::Lower ? -1 : 1;
    Losses out;
    for (const UserIndex user : result.users) {
        const double left = a.perUser[user.value];
        const double right = b.perUser[user.value];
        if (!std::isnan(left) && !std::isnan(right)) {
            out.users.push_back(user.value);
            out.a.push_back(left);
            out.b.push_back(right);
            out.loss.push_back(sign * (right - left));
        }
    }
    return out;
}

/// What is added up of the people of one slice. Losses count from the mean over everybody, so that squares
/// stay small.
struct Sums {
    std::size_t users = 0;
    double a = 0;
    double b = 0;
    double loss = 0;
    double squares = 0;
};

/// The slices of one grouping, or of two crossed: by group, or by the first's group times the second's number
/// plus the second's.
class Tables {
public:
    Tables(const Losses& losses, const std::vector<Segmentation>& segmentations)
        : m_losses(losses)
        , m_segmentations(segmentations) {
        double sum = 0;
        for (const double loss : losses.loss) {
            sum += loss;
        }
        m_centre = losses.loss.empty() ? 0 : sum / static_cast<double>(losses.loss.size());
    }

    double centre() const { return m_centre; }

    std::vector<Sums> of(std::size_t grouping) const {
        std::vector<Sums> table(m_segmentations[grouping].names.size());
        for (std::size_t at = 0; at < m_losses.users.size(); ++at) {
            if (const std::uint32_t group = groupOf(grouping, at); group != Segmentation::none) {
                add(table[group], at);
            }
        }
        return table;
    }

    std::vector<Sums> of(std::size_t first, std::size_t second) const {
        const std::size_t width = m_segmentations[second].names.size();
        std::vector<Sums> table(m_segmentations[first].names.size() * width);
        for (std::size_t at = 0; at < m_losses.users.size(); ++at) {
            const std::uint32_t row = groupOf(first, at);
            const std::uint32_t column = groupOf(second, at);
            if (row != Segmentation::none && column != Segmentation::none) {
                add(table[row * width + column], at);
            }
        }
        return table;
    }

private:
    std::uint32_t groupOf(std::size_t grouping, std::size_t at) const {
        const std::vector<std::uint32_t>& group = m_segmentations[grouping].group;
        const std::size_t user = m_losses.users[at];
        return user < group.size() ? group[user] : Segmentation::none;
    }

    void add(Sums& sums, std::size_t at) const {
        const double loss = m_losses.loss[at] - m_centre;
        ++sums.users;
        sums.a += m_losses.a[at];
        sums.b += m_losses.b[at];
        sums.loss += loss;
        sums.squares += loss * loss;
    }

    const Losses& m_losses;
    const std::vector<Segmentation>& m_segmentations;
    double m_centre = 0;
};

SliceCondition conditionOf(const Segmentation& segmentation, std::size_t group) {
    return {segmentation.by, segmentation.names[group]};
}

/// Without bound and p, which wait for the number of slices.
struct Candidate {
    Slice slice;
    double error = 0; ///< standard error of the mean loss
};

Candidate candidateOf(const Sums& sums, double centre, std::vector<SliceCondition> conditions) {
    const auto users = static_cast<double>(sums.users);
    const double mean = sums.loss / users;
    const double variance = std::max(0.0, (sums.squares - users * mean * mean) / (users - 1));
    Candidate out;
    out.slice.conditions = std::move(conditions);
    out.slice.users = sums.users;
    out.slice.a = sums.a / users;
    out.slice.b = sums.b / users;
    out.slice.loss = centre + mean;
    out.error = std::sqrt(variance / users);
    return out;
}

/// Every slice that is large enough. False when it was stopped.
bool collect(const Tables& tables, const std::vector<Segmentation>& segmentations, std::size_t least,
             std::vector<Candidate>& out, const ExecutionContext& context) {
    std::vector<std::vector<Sums>> singles;
    for (std::size_t grouping = 0; grouping < segmentations.size(); ++grouping) {
        singles.push_back(tables.of(grouping));
        for (std::size_t group = 0; group < singles.back().size(); ++group) {
            if (singles.back()[group].users >= least) {
                out.push_back(candidateOf(singles.back()[group], tables.centre(),
                                          {conditionOf(segmentations[grouping], group)}));
            }
        }
    }
    for (std::size_t first = 0; first < segmentations.size(); ++first) {
        for (std::size_t second = first + 1; second < segmentations.size(); ++second) {
            if (context.stopRequested()) {
                return false;
            }
            const std::vector<Sums> pairs = tables.of(first, second);
            const std::size_t width = singles[second].size();
            for (std::size_t at = 0; at < pairs.size(); ++at) {
                const std::size_t users = pairs[at].users;
                if (users >= least && users < singles[first][at / width].users &&
                    users < singles[second][at % width].users) {
                    out.push_back(candidateOf(pairs[at], tables.centre(),
                                              {conditionOf(segmentations[first], at / width),
                                               conditionOf(segmentations[second], at % width)}));
                }
            }
        }
    }
    return true;
}

/// Bound and p of one slice among so many.
void judge(Candidate& candidate, double level, std::size_t looked) {
    Slice& slice = candidate.slice;
    const boost::math::students_t student(static_cast<double>(slice.users - 1));
    const auto many = static_cast<double>(looked);
    slice.low = slice.loss;
    slice.p = slice.loss > 0 ? 0 : 1;
    if (candidate.error > 0) {
        slice.low -= boost::math::quantile(boost::math::complement(student, level / many)) * candidate.error;
        const double above = boost::math::cdf(boost::math::complement(student, slice.loss / candidate.error));
        slice.p = std::min(1.0, above * many);
    }
}

} // namespace

bool isSliced(const MetricValue& metric) {
    const MetricInfo* info = infoOf(metric.key);
    return info && info->meanOverUsers() && info->direction != MetricDirection::Neutral &&
           !metric.perUser.empty() && !metric.pooled && !metric.ofGroups;
}

Result<SliceSearch> findSlices(const EvaluationResult& result, const std::vector<Segmentation>& segmentations,
                               std::string_view a, std::string_view b, std::string_view key,
                               const SliceOptions& options, const ExecutionContext& context) {
    const MetricValue* left = findSliced(findModel(result, a), key);
    const MetricValue* right = findSliced(findModel(result, b), key);
    if (!left || !right) {
        return Error{ErrorCode::NotFound,
                     fmt::format("{} and {} have no values of {} for each user", a, b, key),
                     "Choose a measure that is a mean over users, and of which more or less is better", ""};
    }
    const Losses losses = lossesOf(result, *left, *right);
    const Tables tables(losses, segmentations);
    SliceSearch search;
    search.a = a;
    search.b = b;
    search.metric = key;
    search.users = losses.users.size();
    search.loss = tables.centre();
    std::vector<Candidate> candidates;
    if (!collect(tables, segmentations, std::max<std::size_t>(2, options.least), candidates, context)) {
        return cancelledError();
    }
    search.looked = candidates.size();
    for (Candidate& candidate : candidates) {
        judge(candidate, options.level, candidates.size());
    }
    std::erase_if(candidates, [](const Candidate& candidate) { return !(candidate.slice.low > 0); });
    std::ranges::stable_sort(candidates, [](const Candidate& one, const Candidate& other) {
        return one.slice.low != other.slice.low ? one.slice.low > other.slice.low
                                                : one.slice.users > other.slice.users;
    });
    search.found = candidates.size();
    for (std::size_t at = 0; at < std::min(candidates.size(), options.most); ++at) {
        search.slices.push_back(std::move(candidates[at].slice));
    }
    return search;
}

Result<std::vector<SliceSearch>> findAllSlices(const EvaluationResult& result,
                                               const std::vector<Segmentation>& segmentations,
                                               const SliceOptions& options, const ExecutionContext& context) {
    std::vector<SliceSearch> searches;
    for (const ModelResult& a : result.models) {
        for (const ModelResult& b : result.models) {
            const auto first = std::ranges::find_if(a.metrics, [&](const MetricValue& metric) {
                return &a != &b && isSliced(metric) && findSliced(&b, metric.key);
            });
            if (first != a.metrics.end()) {
                TRY_ASSIGN(auto search,
                           findSlices(result, segmentations, a.label, b.label, first->key, options, context));
                searches.push_back(std::move(search));
            }
        }
    }
    return searches;
}

std::vector<bool> membersOf(const std::vector<Segmentation>& segmentations,
                            const std::vector<SliceCondition>& conditions) {
    std::size_t users = 0;
    for (const Segmentation& segmentation : segmentations) {
        users = std::max(users, segmentation.group.size());
    }
    std::vector<bool> members(users, !conditions.empty());
    for (const SliceCondition& condition : conditions) {
        const auto of = std::ranges::find(segmentations, condition.by, &Segmentation::by);
        const bool known = of != segmentations.end();
        const auto name = known ? std::ranges::find(of->names, condition.segment)
                                : std::vector<std::string>::const_iterator();
        for (std::size_t user = 0; user < users; ++user) {
            members[user] = members[user] && known && name != of->names.end() && user < of->group.size() &&
                            of->group[user] == static_cast<std::uint32_t>(name - of->names.begin());
        }
    }
    return members;
}

} // namespace tastescope
