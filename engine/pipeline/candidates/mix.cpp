// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/candidates/mix.h"

#include "engine/base/parallel.h"
#include "engine/pipeline/candidates/merge.h"
#include "engine/pipeline/candidates/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t peoplePerBlock = 256; ///< so many people's lists of all sources are held at a time
constexpr std::size_t peoplePerChunk = 16;

bool needsModel(SourceKind kind) {
    return kind == SourceKind::Model || kind == SourceKind::Neighbours || kind == SourceKind::Angle ||
           kind == SourceKind::ItemToItem;
}

Error wrong(std::string message, std::string remedy) {
    return {ErrorCode::InvalidArgument, std::move(message), std::move(remedy), "sources"};
}

Result<void> check(const MixOptions& options) {
    std::size_t quotas = 0;
    std::vector<std::string> names;
    for (const SourceSpec& spec : options.sources) {
        if (std::ranges::find(names, spec.name) != names.end()) {
            return wrong(fmt::format("There are two sources \"{}\"", spec.name), "Name each once");
        }
        names.push_back(spec.name);
        if (needsModel(spec.kind) && !spec.model) {
            return wrong(fmt::format("The source \"{}\" needs a model", spec.name), "Train one first");
        }
        quotas += spec.quota;
    }
    if (quotas > options.total) {
        return wrong(
            fmt::format("The quotas add up to {}, and {} candidates are wanted", quotas, options.total),
            "Lower them, or ask for more candidates");
    }
    return {};
}

History pastOf(const Asker& asker) {
    if (const auto* history = std::get_if<History>(&asker)) {
        return *history;
    }
    const auto& row = std::get<UserRow>(asker);
    return row.user.value < row.data->userCount() ? row.data->historyOf(row.user) : History();
}

class Mix final : public CandidateMix {
public:
    Mix(std::shared_ptr<const Dataset> data, MixOptions options,
        std::vector<std::unique_ptr<const Source>> sources)
        : m_data(std::move(data))
        , m_options(std::move(options))
        , m_sources(std::move(sources)) {
        std::vector<std::string> names;
        for (const SourceSpec& spec : m_options.sources) {
            names.push_back(spec.name);
            m_shares.push_back({spec.quota, spec.kind == SourceKind::Random});
        }
        m_names = std::make_shared<const std::vector<std::string>>(std::move(names));
    }

    const MixOptions& options() const override { return m_options; }
    const std::shared_ptr<const std::vector<std::string>>& names() const override { return m_names; }
    double indexRecall(std::size_t source) const override { return m_sources[source]->indexRecall(); }

    Result<std::vector<CandidateSet>> candidates(std::span<const Asker> askers, const MixFilter& filter,
                                                 const ExecutionContext& context,
                                                 std::vector<SourceCost>* costs) const override {
        const Pool pool(filter, m_data->itemCount());
        std::vector<SourceCost> spent(m_sources.size());
        std::vector<CandidateSet> sets(askers.size());
        for (std::size_t begin = 0; begin < askers.size(); begin += peoplePerBlock) {
            const std::size_t count = std::min(peoplePerBlock, askers.size() - begin);
            TRY(block(askers.subspan(begin, count), pool, std::span(sets).subspan(begin, count), spent,
                      context));
        }
        if (costs != nullptr) {
            *costs = std::move(spent);
        }
        return sets;
    }

    Result<CandidateSet> standingOf(const Asker& asker, std::span<const ItemIndex> items,
                                    const MixFilter& filter, const ExecutionContext& context) const override {
        const Pool pool(filter, m_data->itemCount());
        const People people(std::span(&asker, 1), context);
        CandidateSet set;
        set.sources = m_names;
        set.taken.assign(m_sources.size(), 0);
        set.items.assign(items.begin(), items.end());
        std::vector<std::vector<SourceHit>> hits(items.size());
        for (std::size_t source = 0; source < m_sources.size() && !pool.nothing(); ++source) {
            if (m_shares[source].lastResort) {
                continue;
            }
            RankedList list;
            TRY(m_sources[source]->find(people.question(pool), pool.items, std::span(&list, 1), context));
            for (std::size_t place = 0; place < list.size(); ++place) {
                const std::size_t at = set.find(list[place].item);
                if (at != CandidateSet::none) {
                    hits[at].push_back({static_cast<std::uint32_t>(source),
                                        static_cast<std::uint32_t>(place + 1), list[place].score});
                }
            }
        }
        for (const std::vector<SourceHit>& own : hits) {
            set.hits.insert(set.hits.end(), own.begin(), own.end());
            set.offsets.push_back(static_cast<std::uint32_t>(set.hits.size()));
        }
        return set;
    }

private:
    /// What may be found, as sources read it.
    struct Pool {
        Pool(const MixFilter& filter, std::size_t count) : items(count) {
            if (filter.leaveOut.empty() && !filter.allowed) {
                return;
            }
            may.assign(items, filter.allowed ? 0 : 1);
            for (const ItemIndex item : filter.allowed.value_or(std::span<const ItemIndex>())) {
                if (item.value < items) {
                    may[item.value] = 1;
                }
            }
            for (const ItemIndex item : filter.leaveOut) {
                if (item.value < items) {
                    may[item.value] = 0;
                }
            }
            for (std::size_t item = 0; item < items; ++item) {
                if (may[item] != 0) {
                    allowed.emplace_back(item);
                }
            }
        }
        bool filtered() const { return !may.empty(); }
        bool nothing() const { return items == 0 || (filtered() && allowed.empty()); }

        std::size_t items;
        std::vector<char> may;
        std::vector<ItemIndex> allowed;
    };

    struct People {
        People(std::span<const Asker> who, const ExecutionContext& context)
            : askers(who)
            , pasts(who.size())
            , seen(who.size()) {
            parallelChunks(context, who.size(), peoplePerChunk, [&](std::size_t begin, std::size_t end) {
                for (std::size_t at = begin; at < end; ++at) {
                    pasts[at] = pastOf(who[at]);
                    for (const HistoryEntry& entry : pasts[at]) {
                        seen[at].push_back(entry.item);
                    }
                    std::ranges::sort(seen[at]);
                }
            });
        }
        SourceQuestion question(const Pool& pool) const {
            SourceQuestion out{askers, pasts, seen, std::nullopt, pool.may, pool.items};
            if (pool.filtered()) {
                out.allowed = pool.allowed;
            }
            return out;
        }

        std::span<const Asker> askers;
        std::vector<History> pasts;
        std::vector<std::vector<ItemIndex>> seen;
    };

    Result<void> block(std::span<const Asker> askers, const Pool& pool, std::span<CandidateSet> sets,
                       std::vector<SourceCost>& spent, const ExecutionContext& context) const {
        const People people(askers, context);
        std::vector<std::vector<RankedList>> lists(m_sources.size(), std::vector<RankedList>(askers.size()));
        for (std::size_t source = 0; source < m_sources.size() && !pool.nothing() && m_options.total > 0;
             ++source) {
            const auto start = std::chrono::steady_clock::now();
            TRY(m_sources[source]->find(people.question(pool), m_options.total, lists[source], context));
            spent[source].milliseconds +=
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
            for (const RankedList& list : lists[source]) {
                spent[source].found += list.size();
            }
        }
        const bool done =
            parallelChunks(context, askers.size(), peoplePerChunk, [&](std::size_t begin, std::size_t end) {
                std::vector<RankedList> own(m_sources.size());
                for (std::size_t at = begin; at < end; ++at) {
                    for (std::size_t source = 0; source < m_sources.size(); ++source) {
                        own[source] = std::move(lists[source][at]);
                    }
                    sets[at] = mergeSources(own, m_shares, m_options.total, pool.items, m_names);
                }
            });
        return done && !context.stopRequested() ? Result<void>() : cancelledError();
    }

    std::shared_ptr<const Dataset> m_data;
    MixOptions m_options;
    std::vector<std::unique_ptr<const Source>> m_sources;
    std::vector<SourceShare> m_shares;
    std::shared_ptr<const std::vector<std::string>> m_names;
};

} // namespace

Result<std::unique_ptr<const Source>> makeSource(const SourceSpec& spec, const Dataset& data,
                                                 const MixOptions& options, const ExecutionContext& context) {
    switch (spec.kind) {
    case SourceKind::Model:
        return modelSource(spec.model);
    case SourceKind::Neighbours:
    case SourceKind::Angle:
        return vectorSource(spec.model, spec.kind == SourceKind::Angle, options.graphFrom, context);
    case SourceKind::ItemToItem:
        return itemToItemSource(spec.model, options.lastItems);
    case SourceKind::Popular:
        return orderSource(popularOrder(data));
    case SourceKind::New:
        return orderSource(newestOrder(data));
    case SourceKind::Random:
        break;
    }
    return randomSource(options.seed);
}

Result<std::shared_ptr<const CandidateMix>>
CandidateMix::make(std::shared_ptr<const Dataset> data, MixOptions options, const ExecutionContext& context) {
    TRY(check(options));
    std::vector<std::unique_ptr<const Source>> sources;
    for (const SourceSpec& spec : options.sources) {
        TRY_ASSIGN(auto source, makeSource(spec, *data, options, context));
        sources.push_back(std::move(source));
    }
    return std::shared_ptr<const CandidateMix>(
        std::make_shared<Mix>(std::move(data), std::move(options), std::move(sources)));
}

} // namespace tastescope
