// SPDX-License-Identifier: GPL-3.0-or-later
// A model's container is parsed as it is, then with its checksums put right, loaded by the algorithm that the
// first byte chooses, and asked everything.
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/stored_arrays.h"
#include "tests/support/use_model.h"

#include <cstdlib>

namespace tastescope::fuzz {
namespace {

const Dataset& world() {
    static const auto data =
        makeTasteWorld({.users = 24, .items = 20, .eventsPerUser = 8, .ratings = true, .skips = true});
    return *data;
}

void tryContainer(const AlgorithmInfo& algorithm, std::span<const std::byte> container) {
    const Result<ModelArchive> archive = ModelArchive::parse(container);
    if (!archive) {
        return;
    }
    if (const auto model = algorithm.load(*archive, world())) {
        test::useModel(**model, world());
    }
}

} // namespace

std::vector<std::string> seeds() {
    std::vector<std::string> all;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        const auto model = algorithm.fit(world(), ParamSet(algorithm.params), {});
        if (!model) {
            std::abort();
        }
        ModelArchive archive;
        (*model)->save(archive);
        std::string seed(1, static_cast<char>(&algorithm - algorithms().data()));
        for (const std::byte byte : archive.serialise()) {
            seed += static_cast<char>(byte);
        }
        all.push_back(std::move(seed));
    }
    return all;
}

} // namespace tastescope::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tastescope;
    if (size == 0) {
        return 0;
    }
    const AlgorithmInfo& algorithm = algorithms()[data[0] % algorithms().size()];
    const auto container = std::as_bytes(std::span(data + 1, size - 1));
    fuzz::tryContainer(algorithm, container);
    fuzz::tryContainer(algorithm, test::containerOf(test::arraysOf(container)));
    return 0;
}
