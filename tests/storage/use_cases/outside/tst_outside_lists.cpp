// SPDX-License-Identifier: GPL-3.0-or-later
// Lists from elsewhere against the data: what was wrong in them is counted as `evaluate --lists` counts it,
// the copy is judged as the file is, and one person's list is the one that is judged.
#include "storage/use_cases/outside/outside_lists.h"

#include "engine/metrics/metric.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/experiments/specification.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/held_out/held_out.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

class OutsideListsTest : public test::ProjectTest {
protected:
    std::string user(std::size_t row) const {
        return std::string(dataset->users().at(static_cast<std::uint32_t>(row)));
    }
    std::string item(std::size_t row) const {
        return std::string(dataset->items().at(static_cast<std::uint32_t>(row)));
    }
    std::shared_ptr<const OutsideTable> tableOf(const std::string& text) const {
        auto read = readOutside(folder.write("lists.csv", text));
        EXPECT_TRUE(read) << read.error().text();
        return read ? OutsideTable::of(read->head, read->lists, *dataset).value() : nullptr;
    }
    /// Twelve items for everybody, in an order of their own.
    std::string everybody() const {
        std::string text = "user,item,score\n";
        for (std::size_t row = 0; row < dataset->userCount(); ++row) {
            for (std::size_t place = 0; place < 12; ++place) {
                text += user(row) + "," + item((row * 7 + place * 5) % dataset->itemCount()) + "," +
                        std::to_string(100 - static_cast<int>(place) / 2) + "\n"; // ties
            }
        }
        return text + user(0) + ",nowhere,101\nnobody," + item(0) + ",1\n";
    }
    static double numberOf(const FileCounts& counts, std::string_view name) {
        const auto found =
            std::ranges::find(counts.counts, name, [](const auto& pair) { return pair.first; });
        return found == counts.counts.end() ? -1 : static_cast<double>(found->second);
    }
};

TEST_F(OutsideListsTest, HoldsOnePlaceForEachRowAndCountsWhatIsWrong) {
    ASSERT_FALSE(dataset->matrix().itemsOf(UserIndex(std::size_t{3})).empty());
    const std::string had(dataset->items().at(dataset->matrix().itemsOf(UserIndex(std::size_t{3}))[0].value));
    std::string other;
    for (std::size_t row = 0; other.empty(); ++row) {
        const auto past = dataset->matrix().itemsOf(UserIndex(std::size_t{3}));
        other = std::ranges::binary_search(past, ItemIndex(row)) ? "" : item(row);
    }
    const auto table =
        tableOf("user,item,rank\n" + user(3) + ",ghost,1\n" + user(3) + "," + had + ",2\n" + user(3) + "," +
                other + ",3\n" + user(3) + "," + had + ",4\nnobody," + had + ",1\n");
    ASSERT_TRUE(table);
    EXPECT_EQ(table->counts().unknownItems, 1U);
    EXPECT_EQ(table->counts().unknownUsers, 1U);
    EXPECT_EQ(table->counts().seen, 2U);
    EXPECT_EQ(table->counts().usersWithList, 1U);
    EXPECT_EQ(table->head().repeated, 1U);
    EXPECT_FALSE(table->head().scored);
    const auto list = table->of(UserIndex(std::size_t{3}));
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].place, 2U);
    EXPECT_TRUE(list[0].seen);
    EXPECT_TRUE(std::isnan(list[0].score));
    EXPECT_EQ(list[1].place, 3U);
    EXPECT_FALSE(list[1].seen);
    EXPECT_EQ(table->placesOf(UserIndex(std::size_t{3})), 4U);
    EXPECT_TRUE(table->of(UserIndex(std::size_t{4})).empty());
    EXPECT_EQ(table->placesOf(UserIndex(std::size_t{4})), 0U);
    EXPECT_TRUE(table->of(UserIndex(dataset->userCount())).empty()); // nobody of the data
}

TEST_F(OutsideListsTest, OneRowIsAListAndNoRowIsNone) {
    const auto table = tableOf("user,item\n" + user(0) + "," + item(0) + "\n");
    ASSERT_TRUE(table);
    EXPECT_EQ(table->of(UserIndex(std::size_t{0})).size(), 1U);
    for (const std::string text : {"", "user,item\n", "a,b,c\n1,2"}) {
        const auto read = readOutside(folder.write("none.csv", text));
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, ErrorCode::BadInput) << text;
    }
    EXPECT_FALSE(readOutside(folder / "no such.csv"));
    const auto strange = tableOf("user,item\nx,y\n"); // kept, and of no use: that is said, not refused
    ASSERT_TRUE(strange);
    EXPECT_EQ(strange->counts().usersWithList, 0U);
    EXPECT_EQ(strange->counts().unknownUsers, 1U);
}

TEST_F(OutsideListsTest, TheCommandNamesTheCopyWhateverBecameOfTheFile) {
    EvaluateRequest asked;
    asked.store = false;
    asked.listFiles = {folder.write("theirs.csv", everybody())};
    const auto read = readOutside(asked.listFiles[0]);
    ASSERT_TRUE(read) << read.error().text();
    const auto stored = project->outside().put(read->head, read->lists);
    ASSERT_TRUE(stored && project->outside().rename(stored->id, "It's old"));
    const auto first = measureWithCopies(*dataset, asked, keptCopies(*project, asked).value());
    ASSERT_TRUE(first) << first.error().text();
    const auto kept = project->outside().all().value();
    const auto commandOf = [&](const EvaluationResult& result) {
        return evaluateCommand(requestOf(result.specification)->request, 42, "p", {}, kept);
    };
    EXPECT_NE(commandOf(*first).find(" --lists 'kept:It'\\''s old' "), std::string::npos)
        << commandOf(*first);
    const auto byFile = measureModels(*dataset, asked); // which the project happens to keep, too
    ASSERT_TRUE(byFile) << byFile.error().text();
    EXPECT_NE(commandOf(*byFile).find(" --lists " + asked.listFiles[0].string() + " "), std::string::npos)
        << commandOf(*byFile);
    folder.write("theirs.csv", "user,item\n" + user(0) + "," + item(1) + "\n"); // other ones now
    EvaluateRequest typed = asked;
    typed.listFiles = {"kept:It's old"};
    const auto copies = takeKept(*project, typed);
    ASSERT_TRUE(copies) << copies.error().text();
    EXPECT_EQ(typed.listFiles, asked.listFiles);
    const auto again = evaluateWithCopies(*project, *dataset, typed, *copies);
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(evaluationJson(*again), evaluationJson(*first));
    const auto sides = sideBySideWithCopies(*dataset, typed, *copies);
    ASSERT_TRUE(sides) << sides.error().text();
    EXPECT_EQ(sides->at(1).models[0].label, "It's old");
    typed.listFiles = {"kept:It"};
    EXPECT_EQ(takeKept(*project, typed).error().code, ErrorCode::NotFound);
    typed.listFiles = {"kept:It's old", asked.listFiles[0]};
    EXPECT_EQ(takeKept(*project, typed).error().code, ErrorCode::InvalidArgument);
    typed.listFiles = {"kept:It's old", "kept:It's old"};
    EXPECT_EQ(takeKept(*project, typed).error().code, ErrorCode::InvalidArgument);
}

TEST_F(OutsideListsTest, TheCopyIsJudgedAsTheFileIsAlsoWhenTheFileIsGone) {
    EvaluateRequest asked;
    asked.store = false;
    asked.listFiles = {folder.write("theirs.csv", everybody())};
    const auto byFile = measureModels(*dataset, asked);
    ASSERT_TRUE(byFile) << byFile.error().text();
    const auto read = readOutside(asked.listFiles[0]);
    ASSERT_TRUE(read) << read.error().text();
    const auto stored = project->outside().put(read->head, read->lists);
    ASSERT_TRUE(stored) << stored.error().text();
    ASSERT_TRUE(project->outside().rename(stored->id, "Named"));
    std::filesystem::remove(asked.listFiles[0]);
    EXPECT_FALSE(measureModels(*dataset, asked));
    const auto copies = keptCopies(*project, asked);
    ASSERT_TRUE(copies) << copies.error().text();
    const auto byCopy = measureWithCopies(*dataset, asked, *copies);
    ASSERT_TRUE(byCopy) << byCopy.error().text();
    ASSERT_EQ(byCopy->models.size(), 1U);
    EXPECT_EQ(byCopy->models[0].label, "Named");
    ASSERT_EQ(byCopy->models[0].metrics.size(), byFile->models[0].metrics.size());
    for (std::size_t at = 0; at < byFile->models[0].metrics.size(); ++at) {
        const double value = byFile->models[0].metrics[at].value;
        const double copied = byCopy->models[0].metrics[at].value;
        EXPECT_TRUE(value == copied || (std::isnan(value) && std::isnan(copied)))
            << byFile->models[0].metrics[at].key;
    }
    ASSERT_EQ(byCopy->files.size(), byFile->files.size());
    for (std::size_t at = 0; at < byFile->files.size(); ++at) {
        EXPECT_EQ(byCopy->files[at].counts, byFile->files[at].counts);
    }
    // What is counted against the whole data agrees with what is counted against the parts, but for the
    // history.
    const auto lists = project->outside().lists(stored->id);
    const auto table = OutsideTable::of(*stored, *lists, *dataset).value();
    const auto counts = std::ranges::find(byFile->files, "lists", &FileCounts::role);
    ASSERT_NE(counts, byFile->files.end());
    EXPECT_EQ(numberOf(*counts, "unknown_users"), static_cast<double>(table->counts().unknownUsers));
    EXPECT_EQ(numberOf(*counts, "unknown_items"), static_cast<double>(table->counts().unknownItems));
    EXPECT_EQ(numberOf(*counts, "repeated"), static_cast<double>(table->head().repeated));
    EXPECT_LE(numberOf(*counts, "seen"), static_cast<double>(table->counts().seen));
}

TEST_F(OutsideListsTest, HitsAndNumberOfThePersonAreThoseOfTheEvaluation) {
    ASSERT_TRUE(trainModel(*project, *dataset, {"popularity", {}, "Pop", 42}));
    const StoredModel model = project->models().all()->front();
    EvaluateRequest asked;
    asked.listFiles = {folder.write("theirs.csv", everybody())};
    asked.contestants = {{"Pop", "popularity", paramsOf(model)}};
    asked.options.metrics = {findMetric("ndcg")};
    asked.options.ks = {10};
    const auto result = evaluateModels(*project, *dataset, asked);
    ASSERT_TRUE(result) << result.error().text();
    const auto numbers = HeldOutNumbers::read(*project).value();
    ASSERT_TRUE(numbers.knows(model));
    const auto read = readOutside(asked.listFiles[0]).value();
    const auto table = OutsideTable::of(read.head, read.lists, *dataset).value();
    const std::vector<double>& ndcg =
        std::ranges::find(result->models[1].metrics, "ndcg@10", &MetricValue::key)->perUser;
    std::size_t hits = 0;
    for (std::uint32_t row = 0; row < result->userIds->size(); ++row) {
        const std::string id(result->userIds->at(row));
        const UserIndex user(*dataset->users().find(id));
        std::vector<std::string> list(table->placesOf(user));
        for (const OutsideEntry& entry : table->of(user)) {
            list[entry.place - 1] = dataset->items().at(entry.item.value);
        }
        const HeldOutPerson person = numbers.judge(list, id);
        const HeldOutPerson byModel = numbers.of(model, id);
        EXPECT_EQ(person.judged, byModel.judged);
        EXPECT_EQ(person.heldOut, byModel.heldOut);
        EXPECT_EQ(std::isnan(person.ndcg), std::isnan(ndcg[row])) << id;
        if (!std::isnan(ndcg[row])) {
            EXPECT_EQ(person.ndcg, ndcg[row]) << id;
        }
        ASSERT_EQ(person.list.size(), person.judged ? list.size() : 0U);
        hits += person.hits();
    }
    EXPECT_GT(hits, 0U);
    EXPECT_FALSE(numbers.judge(std::vector<std::string>{item(0)}, "nobody").judged);
    // Twice in a list is one hit, at the better place.
    for (std::uint32_t row = 0; row < result->userIds->size(); ++row) {
        const std::string id(result->userIds->at(row));
        if (const auto held = numbers.of(model, id).heldOut; !held.empty()) {
            const HeldOutPerson twice = numbers.judge(std::vector<std::string>{held[0], held[0]}, id);
            EXPECT_TRUE(twice.list[0].hit);
            EXPECT_FALSE(twice.list[1].hit);
        }
    }
}

} // namespace
} // namespace tastescope
