// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/experiment_lists.h"

#include "storage/project/experiment_arrays.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tastescope {
namespace {

// All are arrays of no model: what reads columns of values passes them over, in older versions, too.
constexpr std::int64_t ofNoModel = -1;
constexpr std::string_view itemsName = "listed items";
constexpr std::string_view heldOutName = "held-out items";

using Words = std::vector<std::uint32_t>;

std::string nameOf(std::size_t model) {
    return fmt::format("lists of model {}", model);
}

Error damaged(std::int64_t experiment) {
    return {ErrorCode::Corrupt, fmt::format("The lists of experiment {} are damaged", experiment),
            "Run the evaluation again; the data is not affected", ""};
}

Words wordsOf(const std::vector<KeptHeldOut>& parts) {
    Words words;
    for (const KeptHeldOut& part : parts) {
        words.push_back(part.count);
        words.push_back(static_cast<std::uint32_t>(part.items.size()));
        words.insert(words.end(), part.items.begin(), part.items.end());
    }
    return words;
}

Words wordsOf(const std::vector<KeptList>& lists) {
    Words words;
    for (const KeptList& list : lists) {
        words.push_back(static_cast<std::uint32_t>(list.size()));
        for (const KeptPlace& place : list) {
            words.push_back(place.item);
            words.push_back(std::bit_cast<std::uint32_t>(place.score));
        }
    }
    return words;
}

/// Takes words one after the other; once they are used up, or wrong, it has failed for good.
class WordReader {
public:
    WordReader(const Words& words, std::size_t items) : m_left(words), m_items(items) {}

    std::uint32_t next() {
        if (m_left.empty()) {
            m_failed = true;
            return 0;
        }
        const std::uint32_t word = m_left.front();
        m_left = m_left.subspan(1);
        return word;
    }
    /// How many entries of `size` words follow.
    std::size_t count(std::size_t size) {
        const std::size_t entries = next();
        m_failed = m_failed || entries > m_left.size() / size;
        return m_failed ? 0 : entries;
    }
    std::uint32_t item() {
        const std::uint32_t row = next();
        m_failed = m_failed || row >= m_items;
        return row;
    }
    float score() {
        const auto value = std::bit_cast<float>(next());
        m_failed = m_failed || !std::isfinite(value);
        return value;
    }
    bool done() const { return !m_failed && m_left.empty(); }
    bool failed() const { return m_failed; }

private:
    std::span<const std::uint32_t> m_left;
    std::size_t m_items;
    bool m_failed = false;
};

std::optional<std::vector<KeptHeldOut>> heldOutOf(const Words& words, std::size_t items, std::size_t judged) {
    WordReader reader(words, items);
    std::vector<KeptHeldOut> parts;
    while (parts.size() < judged && !reader.failed()) {
        KeptHeldOut& part = parts.emplace_back();
        part.count = reader.next();
        part.items.resize(reader.count(1));
        std::ranges::generate(part.items, [&] { return reader.item(); });
    }
    return reader.done() ? std::optional(std::move(parts)) : std::nullopt;
}

std::optional<std::vector<KeptList>> listsOf(const Words& words, std::size_t items, std::size_t judged) {
    WordReader reader(words, items);
    std::vector<KeptList> lists;
    while (lists.size() < judged && !reader.failed()) {
        KeptList& list = lists.emplace_back(reader.count(2));
        for (KeptPlace& place : list) {
            place.item = reader.item();
            place.score = reader.score();
        }
    }
    return reader.done() ? std::optional(std::move(lists)) : std::nullopt;
}

/// Nothing for what is not kept.
Result<std::optional<Words>> readWords(sqlite::Database& database, std::int64_t experiment,
                                       std::string_view name) {
    const auto bytes = readArray(database, {experiment, ofNoModel, name}, mostIdBytes);
    if (!bytes && bytes.error().code == ErrorCode::NotFound) {
        return std::optional<Words>();
    }
    if (!bytes) {
        return bytes.error();
    }
    if (bytes->size() % sizeof(std::uint32_t) != 0) {
        return damaged(experiment);
    }
    Words words(bytes->size() / sizeof(std::uint32_t));
    if (!words.empty()) {
        std::memcpy(words.data(), bytes->data(), bytes->size());
    }
    return std::optional(std::move(words));
}

} // namespace

Result<void> writeKeptLists(sqlite::Database& database, std::int64_t experiment, const KeptLists& lists,
                            const std::stop_token& stop) {
    if (!lists.items || lists.items->empty()) {
        return {};
    }
    const std::string ids = packedIds(*lists.items);
    const auto write = [&](std::string_view name, const auto& values) {
        return writeArray(database, {experiment, ofNoModel, name}, std::as_bytes(std::span(values)), stop);
    };
    TRY(write(itemsName, ids));
    TRY(write(heldOutName, wordsOf(lists.heldOut)));
    for (std::size_t model = 0; model < lists.ofModel.size(); ++model) {
        TRY(write(nameOf(model), wordsOf(lists.ofModel[model])));
    }
    return {};
}

Result<KeptLists> readKeptLists(sqlite::Database& database, std::int64_t experiment, std::size_t models,
                                std::size_t judged) {
    KeptLists lists;
    const auto ids = readArray(database, {experiment, ofNoModel, itemsName}, mostIdBytes);
    if (!ids) {
        return ids.error().code == ErrorCode::NotFound ? Result(std::move(lists)) : ids.error();
    }
    lists.items = unpackedIds(*ids);
    TRY_ASSIGN(const auto parts, readWords(database, experiment, heldOutName));
    auto heldOut = lists.items && parts ? heldOutOf(*parts, lists.items->size(), judged) : std::nullopt;
    if (!heldOut) {
        return damaged(experiment);
    }
    lists.heldOut = std::move(*heldOut);
    lists.ofModel.resize(models);
    for (std::size_t model = 0; model < models; ++model) {
        TRY_ASSIGN(const auto words, readWords(database, experiment, nameOf(model)));
        auto own = words ? listsOf(*words, lists.items->size(), judged) : std::vector<KeptList>();
        if (!own) {
            return damaged(experiment);
        }
        lists.ofModel[model] = std::move(*own);
    }
    return lists;
}

} // namespace tastescope
