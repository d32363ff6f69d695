// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_kernel.h"

#include "engine/linalg/vector_lane.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tastescope {
namespace {

constexpr int mostTries = 16;            ///< for one negative, among few that are none
constexpr std::size_t ahead = 3;         ///< pairs whose rows are asked for before they are needed
constexpr std::size_t factorsPerLog = 7; ///< each at most 1 + exp(largestMargin): far inside a double

/// exp(x) for |x| <= 80 to some units in the last place, inlined: calls would empty the registers.
inline float expOf(float x) {
    const float scaled = x * 1.44269504F;
    const auto whole = static_cast<std::int32_t>(scaled + (scaled < 0 ? -0.5F : 0.5F));
    const auto n = static_cast<float>(whole);
    const float f = (x - n * 0.693359375F) + n * 2.12194440e-4F; // ln 2 in two parts
    const float even =
        0.5F + f * (1.66666655e-1F + f * (4.1665795e-2F + f * (8.3334519e-3F + f * 1.3981999e-3F)));
    const float value = 1 + f + f * f * even;
    return value * std::bit_cast<float>((whole + 127) << 23);
}

/// Within ±largestMargin; what is no number counts as the largest.
inline float held(float margin) {
    return std::max(-largestMargin, std::min(largestMargin, margin));
}

/// A person's vector in R registers.
template <std::size_t R>
class InRegisters {
public:
    static constexpr std::size_t dims = R * kernelLanes;

    explicit InRegisters(const PairwiseTables& tables) : m_rows(tables.users) {}

    void take(std::uint32_t user) {
        m_row = m_rows + user * dims;
        for (std::size_t r = 0; r < R; ++r) {
            m_lanes[r] = loadLane(m_row + r * kernelLanes);
        }
    }
    void put() const {
        for (std::size_t r = 0; r < R; ++r) {
            storeLane(m_row + r * kernelLanes, m_lanes[r]);
        }
    }
    static float* row(float* rows, std::uint32_t index) { return rows + index * dims; }

    float product(const float* a) const {
        return productOf([&](std::size_t place) { return loadLane(a + place); });
    }
    float productOfDifference(const float* a, const float* b) const {
        return productOf([&](std::size_t place) { return loadLane(a + place) - loadLane(b + place); });
    }
    void step(float* a, float* b, float keep, float gain) {
        for (std::size_t r = 0; r < R; ++r) {
            const VectorLane better = loadLane(a + r * kernelLanes);
            const VectorLane worse = loadLane(b + r * kernelLanes);
            const VectorLane push = gain * m_lanes[r];
            storeLane(a + r * kernelLanes, keep * better + push);
            storeLane(b + r * kernelLanes, keep * worse - push);
            m_lanes[r] = keep * m_lanes[r] + gain * (better - worse);
        }
    }

private:
    /// In two sums: half the chain of additions.
    template <typename Lane>
    float productOf(const Lane& lane) const {
        VectorLane sums[2]{};
        for (std::size_t r = 0; r < R; ++r) {
            sums[r % 2] += m_lanes[r] * lane(r * kernelLanes);
        }
        return sumOfLane(sums[0] + sums[1]);
    }

    float* m_rows;
    float* m_row = nullptr;
    VectorLane m_lanes[R];
};

/// The same of any width, in place.
class InMemory {
public:
    explicit InMemory(const PairwiseTables& tables) : m_rows(tables.users), m_dims(tables.dims) {}

    void take(std::uint32_t user) { m_row = m_rows + user * m_dims; }
    void put() const {}
    float* row(float* rows, std::uint32_t index) const { return rows + index * m_dims; }

    float product(const float* a) const { return dotProduct(m_row, a, m_dims); }
    float productOfDifference(const float* a, const float* b) const {
        VectorLane sum{};
        for (std::size_t d = 0; d < m_dims; d += kernelLanes) {
            sum += loadLane(m_row + d) * (loadLane(a + d) - loadLane(b + d));
        }
        return sumOfLane(sum);
    }
    void step(float* a, float* b, float keep, float gain) const {
        for (std::size_t d = 0; d < m_dims; d += kernelLanes) {
            const VectorLane mine = loadLane(m_row + d);
            const VectorLane better = loadLane(a + d);
            const VectorLane worse = loadLane(b + d);
            storeLane(a + d, keep * better + gain * mine);
            storeLane(b + d, keep * worse - gain * mine);
            storeLane(m_row + d, keep * mine + gain * (better - worse));
        }
    }

private:
    float* m_rows;
    float* m_row = nullptr;
    std::size_t m_dims;
};

/// Calls `body` with a person holder of the right width.
template <typename Body>
PairwiseSums withPerson(const PairwiseTables& tables, const Body& body) {
    switch (tables.dims / kernelLanes) {
    case 1:
        return body(InRegisters<1>(tables));
    case 2:
        return body(InRegisters<2>(tables));
    case 3:
        return body(InRegisters<3>(tables));
    case 4:
        return body(InRegisters<4>(tables));
    case 6:
        return body(InRegisters<6>(tables));
    case 8:
        return body(InRegisters<8>(tables));
    default:
        return body(InMemory(tables));
    }
}

/// Calls `body(begin, end)` for the cells of each person.
template <typename Body>
void forEachPerson(std::span<const PairwiseCell> cells, const Body& body) {
    for (std::size_t begin = 0; begin < cells.size();) {
        std::size_t end = begin + 1;
        while (end < cells.size() && cells[end].user == cells[begin].user) {
            ++end;
        }
        body(begin, end);
        begin = end;
    }
}

void mark(std::span<const PairwiseCell> cells, unsigned char value, std::span<unsigned char> marks) {
    for (const PairwiseCell& cell : cells) {
        marks[cell.place] = value;
    }
}

/// Uniform in [0, bound); the bias of bound / 2³² does not matter to sampling.
inline std::uint32_t drawBelow(Random& random, std::size_t bound) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(random.next32()) * bound >> 32);
}

struct StepFactors {
    float keep;
    float biasKeep;
    float rate;
    explicit StepFactors(const PairwiseStep& step)
        : keep(1 - step.rate * step.ridge)
        , biasKeep(1 - step.rate * step.biasRidge)
        , rate(step.rate) {}
};

template <typename Person>
void stepPair(Person& person, const StepFactors& factors, float gain, float* better, float* worse,
              float& betterBias, float& worseBias) {
    const float scaled = factors.rate * gain;
    person.step(better, worse, factors.keep, scaled);
    betterBias = factors.biasKeep * betterBias + scaled;
    worseBias = factors.biasKeep * worseBias - scaled;
}

template <typename Person>
PairwiseSums descend(Person person, const PairwiseRun& run, std::span<const std::uint32_t> negatives,
                     const PairwiseTables& tables, const PairwiseStep& step) {
    const StepFactors factors(step);
    PairwiseSums sums;
    double product = 1; // of 1 + exp(-d)
    const std::size_t last = run.cells.size() - 1;
    forEachPerson(run.cells, [&](std::size_t begin, std::size_t end) {
        person.take(run.cells[begin].user);
        for (std::size_t pair = begin; pair < end; ++pair) {
            const std::uint32_t next = negatives[std::min(pair + ahead, last)];
            if (next != noPlace) {
                __builtin_prefetch(person.row(tables.items, run.items[next]));
            }
            if (negatives[pair] == noPlace) {
                continue;
            }
            const std::uint32_t i = run.items[run.cells[pair].place];
            const std::uint32_t j = run.items[negatives[pair]];
            float* const better = person.row(tables.items, i);
            float* const worse = person.row(tables.items, j);
            const float margin =
                person.productOfDifference(better, worse) + tables.biases[i] - tables.biases[j];
            const float odds = expOf(-held(margin));
            product *= 1 + static_cast<double>(odds);
            if (++sums.steps % factorsPerLog == 0) {
                sums.loss += std::log(product);
                product = 1;
            }
            stepPair(person, factors, odds / (1 + odds), better, worse, tables.biases[i], tables.biases[j]);
        }
        person.put();
    });
    sums.loss += std::log(product);
    return sums;
}

/// The first negative inside the margin, and by which draw it was found.
struct Violation {
    std::uint32_t place = noPlace;
    int draws = 0;
    float margin = 0;
};
template <typename Person>
Violation findViolation(const Person& person, float score, const PairwiseRun& run, int mostDraws,
                        Random& random, std::span<const unsigned char> marks, const PairwiseTables& tables) {
    int draws = 0;
    for (int tries = 0; draws < mostDraws && tries < mostTries * mostDraws; ++tries) {
        const std::uint32_t place = drawBelow(random, run.items.size());
        if (marks[place] != 0) {
            continue;
        }
        ++draws;
        const std::uint32_t item = run.items[place];
        const float margin = score - (person.product(person.row(tables.items, item)) + tables.biases[item]);
        if (margin < 1) {
            return {place, draws, std::max(margin, -largestMargin)};
        }
    }
    return {};
}

template <typename Person>
PairwiseSums descendRanks(Person person, const PairwiseRun& run, const WarpRule& rule, Random& random,
                          std::span<unsigned char> marks, const PairwiseTables& tables,
                          const PairwiseStep& step) {
    const StepFactors factors(step);
    PairwiseSums sums;
    forEachPerson(run.cells, [&](std::size_t begin, std::size_t end) {
        const auto own = run.cells.subspan(begin, end - begin);
        mark(own, 1, marks);
        person.take(own.front().user);
        for (const PairwiseCell& cell : own) {
            const std::uint32_t i = run.items[cell.place];
            float* const better = person.row(tables.items, i);
            const float score = person.product(better) + tables.biases[i];
            const Violation found = findViolation(person, score, run, rule.mostDraws, random, marks, tables);
            ++sums.steps;
            if (found.place == noPlace) {
                continue;
            }
            const std::uint32_t j = run.items[found.place];
            const float gain = rule.gains[static_cast<std::size_t>(found.draws)];
            sums.loss += static_cast<double>(gain) * (1 - found.margin);
            stepPair(person, factors, gain, better, person.row(tables.items, j), tables.biases[i],
                     tables.biases[j]);
        }
        person.put();
        mark(own, 0, marks);
    });
    return sums;
}

} // namespace

void drawNegatives(const PairwiseRun& run, Negatives kind, Random& random, std::span<unsigned char> marks,
                   std::vector<std::uint32_t>& negatives) {
    negatives.resize(run.cells.size());
    forEachPerson(run.cells, [&](std::size_t begin, std::size_t end) {
        const auto own = run.cells.subspan(begin, end - begin);
        mark(own, 1, marks);
        for (std::size_t pair = begin; pair < end; ++pair) {
            negatives[pair] = noPlace;
            for (int tries = 0; tries < mostTries && negatives[pair] == noPlace; ++tries) {
                const std::uint32_t place = kind == Negatives::Uniform
                                                ? drawBelow(random, run.items.size())
                                                : run.cells[drawBelow(random, run.cells.size())].place;
                negatives[pair] = marks[place] == 0 ? place : noPlace;
            }
        }
        mark(own, 0, marks);
    });
}

PairwiseSums descendPairs(const PairwiseRun& run, std::span<const std::uint32_t> negatives,
                          const PairwiseTables& tables, const PairwiseStep& step) {
    if (run.cells.empty()) {
        return {};
    }
    return withPerson(tables,
                      [&](const auto& person) { return descend(person, run, negatives, tables, step); });
}

std::vector<float> warpGains(std::size_t items, int mostDraws) {
    const std::size_t most = items > 1 ? items - 1 : 1;
    std::vector<double> sums(most + 1);
    for (std::size_t rank = 1; rank <= most; ++rank) {
        sums[rank] = sums[rank - 1] + 1 / static_cast<double>(rank);
    }
    std::vector<float> gains(static_cast<std::size_t>(mostDraws) + 1);
    for (std::size_t draws = 1; draws < gains.size(); ++draws) {
        gains[draws] = static_cast<float>(sums[std::max<std::size_t>(most / draws, 1)] / sums[most]);
    }
    return gains;
}

PairwiseSums descendWarp(const PairwiseRun& run, const WarpRule& rule, Random& random,
                         std::span<unsigned char> marks, const PairwiseTables& tables,
                         const PairwiseStep& step) {
    return withPerson(tables, [&](const auto& person) {
        return descendRanks(person, run, rule, random, marks, tables, step);
    });
}

} // namespace tastescope
