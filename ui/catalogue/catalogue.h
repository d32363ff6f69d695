// SPDX-License-Identifier: GPL-3.0-or-later
// What lists show about items and users, prepared once a data set and off the GUI thread: labels, category
// colours and a search index. Immutable, thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace tastescope {

class Standings;

class Catalogue {
public:
    static constexpr int slotCount =
        8; ///< categorical colours; with more categories the last one means "Other"

    /// The catalogue of `dataset`; the one built last is shared while anybody holds it. Some ms for 3,000
    /// items, about a second for 20 million events. Fails only by cancellation.
    static Result<std::shared_ptr<const Catalogue>> of(std::shared_ptr<const Dataset> dataset,
                                                       const ExecutionContext& context = {});

    const Dataset& dataset() const { return *m_dataset; }
    const std::shared_ptr<const Dataset>& sharedDataset() const { return m_dataset; }

    QString title(ItemIndex item) const;    ///< the id where the data has no title
    QString creator(ItemIndex item) const;  ///< may be empty
    QString category(ItemIndex item) const; ///< the first one; may be empty
    int slot(ItemIndex item) const;         ///< colour of that category by its rank in events; -1 = none
    QString slotName(int slot) const; ///< "Folk"; the last slot is "Other" when there are more than eight
    std::uint32_t events(ItemIndex item) const { return m_itemEvents[item.value]; }
    /// Where items stand by popularity.
    const Standings& standings() const { return *m_standings; }
    /// Colour of a word of the categories column.
    int slotOfWord(std::uint32_t code) const { return code < m_slotOfWord.size() ? m_slotOfWord[code] : -1; }
    QString itemId(ItemIndex item) const;
    QString userId(UserIndex user) const;
    QString userLabel(UserIndex user) const; ///< "Listener 04217"

    /// The largest value an event of this signal has, 1 where it has none.
    float largestValue(SignalIndex signal) const;
    /// Whether any event of this signal has a value above 0.
    bool hasValues(SignalIndex signal) const {
        return signal < m_largestValues.size() && m_largestValues[signal] > 0;
    }

    /// Best first: equal id, then the beginning of the title, of a word, inside, then the creator; equals by
    /// number of events. Empty text gives nothing.
    std::vector<ItemIndex> findItems(const QString& text, std::size_t limit,
                                     const ExecutionContext& context = {}) const;
    /// By id or label; empty text gives the first ones.
    std::vector<UserIndex> findUsers(const QString& text, std::size_t limit,
                                     const ExecutionContext& context = {}) const;
    std::optional<ItemIndex> itemOf(const QString& id) const;
    std::optional<UserIndex> userOf(const QString& id) const;
    /// The person whose history is of median length: a page opens with somebody typical.
    std::optional<UserIndex> middlingUser() const;

private:
    explicit Catalogue(std::shared_ptr<const Dataset> dataset);
    bool countEvents(const ExecutionContext& context);
    void rankCategories();
    void foldTexts();
    std::optional<std::uint32_t> firstCategory(ItemIndex item) const;

    std::shared_ptr<const Dataset> m_dataset;
    std::shared_ptr<const Standings> m_standings;
    std::vector<std::uint32_t> m_itemEvents;
    std::vector<float> m_largestValues;
    std::vector<int> m_slotOfWord;
    std::vector<QString> m_slotNames;
    std::vector<QString> m_foldedTitles;
    std::vector<QString> m_foldedCreators; ///< by creator code
};

} // namespace tastescope
