// SPDX-License-Identifier: GPL-3.0-or-later
// What the Similar page says about items, users and creators, prepared once a data set off the GUI thread:
// popularity ranks, saves and skips, the items of each creator. Names, colours and the search are the
// catalogue's. Immutable, thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "ui/catalogue/catalogue.h"

#include <QString>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace tastescope {

enum class SimilarKind { Items, Users, Creators };

/// A row number of one kind; of a creator its code.
struct SimilarEntity {
    SimilarKind kind = SimilarKind::Items;
    std::uint32_t row = 0;
    friend bool operator==(const SimilarEntity&, const SimilarEntity&) = default;
};

struct SimilarFigure {
    QString label;
    QString value;
};
struct SimilarChip {
    QString text;
    int slot = -1; ///< categorical colour, -1 = no dot
};

/// All that the strip shows about the centre.
struct SimilarFacts {
    QString id;
    QString title;
    QString subtitle;
    std::vector<SimilarChip> chips;
    std::vector<SimilarFigure> figures;
};

class SimilarIndex {
public:
    /// Fails only by cancellation.
    static Result<std::shared_ptr<const SimilarIndex>> build(std::shared_ptr<const Dataset> dataset,
                                                             const ExecutionContext& context);

    const Dataset& dataset() const { return m_catalogue->dataset(); }
    const Catalogue& catalogue() const { return *m_catalogue; }
    std::size_t count(SimilarKind kind) const { return countsOf(kind).events.size(); }
    QString id(SimilarEntity entity) const;
    QString title(SimilarEntity entity) const;
    QString remark(SimilarEntity entity) const;   ///< creator of an item, number of events or items of others
    int slot(SimilarEntity entity) const;         ///< colour of an item's first category, -1 = none
    QString category(SimilarEntity entity) const; ///< that category's word
    SimilarFacts facts(SimilarEntity entity) const;
    /// The items of a creator, most events first.
    std::span<const ItemIndex> itemsOf(std::uint32_t creator) const;
    /// The entry with the most events; nothing when there is none.
    std::optional<SimilarEntity> busiest(SimilarKind kind) const;
    std::optional<SimilarEntity> find(SimilarKind kind, const QString& id) const;
    /// As the catalogue finds items and users; creators whose name holds `text`, case-blind, by events.
    std::vector<SimilarEntity> search(SimilarKind kind, const QString& text, std::size_t limit,
                                      const ExecutionContext& context) const;

private:
    struct Counts {
        std::vector<std::uint32_t> events;
        std::vector<std::uint32_t> ranks; ///< 1 = most events; equal counts share the better rank
    };
    explicit SimilarIndex(std::shared_ptr<const Catalogue> catalogue) : m_catalogue(std::move(catalogue)) {}
    void countEvents();
    void groupByCreator();
    const Counts& countsOf(SimilarKind kind) const { return m_counts[static_cast<std::size_t>(kind)]; }
    Counts& countsOf(SimilarKind kind) { return m_counts[static_cast<std::size_t>(kind)]; }
    void addItemFacts(ItemIndex item, SimilarFacts& facts) const;
    void addUserFacts(UserIndex user, SimilarFacts& facts) const;
    void addCreatorFacts(std::uint32_t creator, SimilarFacts& facts) const;
    void addSignalRates(ItemIndex item, SimilarFacts& facts) const;

    std::shared_ptr<const Catalogue> m_catalogue;
    std::array<Counts, 3> m_counts;     ///< by kind
    std::vector<std::uint32_t> m_saves; ///< by item; empty when the data has no such signal
    std::vector<float> m_meanRatings;   ///< by item, NaN without one; empty when nothing is rated
    std::vector<std::uint32_t> m_skips;
    std::vector<std::size_t> m_creatorStarts; ///< into m_creatorItems; one more than creators
    std::vector<ItemIndex> m_creatorItems;
};

} // namespace tastescope
