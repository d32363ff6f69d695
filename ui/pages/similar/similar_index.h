// SPDX-License-Identifier: GPL-3.0-or-later
// What the Similar page says about items and users, prepared once a data set off the GUI thread: event
// counts, popularity ranks, category colours, saves and skips; and the search over titles and ids. Immutable,
// thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace tastescope {

enum class SimilarKind { Items, Users };

/// A row number of one kind.
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

    const Dataset& dataset() const { return *m_dataset; }
    std::size_t count(SimilarKind kind) const;
    QString id(SimilarEntity entity) const;
    QString title(SimilarEntity entity) const;
    QString remark(SimilarEntity entity) const; ///< creator of an item, number of events of a user
    int slot(SimilarEntity entity) const;       ///< colour of an item's first category, -1 = none
    SimilarFacts facts(SimilarEntity entity) const;
    /// The entry with the most events; nothing when there is none.
    std::optional<SimilarEntity> busiest(SimilarKind kind) const;
    std::optional<SimilarEntity> find(SimilarKind kind, const QString& id) const;
    /// Titles and ids that hold `text`, case-blind: those that begin with it first, then by events.
    std::vector<SimilarEntity> search(SimilarKind kind, const QString& text, std::size_t limit,
                                      const ExecutionContext& context) const;

private:
    struct Counts {
        std::vector<std::uint32_t> events;
        std::vector<std::uint32_t> ranks; ///< 1 = most events; equal counts share the better rank
    };
    explicit SimilarIndex(std::shared_ptr<const Dataset> dataset) : m_dataset(std::move(dataset)) {}
    void countEvents();
    void rankCategories();
    const Counts& counts(SimilarKind kind) const { return kind == SimilarKind::Items ? m_items : m_users; }
    void addSignalRates(ItemIndex item, SimilarFacts& facts) const;

    std::shared_ptr<const Dataset> m_dataset;
    Counts m_items;
    Counts m_users;
    std::vector<std::uint32_t> m_saves; ///< by item; empty when the data has no such signal
    std::vector<std::uint32_t> m_skips;
    std::vector<int> m_slotOfWord; ///< category code -> colour
};

} // namespace tastescope
