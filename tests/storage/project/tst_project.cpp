// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/project.h"

#include "storage/project/model_store.h"
#include "storage/project/settings_store.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <limits>

namespace tastescope {
namespace {

using test::sampleData;
using test::TemporaryFolder;

void expectSameData(const Dataset::Parts& a, const Dataset::Parts& b) {
    ASSERT_EQ(a.users->size(), b.users->size());
    ASSERT_EQ(a.items->size(), b.items->size());
    for (std::uint32_t row = 0; row < a.users->size(); ++row) {
        EXPECT_EQ(a.users->at(row), b.users->at(row));
    }
    for (std::uint32_t row = 0; row < a.items->size(); ++row) {
        EXPECT_EQ(a.items->at(row), b.items->at(row));
    }
    EXPECT_EQ(a.signals, b.signals);
    EXPECT_EQ(a.nouns, b.nouns);
    test::expectSameTable(a.itemAttributes->table(), b.itemAttributes->table());
    test::expectSameTable(*a.userAttributes, *b.userAttributes);
    test::expectSameEvents(*a.events, *b.events);
}

TEST(Project, GivesBackWhatWasStored) {
    const TemporaryFolder folder;
    const ProjectData data = sampleData();
    {
        const auto project = Project::create(folder / "p.tastescope", data);
        ASSERT_TRUE(project) << project.error().text();
    }
    const auto project = Project::open(folder / "p.tastescope", OpenMode::ReadOnly);
    ASSERT_TRUE(project) << project.error().text();
    const auto dataset = (*project)->loadDataset();
    ASSERT_TRUE(dataset) << dataset.error().text();
    expectSameData((*dataset)->parts(), data.parts);
    EXPECT_EQ((*dataset)->name(), "Sample");
    EXPECT_EQ((*project)->provenance().value(), data.provenance);
    EXPECT_EQ((*dataset)->fingerprint(), Dataset(data.parts).fingerprint());
    EXPECT_EQ((*project)->checkIntegrity().value(), std::vector<std::string>{});
}

TEST(Project, TakesItsNameFromTheFileWhenNoneIsStored) {
    const TemporaryFolder folder;
    ProjectData data = sampleData();
    data.parts.name.clear();
    const auto project = Project::create(folder / "Jazz 1959.tastescope", data);
    ASSERT_TRUE(project) << project.error().text();
    EXPECT_EQ((*project)->loadDataset().value()->name(), "Jazz 1959");
}

TEST(Project, MayBeEmpty) {
    const TemporaryFolder folder;
    const auto project = Project::create(folder / "p.tastescope", {});
    ASSERT_TRUE(project) << project.error().text();
    const auto dataset = (*project)->loadDataset();
    ASSERT_TRUE(dataset) << dataset.error().text();
    EXPECT_EQ((*dataset)->userCount(), 0U);
    EXPECT_EQ((*dataset)->events().size(), 0U);
}

TEST(Project, ReplacesTheDataAndKeepsTheRest) {
    const TemporaryFolder folder;
    const auto project = Project::create(folder / "p.tastescope", {});
    ASSERT_TRUE(project) << project.error().text();
    ASSERT_TRUE((*project)->settings().set("theme", "dark"));
    StoredModel model;
    model.name = "A";
    ASSERT_TRUE((*project)->models().add(model, {}));
    const ProjectData data = sampleData();
    ASSERT_TRUE((*project)->replaceData(data));
    expectSameData((*project)->loadDataset().value()->parts(), data.parts);
    EXPECT_EQ((*project)->settings().value("theme").value(), "dark");
    EXPECT_EQ((*project)->models().all().value().size(), 1U);
    EXPECT_EQ((*project)->checkIntegrity().value(), std::vector<std::string>{});
}

TEST(Project, RefusesDataThatPointsOutsideItself) {
    const TemporaryFolder folder;
    ProjectData data = sampleData();
    data.parts.signals.clear();
    EXPECT_EQ(Project::create(folder / "p.tastescope", data).error().code, ErrorCode::InvalidArgument);
    data = sampleData();
    data.parts.items = std::make_shared<IdMap>();
    EXPECT_EQ(Project::create(folder / "p.tastescope", data).error().code, ErrorCode::InvalidArgument);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Project, IsCreatedInTheCurrentFolderByItsNameAlone) {
    const TemporaryFolder folder;
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    const auto project = Project::create("bare.tastescope", sampleData());
    std::filesystem::current_path(before);
    ASSERT_TRUE(project) << project.error().text();
    EXPECT_TRUE(std::filesystem::exists(folder / "bare.tastescope"));
    EXPECT_TRUE((*project)->path().is_absolute());
    ASSERT_TRUE((*project)->settings().set("a", "b"));
}

TEST(Project, NeverReplacesAFile) {
    const TemporaryFolder folder;
    folder.write("p.tastescope", "precious");
    const auto project = Project::create(folder / "p.tastescope", sampleData());
    ASSERT_FALSE(project);
    EXPECT_EQ(project.error().code, ErrorCode::Conflict);
    EXPECT_EQ(std::filesystem::file_size(folder / "p.tastescope"), 8U);
}

TEST(Project, ChangesWeightsAndNounsWithoutANewImport) {
    const TemporaryFolder folder;
    const auto project = Project::create(folder / "p.tastescope", sampleData());
    ASSERT_TRUE(project) << project.error().text();
    std::vector<SignalType> signals = sampleData().parts.signals;
    signals[1].weight = -0.25;
    ASSERT_TRUE((*project)->setSignals(signals, PairPolicy::Last));
    Nouns nouns;
    nouns.item = "film";
    ASSERT_TRUE((*project)->setNouns(nouns));
    const auto dataset = (*project)->loadDataset().value();
    EXPECT_EQ(dataset->signals(), signals);
    EXPECT_EQ(dataset->parts().matrix.policy, PairPolicy::Last);
    EXPECT_EQ(dataset->nouns(), nouns);
    signals.pop_back();
    EXPECT_EQ((*project)->setSignals(signals, PairPolicy::Sum).error().code, ErrorCode::InvalidArgument);
}

TEST(Project, WritesNoWeightsOfOtherSignals) {
    const TemporaryFolder folder;
    const auto project = Project::create(folder / "p.tastescope", sampleData());
    ASSERT_TRUE(project) << project.error().text();
    const std::vector<SignalType> stored = sampleData().parts.signals;
    std::vector<SignalType> named = stored;
    named[1].name = "stars";
    std::vector<SignalType> swapped{stored[1], stored[0]};
    std::vector<SignalType> ofOtherKind = stored;
    ofOtherKind[0].kind = SignalKind::Explicit;
    for (const auto& other : {named, swapped, ofOtherKind}) {
        EXPECT_EQ((*project)->setSignals(other, PairPolicy::Sum).error().code, ErrorCode::Conflict);
        EXPECT_EQ((*project)->loadDataset().value()->signals(), stored);
    }
}

TEST(Project, ReadOnlyHandlesRefuseToWrite) {
    const TemporaryFolder folder;
    ASSERT_TRUE(Project::create(folder / "p.tastescope", sampleData()));
    const auto project = Project::open(folder / "p.tastescope", OpenMode::ReadOnly);
    ASSERT_TRUE(project) << project.error().text();
    EXPECT_EQ((*project)->settings().set("a", "b").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ((*project)->models().remove(1).error().code, ErrorCode::InvalidArgument);
}

TEST(Project, ReadingLeavesNothingBesideTheFile) {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "p.tastescope";
    ASSERT_TRUE(Project::create(file, sampleData()));
    for (int handles = 1; handles <= 2; ++handles) {
        const auto first = Project::open(file, OpenMode::ReadOnly);
        ASSERT_TRUE(first) << first.error().text();
        ASSERT_TRUE((*first)->loadDataset());
        if (handles == 2) {
            { ASSERT_TRUE(Project::open(file, OpenMode::ReadOnly)); }
            ASSERT_TRUE((*first)->loadDataset()) << "closing another handle takes nothing from this one";
        }
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        EXPECT_EQ(entry.path(), file);
    }
}

TEST(Project, SettingsRoundTrip) {
    const TemporaryFolder folder;
    const auto project = Project::create(folder / "p.tastescope", {});
    ASSERT_TRUE(project) << project.error().text();
    EXPECT_EQ((*project)->settings().value("x").value(), std::nullopt);
    ASSERT_TRUE((*project)->settings().set("x", ""));
    EXPECT_EQ((*project)->settings().value("x").value(), "");
    ASSERT_TRUE((*project)->settings().set("x", "it's \"ü\""));
    EXPECT_EQ((*project)->settings().value("x").value(), "it's \"ü\"");
}

TEST(Project, CancelledCreationLeavesNothing) {
    const TemporaryFolder folder;
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    const auto project = Project::create(folder / "p.tastescope", sampleData(), context);
    ASSERT_FALSE(project);
    EXPECT_EQ(project.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Project, CancelledReplacementChangesNothing) {
    const TemporaryFolder folder;
    const auto project = Project::create(folder / "p.tastescope", sampleData());
    ASSERT_TRUE(project) << project.error().text();
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ((*project)->replaceData({}, context).error().code, ErrorCode::Cancelled);
    expectSameData((*project)->loadDataset().value()->parts(), sampleData().parts);
}

} // namespace
} // namespace tastescope
