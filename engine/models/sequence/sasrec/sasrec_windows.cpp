// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/sasrec/sasrec_windows.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"

#include <algorithm>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 256;

/// Random streams of their own for each purpose, epoch and person.
enum class Purpose : std::uint64_t { Ties = 2, Cuts = 3, Order = 4 };
std::uint64_t streamOf(Purpose purpose, int epoch, std::size_t user) {
    return static_cast<std::uint64_t>(purpose) << 56 | static_cast<std::uint64_t>(epoch) << 32 | user;
}

} // namespace

SasRecWindows::SasRecWindows(ItemSequences sequences, const SasRecShape& shape, std::size_t validation,
                             std::uint64_t seed)
    : m_sequences(std::move(sequences))
    , m_shape(shape)
    , m_seed(seed)
    , m_isHeld(m_sequences.users())
    , m_held(tastescope::heldUsers(m_sequences, validation, seed))
    , m_items(m_sequences.items) {
    for (const std::uint32_t user : m_held) {
        m_isHeld[user] = 1;
    }
    m_tokens = m_sequences.items.size() - m_held.size();
}

void SasRecWindows::shuffleTies(std::size_t user, int epoch) {
    const auto original = m_sequences.itemsOf(user).first(trainedOf(user));
    const auto tied = m_sequences.tiedOf(user);
    const std::span row = std::span(m_items).subspan(m_sequences.offsets[user], original.size());
    std::ranges::copy(original, row.begin());
    Random random(m_seed, streamOf(Purpose::Ties, epoch, user));
    for (std::size_t first = 0; first < row.size();) {
        std::size_t last = first + 1;
        while (last < row.size() && tied[last] != 0) {
            ++last;
        }
        if (last - first > 1) {
            random.shuffle(row.subspan(first, last - first));
        }
        first = last;
    }
}

void SasRecWindows::beginEpoch(int epoch, const ExecutionContext& context) {
    parallelChunks(context, m_sequences.users(), usersPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t user = begin; user < end; ++user) {
            shuffleTies(user, epoch);
        }
    });
    m_windows.clear();
    for (std::size_t user = 0; user < m_sequences.users(); ++user) {
        const std::size_t tokens = trainedOf(user); // the last item is a target only
        std::size_t cut = std::min(tokens, m_shape.length);
        if (tokens > m_shape.length) {
            cut = 1 + Random(m_seed, streamOf(Purpose::Cuts, epoch, user)).below(m_shape.length);
        }
        for (std::size_t first = 0; first < tokens;) {
            m_windows.push_back({static_cast<std::uint32_t>(user), static_cast<std::uint32_t>(first),
                                 static_cast<std::uint32_t>(cut)});
            first += cut;
            cut = std::min(tokens - first, m_shape.length);
        }
    }
    Random(m_seed, streamOf(Purpose::Order, epoch, 0)).shuffle(std::span(m_windows));
}

void SasRecWindows::append(std::size_t window, PackedSequences& batch) const {
    const Window& own = m_windows[window];
    const ItemIndex* const row = m_items.data() + m_sequences.offsets[own.user];
    for (std::uint32_t token = own.first; token < own.first + own.count; ++token) {
        batch.inputs.push_back(token == 0 ? m_shape.start() : row[token - 1].value);
        batch.targets.push_back(row[token].value);
    }
    batch.endSequence();
}

} // namespace tastescope
