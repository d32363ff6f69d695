// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/likeness.h"

#include "engine/data/demo/demo_world.h"
#include "engine/registry/registry.h"
#include "support/run.h"
#include "ui/pages/similar/neighbour_map.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace tastescope;

namespace {

std::shared_ptr<const Recommender> trained(const Dataset& data, const char* id, const char* popular) {
    const AlgorithmInfo& info = *findAlgorithm(id);
    ParamSet params(info.params);
    if (!params.set(info.params, "popular", popular)) {
        return nullptr;
    }
    return *info.fit(data, params, {});
}

double cosine(std::span<const float> a, std::span<const float> b) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (std::size_t d = 0; d < a.size(); ++d) {
        product += double{a[d]} * b[d];
        left += double{a[d]} * a[d];
        right += double{b[d]} * b[d];
    }
    return left > 0 && right > 0 ? product / std::sqrt(left * right) : 0;
}

} // namespace

class LikenessTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Of items, people and creators alike: what is popular lies in no direction of the map.
    void theMapLiesByWhatMakesAlike() {
        DemoOptions options;
        options.users = 80;
        options.items = 120;
        options.artists = 15;
        options.events = 2'500;
        const auto world = makeDemoWorld(options);
        QVERIFY(world);
        const auto built = SimilarIndex::build(world->dataset, {});
        QVERIFY(built);
        const SimilarIndex& index = **built;
        for (const char* id : {"als", "puresvd"}) {
            const auto plain = trained(*world->dataset, id, "0");
            const auto biased = trained(*world->dataset, id, "20");
            QVERIFY(plain && biased);
            QCOMPARE(biased->itemVectors().dimensions, plain->itemVectors().dimensions + 1);
            for (const SimilarKind kind : {SimilarKind::Items, SimilarKind::Users, SimilarKind::Creators}) {
                const std::vector<std::uint32_t> rows{0, 3, 5, 9};
                const EntityVectors without = vectorsOf(*plain, index, kind, rows);
                const EntityVectors with = vectorsOf(*biased, index, kind, rows);
                QCOMPARE(with.dimensions, plain->itemVectors().dimensions);
                QCOMPARE(with.values.size(), rows.size() * with.dimensions);
                QCOMPARE(with.values, without.values);
                if (kind == SimilarKind::Creators) {
                    continue; // alike by the pairs of their items, not by the angle of their means
                }
                const std::vector<float> likeness = likenessRow(*biased, index, {kind, rows[0]});
                for (std::size_t place = 0; place < rows.size(); ++place) {
                    const auto at = [&](std::size_t of) {
                        return std::span(with.values).subspan(of * with.dimensions, with.dimensions);
                    };
                    QVERIFY(std::abs(cosine(at(0), at(place)) - double{likeness[rows[place]]}) < 1e-4);
                }
            }
        }
    }

    void withoutVectorsThereAreNone() {
        DemoOptions options;
        options.users = 40;
        options.items = 60;
        options.artists = 8;
        options.events = 900;
        const auto world = makeDemoWorld(options);
        QVERIFY(world);
        const auto built = SimilarIndex::build(world->dataset, {});
        QVERIFY(built);
        const SimilarIndex& index = **built;
        const AlgorithmInfo& info = *findAlgorithm("item_knn");
        const auto model = *info.fit(*world->dataset, ParamSet(info.params), {});
        QCOMPARE(vectorsOf(*model, index, SimilarKind::Items, {0, 1}).dimensions, std::size_t{0});
    }
};

RUN_TEST(LikenessTest);
#include "tst_likeness.moc"
