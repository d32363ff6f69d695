// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/newcomers/fallback_order.h"

#include "storage/export/json_writer.h"
#include "storage/project/project.h"
#include "storage/project/settings_store.h"

#include <simdjson.h>

#include <array>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view orderKey = "fallback_order";
constexpr std::array allSources{ListSource::Content, ListSource::Segment, ListSource::Popularity};

/// What this program has measured, by the fingerprint of the data.
class Measured {
public:
    std::optional<FallbackOrder> of(const std::string& data) const {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_orders.find(data);
        return found == m_orders.end() ? std::nullopt : std::optional(found->second);
    }
    void keep(const std::string& data, const FallbackOrder& order) {
        const std::scoped_lock lock(m_mutex);
        m_orders[data] = order;
    }

private:
    mutable std::mutex m_mutex;
    std::map<std::string, FallbackOrder> m_orders;
};

Measured& measured() {
    static Measured orders;
    return orders;
}

std::string textOf(const FallbackOrder& order, const std::string& fingerprint) {
    JsonWriter json;
    json.beginObject().field("data", fingerprint).field("people", order.people).key("order").beginArray();
    for (const ListSource source : order.sources) {
        json.value(listSourceName(source));
    }
    json.endArray().key("ndcg").beginObject();
    for (const ListSource source : allSources) {
        json.field(listSourceName(source), order.ndcg[static_cast<std::size_t>(source)]);
    }
    return json.endObject().endObject().text();
}

/// Nothing for what is of other data, and for what cannot be read: it is measured again.
std::optional<FallbackOrder> parseOrder(const std::string& text, const std::string& fingerprint) {
    simdjson::dom::parser parser;
    simdjson::dom::element object;
    std::string_view data;
    std::uint64_t people = 0;
    simdjson::dom::array names;
    if (parser.parse(text).get(object) != simdjson::SUCCESS ||
        object["data"].get(data) != simdjson::SUCCESS || data != fingerprint ||
        object["people"].get(people) != simdjson::SUCCESS ||
        object["order"].get(names) != simdjson::SUCCESS) {
        return std::nullopt;
    }
    FallbackOrder order;
    order.people = people;
    order.sources.clear();
    for (const simdjson::dom::element name : names) {
        std::string_view word;
        const auto source = name.get(word) == simdjson::SUCCESS ? parseListSource(word)
                                                                : Result<ListSource>(cancelledError());
        if (!source || *source == ListSource::Model || order.has(*source)) {
            return std::nullopt;
        }
        order.sources.push_back(*source);
    }
    order.ndcg.fill(std::numeric_limits<double>::quiet_NaN());
    for (const ListSource source : allSources) {
        double value = 0;
        if (object["ndcg"][listSourceName(source)].get(value) == simdjson::SUCCESS) {
            order.ndcg[static_cast<std::size_t>(source)] = value;
        }
    }
    return !order.sources.empty() && order.sources.back() == ListSource::Popularity ? std::optional(order)
                                                                                    : std::nullopt;
}

std::optional<FallbackOrder> keptIn(const Project& project, const std::string& fingerprint) {
    const Result<std::optional<std::string>> text = project.settings().value(orderKey);
    return text && *text ? parseOrder(**text, fingerprint) : std::nullopt;
}

Result<FallbackOrder> measureNow(const Dataset& data, const std::string& fingerprint,
                                 const ExecutionContext& context) {
    ExecutionContext quiet = context; // a part of something that reports of itself
    quiet.progress = nullptr;
    TRY_ASSIGN(auto order, measureFallbackOrder(data, quiet));
    measured().keep(fingerprint, order);
    return order;
}

} // namespace

Result<FallbackOrder> fallbackOrderOf(const Project& project, const Dataset& data,
                                      const ExecutionContext& context) {
    recallFallbackOrder(project, data);
    return fallbackOrderOf(data, context);
}

Result<FallbackOrder> fallbackOrderOf(const Dataset& data, const ExecutionContext& context) {
    auto known = knownFallbackOrder(data);
    return known ? Result(*std::move(known)) : measureNow(data, data.fingerprint(), context);
}

std::optional<FallbackOrder> knownFallbackOrder(const Dataset& data) {
    return measured().of(data.fingerprint());
}

void recallFallbackOrder(const Project& project, const Dataset& data) {
    const std::string fingerprint = data.fingerprint();
    if (measured().of(fingerprint)) {
        return; // the same, or newer
    }
    if (const auto kept = keptIn(project, fingerprint)) {
        measured().keep(fingerprint, *kept);
    }
}

Result<void> keepFallbackOrder(Project& project, const Dataset& data) {
    const std::string fingerprint = data.fingerprint();
    const auto order = measured().of(fingerprint);
    if (!order || keptIn(project, fingerprint)) {
        return {};
    }
    return project.settings().set(orderKey, textOf(*order, fingerprint));
}

} // namespace tastescope
