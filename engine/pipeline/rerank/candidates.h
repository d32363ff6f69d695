// SPDX-License-Identifier: GPL-3.0-or-later
// Candidates of many people, prepared once: what stays while the rules change. Best first, relevance 0 to 1,
// likeness, and, remembered as they are asked for, which items meet a condition and which share a value.
#pragma once

#include "engine/pipeline/rerank/likeness/likeness.h"
#include "engine/pipeline/rules/bound_condition.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct CandidateScore {
    ItemIndex item;
    double score = 0;
};

/// Somebody with what may be shown to them. Scores are finite; of an item that stands there twice the best
/// counts.
struct CandidateList {
    std::optional<UserIndex> user; ///< nothing: nobody of the data, without attributes
    std::vector<CandidateScore> candidates;
    History past{}; ///< of nobody of the data, in item order
};

/// Valid as long as the candidates it belongs to.
struct PreparedPerson {
    std::size_t number = 0; ///< among the prepared people
    RulePerson person;
    std::span<const ItemIndex> items; ///< score descending, then index ascending
    std::span<const double> scores;
    std::span<const double> relevance; ///< min-max of the scores; 1 where all are equal
    /// What the past holds of each category, as calibration_kl of the metrics: summing to 1, or empty.
    std::vector<std::pair<std::uint32_t, double>> tastes;
    /// By candidate, which of `categorySets` it has: items with the same categories are one to a calibration.
    std::span<const std::uint32_t> categorySet;
    std::vector<std::span<const std::uint32_t>> categorySets;
    /// The candidates of each set in their order, set after set; set s has them from setBegins[s] on.
    std::span<const std::uint32_t> bySet;
    std::vector<std::uint32_t> setBegins;
};

/// The values of an attribute by item, as numbers: equal for equal values.
struct ItemCodes {
    std::vector<std::uint32_t> offsets; ///< item -> range of `codes`
    std::vector<std::uint32_t> codes;
    std::size_t values = 0; ///< codes are below
    bool single = true;     ///< no item has two
    std::vector<std::string> names;

    std::span<const std::uint32_t> of(ItemIndex item) const {
        return std::span(codes).subspan(offsets[item.value], offsets[item.value + 1] - offsets[item.value]);
    }
};

/// Which candidates meet a condition that asks about people, looked up once a person. Thread-safe.
class PeopleMeeting {
public:
    PeopleMeeting(std::shared_ptr<const BoundCondition> condition, std::size_t people);
    /// By candidate of one of the people it was made for.
    const std::vector<char>& of(const PreparedPerson& person) const;

private:
    std::shared_ptr<const BoundCondition> m_condition;
    mutable std::vector<std::vector<char>> m_meeting; ///< by person
    std::unique_ptr<std::once_flag[]> m_known;
};

/// Thread-safe. Items of lists are below the item count of the facts' data.
class PreparedCandidates {
public:
    PreparedCandidates(std::shared_ptr<const RuleFacts> facts, std::vector<CandidateList> lists,
                       const ExecutionContext& context = {});
    /// Other people before the catalogue of `like`: nothing about items is made again.
    PreparedCandidates(const PreparedCandidates& like, std::vector<CandidateList> lists,
                       const ExecutionContext& context = {});
    PreparedCandidates(const PreparedCandidates&) = delete;
    PreparedCandidates& operator=(const PreparedCandidates&) = delete;

    const RuleFacts& facts() const { return *m_catalogue->facts; }
    const std::vector<PreparedPerson>& people() const { return m_people; }
    const ItemLikeness& likeness() const { return m_catalogue->likeness; }

    /// Self-information / its maximum over the catalogue; 0 for an item without users.
    double novelty(ItemIndex item) const { return m_catalogue->novelty[item.value]; }
    /// count / largest count.
    double popularity(ItemIndex item) const { return m_catalogue->popularity[item.value]; }
    /// Days, NaN when unknown.
    double ageDays(ItemIndex item) const { return m_catalogue->ages[item.value]; }

    /// By item, of a condition that asks nothing about people.
    std::shared_ptr<const std::vector<char>> itemsMeeting(const Condition& condition,
                                                          const BoundCondition& bound) const;
    /// The same of one that asks about people. Null where that would be too much to keep.
    std::shared_ptr<const PeopleMeeting> peopleMeeting(const Condition& condition,
                                                       std::shared_ptr<const BoundCondition> bound) const;
    /// Null when there is no such attribute. "item" is every item by itself.
    std::shared_ptr<const ItemCodes> codesOf(const std::string& attribute) const;
    /// 0.5^(age / half-life), 0 where the age is not known.
    std::shared_ptr<const std::vector<double>> freshness(double halfLifeDays) const;
    /// What an item has of a numeric attribute's range, 0 to 1; 0 when unknown. Null when it is no number.
    std::shared_ptr<const std::vector<double>> scaled(const std::string& attribute) const;

private:
    template <typename T>
    using Memory = std::map<std::string, std::shared_ptr<const T>>;

    /// What has nothing to do with people.
    struct Catalogue {
        explicit Catalogue(std::shared_ptr<const RuleFacts> known);

        std::shared_ptr<const RuleFacts> facts;
        ItemLikeness likeness;
        std::vector<double> novelty;
        std::vector<double> popularity;
        std::vector<double> ages;
        std::vector<std::vector<std::uint32_t>> categorySets; ///< each once, ascending
        std::vector<std::uint32_t> categorySet;               ///< by item, which of them
        std::mutex mutex;                                     ///< of what follows
        Memory<std::vector<char>> meeting;
        Memory<ItemCodes> codes;
        Memory<std::vector<double>> scaled;
        std::map<double, std::shared_ptr<const std::vector<double>>> freshness;
    };

    /// Room for as many candidates of a person as are listed.
    struct Rows {
        std::span<ItemIndex> items;
        std::span<double> scores;
        std::span<double> relevance;
        std::span<std::uint32_t> categorySet;
        std::span<std::uint32_t> bySet;
    };
    /// That of everybody, one after another, in one piece: hundreds of megabytes are taken and given back in
    /// large pages.
    class Room {
    public:
        explicit Room(const std::vector<CandidateList>& lists);
        Rows of(std::size_t person) const;

    private:
        std::vector<std::size_t> m_begins; ///< and the end
        std::unique_ptr<std::byte[]> m_bytes;
    };

    void prepare(std::vector<CandidateList> lists, const ExecutionContext& context);
    static void rank(std::vector<CandidateScore> candidates, const Rows& rows, PreparedPerson& out);
    void nameSets(const Rows& rows, std::vector<std::uint32_t>& numbers, PreparedPerson& out) const;

    std::shared_ptr<Catalogue> m_catalogue;
    std::unique_ptr<const Room> m_room;
    std::vector<PreparedPerson> m_people;
    std::size_t m_candidates = 0; ///< of all people
    mutable std::mutex m_mutex;   ///< of what follows
    mutable Memory<PeopleMeeting> m_peopleMeeting;
};

} // namespace tastescope
