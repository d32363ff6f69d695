// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/table_shape.h"

#include "storage/import/planning/cell_cost.h"
#include "storage/import/planning/column_names.h"
#include "storage/import/records/line_cutter.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <span>
#include <utility>

namespace tastescope {
namespace {

using Fields = std::vector<std::string>;
using Rows = std::span<const SampleRow>;

constexpr std::size_t maxHeaderRows = 4;
constexpr double enoughRows = 0.25; ///< of the header's length, for it to say how long rows are
constexpr double raggedShare = 0.1; ///< from so many short rows on they are a habit, no accident

struct Numbers {
    std::size_t filled = 0;
    std::size_t numbers = 0;
    bool mostly() const { return filled > 0 && numbers * 10 >= filled * 8; }
    double share() const {
        return filled == 0 ? 0 : static_cast<double>(numbers) / static_cast<double>(filled);
    }
};

template <typename Predicate>
Numbers countNumbers(Rows rows, std::size_t column, Predicate wanted) {
    Numbers count;
    for (const SampleRow& row : rows) {
        if (!row.bad && wanted(row) && column < row.fields.size() && !row.fields[column].empty()) {
            ++count.filled;
            count.numbers += isNumberOrTime(trimmed(row.fields[column])) ? 1 : 0;
        }
    }
    return count;
}

Numbers countNumbers(Rows rows, std::size_t column) {
    return countNumbers(rows, column, [](const SampleRow&) { return true; });
}

// One word that is the name of a column and hardly anything else: remarks in brackets stand behind titles of
// all kinds, and of the names that are built from words only those of ids are no title.
bool namesAColumn(std::string_view name) {
    const bool phrase = name.find_first_of(" ([{") != std::string_view::npos;
    const bool numbered = name.find_first_of("0123456789") != std::string_view::npos; // "user-id-17" is an id
    const NameMeaning built = phrase || numbered ? NameMeaning::Unknown : likelyMeaning(name);
    return meaningOfName(phrase ? plainName(name) : std::string(name)) != NameMeaning::Unknown ||
           built == NameMeaning::User || built == NameMeaning::Item;
}

bool looksLikeHeader(const Fields& first, Rows rest) {
    std::set<std::string_view> distinct;
    bool known = false;
    for (const std::string& name : first) {
        if (isNumberOrTime(trimmed(name))) {
            return false;
        }
        known |= namesAColumn(trimmed(name));
        distinct.insert(name);
    }
    if (distinct.size() != first.size()) {
        return false;
    }
    if (known && distinct.size() > 1) {
        return true;
    }
    for (std::size_t column = 0; column < first.size(); ++column) {
        if (!first[column].empty() && countNumbers(rest, column).mostly()) {
            return true;
        }
    }
    return false;
}

bool saysNothing(std::string_view cell) {
    static constexpr std::array<std::string_view, 8> words = {"",     "na", "nan", "null",
                                                              "none", "n",  "nil", "missing"};
    return std::ranges::find(words, plainName(cell)) != words.end();
}

// A second row of names, units or types: words in every column that has numbers below, and there are several.
bool continuesHeader(const SampleRow& row, Rows rest) {
    std::size_t words = 0;
    for (std::size_t column = 0; column < row.fields.size(); ++column) {
        if (!countNumbers(rest, column).mostly()) {
            continue;
        }
        const std::string_view cell = trimmed(row.fields[column]);
        if (saysNothing(cell) || isNumberOrTime(cell)) {
            return false;
        }
        ++words;
    }
    return words >= 2 && rest.size() >= 3;
}

// "user,item,rating" over "u1;A;5": a header has a separator of its own.
Fields namesCutElsewhere(std::string_view line, std::size_t columns) {
    for (const std::string_view delimiter : {"\t", "::", ",", ";", "|", " "}) {
        Dialect dialect;
        dialect.delimiter = delimiter;
        dialect.trim = true;
        Fields names;
        if (cutAsMeant(line, dialect, columns, names) && knownNames(names) >= 2) {
            return names;
        }
    }
    return {};
}

class Shaper {
public:
    Shaper(Cut cut, bool complete, std::string_view header)
        : m_cut(std::move(cut))
        , m_complete(complete)
        , m_wanted(header) {}

    TableShape find() {
        mendRows();
        findTop();
        if (m_shape.header) {
            readHeader();
            reconcile();
        } else {
            m_shape.names.resize(usedColumns());
        }
        const std::size_t padded = static_cast<std::size_t>(std::ranges::count_if(body(), isPadded));
        m_shape.padded = padded * 2 > body().size() && m_cut.dialect.delimiter != " ";
        return std::move(m_shape);
    }

private:
    const std::vector<SampleRow>& rows() const { return m_cut.rows; }
    Rows from(std::size_t row) const { return Rows(rows()).subspan(std::min(row, rows().size())); }
    Rows body() const { return from(m_top + (m_shape.header ? m_shape.headerRows : 0)); }

    static bool isPadded(const SampleRow& row) {
        return std::ranges::any_of(row.fields, [](const std::string& field) {
            return !trimmed(field).empty() && (field.front() == ' ' || field.back() == ' ');
        });
    }

    // As the reader does when it knows the number of columns.
    void mendRows() {
        for (SampleRow& row : m_cut.rows) {
            Fields fields;
            if (row.bad && cutAsMeant(row.fields[0], m_cut.dialect, m_cut.columns, fields)) {
                row.fields = std::move(fields);
                row.filled = row.fields.size();
                row.bad = false;
            }
        }
    }

    void findTop() {
        const auto has = [](std::size_t filled) {
            return [filled](const SampleRow& row) { return row.bad || row.filled >= filled; };
        };
        const auto firstWith = [&](auto predicate) {
            return static_cast<std::size_t>(std::ranges::find_if(rows(), predicate) - rows().begin());
        };
        std::size_t top = firstWith(has(2));
        if (top > maxPreamble || top >= rows().size()) {
            top = 0;
        }
        if (m_wanted == "no") {
            setTop(top, false);
            return;
        }
        for (std::size_t i = 0; i < std::min(rows().size(), maxPreamble); ++i) {
            const SampleRow& row = rows()[i];
            if (m_cut.header == i ||
                (!row.bad && row.fields.size() >= 2 && knownNames(row.fields) >= 2 && i == top)) {
                setTop(i, true);
                return;
            }
            if (i < top && !row.fields.empty()) {
                if (Fields names = namesCutElsewhere(row.fields[0], m_cut.columns); !names.empty()) {
                    setTop(i, true);
                    m_shape.names = std::move(names);
                    return;
                }
            }
        }
        if (m_wanted == "yes") {
            setTop(top, true);
            return;
        }
        // Rows of another length before the first that fits are broken, if that is no header.
        const std::size_t first =
            firstWith([&](const SampleRow& row) { return fits(row, m_cut.columns) && row.filled > 1; });
        const bool header = first <= maxPreamble && first < rows().size() &&
                            looksLikeHeader(rows()[first].fields, from(first + 1));
        setTop(header ? first : top, header);
    }

    void setTop(std::size_t top, bool header) {
        m_top = top;
        m_shape.header = header && top < rows().size();
        m_shape.preamble = top > 0 ? static_cast<std::size_t>(rows()[top].line - 1) : 0;
    }

    void readHeader() {
        const Fields& first = rows()[m_top].fields;
        Fields& names = m_shape.names;
        if (names.empty()) {
            names = first;
        }
        for (std::string& name : names) {
            const std::string_view bare = trimmed(name);
            name = std::string(bare.starts_with('"') ? bare.substr(1) : bare);
        }
        if (m_cut.dialect.comment.empty() && !names.empty() && names[0].starts_with('#')) {
            names[0].erase(0, 1);
        }
        while (m_shape.headerRows < maxHeaderRows && m_top + m_shape.headerRows < rows().size()) {
            const SampleRow& next = rows()[m_top + m_shape.headerRows];
            const bool again = !next.bad && next.fields == first;
            if (!again && (m_wanted == "yes" || next.bad || next.fields.size() != first.size() ||
                           !continuesHeader(next, from(m_top + m_shape.headerRows + 1)))) {
                break;
            }
            if (!again && knownNames(next.fields) > knownNames(names)) {
                names = next.fields;
            }
            ++m_shape.headerRows;
        }
        while (!names.empty() && names.back().empty()) {
            names.pop_back();
        }
        m_shape.named = knownNames(names) >= 2;
    }

    double shareOf(auto predicate) const {
        const auto rows = body();
        return rows.empty() ? 0
                            : static_cast<double>(std::ranges::count_if(rows, predicate)) /
                                  static_cast<double>(rows.size());
    }
    double shareFitting(std::size_t columns) const {
        return shareOf([&](const SampleRow& row) { return fits(row, columns); });
    }

    // Rows that end early have in each column what the others have there; else it is not their end that
    // lacks.
    bool endsEarly(std::size_t columns) const {
        for (std::size_t column = 0; column < columns; ++column) {
            const auto whole =
                countNumbers(body(), column, [&](const SampleRow& row) { return fits(row, columns); });
            const auto part = countNumbers(body(), column,
                                           [&](const SampleRow& row) { return row.fields.size() < columns; });
            if (whole.filled > 0 && part.filled > 0 && std::abs(whole.share() - part.share()) > 0.3) {
                return false;
            }
        }
        return true;
    }

    // "","1","2": the numbers that R writes before each row, without a name in the header.
    bool firstColumnCounts() const {
        std::optional<std::int64_t> last;
        for (const SampleRow& row : body()) {
            if (row.bad || row.fields.size() != m_cut.columns) {
                continue;
            }
            const auto number = parseInteger(row.fields[0]);
            if (!number || (last && *number <= *last) || (!last && (*number < 0 || *number > 1))) {
                return false;
            }
            last = number;
        }
        return last.has_value();
    }

    // Brings the names of the header and the length of the rows together.
    void reconcile() {
        Fields& names = m_shape.names;
        const std::size_t columns = m_cut.columns;
        if (body().empty() || columns == 0) {
            return;
        }
        const auto unnamed = static_cast<std::size_t>(
            std::ranges::count_if(names, [](const std::string& name) { return name.empty(); }));
        if (names.size() > columns && names.size() - unnamed == columns) {
            std::erase_if(names, [](const std::string& name) { return name.empty(); });
        }
        const std::size_t named = names.size();
        const double whole = shareFitting(named);
        const double early = shareOf([&](const SampleRow& row) {
            return !row.bad && row.fields.size() >= 2 && row.fields.size() < named;
        });
        m_shape.ragged = m_shape.named && whole > 0 && early >= raggedShare && endsEarly(named);
        const double readable = whole + (m_shape.ragged ? early : 0);
        if (named == columns || (named > columns && readable >= enoughRows)) {
            return;
        }
        if (named < columns) {
            const double more = shareOf([&](const SampleRow& row) { return !row.bad && row.filled > named; });
            if (readable >= more) {
                return;
            }
            if (named + 1 == columns && firstColumnCounts()) {
                names.insert(names.begin(), std::string());
                return;
            }
            // Delimiters at the end of the header that stand above values are columns without names.
            const bool room = rows()[m_top].fields.size() == columns;
            if (m_shape.named && !room && readable >= enoughRows) {
                return; // the longer rows are the broken ones
            }
            if (room) {
                names.resize(columns);
                return;
            }
        }
        if (m_shape.named) {
            m_shape.problem = "The header names " + std::to_string(named) + " columns, the rows have " +
                              std::to_string(columns);
        }
        m_shape.ragged = false;
        if (!m_shape.problem.empty()) {
            m_shape.unplaced = std::exchange(names, {}); // whose they are cannot be told
        }
        names.resize(columns);
    }

    // Without a header, empty columns at the end of all rows are none.
    std::size_t usedColumns() const {
        std::size_t used = 0;
        for (const SampleRow& row : body()) {
            used = std::max(used, fits(row, m_cut.columns) ? row.filled : 0);
        }
        const bool all = m_complete && rows().size() < maxSampleRows;
        return all && used >= 2 ? used : m_cut.columns;
    }

    Cut m_cut;
    bool m_complete;
    std::string_view m_wanted;
    std::size_t m_top = 0;
    TableShape m_shape;
};

} // namespace

TableShape findShape(Cut cut, bool complete, std::string_view header) {
    return Shaper(std::move(cut), complete, header).find();
}

} // namespace tastescope
