// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/rerank_files.h"

#include "engine/pipeline/rules/rule_set_json.h"
#include "storage/import/planning/plan_import.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/values/value_parse.h"
#include "storage/use_cases/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

enum class Order { File, Rank, Score };

bool named(const ColumnPlan& column, std::string_view name) {
    return folded(trimmed(column.name)) == name;
}

/// The column that ranks, and what it says; the number of columns when the order of the file counts.
std::pair<std::size_t, Order> rankingColumn(const FilePlan& part) {
    for (const auto& [name, order] : {std::pair("score", Order::Score), {"rank", Order::Rank}}) {
        for (std::size_t at = 0; at < part.columns.size(); ++at) {
            const ColumnRole role = part.columns[at].role;
            if (named(part.columns[at], name) && role != ColumnRole::User && role != ColumnRole::Item) {
                return {at, order};
            }
        }
    }
    const std::size_t value = columnOf(part, ColumnRole::Value);
    return {value, value < part.columns.size() ? Order::Score : Order::File};
}

/// Rows for what is met, behind those of the data.
class Rows {
public:
    explicit Rows(const std::shared_ptr<const IdMap>& known) : m_known(known) {}
    /// And whether the data has it.
    std::pair<std::uint32_t, bool> of(std::string_view id) {
        if (const auto row = m_known->find(id)) {
            return {*row, true};
        }
        if (!m_longer) {
            m_longer = std::make_shared<IdMap>(*m_known);
        }
        return {m_longer->intern(id), false};
    }
    std::shared_ptr<const IdMap> longer() const { return m_longer; }

private:
    std::shared_ptr<const IdMap> m_known;
    std::shared_ptr<IdMap> m_longer;
};

class CandidateReader {
public:
    explicit CandidateReader(const Dataset& data)
        : m_items(data.parts().items)
        , m_users(data.users())
        , m_matrix(data.matrix()) {}

    Result<void> read(const FilePlan& part, const ExecutionContext& context) {
        const auto [ranking, order] = rankingColumn(part);
        std::vector<std::size_t> columns{columnOf(part, ColumnRole::User), columnOf(part, ColumnRole::Item)};
        if (order != Order::File) {
            columns.push_back(ranking);
        }
        return readCells(
            part, columns, context,
            [&, ranking = ranking, order = order](auto cells, std::uint64_t line) -> Result<bool> {
                if (cells[0].empty() || cells[1].empty()) {
                    return cellError(part, line, cells[0].empty() ? "User is empty" : "Item is empty",
                                     "Give a user and an item in every row");
                }
                std::optional<double> number;
                if (order != Order::File) {
                    number = parseNumber(cells[2], part.columns[ranking].decimalComma);
                    if (!number) {
                        return cellError(part, line,
                                         fmt::format("{} is no number: \"{:.60}\"",
                                                     order == Order::Rank ? "Rank" : "Score", cells[2]),
                                         "Write a number in every row, or leave the column out");
                    }
                }
                if (number && order == Order::Rank) {
                    number = -*number;
                }
                add(cells[0], cells[1], number);
                return true;
            });
    }

    Result<CandidateFile> finish(const std::filesystem::path& file,
                                 const std::shared_ptr<const Dataset>& data,
                                 const ExecutionContext& context) {
        if (m_file.rows == 0) {
            return Error{ErrorCode::BadInput, "There is no row of candidates in it",
                         "Give a table with the columns user, item and score", file.string()};
        }
        if (m_file.unknownItems == m_file.rows) {
            return Error{ErrorCode::BadInput, "None of the items in it is in the data",
                         "Use the ids of the data, character for character", file.string()};
        }
        for (const CandidateList& list : m_file.lists) {
            m_file.repeated += repeatedItems(list.candidates);
        }
        m_file.data = data;
        if (m_items.longer()) {
            Dataset::Parts parts = data->parts();
            parts.items = m_items.longer();
            m_file.data = std::make_shared<const Dataset>(std::move(parts), context);
        }
        return context.stopRequested() ? Result<CandidateFile>(cancelledError()) : std::move(m_file);
    }

private:
    void add(std::string_view user, std::string_view item, std::optional<double> score) {
        const std::uint32_t person = m_people.intern(user);
        if (person == m_file.lists.size()) {
            const auto row = m_users.find(user);
            m_file.people.emplace_back(user);
            m_file.lists.push_back({row ? std::optional(UserIndex(*row)) : std::nullopt, {}});
        }
        CandidateList& list = m_file.lists[person];
        const auto [row, known] = m_items.of(item);
        ++m_file.rows;
        m_file.unknownUsers += list.user ? 0 : 1;
        m_file.unknownItems += known ? 0 : 1;
        m_file.seen += list.user && known && hasHad(*list.user, ItemIndex(row)) ? 1 : 0;
        list.candidates.push_back(
            {ItemIndex(row), score.value_or(-static_cast<double>(list.candidates.size()))});
    }

    bool hasHad(UserIndex user, ItemIndex item) const {
        return user.value < m_matrix.userCount() && std::ranges::binary_search(m_matrix.itemsOf(user), item);
    }

    Rows m_items;
    const IdMap& m_users;
    const InteractionMatrix& m_matrix;
    IdMap m_people;
    CandidateFile m_file;
};

} // namespace

Result<RuleSet> readRuleSet(const std::filesystem::path& given, const ExecutionContext& context) {
    TRY_ASSIGN(const auto file, settledPath(given, context.stop));
    ReadLimits limits;
    limits.maxBytes = mostRuleSetBytes + 1;
    TRY_ASSIGN(const auto source, openByteSource(file, {}, limits, context.stop));
    std::string text;
    std::array<char, 65536> buffer{};
    while (text.size() <= mostRuleSetBytes) {
        TRY_ASSIGN(const std::size_t read, source->read(buffer));
        if (read == 0) {
            break;
        }
        text.append(buffer.data(), read);
    }
    return parseRuleSet(text, sourceLabel(file, {}));
}

Result<CandidateFile> readCandidateFile(const std::filesystem::path& given,
                                        const std::shared_ptr<const Dataset>& data,
                                        const ExecutionContext& context) {
    TRY_ASSIGN(const auto file, settledPath(given, context.stop)); // a pipe can be planned once only
    const KeepArchivesOpen keep;
    TRY_ASSIGN(const auto plan, planImport({file}, {}, context.stop));
    CandidateReader reader(*data);
    for (const FilePlan& part : plan.files) {
        if (part.kind == FileKind::Interactions) {
            TRY(reader.read(part, context));
        }
    }
    return reader.finish(given, data, context);
}

} // namespace tastescope
