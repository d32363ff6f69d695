// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/terminal_text.h"
#include "app/cli/text_table.h"
#include "engine/ranking/recommend.h"
#include "storage/export/exports.h"
#include "storage/export/json_writer.h"
#include "storage/export/text_format.h"
#include "storage/files/output_check.h"
#include "storage/use_cases/history.h"

#include <CLI/CLI.hpp>

#include <algorithm>

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
};

/// Lists with what they were made from: a row of the data, or a history given.
struct Lists {
    std::vector<UserList> lists;
    std::vector<History> histories; ///< one a list; only filled when reasons are wanted
};

Result<Lists> listsOfHistory(const Shell& shell, const OpenedProject& opened, const Recommender& model,
                             const RecommendArguments& arguments) {
    TRY_ASSIGN(auto history, parseHistory(*opened.dataset, arguments.history));
    TRY_ASSIGN(auto list, recommend(model, history, {arguments.count}, shell.context()));
    return Lists{{{arguments.users.empty() ? "" : arguments.users.front(), std::move(list)}},
                 {std::move(history)}};
}

Result<Lists> listsOfUsers(const Shell& shell, const OpenedProject& opened, const Recommender& model,
                           const RecommendArguments& arguments) {
    const Dataset& data = *opened.dataset;
    std::vector<UserIndex> users;
    for (std::size_t row = 0; arguments.allUsers && row < data.userCount(); ++row) {
        users.emplace_back(row);
    }
    for (const std::string& id : arguments.users) {
        TRY_ASSIGN(const auto user, findUser(data, id));
        users.push_back(user);
    }
    TRY_ASSIGN(auto lists, recommendAll(model, askersOf(data, users), {arguments.count}, shell.context()));
    Lists out;
    for (std::size_t at = 0; at < users.size(); ++at) {
        out.lists.push_back({std::string(data.users().at(users[at].value)), std::move(lists[at])});
        if (arguments.explain) {
            out.histories.push_back(data.historyOf(users[at]));
        }
    }
    return out;
}

std::vector<Contribution> reasonsFor(const Recommender& model, const History& history, ItemIndex item) {
    std::vector<Contribution> reasons = model.explain(history, item).contributions;
    std::erase_if(reasons, [](const Contribution& reason) { return reason.amount == 0; });
    reasons.resize(std::min(reasons.size(), reasonsShown));
    return reasons;
}

void writeEntry(JsonWriter& json, const Dataset& data, const UserList& list, std::size_t place,
                const std::vector<Contribution>& reasons) {
    const ScoredItem& entry = list.items[place];
    json.beginObject().key("user");
    if (list.user.empty()) {
        json.null(); // a history of nobody in the data
    } else {
        json.value(list.user);
    }
    json.field("item", data.items().at(entry.item.value))
        .field("title", data.itemAttributes().title(entry.item));
    json.field("rank", place + 1).field("score", static_cast<double>(entry.score)).key("why").beginArray();
    for (const Contribution& reason : reasons) {
        json.beginObject().field("item", data.items().at(reason.item.value));
        json.field("title", data.itemAttributes().title(reason.item))
            .field("amount", reason.amount)
            .endObject();
    }
    json.endArray().endObject();
}

std::string jsonOf(const Dataset& data, const Recommender& model, const Lists& made, bool explain) {
    JsonWriter json;
    json.beginObject().key("recommendations").beginArray();
    for (std::size_t at = 0; at < made.lists.size(); ++at) {
        const UserList& list = made.lists[at];
        for (std::size_t place = 0; place < list.items.size(); ++place) {
            writeEntry(json, data, list, place,
                       explain ? reasonsFor(model, made.histories[at], list.items[place].item)
                               : std::vector<Contribution>{});
        }
    }
    return json.endArray().endObject().text();
}

void showLists(Shell& shell, const Dataset& data, const Recommender& model, const Lists& made, bool explain) {
    for (std::size_t at = 0; at < made.lists.size(); ++at) {
        const UserList& list = made.lists[at];
        TextTable table(explain ? std::vector<std::string>{">rank", "item", "title", ">score", "why"}
                                : std::vector<std::string>{">rank", "item", "title", ">score"});
        for (std::size_t place = 0; place < list.items.size(); ++place) {
            const ScoredItem& entry = list.items[place];
            std::string why;
            for (const Contribution& reason :
                 explain ? reasonsFor(model, made.histories[at], entry.item) : std::vector<Contribution>{}) {
                why += (why.empty() ? "" : "; ") + data.itemLabel(reason.item) + " " +
                       decimalText(reason.amount);
            }
            table.row({std::to_string(place + 1), std::string(data.items().at(entry.item.value)),
                       std::string(data.itemAttributes().title(entry.item)),
                       decimalText(static_cast<double>(entry.score)), why});
        }
        shell.show((at ? "\n" : "") +
                   (list.user.empty() ? "this history" : terminalText(data.nouns().user + " " + list.user)) +
                   "\n" + table.text());
    }
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
    if (!arguments.out.empty()) {
        TRY(exportFormat(arguments.out));
        TRY(checkOutput(arguments.out, "--out", projectPath(arguments.project)));
    }
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto loaded, openModel(opened, arguments.model));
    const Recommender& model = *loaded.model;
    TRY_ASSIGN(const auto made, arguments.history.empty() ? listsOfUsers(shell, opened, model, arguments)
                                                          : listsOfHistory(shell, opened, model, arguments));
    if (!arguments.out.empty()) {
        Result<void> written =
            exportRecommendations(*opened.dataset, made.lists, arguments.out, shell.context(),
                                  arguments.raw ? Cells::Raw : Cells::Guarded);
        if (!written) {
            return written;
        }
    }
    if (shell.json) {
        shell.answer(jsonOf(*opened.dataset, model, made, arguments.explain));
    } else if (arguments.out.empty()) {
        showLists(shell, *opened.dataset, model, made, arguments.explain);
    } else {
        shell.confirm("Wrote the lists of " + countText(made.lists.size()) + " " +
                      opened.dataset->nouns().users + " to " + arguments.out);
    }
    return {};
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
    command->add_flag("--explain", arguments->explain, "Say which past items add to each score");
    command->add_option("--out", arguments->out, "Write the lists to this .csv or .json file");
    command->add_flag("--raw", arguments->raw, rawHelp);
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runRecommend(with, *arguments); };
    });
}

} // namespace tastescope
