// SPDX-License-Identifier: GPL-3.0-or-later
// Everything known about a body of interactions, immutable and shared. Copying is cheap: parts are shared
// pointers.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/attributes.h"
#include "engine/data/id_map.h"
#include "engine/data/interaction_matrix.h"
#include "engine/data/interactions.h"
#include "engine/data/signals.h"

#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {

/// What the window calls things; singular and plural, lower case.
struct Nouns {
    std::string item = "item";
    std::string items = "items";
    std::string user = "user";
    std::string users = "users";
    std::string creator = "creator";
    std::string creators = "creators";
    friend bool operator==(const Nouns&, const Nouns&) = default;
};

/// One item of a person's past: what algorithms score from. Entries of a history are unique by item.
struct HistoryEntry {
    ItemIndex item;
    float weight = 1; ///< as in the matrix; <= 0: seen, but no sign of taste
    Time time = noTime;
    float rating = std::numeric_limits<float>::quiet_NaN(); ///< the latest explicit value, NaN without one
};
using History = std::vector<HistoryEntry>;

class Dataset {
public:
    struct Parts {
        std::string name;
        Nouns nouns;
        std::shared_ptr<const IdMap> users = std::make_shared<IdMap>();
        std::shared_ptr<const IdMap> items = std::make_shared<IdMap>();
        std::vector<SignalType> signals;
        std::shared_ptr<const ItemAttributes> itemAttributes = std::make_shared<ItemAttributes>();
        std::shared_ptr<const AttributeTable> userAttributes = std::make_shared<AttributeTable>();
        std::shared_ptr<const Interactions> events = std::make_shared<Interactions>();
        MatrixOptions matrix;
    };

    /// Builds the matrix. The number of rows of the attribute tables may be smaller than that of the id maps.
    explicit Dataset(Parts parts, const ExecutionContext& context = {});

    const std::string& name() const { return m_parts.name; }
    const Nouns& nouns() const { return m_parts.nouns; }
    const IdMap& users() const { return *m_parts.users; }
    const IdMap& items() const { return *m_parts.items; }
    std::size_t userCount() const { return m_parts.users->size(); }
    std::size_t itemCount() const { return m_parts.items->size(); }
    const std::vector<SignalType>& signals() const { return m_parts.signals; }
    const ItemAttributes& itemAttributes() const { return *m_parts.itemAttributes; }
    const AttributeTable& userAttributes() const { return *m_parts.userAttributes; }
    const Interactions& events() const { return *m_parts.events; }
    const InteractionMatrix& matrix() const { return *m_matrix; }
    const Parts& parts() const { return m_parts; }

    /// Title, or the id where there is none.
    std::string itemLabel(ItemIndex item) const;
    /// The user's past as one entry a pair, in item order; `time` is that of the pair's latest event,
    /// `rating` the pair's latest explicit value.
    History historyOf(UserIndex user) const;
    /// Fingerprint of ids, events, signal weights and attributes. Computed once, on the first call;
    /// thread-safe.
    std::string fingerprint() const;
    /// The same ids and attributes with other events (one side of a split) or other matrix options.
    std::shared_ptr<const Dataset> withEvents(std::shared_ptr<const Interactions> events,
                                              const ExecutionContext& context = {}) const;
    std::shared_ptr<const Dataset> withMatrix(const MatrixOptions& options,
                                              const ExecutionContext& context = {}) const;

private:
    struct LazyFingerprint;
    Parts m_parts;
    std::shared_ptr<const InteractionMatrix> m_matrix;
    std::shared_ptr<LazyFingerprint> m_fingerprint;
};

} // namespace tastescope
