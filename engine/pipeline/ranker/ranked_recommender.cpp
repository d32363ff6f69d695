// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/ranked_recommender.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

constexpr float notFound = -1; ///< below every probability

class RankedRecommender : public Recommender {
public:
    explicit RankedRecommender(std::shared_ptr<const LearnedRanker> ranker) : m_ranker(std::move(ranker)) {
        const std::vector<RankerSource>& sources = m_ranker->features().sources();
        const auto found = std::ranges::find_if(
            sources, [](const RankerSource& source) { return source.model->itemVectors().rows() > 0; });
        m_likeness = found != sources.end() ? found->model : sources.front().model;
    }

    const std::shared_ptr<const LearnedRanker>& ranker() const { return m_ranker; }

    std::size_t itemCount() const override { return data().itemCount(); }
    std::size_t userCount() const override { return data().userCount(); }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        m_ranker->scoreAll(UserRow{&data(), user}, notFound, scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        m_ranker->scoreAll(History(history.begin(), history.end()), notFound, scores);
    }
    using Recommender::scoreHistory;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        std::vector<float> scores(itemCount());
        scoreHistory(history, scores);
        const auto score = static_cast<double>(scores[item.value]);
        return {score, score, {}};
    }
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        std::ranges::fill(similarity, 0.0F);
        if (item.value < m_likeness->itemCount()) {
            m_likeness->itemSimilarity(item, similarity.first(m_likeness->itemCount()));
        }
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        std::ranges::fill(similarity, 0.0F);
        if (user.value < m_likeness->userCount()) {
            m_likeness->userSimilarity(user, similarity.first(m_likeness->userCount()));
        }
    }
    std::size_t bytes() const override { return m_ranker->bytes(); }
    void save(ModelArchive& archive) const override { m_ranker->save(archive); }

private:
    const Dataset& data() const { return *m_ranker->features().facts().data; }

    std::shared_ptr<const LearnedRanker> m_ranker;
    std::shared_ptr<const Recommender> m_likeness;
};

class OnePerson final : public RankedRecommender {
public:
    OnePerson(std::shared_ptr<const LearnedRanker> ranker, std::shared_ptr<const RankedPerson> person)
        : RankedRecommender(std::move(ranker))
        , m_person(std::move(person)) {}

    void scoreUser(UserIndex, std::span<float> scores) const override {
        ranker()->scoreAll(*m_person, notFound, scores);
    }
    void scoreHistory(std::span<const HistoryEntry>, std::span<float> scores) const override {
        ranker()->scoreAll(*m_person, notFound, scores);
    }
    using Recommender::scoreHistory;

private:
    std::shared_ptr<const RankedPerson> m_person;
};

} // namespace

std::shared_ptr<const Recommender> rankedRecommender(std::shared_ptr<const LearnedRanker> ranker) {
    return std::make_shared<const RankedRecommender>(std::move(ranker));
}

std::shared_ptr<const Recommender> rankedRecommender(std::shared_ptr<const LearnedRanker> ranker,
                                                     std::shared_ptr<const RankedPerson> person) {
    return std::make_shared<const OnePerson>(std::move(ranker), std::move(person));
}

std::shared_ptr<const LearnedRanker> rankerWithin(const Recommender& model) {
    const auto* ranked = dynamic_cast<const RankedRecommender*>(&model);
    return ranked ? ranked->ranker() : nullptr;
}

} // namespace tastescope
