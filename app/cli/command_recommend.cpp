// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/terminal_text.h"
#include "app/cli/text_table.h"
#include "engine/data/words.h"
#include "engine/onboarding/fallback.h"
#include "engine/ranking/recommend.h"
#include "engine/ranking/standings.h"
#include "engine/registry/registry.h"
#include "storage/export/exports.h"
#include "storage/export/json_writer.h"
#include "storage/export/text_format.h"
#include "storage/use_cases/history.h"
#include "storage/use_cases/lists.h"
#include "storage/use_cases/newcomers/fallback_order.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <span>
#include <utility>

namespace tastescope {
namespace {

// More past items than these are no reason that a person reads.
constexpr std::size_t reasonsShown = 5;

struct RecommendArguments {
    std::string project;
    std::string model;
    std::vector<std::string> users;
    bool allUsers = false;
    std::size_t count = 10;
    std::vector<std::string> history;
    bool explain = false;
    std::string out;
    bool raw = false;
    bool fallback = true;
    bool fallbackGiven = false; ///< either way
};

/// Lists with what they were made from: a row of the data, or a history given.
struct Lists {
    std::vector<UserList> lists;
    std::vector<History> histories;  ///< one a list; only filled when reasons are wanted
    std::vector<ListSource> sources; ///< one a list
    std::shared_ptr<FallbackModels> fallbacks;

    /// Who made a list. What made it is there.
    Result<std::shared_ptr<const Recommender>> makerOf(std::size_t at, const LoadedModel& loaded) const {
        return sources[at] == ListSource::Model ? loaded.model : fallbacks->of(sources[at]);
    }
};

/// Why each entry of each list stands there, list by list. In one piece, as those of everybody are millions
/// and giving millions of pieces back takes longer than a stop may.
class Reasons {
public:
    void beginList() { m_lists.push_back(m_entries.size()); }

    /// Of the next entry of the last list: the first few that say something.
    void add(std::span<const Contribution> contributions) {
        m_entries.push_back(m_all.size());
        for (const Contribution& reason : contributions) {
            if (reason.amount != 0 && m_all.size() - m_entries.back() < reasonsShown) {
                m_all.push_back(reason);
            }
        }
    }

    /// Without --explain none.
    std::span<const Contribution> of(std::size_t list, std::size_t place) const {
        if (m_lists.empty()) {
            return {};
        }
        const std::size_t entry = m_lists[list] + place;
        const std::size_t end = entry + 1 < m_entries.size() ? m_entries[entry + 1] : m_all.size();
        return std::span(m_all).subspan(m_entries[entry], end - m_entries[entry]);
    }

private:
    std::vector<Contribution> m_all;
    std::vector<std::size_t> m_entries; ///< where in m_all those of an entry begin
    std::vector<std::size_t> m_lists;   ///< where in m_entries those of a list begin
};

History historyOf(const Asker& asker) {
    const auto* row = std::get_if<UserRow>(&asker);
    return row ? row->data->historyOf(row->user) : std::get<History>(asker);
}

Result<Lists> listsFor(const Shell& shell, const OpenedProject& opened, const LoadedModel& loaded,
                       std::span<const Asker> askers, const RecommendArguments& arguments) {
    Lists out;
    const AlgorithmInfo* algorithm = findAlgorithm(loaded.stored.algorithm);
    SourcedLists made;
    // A history that is given is scored by the model that is named, unless it says nothing at all.
    const bool says = !arguments.history.empty() &&
                      std::ranges::any_of(std::get<History>(askers.front()),
                                          [](const HistoryEntry& entry) { return entry.weight > 0; });
    if (algorithm != nullptr && arguments.fallback && !says) {
        out.fallbacks = std::make_shared<FallbackModels>(opened.dataset);
        FallbackOrder order; // of nobody whose history is long it matters
        const FallbackRule rule(opened.dataset, *algorithm);
        if (std::ranges::any_of(
                askers, [&](const Asker& asker) { return rule.sourceOf(asker) != ListSource::Model; })) {
            TRY_ASSIGN(order, fallbackOrderOf(*opened.project, *opened.dataset, shell.context()));
        }
        if (shell.context().stopRequested()) {
            return cancelledError();
        }
        TRY_ASSIGN(made, recommendWithFallback(*loaded.model, rule.ordered(std::move(order)), *out.fallbacks,
                                               askers, {arguments.count}, shell.context()));
    } else {
        TRY_ASSIGN(made.lists, recommendAll(*loaded.model, askers, {arguments.count}, shell.context()));
        made.sources.assign(askers.size(), ListSource::Model);
    }
    const Standings standings(opened.dataset->matrix());
    for (std::size_t at = 0; at < askers.size(); ++at) {
        if (shell.context().stopRequested()) {
            return cancelledError();
        }
        auto standing = standings.of(hadItems(historyOf(askers[at])), made.lists[at]);
        out.lists.push_back({"", std::move(made.lists[at]), std::move(standing)});
    }
    out.sources = std::move(made.sources);
    return out;
}

Result<Lists> listsOfHistory(const Shell& shell, const OpenedProject& opened, const LoadedModel& loaded,
                             const RecommendArguments& arguments) {
    TRY_ASSIGN(auto history, parseHistory(*opened.dataset, arguments.history));
    const Asker asker = history;
    TRY_ASSIGN(auto out, listsFor(shell, opened, loaded, std::span(&asker, 1), arguments));
    if (!arguments.users.empty()) { // somebody new may be given a name
        out.lists.front().user = arguments.users.front();
        if (!findUser(*opened.dataset, arguments.users.front())) {
            shell.remark(fmt::format("The project has no {} \"{}\": the list is made from the history alone",
                                     opened.dataset->nouns().user, arguments.users.front()));
        }
    }
    out.histories.push_back(std::move(history));
    return out;
}

Result<Lists> listsOfUsers(const Shell& shell, const OpenedProject& opened, const LoadedModel& loaded,
                           const RecommendArguments& arguments) {
    const Dataset& data = *opened.dataset;
    std::vector<UserIndex> users;
    for (std::size_t row = 0; arguments.allUsers && row < data.userCount(); ++row) {
        users.emplace_back(row);
    }
    std::set<std::uint32_t> named; // whoever is named again gets no second list
    for (const std::string& id : arguments.users) {
        TRY_ASSIGN(const auto user, findUser(data, id));
        if (named.insert(user.value).second) {
            users.push_back(user);
        }
    }
    TRY_ASSIGN(auto out, listsFor(shell, opened, loaded, askersOf(data, users), arguments));
    for (std::size_t at = 0; at < users.size(); ++at) {
        if (shell.context().stopRequested()) {
            return cancelledError();
        }
        out.lists[at].user = data.users().at(users[at].value);
        if (arguments.explain) {
            out.histories.push_back(data.historyOf(users[at]));
        }
    }
    return out;
}

void writeEntry(JsonWriter& json, const Dataset& data, const UserList& list, std::size_t place,
                std::span<const Contribution> reasons, ListSource source) {
    const ScoredItem& entry = list.items[place];
    json.beginObject().key("user");
    if (list.user.empty()) {
        json.null(); // a history of nobody in the data
    } else {
        json.value(list.user);
    }
    json.field("item", data.items().at(entry.item.value))
        .field("title", data.itemAttributes().title(entry.item));
    json.field("rank", place + 1).field("score", static_cast<double>(entry.score));
    json.field("percentile", 100 * list.standings[place].percentile);
    json.field("against_popularity", 100 * list.standings[place].againstPopularity());
    json.key("why").beginArray();
    for (const Contribution& reason : reasons) {
        json.beginObject().field("item", data.items().at(reason.item.value));
        json.field("title", data.itemAttributes().title(reason.item))
            .field("amount", reason.amount)
            .endObject();
    }
    json.endArray().field("source", listSourceName(source)).endObject();
}

Result<Reasons> reasonsOf(const Lists& made, const LoadedModel& loaded, const ExecutionContext& context) {
    Reasons out;
    for (std::size_t at = 0; at < made.lists.size(); ++at) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        TRY_ASSIGN(const auto model, made.makerOf(at, loaded));
        out.beginList();
        for (const ScoredItem& entry : made.lists[at].items) {
            out.add(model->explain(made.histories[at], entry.item).contributions);
        }
    }
    return out;
}

/// "Dune 0.31; Solaris 0.12".
std::string reasonText(const Dataset& data, std::span<const Contribution> reasons) {
    std::string text;
    for (const Contribution& reason : reasons) {
        text += (text.empty() ? "" : "; ") + data.itemLabel(reason.item) + " " + decimalText(reason.amount);
    }
    return text;
}

Result<std::string> jsonOf(const Dataset& data, const Lists& made, const Reasons& reasons,
                           const ExecutionContext& context) {
    JsonWriter json;
    json.beginObject().key("recommendations").beginArray();
    for (std::size_t at = 0; at < made.lists.size(); ++at) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        for (std::size_t place = 0; place < made.lists[at].items.size(); ++place) {
            writeEntry(json, data, made.lists[at], place, reasons.of(at, place), made.sources[at]);
        }
    }
    json.endArray().endObject();
    return std::move(json).text(); // of everybody it is too long to copy after a stop
}

Result<void> showLists(Shell& shell, const Dataset& data, const Lists& made, const Reasons& reasons,
                       bool explain) {
    for (std::size_t at = 0; at < made.lists.size(); ++at) {
        if (shell.context().stopRequested()) {
            return cancelledError();
        }
        const UserList& list = made.lists[at];
        std::vector<std::string> headings{">rank", "item", "title", ">score", ">above", ">against popular"};
        if (explain) {
            headings.emplace_back("why");
        }
        TextTable table(std::move(headings));
        for (std::size_t place = 0; place < list.items.size(); ++place) {
            const ScoredItem& entry = list.items[place];
            table.row({std::to_string(place + 1), std::string(data.items().at(entry.item.value)),
                       std::string(data.itemAttributes().title(entry.item)),
                       decimalText(static_cast<double>(entry.score)),
                       fmt::format("{:.1f} %", 100 * list.standings[place].percentile),
                       fmt::format("{:+.1f}", 100 * list.standings[place].againstPopularity()),
                       reasonText(data, reasons.of(at, place))});
        }
        std::string heading =
            list.user.empty() ? "this history" : terminalText(data.nouns().user + " " + list.user);
        if (made.sources[at] != ListSource::Model) {
            heading += fmt::format(" ({}: too little to personalise by)", listSourceWords(made.sources[at]));
        }
        shell.showText((at ? "\n" : "") + heading + "\n" + table.text());
    }
    return {};
}

/// Into --out, where it is given. Lists that could not be written are shown instead, which the error says.
Result<void> writeLists(const Shell& shell, const Dataset& data, Lists& made, const Reasons& reasons,
                        const RecommendArguments& arguments) {
    if (arguments.out.empty()) {
        return {};
    }
    for (std::size_t at = 0; at < made.lists.size(); ++at) {
        made.lists[at].source = listSourceName(made.sources[at]);
    }
    EntryReason why;
    if (arguments.explain) {
        why = [&](std::size_t list, std::size_t place) { return reasonText(data, reasons.of(list, place)); };
    }
    Result<void> written = exportRecommendations(data, made.lists, arguments.out, shell.context(),
                                                 arguments.raw ? Cells::Raw : Cells::Guarded, why);
    if (written || written.error().code == ErrorCode::Cancelled) {
        return written;
    }
    Error error = written.error();
    error.remedy += "; the lists are shown instead";
    return error;
}

Result<void> runRecommend(Shell& shell, const RecommendArguments& arguments) {
    if (arguments.users.empty() && !arguments.allUsers && arguments.history.empty()) {
        return Error{ErrorCode::InvalidArgument, "Nobody to recommend to",
                     "Give --user ID, --all-users or --history ITEM", "recommend"};
    }
    if (!arguments.history.empty() && (arguments.allUsers || arguments.users.size() > 1)) {
        return Error{ErrorCode::InvalidArgument, "One history belongs to one person",
                     "Use --history alone or with one --user", "recommend"};
    }
    if (!arguments.history.empty() && arguments.fallbackGiven && arguments.fallback) {
        return Error{ErrorCode::InvalidArgument, "A history that is given is scored by the model",
                     "Leave --fallback or --history out", "--fallback"};
    }
    if (!arguments.out.empty()) {
        TRY(exportFormat(arguments.out));
    }
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto loaded, openModel(opened, arguments.model));
    TRY_ASSIGN(auto made, arguments.history.empty() ? listsOfUsers(shell, opened, loaded, arguments)
                                                    : listsOfHistory(shell, opened, loaded, arguments));
    Reasons reasons;
    if (arguments.explain) {
        TRY_ASSIGN(reasons, reasonsOf(made, loaded, shell.context()));
    }
    std::string answer; // made before the file is in place, for it hears Ctrl-C
    if (shell.json) {
        TRY_ASSIGN(answer, jsonOf(*opened.dataset, made, reasons, shell.context()));
    }
    Result<void> written = writeLists(shell, *opened.dataset, made, reasons, arguments);
    if (!written && written.error().code == ErrorCode::Cancelled) {
        return written;
    }
    if (shell.json) {
        shell.answer(std::move(answer));
    } else if (arguments.out.empty() || !written) {
        TRY(showLists(shell, *opened.dataset, made, reasons, arguments.explain));
    } else {
        shell.confirm(
            "Wrote the lists of " +
            words::counted(made.lists.size(), opened.dataset->nouns().user, opened.dataset->nouns().users) +
            " to " + arguments.out);
    }
    return written;
}

} // namespace

void addRecommend(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("recommend", "The best items for a user, for all, or for a history");
    auto arguments = std::make_shared<RecommendArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command->add_option("--model", arguments->model,
                        "Name of a stored model; may be left out if there is one");
    CLI::Option* user = command->add_option("--user", arguments->users, "Ids of users");
    command->add_flag("--all-users", arguments->allUsers, "Everybody")->excludes(user);
    command->add_option("-n,--count", arguments->count, "Length of a list")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_option("--history", arguments->history, "ITEM[:SIGNAL]: score this history instead");
    command->add_flag("--explain", arguments->explain,
                      "Say which past items add to each score; of --out in a column why");
    command->add_option("--out", arguments->out, "Write the lists to this .csv or .json file")
        ->type_name(fileWritten);
    CLI::Option* fallback = command->add_flag(
        "--fallback,!--no-fallback", arguments->fallback,
        "People with fewer than two likes get content, else what is popular with people like "
        "them, else with everybody; on by itself");
    command->add_flag("--raw", arguments->raw, rawHelp);
    command->callback([arguments, fallback, &shell] {
        arguments->fallbackGiven = fallback->count() > 0;
        shell.action = [arguments](Shell& with) { return runRecommend(with, *arguments); };
    });
}

} // namespace tastescope
