// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/ranker_features.h"

#include "engine/ranking/top_k.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t audienceAtMost = 200; ///< people of an item whose other items are looked at

// In the order of the numbers. The names stand in lists of reasons: short, and without what one may not read
// out of a tree.
constexpr const char* itemNames[]{"Popularity",
                                  "Popularity place",
                                  "Events of the newest 2 %",
                                  "Events of the newest 10 %",
                                  "Events of the newest 30 %",
                                  "Trend",
                                  "Short trend",
                                  "Days since first event",
                                  "Days since last event",
                                  "Days since release",
                                  "Mean value",
                                  "Spread of values",
                                  "Activity of audience",
                                  "Popularity of creator",
                                  "Items of creator"};
constexpr const char* personNames[]{"Activity",         "Days since last visit",   "Days active",
                                    "Usual popularity", "Usual popularity lately", "Usual value",
                                    "Share of likes"};
constexpr const char* tasteNames[]{"Popularity against usual", "Release against usual", "Age against usual",
                                   "Share of creator",         "Dislike of creator",    "Value of creator",
                                   "Days since creator",       "Share of categories",   "Best category",
                                   "Dislike of categories",    "Value of categories",   "Days since category",
                                   "Attribute match",          "Audience of last item", "Audience of last 3",
                                   "Audience of last 10"};
constexpr const char* agreementNames[]{"Best rank", "Mean of ranks", "Sources with it in their first 20"};

float meanOr(double sum, double count) {
    return count > 0 ? static_cast<float>(sum / count) : unknown;
}

History historyOf(const Asker& asker) {
    if (const UserRow* row = std::get_if<UserRow>(&asker)) {
        return row->data->historyOf(row->user);
    }
    return std::get<History>(asker);
}

/// An attribute of an item, NaN when unknown.
double numberOf(const AttributeColumn* column, ItemIndex item) {
    return column && item.value < column->numbers.size() ? column->numbers[item.value]
                                                         : std::numeric_limits<double>::quiet_NaN();
}

/// Latest last; where nothing has a time what weighs most comes last.
std::vector<HistoryEntry> likedInOrder(const History& history) {
    std::vector<HistoryEntry> liked;
    for (const HistoryEntry& entry : history) {
        if (entry.weight > 0) {
            liked.push_back(entry);
        }
    }
    std::ranges::stable_sort(liked, [](const HistoryEntry& a, const HistoryEntry& b) {
        return a.time != b.time ? a.time < b.time : a.weight < b.weight;
    });
    return liked;
}

} // namespace

/// Where the next number goes.
class RankerFeatures::Row {
public:
    explicit Row(std::span<float> row) : m_row(row) {}
    void put(float value) { m_row[m_at++] = std::isinf(value) ? unknown : value; }
    void put(double value) { put(static_cast<float>(value)); }
    bool full() const { return m_at == m_row.size(); }

private:
    std::span<float> m_row;
    std::size_t m_at = 0;
};

RankerFeatures::RankerFeatures(std::shared_ptr<const ItemFacts> facts, std::vector<RankerSource> sources)
    : m_facts(std::move(facts))
    , m_sources(std::move(sources)) {
    for (const RankerSource& source : m_sources) {
        m_names.push_back("Score by " + source.title);
        m_names.push_back("Rank by " + source.title);
    }
    m_names.insert(m_names.end(), std::begin(agreementNames), std::end(agreementNames));
    m_names.insert(m_names.end(), std::begin(itemNames), std::end(itemNames));
    m_names.insert(m_names.end(), std::begin(personNames), std::end(personNames));
    m_names.insert(m_names.end(), std::begin(tasteNames), std::end(tasteNames));
    for (const std::string& number : m_facts->numberNames) {
        m_names.push_back("Attribute " + number);
        m_names.push_back("Attribute " + number + " against usual");
    }
}

RankedPerson RankerFeatures::about(const Asker& asker, Time now) const {
    RankedPerson person;
    person.now = now == noTime ? m_facts->now : now;
    person.history = historyOf(asker);
    std::erase_if(person.history,
                  [&](const HistoryEntry& entry) { return entry.item.value >= m_facts->items.size(); });
    for (const HistoryEntry& entry : person.history) {
        person.met.push_back(entry.item);
    }
    std::ranges::sort(person.met);
    askSources(asker, person);
    learnTastes(person);
    summarise(person);
    lookAtLast(person);
    return person;
}

void RankerFeatures::askSources(const Asker& asker, RankedPerson& person) const {
    const UserRow* row = std::get_if<UserRow>(&asker);
    person.sources.resize(m_sources.size());
    for (std::size_t at = 0; at < m_sources.size(); ++at) {
        const Recommender& model = *m_sources[at].model;
        RankedPerson::Source& source = person.sources[at];
        source.scores.resize(model.itemCount());
        if (row && row->user.value < model.userCount()) {
            model.scoreUser(row->user, source.scores);
        } else {
            model.scoreHistory(person.history, source.scores);
        }
        double sum = 0;
        double squares = 0;
        double count = 0;
        auto met = person.met.begin();
        const std::size_t known = std::min(source.scores.size(), m_facts->items.size());
        for (std::size_t item = 0; item < known; ++item) {
            while (met != person.met.end() && met->value < item) {
                ++met;
            }
            // An item without any event is no part of what a source usually says.
            if ((met != person.met.end() && met->value == item) || m_facts->items[item].events == 0) {
                continue;
            }
            const auto score = static_cast<double>(source.scores[item]);
            sum += score;
            squares += score * score;
            ++count;
        }
        source.mean = count > 0 ? sum / count : 0;
        const double variance = count > 1 ? squares / count - source.mean * source.mean : 0;
        const bool says = variance > 1e-12 * std::max(1e-12, squares / std::max(count, 1.0));
        source.scale = says ? 1 / std::sqrt(variance) : 0;
        source.ranks.assign(source.scores.size(), 0);
        if (!says) {
            continue;
        }
        for (const ScoredItem& one : topK(source.scores, deepestRank, person.met)) {
            source.best.push_back(one.item);
            source.ranks[one.item.value] = static_cast<std::uint32_t>(source.best.size());
        }
    }
}

std::vector<ItemIndex> RankerFeatures::candidatesOf(const RankedPerson& person, std::size_t depth) {
    std::vector<ItemIndex> items;
    for (const RankedPerson::Source& source : person.sources) {
        const std::size_t count = std::min(depth, source.best.size());
        items.insert(items.end(), source.best.begin(),
                     source.best.begin() + static_cast<std::ptrdiff_t>(count));
    }
    std::ranges::sort(items);
    items.erase(std::unique(items.begin(), items.end()), items.end());
    return items;
}

double RankerFeatures::scoreOf(const RankedPerson& person, std::size_t number, ItemIndex item) {
    const RankedPerson::Source& source = person.sources[number];
    return item.value < source.scores.size()
               ? (static_cast<double>(source.scores[item.value]) - source.mean) * source.scale
               : 0;
}

void RankerFeatures::learnTastes(RankedPerson& person) const {
    double sum = 0;
    double rated = 0;
    for (const HistoryEntry& entry : person.history) {
        if (std::isfinite(entry.rating)) {
            sum += static_cast<double>(entry.rating);
            ++rated;
        }
    }
    const auto mean = static_cast<float>(rated > 0 ? sum / rated : 0);
    const ItemFacts::Words& words = m_facts->words;
    person.tastes.resize(words.idf.size());
    for (const HistoryEntry& entry : person.history) {
        for (const std::uint32_t code : words.of(entry.item.value)) {
            RankedPerson::Taste& taste = person.tastes[code];
            taste.liked += entry.weight > 0 ? 1.0F : 0.0F;
            taste.met += 1;
            if (std::isfinite(entry.rating)) {
                taste.ratings += entry.rating - mean;
                taste.rated += 1;
            }
            taste.last = std::max(taste.last, entry.time);
        }
    }
    double square = 0;
    for (std::size_t word = 0; word < person.tastes.size(); ++word) {
        const double part =
            static_cast<double>(person.tastes[word].liked) * static_cast<double>(words.idf[word]);
        square += part * part;
    }
    person.profileNorm = std::sqrt(square);
}

void RankerFeatures::summarise(RankedPerson& person) const {
    const std::vector<HistoryEntry> liked = likedInOrder(person.history);
    double places = 0;
    double lately = 0;
    double released = 0;
    double withRelease = 0;
    double first = 0;
    double withFirst = 0;
    double ratings = 0;
    double rated = 0;
    const std::size_t late = liked.size() - std::min(liked.size(), deepestPast);
    for (std::size_t at = 0; at < liked.size(); ++at) {
        const ItemFacts::Item& item = m_facts->items[liked[at].item.value];
        places += static_cast<double>(item.place);
        lately += at >= late ? static_cast<double>(item.place) : 0;
        if (const float days = daysBetween(item.released, person.now); !std::isnan(days)) {
            released += static_cast<double>(days);
            ++withRelease;
        }
        if (const float days = daysBetween(item.first, person.now); !std::isnan(days)) {
            first += static_cast<double>(days);
            ++withFirst;
        }
    }
    Time oldest = noTime;
    Time newest = noTime;
    for (const HistoryEntry& entry : person.history) {
        if (std::isfinite(entry.rating)) {
            ratings += static_cast<double>(entry.rating);
            ++rated;
        }
        newest = std::max(newest, entry.time);
        if (entry.time != noTime) {
            oldest = oldest == noTime ? entry.time : std::min(oldest, entry.time);
        }
    }
    const auto likes = static_cast<double>(liked.size());
    const auto all = static_cast<double>(person.history.size());
    person.place = meanOr(places, likes);
    person.released = meanOr(released, withRelease);
    person.first = meanOr(first, withFirst);
    person.own = {static_cast<float>(all),
                  daysBetween(newest, person.now),
                  daysBetween(oldest, newest),
                  person.place,
                  meanOr(lately, likes - static_cast<double>(late)),
                  meanOr(ratings, rated),
                  meanOr(likes, all)};
    for (const AttributeColumn* column : m_facts->numbers) {
        double sum = 0;
        double count = 0;
        for (const HistoryEntry& entry : liked) {
            const double number = numberOf(column, entry.item);
            if (std::isfinite(number)) {
                sum += number;
                ++count;
            }
        }
        person.numbers.push_back(meanOr(sum, count));
    }
}

void RankerFeatures::lookAtLast(RankedPerson& person) const {
    const std::vector<HistoryEntry> liked = likedInOrder(person.history);
    const InteractionMatrix& matrix = m_facts->data->matrix();
    for (std::vector<float>& by : person.together) {
        by.assign(liked.empty() ? 0 : m_facts->items.size(), 0);
    }
    std::vector<float> counts(liked.empty() ? 0 : m_facts->items.size(), 0);
    std::vector<ItemIndex> touched;
    const std::size_t last = std::min(liked.size(), deepestPast);
    for (std::size_t back = 0; back < last; ++back) {
        const ItemIndex item = liked[liked.size() - 1 - back].item;
        const std::span<const UserIndex> users = matrix.usersOf(item);
        const std::size_t step =
            std::max<std::size_t>(1, (users.size() + audienceAtMost - 1) / audienceAtMost);
        float asked = 0;
        touched.clear();
        for (std::size_t at = 0; at < users.size(); at += step) {
            asked += 1;
            const std::span<const ItemIndex> items = matrix.itemsOf(users[at]);
            const std::span<const float> weights = matrix.valuesOf(users[at]);
            for (std::size_t entry = 0; entry < items.size(); ++entry) {
                if (weights[entry] > 0) {
                    float& count = counts[items[entry].value];
                    if (count == 0) {
                        touched.push_back(items[entry]);
                    }
                    count += 1;
                }
            }
        }
        for (const ItemIndex other : touched) {
            const auto audience = static_cast<float>(matrix.countOf(other));
            const float likeness =
                counts[other.value] / asked * std::sqrt(static_cast<float>(users.size()) / audience);
            counts[other.value] = 0;
            person.together[0][other.value] += back == 0 ? likeness : 0;
            person.together[1][other.value] += back < 3 ? likeness : 0;
            person.together[2][other.value] += likeness;
        }
    }
}

void RankerFeatures::fillSources(const RankedPerson& person, ItemIndex item, Row& row) const {
    constexpr std::uint32_t beyond = 2 * deepestRank;
    std::uint32_t best = beyond;
    double inverse = 0;
    double speaking = 0;
    int among = 0;
    for (std::size_t at = 0; at < person.sources.size(); ++at) {
        const RankedPerson::Source& source = person.sources[at];
        const bool says = source.scale > 0 && item.value < source.scores.size();
        const std::uint32_t rank = !says                          ? beyond
                                   : source.ranks[item.value] > 0 ? source.ranks[item.value]
                                                                  : beyond;
        row.put(says ? scoreOf(person, at, item) : std::numeric_limits<double>::quiet_NaN());
        row.put(says ? static_cast<float>(rank) : unknown);
        best = std::min(best, rank);
        speaking += source.scale > 0 ? 1 : 0;
        inverse += says ? 1 / (20.0 + rank) : 0;
        among += rank <= 20 ? 1 : 0;
    }
    row.put(static_cast<float>(best));
    row.put(meanOr(inverse, speaking));
    row.put(static_cast<float>(among));
}

void RankerFeatures::fillItem(const RankedPerson& person, ItemIndex number, Row& row) const {
    const ItemFacts::Item& item = m_facts->items[number.value];
    const bool timed = m_facts->now != noTime;
    row.put(item.events * m_facts->perEvent);
    row.put(item.place);
    for (const std::uint32_t recent : item.recent) {
        row.put(timed ? recent * m_facts->perEvent : std::nan(""));
    }
    const double all = item.events;
    row.put(timed ? (item.recent[1] + 1.0) / (all * ItemFacts::recentShares[1] + 1) : std::nan(""));
    row.put(timed ? (item.recent[0] + 1.0) /
                        (item.recent[2] * ItemFacts::recentShares[0] / ItemFacts::recentShares[2] + 1)
                  : std::nan(""));
    row.put(daysBetween(item.first, person.now));
    row.put(daysBetween(item.last, person.now));
    row.put(daysBetween(item.released, person.now));
    row.put(item.mean);
    row.put(item.deviation);
    row.put(item.audience);
    row.put(item.creator ? m_facts->creatorEvents[*item.creator] * m_facts->perEvent : std::nan(""));
    row.put(item.creator ? static_cast<float>(m_facts->creatorItems[*item.creator]) : unknown);
}

void RankerFeatures::fillTaste(const RankedPerson& person, ItemIndex number, Row& row) const {
    const ItemFacts::Item& item = m_facts->items[number.value];
    row.put(item.place - person.place);
    row.put(daysBetween(item.released, person.now) - person.released);
    row.put(daysBetween(item.first, person.now) - person.first);
    const auto likes = static_cast<float>(std::max<std::size_t>(person.history.size(), 1));
    const auto disliked = [](const RankedPerson::Taste& taste) {
        return taste.met > 0 ? 1 - taste.liked / taste.met : unknown;
    };
    constexpr float ballast = 2; // ratings at the person's mean
    if (item.creator) {
        const RankedPerson::Taste& taste = person.tastes[*item.creator];
        row.put(taste.liked / likes);
        row.put(disliked(taste));
        row.put(taste.ratings / (taste.rated + ballast));
        row.put(daysBetween(taste.last, person.now));
    } else {
        for (int at = 0; at < 4; ++at) {
            row.put(unknown);
        }
    }
    double share = 0;
    double best = 0;
    double dislike = 0;
    double value = 0;
    double met = 0;
    double match = 0;
    double count = 0;
    Time last = noTime;
    const ItemFacts::Words& words = m_facts->words;
    for (const std::uint32_t code : words.of(number.value)) {
        const RankedPerson::Taste& taste = person.tastes[code];
        const auto idf = static_cast<double>(words.idf[code]);
        match += idf * idf * static_cast<double>(taste.liked);
        if (item.creator && code == *item.creator) {
            continue;
        }
        ++count;
        share += static_cast<double>(taste.liked / likes);
        best = std::max(best, static_cast<double>(taste.liked / likes));
        value += static_cast<double>(taste.ratings / (taste.rated + ballast));
        last = std::max(last, taste.last);
        if (taste.met > 0) {
            dislike += static_cast<double>(disliked(taste));
            ++met;
        }
    }
    row.put(meanOr(share, count));
    row.put(count > 0 ? best : std::nan(""));
    row.put(meanOr(dislike, met));
    row.put(meanOr(value, count));
    row.put(daysBetween(last, person.now));
    const double norm = person.profileNorm * static_cast<double>(words.norms[number.value]);
    row.put(norm > 0 ? match / norm : std::nan(""));
    for (const std::vector<float>& together : person.together) {
        row.put(together.empty() ? unknown : together[number.value]);
    }
}

void RankerFeatures::fillNumbers(const RankedPerson& person, ItemIndex item, Row& row) const {
    for (std::size_t at = 0; at < m_facts->numbers.size(); ++at) {
        const double number = numberOf(m_facts->numbers[at], item);
        row.put(number);
        row.put((number - static_cast<double>(person.numbers[at])) /
                static_cast<double>(m_facts->numberScale[at]));
    }
}

void RankerFeatures::fill(const RankedPerson& person, std::span<const ItemIndex> items,
                          std::span<float> rows) const {
    for (std::size_t at = 0; at < items.size(); ++at) {
        const std::span<float> numbers = rows.subspan(at * count(), count());
        if (items[at].value >= m_facts->items.size()) { // newer than anything that is known
            std::ranges::fill(numbers, unknown);
            continue;
        }
        Row row(numbers);
        fillSources(person, items[at], row);
        fillItem(person, items[at], row);
        for (const float own : person.own) {
            row.put(own);
        }
        fillTaste(person, items[at], row);
        fillNumbers(person, items[at], row);
        assert(row.full());
    }
}

} // namespace tastescope
