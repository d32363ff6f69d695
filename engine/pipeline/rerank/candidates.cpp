// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/candidates.h"

#include "engine/base/large_pages.h"
#include "engine/base/parallel.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t peoplePerChunk = 16;
constexpr std::size_t mostKept = 4'000'000; ///< candidates of all conditions about people
constexpr std::uint32_t unnumbered = std::numeric_limits<std::uint32_t>::max();

std::vector<std::pair<std::uint32_t, double>> tastesOf(const History& history,
                                                       const AttributeColumn* categories) {
    std::vector<double> weights(categories ? categories->words.size() : 0);
    double total = 0;
    for (const HistoryEntry& entry : history) {
        const auto codes =
            categories ? categories->codesOf(entry.item.value) : std::span<const std::uint32_t>();
        for (const std::uint32_t code : entry.weight > 0 ? codes : std::span<const std::uint32_t>()) {
            weights[code] += 1 / static_cast<double>(codes.size());
        }
        total += entry.weight > 0 && !codes.empty() ? 1 : 0;
    }
    std::vector<std::pair<std::uint32_t, double>> tastes;
    for (std::uint32_t code = 0; code < weights.size(); ++code) {
        if (weights[code] > 0) {
            tastes.emplace_back(code, weights[code] / total);
        }
    }
    return tastes;
}

/// Numbers values as they come.
class Coder {
public:
    explicit Coder(std::size_t items) { m_out.offsets.reserve(items + 1); }
    void item() { m_out.offsets.push_back(static_cast<std::uint32_t>(m_out.codes.size())); }
    void value(const std::string& name) {
        const auto [found, isNew] = m_known.try_emplace(name, static_cast<std::uint32_t>(m_out.names.size()));
        if (isNew) {
            m_out.names.push_back(name);
        }
        m_out.codes.push_back(found->second);
    }
    ItemCodes finish() {
        item();
        m_out.values = m_out.names.size();
        for (std::size_t at = 0; at + 1 < m_out.offsets.size(); ++at) {
            m_out.single = m_out.single && m_out.offsets[at + 1] - m_out.offsets[at] < 2;
        }
        return std::move(m_out);
    }

private:
    ItemCodes m_out;
    std::unordered_map<std::string, std::uint32_t> m_known;
};

ItemCodes codesOfColumn(const AttributeColumn& column, std::size_t items) {
    Coder coder(items);
    for (std::size_t row = 0; row < items; ++row) {
        coder.item();
        if (column.kind == AttributeKind::List) {
            std::vector<std::uint32_t> seen;
            for (const std::uint32_t code : column.codesOf(row)) {
                if (std::ranges::find(seen, code) == seen.end()) {
                    seen.push_back(code);
                    coder.value(column.words[code]);
                }
            }
        } else if (std::string text = column.textOf(row); !text.empty()) {
            coder.value(text);
        }
    }
    return coder.finish();
}

} // namespace

PreparedCandidates::Catalogue::Catalogue(std::shared_ptr<const RuleFacts> known)
    : facts(std::move(known))
    , likeness(facts->data->itemAttributes(), facts->data->itemCount()) {
    const CatalogueFacts& counts = facts->catalogue;
    const auto information = [&](std::uint32_t count) {
        return -std::log2(static_cast<double>(count) / static_cast<double>(counts.users));
    };
    const auto& ranked = counts.byPopularity;
    const double largest = ranked.empty() ? 0 : static_cast<double>(facts->countOf(ranked.front()));
    const double most = ranked.empty() ? 0 : information(facts->countOf(ranked.back()));
    for (std::size_t item = 0; item < facts->data->itemCount(); ++item) {
        const std::uint32_t count = facts->countOf(ItemIndex(item));
        novelty.push_back(count > 0 && most > 0 ? information(count) / most : 0);
        popularity.push_back(largest > 0 ? static_cast<double>(count) / largest : 0);
        ages.push_back(facts->ageDays(ItemIndex(item)));
    }
    const AttributeColumn* categories = facts->data->itemAttributes().categories();
    std::map<std::vector<std::uint32_t>, std::uint32_t> numbers;
    for (std::size_t item = 0; item < facts->data->itemCount(); ++item) {
        const auto codes = categories ? categories->codesOf(item) : std::span<const std::uint32_t>();
        std::vector<std::uint32_t> set(codes.begin(), codes.end());
        std::ranges::sort(set);
        const auto [found, isNew] =
            numbers.try_emplace(std::move(set), static_cast<std::uint32_t>(categorySets.size()));
        if (isNew) {
            categorySets.push_back(found->first);
        }
        categorySet.push_back(found->second);
    }
}

PreparedCandidates::PreparedCandidates(std::shared_ptr<const RuleFacts> facts,
                                       std::vector<CandidateList> lists, const ExecutionContext& context)
    : m_catalogue(std::make_shared<Catalogue>(std::move(facts))) {
    prepare(std::move(lists), context);
}

PreparedCandidates::PreparedCandidates(const PreparedCandidates& like, std::vector<CandidateList> lists,
                                       const ExecutionContext& context)
    : m_catalogue(like.m_catalogue) {
    prepare(std::move(lists), context);
}

void PreparedCandidates::prepare(std::vector<CandidateList> lists, const ExecutionContext& context) {
    const Dataset& data = *facts().data;
    const AttributeColumn* categories = data.itemAttributes().categories();
    m_room = std::make_unique<const Room>(lists);
    m_people.resize(lists.size());
    parallelChunks(context, lists.size(), peoplePerChunk, [&](std::size_t begin, std::size_t end) {
        std::vector<std::uint32_t> numbers(m_catalogue->categorySets.size(), unnumbered);
        for (std::size_t at = begin; at < end; ++at) {
            m_people[at].number = at;
            m_people[at].person = rulePersonOf(data, lists[at].user);
            if (!lists[at].user) {
                m_people[at].person.history = std::move(lists[at].past);
            }
            m_people[at].tastes = tastesOf(m_people[at].person.history, categories);
            const Rows rows = m_room->of(at);
            rank(std::move(lists[at].candidates), rows, m_people[at]);
            nameSets(rows, numbers, m_people[at]);
        }
    });
    for (const PreparedPerson& person : m_people) {
        m_candidates += person.items.size();
    }
}

PreparedCandidates::Room::Room(const std::vector<CandidateList>& lists) : m_begins{0} {
    m_begins.reserve(lists.size() + 1);
    for (const CandidateList& list : lists) {
        m_begins.push_back(m_begins.back() + list.candidates.size());
    }
    constexpr std::size_t perCandidate = 2 * sizeof(double) + 2 * sizeof(std::uint32_t) + sizeof(ItemIndex);
    const std::size_t bytes = m_begins.back() * perCandidate;
    m_bytes = std::make_unique_for_overwrite<std::byte[]>(bytes);
    preferLargePages(m_bytes.get(), bytes);
}

PreparedCandidates::Rows PreparedCandidates::Room::of(std::size_t person) const {
    const std::size_t all = m_begins.back();
    const std::size_t begin = m_begins[person];
    const std::size_t count = m_begins[person + 1] - begin;
    auto* doubles = reinterpret_cast<double*>(m_bytes.get());
    auto* numbers = reinterpret_cast<std::uint32_t*>(doubles + 2 * all);
    auto* items = reinterpret_cast<ItemIndex*>(numbers + 2 * all);
    return {{items + begin, count},
            {doubles + begin, count},
            {doubles + all + begin, count},
            {numbers + begin, count},
            {numbers + all + begin, count}};
}

void PreparedCandidates::rank(std::vector<CandidateScore> candidates, const Rows& rows, PreparedPerson& out) {
    std::erase_if(candidates, [](const CandidateScore& one) { return !std::isfinite(one.score); });
    std::ranges::sort(candidates, [](const CandidateScore& a, const CandidateScore& b) {
        return a.item != b.item ? a.item < b.item : a.score > b.score;
    });
    const auto same = [](const CandidateScore& a, const CandidateScore& b) { return a.item == b.item; };
    candidates.erase(std::unique(candidates.begin(), candidates.end(), same), candidates.end());
    std::ranges::sort(candidates, [](const CandidateScore& a, const CandidateScore& b) {
        return a.score != b.score ? a.score > b.score : a.item < b.item;
    });
    const double low = candidates.empty() ? 0 : candidates.back().score;
    const double high = candidates.empty() ? 0 : candidates.front().score;
    // The distance of finite scores may be none.
    const double scale = std::isfinite(high - low) ? 1 : 0.5;
    const double range = scale * high - scale * low;
    for (std::size_t at = 0; at < candidates.size(); ++at) {
        const auto& [item, score] = candidates[at];
        rows.items[at] = item;
        rows.scores[at] = score;
        rows.relevance[at] = range > 0 ? (scale * score - scale * low) / range : 1;
    }
    out.items = rows.items.first(candidates.size());
    out.scores = rows.scores.first(candidates.size());
    out.relevance = rows.relevance.first(candidates.size());
}

/// `numbers` by set of the catalogue: nothing has one before and after.
void PreparedCandidates::nameSets(const Rows& rows, std::vector<std::uint32_t>& numbers,
                                  PreparedPerson& out) const {
    std::vector<std::uint32_t> named;
    for (std::size_t at = 0; at < out.items.size(); ++at) {
        const std::uint32_t set = m_catalogue->categorySet[out.items[at].value];
        if (numbers[set] == unnumbered) {
            numbers[set] = static_cast<std::uint32_t>(named.size());
            named.push_back(set);
        }
        rows.categorySet[at] = numbers[set];
    }
    out.categorySet = rows.categorySet.first(out.items.size());
    out.categorySets.reserve(named.size());
    for (const std::uint32_t set : named) {
        out.categorySets.emplace_back(m_catalogue->categorySets[set]);
        numbers[set] = unnumbered;
    }
    out.setBegins.assign(named.size() + 1, 0);
    for (const std::uint32_t number : out.categorySet) {
        ++out.setBegins[number + 1];
    }
    std::partial_sum(out.setBegins.begin(), out.setBegins.end(), out.setBegins.begin());
    std::vector<std::uint32_t> next = out.setBegins;
    for (std::uint32_t at = 0; at < out.items.size(); ++at) {
        rows.bySet[next[out.categorySet[at]]++] = at;
    }
    out.bySet = rows.bySet.first(out.items.size());
}

PeopleMeeting::PeopleMeeting(std::shared_ptr<const BoundCondition> condition, std::size_t people)
    : m_condition(std::move(condition))
    , m_meeting(people)
    , m_known(std::make_unique<std::once_flag[]>(people)) {}

const std::vector<char>& PeopleMeeting::of(const PreparedPerson& person) const {
    assert(person.number < m_meeting.size());
    std::vector<char>& meeting = m_meeting[person.number];
    std::call_once(m_known[person.number], [&] {
        for (const ItemIndex item : person.items) {
            meeting.push_back(m_condition->holds(item, person.person) ? 1 : 0);
        }
    });
    return meeting;
}

std::shared_ptr<const PeopleMeeting>
PreparedCandidates::peopleMeeting(const Condition& condition,
                                  std::shared_ptr<const BoundCondition> bound) const {
    if (m_candidates > mostKept) {
        return nullptr;
    }
    const std::scoped_lock lock(m_mutex);
    const std::string& text = condition.text();
    if (const auto known = m_peopleMeeting.find(text); known != m_peopleMeeting.end()) {
        return known->second;
    }
    if ((m_peopleMeeting.size() + 1) * m_candidates > mostKept) {
        m_peopleMeeting.clear(); // whoever asks for one at the moment has it
    }
    return m_peopleMeeting[text] = std::make_shared<const PeopleMeeting>(std::move(bound), m_people.size());
}

std::shared_ptr<const std::vector<char>> PreparedCandidates::itemsMeeting(const Condition& condition,
                                                                          const BoundCondition& bound) const {
    const std::scoped_lock lock(m_catalogue->mutex);
    auto& known = m_catalogue->meeting[condition.text()];
    if (!known) {
        auto meeting = std::make_shared<std::vector<char>>(facts().data->itemCount());
        const RulePerson nobody;
        for (std::size_t item = 0; item < meeting->size(); ++item) {
            (*meeting)[item] = bound.holds(ItemIndex(item), nobody) ? 1 : 0;
        }
        known = std::move(meeting);
    }
    return known;
}

std::shared_ptr<const ItemCodes> PreparedCandidates::codesOf(const std::string& attribute) const {
    const std::scoped_lock lock(m_catalogue->mutex);
    auto& known = m_catalogue->codes[attribute];
    if (!known) {
        const Dataset& data = *facts().data;
        const AttributeTable& table = data.itemAttributes().table();
        const AttributeColumn* column = table.find(attribute);
        if (!column) { // as conditions have it
            column = table.find(attribute == "category"             ? "categories"
                                : attribute == "tag"                ? "tags"
                                : attribute == data.nouns().creator ? "creator"
                                                                    : "");
        }
        if (column) {
            known = std::make_shared<const ItemCodes>(codesOfColumn(*column, data.itemCount()));
        } else if (attribute == "item") {
            Coder coder(data.itemCount());
            for (std::uint32_t item = 0; item < data.itemCount(); ++item) {
                coder.item();
                coder.value(std::string(data.items().at(item)));
            }
            known = std::make_shared<const ItemCodes>(coder.finish());
        }
    }
    return known;
}

std::shared_ptr<const std::vector<double>> PreparedCandidates::scaled(const std::string& attribute) const {
    const std::scoped_lock lock(m_catalogue->mutex);
    auto& known = m_catalogue->scaled[attribute];
    const AttributeColumn* column = facts().data->itemAttributes().table().find(attribute);
    if (!known && column && column->kind == AttributeKind::Number) {
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (const double number : column->numbers) {
            low = std::isnan(number) ? low : std::min(low, number);
            high = std::isnan(number) ? high : std::max(high, number);
        }
        auto values = std::make_shared<std::vector<double>>(facts().data->itemCount(), 0.0);
        for (std::size_t item = 0; item < std::min(values->size(), column->numbers.size()); ++item) {
            const double number = column->numbers[item];
            (*values)[item] = high > low && !std::isnan(number) ? (number - low) / (high - low) : 0;
        }
        known = std::move(values);
    }
    return known;
}

std::shared_ptr<const std::vector<double>> PreparedCandidates::freshness(double halfLifeDays) const {
    const std::scoped_lock lock(m_catalogue->mutex);
    auto& known = m_catalogue->freshness[halfLifeDays];
    if (!known) {
        auto values = std::make_shared<std::vector<double>>();
        for (const double age : m_catalogue->ages) {
            values->push_back(std::isnan(age) ? 0 : std::pow(0.5, age / halfLifeDays));
        }
        known = std::move(values);
    }
    return known;
}

} // namespace tastescope
