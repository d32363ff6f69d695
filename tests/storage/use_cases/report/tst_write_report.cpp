// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/report/report.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/evaluation_lists.h"
#include "storage/use_cases/outside/outside_lists.h"
#include "storage/use_cases/report/write_report.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <stop_token>
#include <string_view>
#include <utility>

namespace tastescope {
namespace {

class WriteReport : public test::ProjectTest {
protected:
    void evaluate(const ListCopies& copies = {}, std::vector<std::filesystem::path> lists = {}) {
        EvaluateRequest request;
        request.listFiles = std::move(lists);
        if (request.listFiles.empty()) {
            request.contestants = {{"popularity", "popularity", {}, {}}};
        }
        const auto result = evaluateWithCopies(*project, *dataset, request, copies);
        ASSERT_TRUE(result) << result.error().text();
    }
};

TEST_F(WriteReport, TheEndingSaysWhatItIsAndTheBytesAreThoseOfTheStoredRun) {
    evaluate();
    evaluate();
    const auto experiment = project->experiments().find(1);
    ASSERT_TRUE(experiment) << experiment.error().text();
    const auto result = loadEvaluation(*project, 1, LoadedValues::None);
    ASSERT_TRUE(result) << result.error().text();
    const ReportSource source{*experiment, *result, *dataset, "p.tastescope"};
    for (const char* name : {"a.html", "a.HTM", "a.pdf", "a.PDF"}) {
        const auto written = writeReport(*project, *dataset, {"p.tastescope", folder / name, 1});
        ASSERT_TRUE(written) << name << written.error().text();
        EXPECT_EQ(*written, 1) << name;
        const bool pdf = std::string_view(name).ends_with("df") || std::string_view(name).ends_with("DF");
        EXPECT_TRUE(folder.read(name) == (pdf ? reportPdf(source) : reportHtml(source))) << name;
    }
    const auto newest = writeReport(*project, *dataset, {"p.tastescope", folder / "b.html", 0});
    ASSERT_TRUE(newest);
    EXPECT_EQ(*newest, 2);
}

TEST_F(WriteReport, WhatCannotBeWrittenLeavesNothing) {
    const auto none = writeReport(*project, *dataset, {"p.tastescope", folder / "none.html", 0});
    EXPECT_FALSE(none) << "nothing was evaluated";
    evaluate();
    for (const char* name : {"a.doc", "a", "html", ".html"}) {
        const auto refused = writeReport(*project, *dataset, {"p.tastescope", folder / name, 0});
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument) << name;
        EXPECT_FALSE(std::filesystem::exists(folder / name)) << name;
    }
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext stopped;
    stopped.stop = stop.get_token();
    EXPECT_EQ(writeReport(*project, *dataset, {"p", folder / "none.html", 0}, stopped).error().code,
              ErrorCode::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(folder / "none.html"));
}

TEST_F(WriteReport, RunsOfKeptListsAreRunAgainFromTheCopy) {
    std::string rows = "user,item\n";
    for (std::uint32_t user = 0; user < dataset->userCount(); ++user) {
        rows +=
            std::string(dataset->users().at(user)) + "," + std::string(dataset->items().at(user % 7)) + "\n";
    }
    const auto read = readOutside(folder.write("theirs.csv", rows));
    ASSERT_TRUE(read) << read.error().text();
    const auto stored = project->outside().put(read->head, read->lists);
    ASSERT_TRUE(stored && project->outside().rename(stored->id, "Old house"));
    EvaluateRequest request;
    request.listFiles = {"kept:Old house"};
    const auto copies = takeKept(*project, request);
    ASSERT_TRUE(copies) << copies.error().text();
    evaluate(*copies, request.listFiles);
    ASSERT_TRUE(writeReport(*project, *dataset, {"p.tastescope", folder / "a.html", 0}));
    EXPECT_NE(folder.read("a.html").find("--lists &#39;kept:Old house&#39;"), std::string::npos);
}

} // namespace
} // namespace tastescope
