// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/archive.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <stop_token>
#include <vector>

namespace tastescope {
namespace {

ModelArchive sample() {
    ModelArchive archive;
    const std::vector<float> factors{1.5F, -2.0F, 0.25F};
    archive.put("factors", std::span<const float>(factors));
    archive.put("empty", std::span<const double>());
    archive.putNumber("users", 943);
    archive.putText("algorithm", "als");
    return archive;
}

TEST(ModelArchive, BringsBackWhatWasPut) {
    const std::vector<std::byte> bytes = sample().serialise();
    const Result<ModelArchive> archive = ModelArchive::parse(bytes);
    ASSERT_TRUE(archive) << archive.error().text();
    EXPECT_EQ(archive->get<float>("factors").value(), (std::vector<float>{1.5F, -2.0F, 0.25F}));
    EXPECT_EQ(archive->get<float>("factors", 3)->size(), 3U);
    EXPECT_TRUE(archive->get<double>("empty", 0)->empty());
    EXPECT_EQ(archive->number("users").value(), 943);
    EXPECT_EQ(archive->text("algorithm").value(), "als");
    EXPECT_EQ(archive->serialise(), bytes);
}

TEST(ModelArchive, BringsBackWhatIsPutInSeveralPieces) {
    std::vector<std::uint32_t> large((std::size_t{9} << 20) / 4 + 3);
    std::iota(large.begin(), large.end(), 7U);
    ModelArchive archive;
    archive.put("large", std::span<const std::uint32_t>(large));
    archive.put("large", std::span<const std::uint32_t>(large)); // again: in its place, not behind it
    const auto parsed = ModelArchive::parse(archive.serialise());
    ASSERT_TRUE(parsed) << parsed.error().text();
    EXPECT_EQ(parsed->get<std::uint32_t>("large").value(), large);
}

TEST(ModelArchive, CopiesNothingMoreAfterAStop) {
    const std::vector<std::byte> large(std::size_t{64} << 20);
    std::stop_source stop;
    ModelArchive archive;
    archive.stopWith(stop.get_token());
    archive.put("before", std::span<const std::byte>(large));
    EXPECT_GT(archive.serialise().size(), large.size());
    stop.request_stop();
    EXPECT_TRUE(archive.stopRequested());
    archive.put("behind", std::span<const std::byte>(large));
    EXPECT_LT(archive.serialise().size(), std::size_t{1} << 20);
}

TEST(ModelArchive, RefusesAbsentNamesAndWrongLengths) {
    const ModelArchive archive = sample();
    EXPECT_EQ(archive.get<float>("vectors").error().code, ErrorCode::Corrupt);
    EXPECT_FALSE(archive.get<float>("factors", 4));
    EXPECT_FALSE(archive.get<double>("factors"));
    EXPECT_FALSE(archive.number("factors"));
    EXPECT_FALSE(archive.number("empty"));
}

TEST(ModelArchive, RowsOfIndicesFitTheirOffsetsExactly) {
    const auto load = [](const std::vector<std::uint64_t>& offsets, const std::vector<std::uint32_t>& indices,
                         std::size_t rows, std::size_t bound) {
        ModelArchive archive;
        archive.put("offsets", std::span<const std::uint64_t>(offsets));
        archive.put("indices", std::span<const std::uint32_t>(indices));
        return loadIndexRows(archive, "offsets", "indices", rows, bound).hasValue();
    };
    EXPECT_TRUE(load({0, 2, 2, 3}, {4, 0, 1}, 3, 5));
    EXPECT_TRUE(load({0}, {}, 0, 0));
    EXPECT_FALSE(load({0, 2, 2, 3}, {4, 0, 1}, 2, 5));
    EXPECT_FALSE(load({0, 2, 2, 3}, {4, 0, 1}, 3, 4)); // an index outside
    EXPECT_FALSE(load({1, 2, 2, 3}, {4, 0, 1}, 3, 5));
    EXPECT_FALSE(load({0, 3, 2, 3}, {4, 0, 1}, 3, 5));
    EXPECT_FALSE(load({}, {}, 0, 5));
    EXPECT_FALSE(load({0, 2}, {}, SIZE_MAX, 5)); // rows + 1 wraps
    for (const std::uint64_t last : {UINT64_MAX, UINT64_MAX - 1, std::uint64_t{1} << 62, std::uint64_t{4}}) {
        EXPECT_FALSE(load({0, 2, 2, last}, {4, 0, 1}, 3, 5)) << last;
        EXPECT_FALSE(load({0, last, last, last}, {4, 0, 1}, 3, 5)) << last;
    }
}

TEST(ModelArchive, NoticesEveryFlippedBit) {
    const std::vector<std::byte> bytes = sample().serialise();
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        for (int bit = 0; bit < 8; ++bit) {
            std::vector<std::byte> damaged = bytes;
            damaged[place] ^= static_cast<std::byte>(1U << bit);
            EXPECT_FALSE(ModelArchive::parse(damaged)) << "byte " << place << " bit " << bit;
        }
    }
}

TEST(ModelArchive, NoticesACutAndAnAddition) {
    std::vector<std::byte> bytes = sample().serialise();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_FALSE(ModelArchive::parse(std::span(bytes).first(size))) << size;
    }
    bytes.push_back(std::byte{0});
    EXPECT_FALSE(ModelArchive::parse(bytes));
}

TEST(ModelArchive, SurvivesRandomBytes) {
    const std::vector<std::byte> head = ModelArchive().serialise();
    Random random(7);
    for (int round = 0; round < 2000; ++round) {
        // Half of them begin like an archive, so that the reader gets past the magic.
        std::vector<std::byte> bytes(random.below(200));
        for (std::byte& byte : bytes) {
            byte = static_cast<std::byte>(random.below(round % 3 == 0 ? 4 : 256));
        }
        if (round % 2 == 0) {
            bytes.insert(bytes.begin(), head.begin(), head.begin() + 8);
        }
        const Result<ModelArchive> archive = ModelArchive::parse(bytes);
        EXPECT_TRUE(!archive || archive->serialise() == bytes);
    }
}

} // namespace
} // namespace tastescope
