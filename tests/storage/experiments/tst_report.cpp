// SPDX-License-Identifier: GPL-3.0-or-later
// The report says what is stored, needs nothing beside it, and no name in it becomes markup.
#include "storage/experiments/report/report.h"

#include "engine/metrics/metric.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/export/json_writer.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

class Report : public test::ProjectTest {
protected:
    EvaluateRequest request() {
        EvaluateRequest made;
        made.contestants = {{"popularity", "popularity", {}}, {"item_knn", "item_knn", {}}};
        made.options.resamples = 20;
        made.by = folder.write("groups.csv", "user,group\nu1,<i>a</i>\nu2,b\nu3,\"x\"\"y\"\n").string();
        return made;
    }
    std::string html(const EvaluateRequest& asked) {
        const auto done = evaluateModels(*project, *dataset, asked);
        EXPECT_TRUE(done) << done.error().text();
        result = loadEvaluation(*project, 0).value();
        experiment = project->experiments().find(0).value();
        return reportHtml({experiment, result, *dataset, folder / "p.tastescope"});
    }
    EvaluationResult result;
    StoredExperiment experiment;
};

std::size_t countOf(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

TEST_F(Report, EveryStoredNumberStandsInItBitForBit) {
    const std::string page = html(request());
    for (const ModelResult& model : result.models) {
        for (const MetricValue& metric : model.metrics) {
            for (const double value : {metric.value, metric.low, metric.high}) {
                if (std::isfinite(value)) {
                    EXPECT_NE(page.find("<data value=\"" + shortestNumber(value) + "\">"), std::string::npos)
                        << model.label << " " << metric.key;
                }
            }
        }
    }
    for (const PairResult& pair : result.pairs) {
        if (pair.metric == result.pairs.front().metric) {
            EXPECT_NE(page.find(shortestNumber(pair.difference)), std::string::npos);
        }
    }
    EXPECT_EQ(countOf(page, "<svg "), result.models[0].metrics.size()) << "a chart a metric";
    EXPECT_NE(page.find("How to run this again</h2><pre>tastescope-cli evaluate "), std::string::npos);
    EXPECT_NE(page.find(result.protocol), std::string::npos);
    EXPECT_EQ(page, reportHtml({experiment, result, *dataset, folder / "p.tastescope"}));
}

TEST_F(Report, SpreadOfPeopleSeedsAndFoldsStandsBesideTheNumber) {
    EvaluateRequest asked = request();
    EXPECT_EQ(html(asked).find("sd of"), std::string::npos) << "there is one run";
    asked.by.clear();
    asked.folds = 2;
    asked.repeats = 2;
    const std::string page = html(asked);
    std::size_t numbers = 0;
    for (const ModelResult& model : result.models) {
        for (const MetricValue& metric : model.metrics) {
            for (const auto& deviation : {metric.spread.users, metric.spread.seeds, metric.spread.folds}) {
                if (deviation && std::isfinite(*deviation)) {
                    ++numbers;
                    EXPECT_NE(page.find("<data value=\"" + shortestNumber(*deviation) + "\">"),
                              std::string::npos)
                        << model.label << " " << metric.key;
                }
            }
        }
    }
    EXPECT_GT(numbers, 10U);
    for (const char* title : {">sd of users<", ">sd of seeds<", ">sd of folds<"}) {
        EXPECT_NE(page.find(title), std::string::npos) << title;
    }
}

TEST_F(Report, GapsColdPlacesAndTheMeaningOfMetricsAreInIt) {
    EvaluateRequest asked = request();
    std::string groups = "user,group\n";
    for (std::size_t user = 0; user < dataset->userCount(); ++user) {
        groups += std::string(dataset->users().at(user)) + (user % 2 == 0 ? ",even\n" : ",odd\n");
    }
    asked.by = folder.write("halves.csv", groups).string();
    std::string page = html(asked);
    ASSERT_FALSE(result.gaps.empty());
    const std::string& key = result.gaps.front().key;
    EXPECT_NE(page.find("<h2>How far apart are groups served? " + key + "</h2>"), std::string::npos);
    for (const GapResult& gap : result.gaps) {
        if (gap.key == key) {
            for (const double value : {gap.pairs.front().difference, gap.pairs.front().p}) {
                EXPECT_NE(page.find("<data value=\"" + shortestNumber(value) + "\">"), std::string::npos)
                    << gap.by << " " << gap.label;
            }
        }
    }
    // Every metric of it with formula and source, from the table of all.
    const std::string meaning = page.substr(page.find("What the metrics mean"));
    std::vector<std::string> measured{"user_group_gap"};
    for (const MetricValue& metric : result.models[0].metrics) {
        measured.push_back(metric.key.substr(0, metric.key.find('@')));
    }
    for (const std::string& id : measured) {
        const MetricInfo* info = findMetric(id);
        ASSERT_NE(info, nullptr) << id;
        for (const std::string& text : {info->id, info->title, info->unit, info->formula, info->source}) {
            EXPECT_NE(meaning.find("<td>" + htmlText(text) + "</td>"), std::string::npos)
                << id << " " << text;
        }
    }
    // What the catalogue's metrics do not count stands beside them.
    EXPECT_NE(page.find(">cold places<"), std::string::npos);
    for (MetricValue& metric : result.models[0].metrics) {
        if (metric.coldShown) {
            metric.coldShown = 98765;
        }
    }
    result.sampled = true;
    page = reportHtml({experiment, result, *dataset, folder / "p.tastescope"});
    EXPECT_NE(page.find("<td class=\"n\">98765</td>"), std::string::npos);
    // And every heading that names a metric says how candidates were taken.
    for (std::size_t at = page.find("<h2>"); at != std::string::npos; at = page.find("<h2>", at + 1)) {
        const std::string heading = page.substr(at, page.find("</h2>", at) - at);
        EXPECT_EQ(heading.find('@') != std::string::npos,
                  heading.find("(sampled candidates)") != std::string::npos)
            << heading;
    }
}

TEST_F(Report, NeedsNothingBesideItAndRunsNothing) {
    const std::string page = html(request());
    for (const char* part :
         {"<script", "http:", "https:", "url(", "@import", "<link", "<img", "onload", "javascript:"}) {
        EXPECT_EQ(page.find(part), std::string::npos) << part;
    }
    // Every element that is opened is closed, in order.
    std::vector<std::string> open;
    for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
        const std::size_t end = page.find_first_of(" >", at);
        const std::string name = page.substr(at + 1, end - at - 1);
        const std::size_t close = page.find('>', at);
        if (name.starts_with("!") || name == "meta" || page[close - 1] == '/') {
            continue;
        }
        if (name.starts_with("/")) {
            ASSERT_FALSE(open.empty());
            EXPECT_EQ("/" + open.back(), name);
            open.pop_back();
        } else {
            open.push_back(name);
        }
    }
    EXPECT_TRUE(open.empty());
}

TEST_F(Report, TextFromOutsideIsEscapedEverywhere) {
    EvaluateRequest asked = request();
    const std::string evil = "<script>alert(1)</script>\"'&";
    asked.contestants[0].label = evil;
    asked.listFiles = {folder.write("<b>&x.csv", "user,item\nu1,i1\nu2,i3\n")};
    const std::string page = html(asked);
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_EQ(page.find("<i>"), std::string::npos);
    EXPECT_EQ(page.find("<b>"), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"), std::string::npos);
    EXPECT_NE(page.find("&lt;i&gt;a&lt;/i&gt;"), std::string::npos);
    EXPECT_EQ(htmlText("a<b>&\"'\x01"), "a&lt;b&gt;&amp;&quot;&#39; ");
}

TEST_F(Report, WarnsOfWhatWeakensTheNumbers) {
    EvaluateRequest asked = request();
    asked.options.sampledCandidates = 5;
    asked.leaks = true;
    asked.filter.minUserEvents = 3;
    const std::string page = html(asked);
    EXPECT_NE(page.find("Candidates were sampled"), std::string::npos);
    EXPECT_NE(page.find("sampled_candidates (bias)"), std::string::npos);
    EXPECT_NE(page.find("(sampled candidates)</figcaption>"), std::string::npos);
    EXPECT_NE(page.find("Only users with 3 events or more"), std::string::npos);
    EXPECT_EQ(page.find("has changed since"), std::string::npos);
    experiment.dataFingerprint = "other";
    EXPECT_NE(reportHtml({experiment, result, *dataset, "p"}).find("has changed since"), std::string::npos);
}

} // namespace
} // namespace tastescope
