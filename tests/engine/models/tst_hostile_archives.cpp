// SPDX-License-Identifier: GPL-3.0-or-later
// Containers whose checksums are right and whose arrays lie: shorter, longer, of huge offsets, of numbers
// that are none, of indices outside. Asked of every array of every algorithm, in every kind of container that
// it stores: it is refused, or the model that comes out of it answers without a fault.

#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/support/damaged_containers.h"
#include "tests/support/stored_arrays.h"
#include "tests/support/use_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <ostream>

namespace tastescope {
namespace {

using test::arraysOf;
using test::containerOf;
using test::damagedContainers;
using test::StoredArray;

struct Kind {
    std::string algorithm;
    Changes changes;
};

/// What a failure calls it.
void PrintTo(const Kind& kind, std::ostream* out) {
    *out << kind.algorithm;
    for (const auto& [parameter, value] : kind.changes) {
        *out << ' ' << parameter << '=' << value;
    }
}

/// Algorithms that store something else with other parameters come several times.
std::vector<Kind> kinds() {
    std::vector<Kind> all;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        all.push_back({algorithm.id, {}});
        for (const ParamSpec& spec : algorithm.params) {
            for (const std::string& choice : spec.choices) {
                all.push_back({algorithm.id, {{spec.name, choice}}});
            }
        }
    }
    return all;
}

const Dataset& world() {
    static const auto data =
        makeTasteWorld({.users = 24, .items = 20, .eventsPerUser = 8, .ratings = true, .skips = true});
    return *data;
}

/// Whether it was taken.
bool tryContainer(const AlgorithmInfo& algorithm, const std::vector<std::byte>& container) {
    const Result<ModelArchive> archive = ModelArchive::parse(container);
    EXPECT_TRUE(archive) << "the test itself made a bad checksum";
    const auto model = archive ? algorithm.load(*archive, world())
                               : Result<std::shared_ptr<const Recommender>>(archive.error());
    if (!model) {
        EXPECT_FALSE(model.error().message.empty());
        return false;
    }
    test::useModel(**model, world());
    return true;
}

class HostileArchives : public testing::TestWithParam<Kind> {};

TEST_P(HostileArchives, AreRefusedOrAnswerWithoutAFault) {
    const AlgorithmInfo& algorithm = *findAlgorithm(GetParam().algorithm);
    const auto model = algorithm.fit(world(), paramsOf(algorithm, GetParam().changes), {});
    if (!model && model.error().code == ErrorCode::InvalidArgument) {
        GTEST_SKIP() << "this choice goes with another one only: " << model.error().text();
    }
    ASSERT_TRUE(model) << model.error().text();
    ModelArchive archive;
    (*model)->save(archive);
    const std::vector<std::byte> container = archive.serialise();
    ASSERT_EQ(containerOf(arraysOf(container)), container);
    ASSERT_TRUE(tryContainer(algorithm, container));
    std::size_t refused = 0;
    std::size_t tried = 0;
    damagedContainers(container, [&](const std::vector<std::byte>& bytes) {
        ++tried;
        refused += tryContainer(algorithm, bytes) ? 0 : 1;
    });
    EXPECT_GT(tried, 100U);
    EXPECT_GT(10 * refused, tried) << "much of what is done here is damage that can be seen";
}

/// No number of entries may stand for "as many as there are", not even the largest.
TEST_P(HostileArchives, OffsetsThatLeaveTheirArrayAreRefused) {
    const AlgorithmInfo& algorithm = *findAlgorithm(GetParam().algorithm);
    const auto model = algorithm.fit(world(), paramsOf(algorithm, GetParam().changes), {});
    if (!model && model.error().code == ErrorCode::InvalidArgument) {
        GTEST_SKIP() << "this choice goes with another one only: " << model.error().text();
    }
    ASSERT_TRUE(model) << model.error().text();
    ModelArchive archive;
    (*model)->save(archive);
    std::vector<StoredArray> arrays = arraysOf(archive.serialise());
    for (StoredArray& array : arrays) {
        if (!array.name.ends_with("offsets")) {
            continue;
        }
        const std::vector<std::byte> intact = array.data;
        std::uint64_t entries = 0;
        std::memcpy(&entries, intact.data() + intact.size() - 8, 8);
        for (const std::uint64_t wrong : {UINT64_MAX, UINT64_MAX / 4, std::uint64_t{1} << 32, entries + 1}) {
            for (std::size_t from = 1; from < intact.size() / 8; from += 3) { // from there to the end
                array.data = intact;
                for (std::size_t place = from; place < intact.size() / 8; ++place) {
                    std::memcpy(array.data.data() + 8 * place, &wrong, 8);
                }
                EXPECT_FALSE(tryContainer(algorithm, containerOf(arrays))) << array.name << " " << wrong;
            }
        }
        array.data = intact;
    }
}

INSTANTIATE_TEST_SUITE_P(All, HostileArchives, testing::ValuesIn(kinds()), [](const auto& test) {
    std::string name = test.param.algorithm;
    for (const auto& [parameter, value] : test.param.changes) {
        name += "_" + parameter + "_" + value;
    }
    std::replace_if(
        name.begin(), name.end(), [](char c) { return std::isalnum(c) == 0; }, '_');
    return name;
});

} // namespace
} // namespace tastescope
