// SPDX-License-Identifier: GPL-3.0-or-later
// Random tables, written in random dialects, sniffed and read back: whatever separators stand in the text,
// however fields are quoted and rows end, the cells come out as they went in.
#include "engine/base/random.h"
#include "storage/import/loading/open_records.h"
#include "storage/import/planning/sniffer.h"
#include "tests/storage/import/import_test.h"

#include <algorithm>
#include <array>

namespace tastescope {
namespace {

using test::TemporaryFolder;
using Row = std::vector<std::string>;

enum class Header { None, Known, Unknown };
enum class Quotes { Needed, All, Half, Single, Behind };
enum class Trailing { None, Rows, RowsAndHeader, SomeRows };
enum class Preamble { None, Lines, Delimited };

struct Style {
    std::string delimiter;
    Header header = Header::Known;
    Quotes quotes = Quotes::Needed;
    Trailing trailing = Trailing::None;
    Preamble preamble = Preamble::None;
    std::string lineBreak;
    std::string competitor; ///< stands equally often in every row's text
};

struct Table {
    Row names;
    std::vector<Row> rows;
};

class Generator {
public:
    explicit Generator(std::uint64_t seed) : m_random(seed, 77) {}

    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(m_random.below(limit)); }

    template <typename T, std::size_t N>
    const T& any(const std::array<T, N>& values) {
        return values[below(N)];
    }

    std::string word() {
        static constexpr std::array<std::string_view, 12> words = {"Oak",   "river",   "Sonata", "blue",
                                                                   "Kids'", "o'clock", "Stone",  "Été",
                                                                   "80s",   "Harbor",  "Wind",   "mill"};
        return std::string(any(words));
    }

    std::string text(const Style& style, std::size_t words) {
        std::string out = word();
        for (std::size_t i = 1; i < words; ++i) {
            out += (style.competitor.empty() ? " " : style.competitor) + word();
        }
        return out;
    }

    Style style() {
        static const std::array<std::string, 7> delimiters = {",", ",", ";", "\t", "|", "::", " "};
        static const std::array<std::string, 8> competitors = {"", "; ", ";", "|", ", ", ",", " ", "\t"};
        Style style;
        style.delimiter = any(delimiters);
        style.header = static_cast<Header>(below(3));
        style.quotes = static_cast<Quotes>(below(5));
        style.trailing = static_cast<Trailing>(below(4));
        style.preamble = below(2) == 0 ? Preamble::None : static_cast<Preamble>(below(3));
        style.lineBreak = below(3) == 0 ? "\r\n" : "\n";
        do {
            style.competitor = any(competitors);
        } while (!style.competitor.empty() && style.competitor[0] == style.delimiter[0]);
        const bool blank = style.delimiter == " ";
        const bool protects = style.quotes != Quotes::Needed && style.quotes != Quotes::Half;
        if ((blank || (style.competitor == "\t" && !protects)) && style.header != Header::Known) {
            style.competitor.clear(); // then nobody could tell
        }
        if (blank || style.delimiter == "::") { // nobody writes those with preambles and dangling ends
            style.trailing = Trailing::None;
            style.preamble = Preamble::None;
        }
        if (blank && style.quotes == Quotes::Behind) {
            style.quotes = Quotes::Needed;
        }
        return style;
    }

    // A column of each kind that tells rows apart, and a text in which separators stand.
    Table table(const Style& style) {
        Table table;
        const std::size_t texts = 1 + below(2);
        const std::size_t words = 2 + below(4);
        const bool stars = below(2) == 0;
        const bool dates = below(2) == 0;
        table.names = {"user_id", "item"};
        const Row more = {"title", "remark"};
        table.names.insert(table.names.end(), more.begin(),
                           more.begin() + static_cast<std::ptrdiff_t>(texts));
        table.names.emplace_back("rating");
        if (dates) {
            table.names.emplace_back("date");
        }
        const std::size_t rows = 9 + below(30);
        for (std::size_t i = 0; i < rows; ++i) {
            Row row = {"u" + std::to_string(below(9)), "i" + std::to_string(i)};
            for (std::size_t t = 0; t < texts; ++t) {
                row.push_back(text(style, words));
            }
            row.push_back(std::to_string(1 + below(5)) + (stars ? ".5" : ""));
            if (dates) {
                row.push_back("2024-01-" + std::to_string(10 + below(18)));
            }
            table.rows.push_back(std::move(row));
        }
        if (style.header == Header::Unknown) {
            for (std::size_t i = 0; i < table.names.size(); ++i) {
                table.names[i] = std::string("col_") + static_cast<char>('a' + i);
            }
        }
        return table;
    }

    std::string field(const std::string& value, const Style& style, bool first) {
        const char quote = style.quotes == Quotes::Single ? '\'' : '"';
        const bool needed = value.find(style.delimiter) != std::string::npos || value.starts_with(quote) ||
                            (style.delimiter == "::" && value.find(':') != std::string::npos);
        const bool number = value.find_first_not_of("0123456789.") == std::string::npos;
        const bool text = style.quotes == Quotes::All || (style.quotes == Quotes::Single && !number) ||
                          (style.quotes == Quotes::Half && below(2) == 0) ||
                          (style.quotes == Quotes::Behind && !number);
        if (!needed && !text) {
            return value;
        }
        std::string out(style.quotes == Quotes::Behind && !first ? " " : "");
        out += quote;
        for (const char c : value) {
            out += std::string(c == quote ? 2 : 1, c);
        }
        out += quote;
        return out + (style.quotes == Quotes::Behind && below(2) == 0 ? " " : "");
    }

    std::string line(const Row& row, const Style& style, bool trailing) {
        std::string out;
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += (i == 0 ? "" : style.delimiter) + field(row[i], style, i == 0);
        }
        return out + (trailing ? style.delimiter : "") + style.lineBreak;
    }

    std::string write(const Table& table, const Style& style) {
        std::string out;
        if (style.preamble == Preamble::Lines) {
            out += "Export of the shop" + style.lineBreak + style.lineBreak;
        } else if (style.preamble == Preamble::Delimited) {
            for (const char* first : {"Export", ""}) {
                Row row(table.names.size());
                row[0] = first;
                for (std::size_t i = 0; i < row.size(); ++i) {
                    out += (i == 0 ? "" : style.delimiter) + row[i];
                }
                out += style.lineBreak;
            }
        }
        if (style.header != Header::None) {
            out += line(table.names, style, style.trailing == Trailing::RowsAndHeader);
        }
        for (const Row& row : table.rows) {
            const bool dangling =
                style.trailing == Trailing::SomeRows ? below(2) == 0 : style.trailing != Trailing::None;
            out += line(row, style, dangling);
        }
        return out;
    }

private:
    Random m_random;
};

std::string joined(const Row& row) {
    std::string out;
    for (const std::string& field : row) {
        out += '[' + field + ']';
    }
    return out;
}

std::vector<Row> readBack(const FilePlan& plan, std::size_t bufferSize) {
    std::vector<Row> rows;
    auto records = openRecords(plan, {}, bufferSize);
    if (!records) {
        return rows;
    }
    for (;;) {
        const auto next = (*records)->next();
        if (next == RecordSource::Next::Record) {
            rows.emplace_back((*records)->fields().begin(), (*records)->fields().end());
        } else if (next == RecordSource::Next::Bad) {
            rows.push_back({"bad: " + std::string((*records)->raw())});
        } else {
            return rows;
        }
    }
}

// The first difference, empty when there is none.
std::string difference(const Table& table, const Style& style, const Sniff& sniff, std::size_t bufferSize) {
    if (!sniff.table) {
        return "no table";
    }
    if (sniff.plan.dialect.delimiter != style.delimiter) {
        return "delimiter '" + sniff.plan.dialect.delimiter + "'";
    }
    if (sniff.plan.dialect.header != (style.header != Header::None)) {
        return sniff.plan.dialect.header ? "a header" : "no header";
    }
    Row names;
    for (const ColumnPlan& column : sniff.plan.columns) {
        names.push_back(column.name);
    }
    if (style.header != Header::None && names != table.names) {
        return "names " + joined(names);
    }
    const std::vector<Row> rows = readBack(sniff.plan, bufferSize);
    if (rows.size() != table.rows.size()) {
        return std::to_string(rows.size()) + " rows";
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Row row = rows[i];
        row.resize(std::max(row.size(), table.names.size()));
        // Without names, a delimiter behind some rows may count as a column, but an empty one.
        while (row.size() > table.names.size() && row.back().empty()) {
            row.pop_back();
        }
        if (row != table.rows[i]) {
            return "row " + joined(rows[i]);
        }
    }
    return {};
}

TEST(SniffedTables, ComeBackAsTheyWere) {
    const TemporaryFolder folder;
    std::size_t wrong = 0;
    for (std::uint64_t seed = 0; seed < 1'500; ++seed) {
        Generator generator(seed);
        const Style style = generator.style();
        const Table table = generator.table(style);
        const std::string content = generator.write(table, style);
        const auto path = folder.write("x.csv", content);
        const auto sniff = sniffFile(path, {}, {});
        ASSERT_TRUE(sniff.hasValue()) << sniff.error().text();
        for (const std::size_t size :
             {test::bufferSizes[seed % std::size(test::bufferSizes)], defaultReadBuffer}) {
            const std::string difference = tastescope::difference(table, style, *sniff, size);
            if (!difference.empty() && ++wrong <= 10) {
                ADD_FAILURE() << "seed " << seed << ", buffer " << size << ": " << difference << " of\n"
                              << content.substr(0, 400);
            }
        }
    }
    EXPECT_EQ(wrong, 0U);
}

// One row broken in any way costs that row at most.
TEST(SniffedTables, ABrokenRowCostsItselfOnly) {
    const TemporaryFolder folder;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Generator generator(seed);
        Style style = generator.style();
        style.header = Header::Known;
        const Table table = generator.table(style);
        Table broken = table;
        const std::size_t at = generator.below(table.rows.size());
        std::string content = generator.write(table, style);
        const std::string good = generator.write({table.names, {table.rows[at]}}, style);
        std::vector<std::string> lines;
        for (std::size_t begin = 0; begin < content.size();) {
            const std::size_t end = content.find('\n', begin) + 1;
            lines.push_back(content.substr(begin, end - begin));
            begin = end;
        }
        std::string& line = lines[lines.size() - table.rows.size() + at];
        const std::size_t place = line.find(style.delimiter);
        switch (generator.below(4)) {
        case 0:
            line.insert(place, style.delimiter + "x");
            break;
        case 1:
            line.erase(place, style.delimiter.size());
            break;
        case 2:
            line.insert(place + style.delimiter.size(), "\"");
            break;
        default:
            line = "?" + style.lineBreak;
        }
        content.clear();
        for (const std::string& each : lines) {
            content += each;
        }
        const auto sniff = sniffFile(folder.write("x.csv", content), {}, {});
        ASSERT_TRUE(sniff.hasValue());
        EXPECT_EQ(sniff->plan.dialect.delimiter, style.delimiter) << "seed " << seed << "\n"
                                                                  << content.substr(0, 300);
        const std::vector<Row> rows = readBack(sniff->plan, defaultReadBuffer);
        std::size_t found = 0;
        for (const Row& row : table.rows) {
            found += std::ranges::find(rows, row) != rows.end() ? 1 : 0;
        }
        EXPECT_GE(found, table.rows.size() - 1) << "seed " << seed << "\n" << content.substr(0, 300);
    }
}

} // namespace
} // namespace tastescope
