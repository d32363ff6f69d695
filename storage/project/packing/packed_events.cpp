// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/packing/packed_events.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace tastescope {
namespace {

constexpr std::uint32_t formatVersion = 1;
constexpr std::size_t parallelRows = 1 << 16;

enum class Coding : std::uint32_t { Absent, Scaled, Dictionary };

struct ColumnHeader {
    Coding coding = Coding::Absent;
    std::uint32_t width = 0;   ///< bytes of one code: 1, 2, 4 or 8
    std::int64_t base = 0;     ///< Scaled: value = base + code × unit
    std::uint64_t unit = 1;    ///< Scaled
    std::uint64_t missing = 0; ///< Scaled: 1 = the highest code of that width means noTime
    std::uint64_t words = 0;   ///< Dictionary: entries of 4 bytes before the codes
};

struct BlockHeader {
    std::uint32_t version = formatVersion;
    std::uint32_t reserved = 0;
    std::uint64_t users = 0;
    std::uint64_t rows = 0;
};

std::uint32_t widthOf(std::uint64_t highest) {
    return highest <= 0xFF ? 1 : highest <= 0xFFFF ? 2 : highest <= 0xFFFFFFFF ? 4 : 8;
}

template <typename Function>
void withCodeType(std::uint32_t width, const Function& function) {
    switch (width) {
    case 1:
        return function(std::uint8_t{});
    case 2:
        return function(std::uint16_t{});
    case 4:
        return function(std::uint32_t{});
    default:
        return function(std::uint64_t{});
    }
}

class Writer {
public:
    template <typename T>
    void value(const T& plain) {
        std::memcpy(grow(sizeof(T)), &plain, sizeof(T));
    }
    /// `codeAt(row)` for every row, in `width` bytes each.
    template <typename CodeAt>
    void codes(std::size_t rows, std::uint32_t width, const CodeAt& codeAt) {
        withCodeType(width, [&](auto sample) {
            using Code = decltype(sample);
            std::byte* out = grow(rows * sizeof(Code));
            for (std::size_t row = 0; row < rows; ++row) {
                const auto code = static_cast<Code>(codeAt(row));
                std::memcpy(out + row * sizeof(Code), &code, sizeof(Code));
            }
        });
    }
    std::vector<std::byte> take() { return std::move(m_bytes); }

private:
    std::byte* grow(std::size_t count) {
        m_bytes.resize(m_bytes.size() + count);
        return m_bytes.data() + (m_bytes.size() - count);
    }
    std::vector<std::byte> m_bytes;
};

void writeItems(Writer& out, std::span<const ItemIndex> items) {
    std::uint32_t highest = 0;
    for (const ItemIndex item : items) {
        highest = std::max(highest, item.value);
    }
    ColumnHeader header{Coding::Scaled, widthOf(highest)};
    out.value(header);
    out.codes(items.size(), header.width, [&](std::size_t row) { return items[row].value; });
}

void writeSignals(Writer& out, std::span<const SignalIndex> signals) {
    ColumnHeader header{signals.empty() ? Coding::Absent : Coding::Scaled, 1};
    out.value(header);
    out.codes(signals.size(), 1, [&](std::size_t row) { return signals[row]; });
}

void writeValues(Writer& out, std::span<const float> values) {
    // By bits: NaN is a value like any other here, and -0 is not 0.
    std::unordered_map<std::uint32_t, std::uint32_t> codes;
    std::vector<std::uint32_t> words;
    std::vector<std::uint8_t> coded(values.size());
    std::uint32_t previousBits = 0;
    std::uint32_t previousCode = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        const auto bits = std::bit_cast<std::uint32_t>(values[row]);
        if (row == 0 || bits != previousBits) {
            const auto [place, added] = codes.emplace(bits, static_cast<std::uint32_t>(words.size()));
            if (added) {
                words.push_back(bits);
            }
            previousBits = bits;
            previousCode = place->second;
            if (words.size() > 256) {
                break;
            }
        }
        coded[row] = static_cast<std::uint8_t>(previousCode);
    }
    const bool dictionary = words.size() <= 256;
    ColumnHeader header{values.empty() ? Coding::Absent
                        : dictionary   ? Coding::Dictionary
                                       : Coding::Scaled,
                        dictionary ? 1U : 4U};
    header.words = dictionary ? words.size() : 0;
    out.value(header);
    if (dictionary) {
        out.codes(words.size(), 4, [&](std::size_t word) { return words[word]; });
        out.codes(coded.size(), 1, [&](std::size_t row) { return coded[row]; });
    } else {
        out.codes(values.size(), 4,
                  [&](std::size_t row) { return std::bit_cast<std::uint32_t>(values[row]); });
    }
}

void writeTimes(Writer& out, std::span<const Time> times) {
    ColumnHeader header;
    Time lowest = 0;
    Time highest = 0;
    bool any = false;
    for (const Time time : times) {
        if (time != noTime) {
            lowest = any ? std::min(lowest, time) : time;
            highest = any ? std::max(highest, time) : time;
            any = true;
        } else {
            header.missing = 1;
        }
    }
    // Differences are taken modulo 2^64, so that they are right for any two times.
    const auto offset = [&](Time time) {
        return static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(lowest);
    };
    std::uint64_t unit = 0;
    for (const Time time : times) {
        if (time != noTime && unit != 1) {
            unit = std::gcd(unit, offset(time));
        }
    }
    header.coding = times.empty() ? Coding::Absent : Coding::Scaled;
    header.base = lowest;
    header.unit = std::max<std::uint64_t>(unit, 1);
    const std::uint64_t top = offset(highest) / header.unit;
    header.width = widthOf(header.missing && top < UINT64_MAX ? top + 1 : top);
    out.value(header);
    const std::uint64_t missingCode = UINT64_MAX >> (64 - 8 * header.width);
    out.codes(times.size(), header.width, [&](std::size_t row) {
        return times[row] == noTime ? missingCode : offset(times[row]) / header.unit;
    });
}

class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    template <typename T>
    std::optional<T> value() {
        const std::optional<std::span<const std::byte>> bytes = take(1, sizeof(T));
        if (!bytes) {
            return std::nullopt;
        }
        T plain;
        std::memcpy(&plain, bytes->data(), sizeof(T));
        return plain;
    }
    std::optional<std::span<const std::byte>> take(std::uint64_t count, std::size_t width) {
        if (count > m_bytes.size() / width) {
            return std::nullopt;
        }
        const std::span<const std::byte> taken = m_bytes.first(count * width);
        m_bytes = m_bytes.subspan(count * width);
        return taken;
    }
    bool atEnd() const { return m_bytes.empty(); }

private:
    std::span<const std::byte> m_bytes;
};

/// Decodes into `out`; `decode(code, value)` says whether the code may be.
template <typename T, typename Decode>
bool readCodes(std::span<const std::byte> bytes, std::uint32_t width, std::vector<T>& out,
               const ExecutionContext& context, const Decode& decode) {
    std::atomic<bool> good = true;
    withCodeType(width, [&](auto sample) {
        using Code = decltype(sample);
        out.resize(bytes.size() / sizeof(Code));
        const bool finished =
            parallelChunks(context, out.size(), parallelRows, [&](std::size_t begin, std::size_t end) {
                bool fine = true;
                for (std::size_t row = begin; row < end; ++row) {
                    Code code = 0;
                    std::memcpy(&code, bytes.data() + row * sizeof(Code), sizeof(Code));
                    fine = decode(code, out[row]) && fine;
                }
                if (!fine) {
                    good = false;
                }
            });
        if (!finished) {
            good = false;
        }
    });
    return good;
}

bool validWidth(std::uint32_t width) {
    return width == 1 || width == 2 || width == 4 || width == 8;
}

/// The header and the codes of one column; an absent column has no codes.
struct Column {
    ColumnHeader header;
    std::vector<std::uint32_t> words;
    std::span<const std::byte> codes;
};

std::optional<Column> readColumn(Reader& in, std::uint64_t rows) {
    const std::optional<ColumnHeader> header = in.value<ColumnHeader>();
    if (!header || header->coding > Coding::Dictionary) {
        return std::nullopt;
    }
    Column column{*header, {}, {}};
    if (header->coding == Coding::Absent) {
        return column;
    }
    const auto words = in.take(header->words, 4);
    const auto codes = validWidth(header->width) ? in.take(rows, header->width) : std::nullopt;
    if (!words || !codes) {
        return std::nullopt;
    }
    column.words.resize(header->words);
    if (!column.words.empty()) {
        std::memcpy(column.words.data(), words->data(), words->size());
    }
    column.codes = *codes;
    return column;
}

bool readValues(const Column& column, std::vector<float>& values, const ExecutionContext& context) {
    if (column.header.coding == Coding::Dictionary) {
        return readCodes(column.codes, column.header.width, values, context, [&](auto code, float& out) {
            const bool known = code < column.words.size();
            out = known ? std::bit_cast<float>(column.words[code]) : 0;
            return known;
        });
    }
    return (column.codes.empty() || column.header.width == 4) &&
           readCodes(column.codes, 4, values, context, [](auto code, float& out) {
               out = std::bit_cast<float>(static_cast<std::uint32_t>(code));
               return true;
           });
}

bool readTimes(const Column& column, std::vector<Time>& times, const ExecutionContext& context) {
    const ColumnHeader& header = column.header;
    const auto base = static_cast<std::uint64_t>(header.base);
    return readCodes(column.codes, column.codes.empty() ? 1 : header.width, times, context,
                     [&](auto code, Time& out) {
                         const bool missing = header.missing != 0 && static_cast<decltype(code)>(~code) == 0;
                         out = missing ? noTime : static_cast<Time>(base + code * header.unit);
                         return true;
                     });
}

std::optional<std::vector<std::uint64_t>> readOffsets(Reader& in, const BlockHeader& block) {
    const auto counts = in.take(block.users, 4);
    if (!counts) {
        return std::nullopt;
    }
    std::vector<std::uint64_t> offsets(block.users + 1, 0);
    for (std::size_t user = 0; user < block.users; ++user) {
        std::uint32_t count = 0;
        std::memcpy(&count, counts->data() + user * 4, 4);
        offsets[user + 1] = offsets[user] + count;
    }
    return offsets.back() == block.rows ? std::optional(std::move(offsets)) : std::nullopt;
}

/// Within every user's rows, as Interactions promises.
bool ascend(std::span<const Time> times, std::span<const std::uint64_t> offsets) {
    for (std::size_t user = 0; !times.empty() && user + 1 < offsets.size(); ++user) {
        if (!std::ranges::is_sorted(times.subspan(offsets[user], offsets[user + 1] - offsets[user]))) {
            return false;
        }
    }
    return true;
}

} // namespace

std::vector<std::byte> packEvents(const Interactions& events, std::size_t users) {
    Writer out;
    out.value(BlockHeader{formatVersion, 0, users, events.size()});
    out.codes(users, 4, [&](std::size_t user) {
        const UserIndex index(user);
        return user < events.userCount() ? events.lastOf(index) - events.firstOf(index) : 0;
    });
    writeItems(out, events.items());
    writeSignals(out, events.signals());
    writeValues(out, events.values());
    writeTimes(out, events.times());
    return out.take();
}

std::optional<Interactions> unpackEvents(std::span<const std::byte> bytes, std::size_t users,
                                         std::size_t items, std::size_t signals,
                                         const ExecutionContext& context) {
    Reader in(bytes);
    const std::optional<BlockHeader> block = in.value<BlockHeader>();
    if (!block || block->version != formatVersion || block->users != users) {
        return std::nullopt;
    }
    std::optional<std::vector<std::uint64_t>> offsets = readOffsets(in, *block);
    if (!offsets) {
        return std::nullopt;
    }
    std::vector<Column> columns;
    for (int place = 0; place < 4; ++place) {
        std::optional<Column> column = readColumn(in, block->rows);
        if (!column) {
            return std::nullopt;
        }
        columns.push_back(std::move(*column));
    }
    if (!in.atEnd()) {
        return std::nullopt;
    }
    std::vector<ItemIndex> itemColumn;
    std::vector<SignalIndex> signalColumn;
    std::vector<float> values;
    std::vector<Time> times;
    const bool good = readCodes(columns[0].codes, columns[0].header.width, itemColumn, context,
                                [&](auto code, ItemIndex& out) {
                                    out.value = static_cast<std::uint32_t>(code);
                                    return code < items;
                                }) &&
                      (columns[1].codes.empty() || columns[1].header.width == 1) &&
                      readCodes(columns[1].codes, 1, signalColumn, context,
                                [&](auto code, SignalIndex& out) {
                                    out = static_cast<SignalIndex>(code);
                                    return code < signals;
                                }) &&
                      readValues(columns[2], values, context) && readTimes(columns[3], times, context);
    const auto whole = [&](const auto& column) { return column.empty() || column.size() == block->rows; };
    if (!good || itemColumn.size() != block->rows || !whole(signalColumn) || !whole(values) ||
        !whole(times) || !ascend(times, *offsets)) {
        return std::nullopt;
    }
    return Interactions(std::move(*offsets), std::move(itemColumn), std::move(signalColumn),
                        std::move(values), std::move(times));
}

} // namespace tastescope
