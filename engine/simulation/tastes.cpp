// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/tastes.h"

#include "engine/data/demo/demo_world.h"
#include "engine/ranking/scan.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr float satiationKept = 0.5F; ///< from a round to the next

double lengthOf(std::span<const float> vector) {
    double sum = 0;
    for (const float value : vector) {
        sum += static_cast<double>(value) * static_cast<double>(value);
    }
    return std::sqrt(sum);
}

} // namespace

TasteWorld demoTastes(const DemoTruth& truth) {
    TasteWorld world;
    world.dimensions = truth.dimensions;
    world.tastesPerPerson = truth.tastesPerUser;
    world.items = truth.itemVectors;
    world.weights = truth.tasteWeights;
    world.tastes.resize(truth.tasteVectors.size());
    for (std::size_t at = 0; at < world.tastes.size(); ++at) {
        world.tastes[at] = truth.tasteVectors[at] + truth.tasteDrift[at];
    }
    // As demo_sessions decides between a listen and a skip.
    world.strength = demoListenStrength;
    world.threshold = demoListenThreshold;
    world.truth = true;
    return world;
}

Tastes::Tastes(const TasteWorld& world, std::span<const UserIndex> people)
    : m_world(&world)
    , m_people(people.size())
    , m_had(people.size() * world.dimensions, 0.0F) {
    m_first.push_back(0);
    for (std::size_t person = 0; person < people.size(); ++person) {
        for (std::size_t taste = 0; taste < world.tastesPerPerson; ++taste) {
            const std::size_t at = people[person].value * world.tastesPerPerson + taste;
            if (world.weights[at] > 0) {
                m_owners.push_back(person);
                m_weights.push_back(world.weights[at]);
                const auto vector = std::span(world.tastes).subspan(at * world.dimensions, world.dimensions);
                m_tastes.insert(m_tastes.end(), vector.begin(), vector.end());
            }
        }
        m_first.push_back(m_owners.size());
    }
    m_start = m_tastes;
}

std::size_t Tastes::best(std::size_t person, ItemIndex item) const {
    std::size_t best = m_first[person];
    float most = -2;
    for (std::size_t at = m_first[person]; at < m_first[person + 1]; ++at) {
        const float match = scanProduct(vector(at), m_world->item(item), m_world->dimensions);
        if (match > most) {
            most = match;
            best = at;
        }
    }
    return best;
}

double Tastes::match(std::size_t person, ItemIndex item) const {
    const std::size_t at = best(person, item);
    return at < m_first[person + 1] ? static_cast<double>(scanProduct(vector(at), m_world->item(item),
                                                                      m_world->dimensions))
                                    : 0; // somebody of whom nothing is known
}

double Tastes::satiation(std::size_t person, ItemIndex item) const {
    return std::max(0.0, static_cast<double>(scanProduct(&m_had[person * m_world->dimensions],
                                                         m_world->item(item), m_world->dimensions)));
}

double Tastes::utility(std::size_t person, ItemIndex item, double boredom) const {
    const double had = boredom > 0 ? satiation(person, item) : 0;
    return m_world->strength * (match(person, item) - m_world->threshold - boredom * had);
}

void Tastes::consume(std::size_t person, ItemIndex item, double drift) {
    const std::size_t dimensions = m_world->dimensions;
    const float* towards = m_world->item(item);
    float* had = &m_had[person * dimensions];
    for (std::size_t d = 0; d < dimensions; ++d) {
        had[d] += towards[d];
    }
    const std::size_t at = best(person, item);
    if (drift <= 0 || at >= m_first[person + 1]) {
        return;
    }
    const std::span<float> taste = std::span(m_tastes).subspan(at * dimensions, dimensions);
    const double length = lengthOf(taste);
    const double match = static_cast<double>(scanProduct(taste.data(), towards, dimensions));
    if (!(length > 0) || !(match > 0)) {
        return; // what does not fit at all moves nobody
    }
    for (std::size_t d = 0; d < dimensions; ++d) {
        taste[d] += static_cast<float>(drift * match) * towards[d];
    }
    const double longer = lengthOf(taste);
    for (float& value : taste) {
        value = static_cast<float>(static_cast<double>(value) * length / longer);
    }
}

void Tastes::rest() {
    for (float& value : m_had) {
        value *= satiationKept;
    }
}

double Tastes::moved(std::size_t person) const {
    const std::size_t dimensions = m_world->dimensions;
    double mean = 0;
    double weights = 0;
    for (std::size_t at = m_first[person]; at < m_first[person + 1]; ++at) {
        double squares = 0;
        for (std::size_t d = at * dimensions; d < (at + 1) * dimensions; ++d) {
            const double by = static_cast<double>(m_tastes[d]) - static_cast<double>(m_start[d]);
            squares += by * by;
        }
        mean += static_cast<double>(m_weights[at]) * std::sqrt(squares);
        weights += static_cast<double>(m_weights[at]);
    }
    return weights > 0 ? mean / weights : 0;
}

} // namespace tastescope
