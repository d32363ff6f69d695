// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/dataset.h"

#include "engine/base/fingerprint.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <mutex>
#include <utility>

namespace tastescope {
namespace {

void addIds(Fingerprint& print, const IdMap& ids) {
    print.add(static_cast<std::uint64_t>(ids.size()));
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
        print.add(ids.at(row));
    }
}

// Every NaN means "unknown", whatever its bits.
template <typename Float, typename Bits>
void addNumbers(Fingerprint& print, std::span<const Float> numbers) {
    std::vector<Bits> bits;
    bits.reserve(numbers.size());
    for (const Float number : numbers) {
        bits.push_back(std::isnan(number) ? ~Bits{0} : std::bit_cast<Bits>(number));
    }
    print.addArray(std::span<const Bits>(bits));
}

void addAttributes(Fingerprint& print, const AttributeTable& table) {
    print.add(static_cast<std::uint64_t>(table.rows));
    print.add(static_cast<std::uint64_t>(table.columns.size()));
    for (const AttributeColumn& column : table.columns) {
        print.add(column.name);
        print.add(static_cast<std::uint64_t>(column.kind));
        for (const std::string& text : column.texts) {
            print.add(text);
        }
        addNumbers<double, std::uint64_t>(print, column.numbers);
        print.addArray(std::span<const Time>(column.dates));
        for (const std::string& word : column.words) {
            print.add(word);
        }
        print.addArray(std::span<const std::uint32_t>(column.offsets));
        print.addArray(std::span<const std::uint32_t>(column.codes));
    }
}

void addSignals(Fingerprint& print, std::span<const SignalType> signals) {
    print.add(static_cast<std::uint64_t>(signals.size()));
    for (const SignalType& signal : signals) {
        print.add(signal.name);
        print.add(static_cast<std::uint64_t>(signal.kind));
        print.add(std::bit_cast<std::uint64_t>(signal.weight));
        print.add(static_cast<std::uint64_t>(signal.useValue));
    }
}

void addEvents(Fingerprint& print, const Interactions& events) {
    print.addArray(events.userOffsets());
    print.add(std::as_bytes(events.items()));
    print.addArray(events.signals());
    addNumbers<float, std::uint32_t>(print, events.values());
    print.addArray(events.times());
}

// Interactions built before the last users were known have too few rows: the missing ones are empty.
std::shared_ptr<const Interactions> withUsers(std::shared_ptr<const Interactions> events, std::size_t users) {
    if (events->userCount() >= users) {
        return events;
    }
    std::vector<std::uint64_t> offsets(events->userOffsets().begin(), events->userOffsets().end());
    offsets.resize(users + 1, events->size());
    const auto copy = [](const auto column) {
        return std::vector<std::remove_const_t<typename decltype(column)::element_type>>(column.begin(),
                                                                                         column.end());
    };
    return std::make_shared<Interactions>(std::move(offsets), copy(events->items()), copy(events->signals()),
                                          copy(events->values()), copy(events->times()));
}

} // namespace

struct Dataset::LazyFingerprint {
    std::once_flag once;
    std::string text;
};

Dataset::Dataset(Parts parts, const ExecutionContext& context)
    : m_parts(std::move(parts))
    , m_fingerprint(std::make_shared<LazyFingerprint>()) {
    m_parts.events = withUsers(std::move(m_parts.events), userCount());
    assert(m_parts.events->userCount() == userCount());
    m_matrix = std::make_shared<InteractionMatrix>(
        InteractionMatrix::build(*m_parts.events, m_parts.signals, itemCount(), m_parts.matrix, context));
}

std::string Dataset::itemLabel(ItemIndex item) const {
    const std::string_view title = itemAttributes().title(item);
    return std::string(title.empty() ? items().at(item.value) : title);
}

History Dataset::historyOf(UserIndex user) const {
    const auto seen = m_matrix->itemsOf(user);
    const auto weights = m_matrix->valuesOf(user);
    History history;
    history.reserve(seen.size());
    for (std::size_t place = 0; place < seen.size(); ++place) {
        history.push_back({seen[place], weights[place], noTime});
    }
    if ((events().hasTimes() || events().hasValues()) && !history.empty()) {
        for (std::size_t row = events().firstOf(user); row < events().lastOf(user); ++row) {
            const auto place = std::ranges::lower_bound(seen, events().item(row)) - seen.begin();
            HistoryEntry& past = history[static_cast<std::size_t>(place)];
            past.time = std::max(past.time, events().time(row));
            const float value = events().value(row);
            const SignalIndex signal = events().signal(row);
            if (!std::isnan(value) && signal < signals().size() &&
                signals()[signal].kind == SignalKind::Explicit) {
                past.rating = value;
            }
        }
    }
    return history;
}

std::string Dataset::fingerprint() const {
    std::call_once(m_fingerprint->once, [this] {
        Fingerprint print;
        addIds(print, users());
        addIds(print, items());
        addSignals(print, signals());
        addEvents(print, events());
        addAttributes(print, itemAttributes().table());
        addAttributes(print, userAttributes());
        m_fingerprint->text = print.text();
    });
    return m_fingerprint->text;
}

std::shared_ptr<const Dataset> Dataset::withEvents(std::shared_ptr<const Interactions> events,
                                                   const ExecutionContext& context) const {
    Parts parts = m_parts;
    parts.events = std::move(events);
    return std::make_shared<Dataset>(std::move(parts), context);
}

std::shared_ptr<const Dataset> Dataset::withMatrix(const MatrixOptions& options,
                                                   const ExecutionContext& context) const {
    Parts parts = m_parts;
    parts.matrix = options;
    return std::make_shared<Dataset>(std::move(parts), context);
}

} // namespace tastescope
