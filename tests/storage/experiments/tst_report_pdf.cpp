// SPDX-License-Identifier: GPL-3.0-or-later
// The report as PDF: a file that holds together, with the numbers and the charts of the report as HTML.
#include "engine/metrics/metric.h"
#include "storage/experiments/report/pdf_document.h"
#include "storage/experiments/report/report.h"
#include "storage/experiments/report/report_content.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <regex>

namespace tastescope {
namespace {

struct Written {
    std::string text;
    double x = 0;
    double y = 0;
    double size = 0;
    int font = 0;
};

/// What a reader finds, page after page, by the operators that the file is made of.
struct Read {
    std::vector<std::string> pages;
    std::vector<Written> texts;
    std::string all; ///< texts in order
    std::size_t dots = 0;
};

std::size_t numberAt(const std::string& text, std::size_t at) {
    return static_cast<std::size_t>(std::stoul(text.substr(at)));
}

/// By the table of objects alone, as readers do; every promise of the file is checked.
Read read(const std::string& pdf) {
    Read out;
    EXPECT_TRUE(pdf.starts_with("%PDF-1.4\n"));
    EXPECT_TRUE(pdf.ends_with("%%EOF\n"));
    const std::size_t table = numberAt(pdf, pdf.rfind("startxref\n") + 10);
    EXPECT_EQ(pdf.compare(table, 7, "xref\n0 "), 0);
    const std::size_t objects = numberAt(pdf, table + 7);
    std::size_t entry = pdf.find('\n', table + 7) + 1;
    EXPECT_EQ(pdf.compare(entry, 20, "0000000000 65535 f \n"), 0);
    for (std::size_t object = 1; object < objects; ++object) {
        entry += 20;
        const std::size_t begin = numberAt(pdf, entry);
        const std::string head = std::to_string(object) + " 0 obj\n";
        EXPECT_EQ(pdf.compare(begin, head.size(), head), 0) << object;
        const std::size_t end = pdf.find("endobj", begin);
        const std::string body = pdf.substr(begin, end - begin);
        if (const std::size_t length = body.find("/Length "); length != std::string::npos) {
            const std::size_t stream = body.find("stream\n") + 7;
            const std::size_t bytes = numberAt(body, length + 8);
            EXPECT_EQ(body.compare(stream + bytes, 9, "endstream"), 0) << object;
            out.pages.push_back(body.substr(stream, bytes));
        }
    }
    EXPECT_NE(pdf.find("/Count " + std::to_string(out.pages.size()) + " >>"), std::string::npos);
    const std::regex text(R"(/F(\d) ([\d.]+) Tf ([-\d.]+) ([-\d.]+) Td <([0-9A-F]*)> Tj)");
    for (const std::string& page : out.pages) {
        for (std::sregex_iterator at(page.begin(), page.end(), text), end; at != end; ++at) {
            Written one{
                {}, std::stod((*at)[3]), std::stod((*at)[4]), std::stod((*at)[2]), std::stoi((*at)[1])};
            const std::string digits = (*at)[5];
            for (std::size_t digit = 0; digit + 1 < digits.size(); digit += 2) {
                one.text += static_cast<char>(std::stoi(digits.substr(digit, 2), nullptr, 16));
            }
            out.all += one.text;
            out.texts.push_back(std::move(one));
        }
        for (std::size_t at = page.find(" f\n"); at != std::string::npos; at = page.find(" f\n", at + 1)) {
            const std::size_t line = page.rfind('\n', at) + 1;
            out.dots += page.substr(line, at - line).find(" c ") != std::string::npos ? 1 : 0;
        }
    }
    return out;
}

/// Nothing is written beyond the paper.
void expectWithinThePages(const Read& pdf) {
    for (const Written& one : pdf.texts) {
        const PdfFont font = one.font == 3 ? PdfFont::Fixed : one.font == 2 ? PdfFont::Bold : PdfFont::Body;
        EXPECT_GE(one.x, 0) << one.text;
        EXPECT_LE(one.x + PdfDocument::widthOf(one.text, one.size, font), PdfDocument::width) << one.text;
        EXPECT_GE(one.y, 20) << one.text;
        EXPECT_LE(one.y, PdfDocument::height - 20) << one.text;
    }
}

bool holds(const Read& pdf, const std::string& text) {
    return std::ranges::any_of(pdf.texts, [&](const Written& one) { return one.text == text; });
}

class ReportPdf : public test::ProjectTest {
protected:
    Read pdfOf(const EvaluateRequest& asked) {
        const auto done = evaluateModels(*project, *dataset, asked);
        EXPECT_TRUE(done) << done.error().text();
        result = loadEvaluation(*project, 0).value();
        experiment = project->experiments().find(0).value();
        return pdf();
    }
    Read pdf() {
        const std::string bytes = reportPdf({experiment, result, *dataset, folder / "p.tastescope"});
        EXPECT_EQ(bytes, reportPdf({experiment, result, *dataset, folder / "p.tastescope"}));
        return read(bytes);
    }
    EvaluateRequest request() {
        EvaluateRequest made;
        made.contestants = {{"popularity", "popularity", {}}, {"item_knn", "item_knn", {}}};
        made.options.resamples = 20;
        made.by = "users";
        made.slices = true;
        made.leaks = true;
        return made;
    }
    EvaluationResult result;
    StoredExperiment experiment;
};

TEST_F(ReportPdf, HoldsEveryNumberAndEveryChart) {
    const Read pdf = pdfOf(request());
    expectWithinThePages(pdf);
    std::size_t dots = 0;
    for (const ModelResult& model : result.models) {
        for (const MetricValue& metric : model.metrics) {
            dots += std::isfinite(metric.value) ? 1 : 0;
            EXPECT_TRUE(holds(pdf, metric.key)) << metric.key;
            for (const ReportCell& cell :
                 {ReportCell{{}, {metric.value}}, ReportCell{{}, {metric.low, metric.high}}}) {
                if (std::isfinite(metric.value)) {
                    EXPECT_TRUE(holds(pdf, cellText(cell))) << metric.key << " " << cellText(cell);
                }
            }
        }
    }
    EXPECT_EQ(pdf.dots, dots);
    EXPECT_GT(pdf.pages.size(), 3U);
    for (const char* heading : {"Models", "Metrics", "How to run this again"}) {
        EXPECT_TRUE(holds(pdf, heading));
    }
    // The command line in one piece, however it is broken into lines.
    EXPECT_NE(pdf.all.find("tastescope-cli evaluate "), std::string::npos);
    EXPECT_NE(pdf.all.find("--slices"), std::string::npos);
    EXPECT_NE(pdf.all.find("later_events (leak)"), std::string::npos);
}

TEST_F(ReportPdf, SaysWhichLettersItLacks) {
    EvaluateRequest asked = request();
    asked.contestants[0].label = "\xD0\xB4\xD0\xB0 caf\xC3\xA9 (\\)"; // two Cyrillic letters
    const Read pdf = pdfOf(asked);
    EXPECT_TRUE(holds(pdf, "?? caf\xE9 (\\)"));
    EXPECT_NE(pdf.all.find("letters of names cannot be written"), std::string::npos);
    const Read plain = pdfOf(request());
    EXPECT_EQ(plain.all.find("letters of names"), std::string::npos);
}

TEST_F(ReportPdf, FormulasOfAllMetricsAreInItsLetters) {
    pdfOf(request());
    MetricValue value = result.models.front().metrics.front();
    for (ModelResult& model : result.models) {
        model.metrics.clear();
        for (const MetricInfo& metric : metrics()) {
            value.key = metricKey(metric, 10);
            model.metrics.push_back(value);
        }
    }
    const Read pdf = this->pdf();
    expectWithinThePages(pdf);
    EXPECT_EQ(pdf.all.find("letters of names"), std::string::npos);
    EXPECT_TRUE(holds(pdf, "What the metrics mean"));
    for (const MetricInfo& metric : metrics()) {
        EXPECT_NE(pdf.all.find(metric.id.substr(0, 5)), std::string::npos) << metric.id;
    }
    EXPECT_NE(pdf.all.find("|L and T|"), std::string::npos);
}

TEST_F(ReportPdf, ManyModelsWithLongNamesStayOnThePaper) {
    pdfOf(request());
    ModelResult model = result.models.front();
    result.pairs.clear();
    result.segments.clear();
    result.slices.reset();
    result.models.clear();
    model.metrics.resize(2);
    for (int at = 0; at < 90; ++at) {
        model.label = std::string(static_cast<std::size_t>(at * 3), 'W') + std::to_string(at);
        model.params = std::string(400, 'x');
        result.models.push_back(model);
    }
    const Read pdf = this->pdf();
    expectWithinThePages(pdf);
    EXPECT_EQ(pdf.dots, 180U);
    // A row of groups for each of twelve models.
    result.models.resize(12);
    SegmentResult segment{"a grouping with a name", "a group of people with a long name", 1234, {}};
    for (const ModelResult& one : result.models) {
        segment.models.push_back({one.label, one.metrics});
    }
    result.segments.assign(70, segment);
    expectWithinThePages(this->pdf());
    result.models.clear();
    result.segments.clear();
    expectWithinThePages(this->pdf()); // of nothing
}

TEST(PdfDocument, EscapesAndMeasuresWhatItWrites) {
    PdfDocument pdf("A \xE2\x80\x93 \xF0\x9F\x8E\xB5");
    pdf.text(10, 20, 12, PdfFont::Body,
             "(a) \\ \xE2\x88\x92"
             "1\xE2\x80\x89%\n\xFF\xE2\x82\xAC");
    const Read made = read(pdf.bytes());
    ASSERT_EQ(made.texts.size(), 1U);
    EXPECT_EQ(made.texts[0].text, "(a) \\ \x96"
                                  "1 % ?\x80");
    EXPECT_EQ(made.texts[0].y, PdfDocument::height - 20);
    EXPECT_EQ(pdf.unknownLetters(), 1U);
    EXPECT_NE(pdf.bytes().find("/Title <FEFF004100202013"
                               "0020D83CDFB5>"),
              std::string::npos);
    EXPECT_DOUBLE_EQ(PdfDocument::widthOf("il", 1000, PdfFont::Body), 444);
    EXPECT_DOUBLE_EQ(PdfDocument::widthOf("W", 10, PdfFont::Bold), 9.44);
    EXPECT_DOUBLE_EQ(PdfDocument::widthOf("iW", 10, PdfFont::Fixed), 12);
    pdf.addPage();
    EXPECT_EQ(read(pdf.bytes()).pages.size(), 2U);
}

} // namespace
} // namespace tastescope
