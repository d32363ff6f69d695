// SPDX-License-Identifier: GPL-3.0-or-later
// What a report says, whatever it is written as: headings, tables, warnings and charts in their order, so
// that every form holds the same numbers.
#pragma once

#include "storage/experiments/report/report.h"

#include <string>
#include <variant>
#include <vector>

namespace tastescope {

struct ReportCell {
    std::string text{};
    std::vector<double> numbers{}; ///< instead of text: one, or the two ends of an interval
};

/// What a cell shows of a number: four digits; a dash for what is none.
std::string numberText(double value);
/// "0.1234", "[0.1, 0.2]", or the text.
std::string cellText(const ReportCell& cell);

struct ReportTable {
    struct Column {
        std::string title;
        bool numbers = false; ///< to the right
    };
    std::vector<Column> columns; ///< without titles where the first column names each row
    std::vector<std::vector<ReportCell>> rows;
};

/// What an axis covers, with round ticks.
struct ReportAxis {
    double from = 0;
    double to = 1;
    std::vector<double> ticks{};
};
/// A little more than all finite numbers; 0 to 1 without any.
ReportAxis axisOver(const std::vector<double>& numbers);

/// A row a model: the number as a dot on its interval. NaN = was not measured, or has no interval.
struct ReportChart {
    struct Row {
        std::string label;
        double value = 0;
        double low = 0;
        double high = 0;
    };
    std::string key;
    std::vector<Row> rows;
    ReportAxis axis{};
};

/// A line each with its band over steps 0, 1, …; NaN = nothing can be said there.
struct ReportLines {
    struct Line {
        std::string label;
        std::vector<double> value, low, high;
    };
    std::string key;
    std::string steps; ///< what is counted: "round"
    std::vector<Line> lines;
    ReportAxis axis{};
};

struct ReportHeading {
    std::string text;
};
struct ReportWarning {
    std::string text;
};
struct ReportParagraph {
    std::string text;
};
struct ReportCommand {
    std::string text;
};
/// One metric: caption, what it means, chart and table.
struct ReportFigure {
    std::string caption;
    std::string about;
    ReportChart chart;
    ReportTable table;
};
/// The same of what changes step by step.
struct ReportCourse {
    std::string caption;
    std::string about;
    ReportLines lines;
    ReportTable table;
};
using ReportBlock = std::variant<ReportHeading, ReportWarning, ReportParagraph, ReportCommand, ReportTable,
                                 ReportFigure, ReportCourse>;

struct ReportContent {
    std::string title; ///< without its question mark
    std::vector<ReportBlock> blocks;
};

ReportContent reportContent(const ReportSource& source);
/// As reportHtml and reportPdf, of any content.
std::string htmlOf(const ReportContent& content);
std::string pdfOf(const ReportContent& content);

/// What fits left of a chart; a character is not cut.
std::string shortenedLabel(std::string_view label);

} // namespace tastescope
