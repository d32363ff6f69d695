// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "storage/export/json_writer.h"
#include "storage/import/loading/settle_dates.h"
#include "storage/import/planning/column_times.h"
#include "storage/import/planning/plan_import.h"
#include "storage/import/sources/byte_source.h"
#include "storage/use_cases/import_files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

struct ImportArguments {
    std::string project;
    std::vector<std::string> paths;
    ImportHints hints;
    std::vector<std::string> map;
    std::vector<std::string> weights;
    std::string onError = "skip";
    std::string policy;
    std::string rejects;
    std::optional<double> threshold;
    std::string above = "like";
    std::string below = "dislike";
    bool append = false;
    bool replace = false;
};

using Weights = std::vector<std::pair<std::string, double>>;

Result<Weights> weightsOf(const std::vector<std::string>& texts) {
    Weights weights;
    for (const std::string& text : texts) {
        TRY(parseNameValue(text, "--weights"));
        const std::size_t cut = text.rfind('='); // a number has none, a name may
        const std::string name = text.substr(0, cut);
        TRY_ASSIGN(const auto weight, parseNumber(text.substr(cut + 1), "--weights " + name));
        weights.emplace_back(name, weight);
    }
    return weights;
}

void setWeights(ImportPlan& plan, const Weights& weights) {
    for (const auto& [name, weight] : weights) {
        SignalType wanted = defaultSignal(name);
        plan.chosenWeights.insert(wanted.name);
        const auto listed = std::ranges::find(plan.signals, wanted.name, &SignalType::name);
        SignalType& signal =
            listed == plan.signals.end() ? plan.signals.emplace_back(std::move(wanted)) : *listed;
        signal.weight = weight;
    }
}

// A threshold that no file takes was asked for in vain.
Result<void> checkThreshold(const ImportPlan& plan) {
    if (std::ranges::any_of(plan.files, takesThreshold)) {
        return {};
    }
    for (const FilePlan& file : plan.files) {
        const auto signal = std::ranges::find(file.columns, ColumnRole::Signal, &ColumnPlan::role);
        const auto value = std::ranges::find(file.columns, ColumnRole::Value, &ColumnPlan::role);
        if (file.kind == FileKind::Interactions && signal != file.columns.end()) {
            return Error{
                ErrorCode::InvalidArgument,
                fmt::format("The column \"{}\" of {} says already what each event is", signal->name,
                            sourceLabel(file.path, file.member)),
                fmt::format(
                    "Leave --threshold out, or that column with --map \"ignore={}\"{}", signal->name,
                    value == file.columns.end() ? " and name the one of values with --map value=COLUMN" : ""),
                "--threshold"};
        }
    }
    return Error{ErrorCode::InvalidArgument, "The events have no values that a threshold could be about",
                 "Leave it out, or name the column of the values with --map value=COLUMN", "--threshold"};
}

Result<ImportPlan> makePlan(const ImportArguments& arguments, const ExecutionContext& context) {
    ImportHints hints = arguments.hints;
    // All that is said in words first: files are looked at once the words are right.
    TRY_ASSIGN(auto map, parseNameValues(arguments.map, "--map"));
    TRY_ASSIGN(const auto weights, weightsOf(arguments.weights));
    hints.map = std::move(map);
    if (hints.delimiter == "tab" || hints.delimiter == "\\t") {
        hints.delimiter = "\t";
    }
    Result<ImportPlan> plan =
        planImport({arguments.paths.begin(), arguments.paths.end()}, hints, context.stop);
    if (!plan) {
        return plan.error();
    }
    TRY(settleDates(*plan, context));
    setWeights(*plan, weights);
    plan->onError = arguments.onError == "abort" ? OnError::Abort : OnError::Skip;
    plan->append = arguments.append;
    plan->replace = arguments.replace;
    for (const PairPolicy policy : {PairPolicy::Sum, PairPolicy::Max, PairPolicy::Last, PairPolicy::Mean}) {
        if (arguments.policy == pairPolicyName(policy)) {
            plan->policy = policy;
        }
    }
    if (arguments.threshold) {
        TRY(checkThreshold(*plan));
        plan->threshold = *arguments.threshold;
        plan->aboveSignal = arguments.above;
        plan->belowSignal = arguments.below;
    }
    return plan;
}

// As --map writes it: "item.title".
std::string roleText(const ColumnPlan& column) {
    switch (column.role) {
    case ColumnRole::ItemAttribute:
        return "item." + column.attribute;
    case ColumnRole::UserAttribute:
        return "user." + column.attribute;
    default:
        return std::string(columnRoleName(column.role));
    }
}

// How what stands in a column is read.
std::string formatText(const ColumnPlan& column) {
    if (column.role == ColumnRole::Time) {
        return timeWords(column);
    }
    if (column.role == ColumnRole::Value && (column.decimalComma || column.group != '\0')) {
        std::string text = column.decimalComma ? "decimal comma" : "decimal point";
        return column.group == '\0' ? text : text + ", \"" + column.group + "\" between thousands";
    }
    return {};
}

std::string whyOf(const FilePlan& file, const ColumnPlan& column) {
    if (!column.why.empty()) {
        return column.why;
    }
    return file.layout.empty() ? "by its place" : "by the layout of " + file.layout;
}

std::string_view kindText(FileKind kind) {
    return kind == FileKind::Interactions ? "interactions" : kind == FileKind::Items ? "items" : "users";
}

void addRoles(JsonWriter& json, const ImportPlan& plan) {
    json.key("roles").beginArray();
    for (const FilePlan& file : plan.files) {
        for (const ColumnPlan& column : file.columns) {
            if (file.kind == FileKind::Ignored || column.role == ColumnRole::Ignore) {
                continue;
            }
            json.beginObject().field("role", roleText(column)).field("column", column.name);
            json.field("file", sourceLabel(file.path, file.member)).field("of", kindText(file.kind));
            json.field("why", whyOf(file, column)).field("format", formatText(column));
            if (column.role == ColumnRole::Time) {
                json.field("order", timeFormatWord(column.time)).field("settled", !column.timeAsks);
            }
            json.endObject();
        }
    }
    json.endArray().key("ignored").beginArray();
    for (const FilePlan& file : plan.files) {
        if (file.kind == FileKind::Ignored) {
            json.beginObject().key("column").null().field("file", sourceLabel(file.path, file.member));
            json.field("why", file.layout.empty() ? "nothing in it is known" : "not used: " + file.layout);
            json.endObject();
            continue;
        }
        for (const ColumnPlan& column : file.columns) {
            if (column.role == ColumnRole::Ignore) {
                json.beginObject().field("column", column.name);
                json.field("file", sourceLabel(file.path, file.member)).field("why", whyOf(file, column));
                json.endObject();
            }
        }
    }
    json.endArray();
}

std::string jsonOf(const ImportPlan& plan, const ImportReport& report) {
    JsonWriter json;
    json.beginObject().field("rows_read", report.rowsRead).field("rows_imported", report.rowsImported);
    json.field("rows_rejected", report.rowsRejected).field("duplicates", report.duplicates);
    json.field("zero_values", report.zeroValues).field("negative_values", report.negativeValues);
    json.field("users", report.users).field("items", report.items).field("events", report.events);
    json.field("seconds", report.seconds).key("rejects").beginArray();
    for (const RejectCount& reject : report.rejectCounts) {
        json.beginObject().field("line", reject.firstLine).field("reason", reject.reason);
        json.field("count", reject.count).field("file", reject.firstFile).field("example", reject.example);
        json.endObject();
    }
    json.endArray();
    addRoles(json, plan);
    const auto list = [&](std::string_view key, const std::vector<std::string>& texts) {
        json.key(key).beginArray();
        for (const std::string& text : texts) {
            json.value(text);
        }
        json.endArray();
    };
    json.key("models").beginObject();
    list("usable", report.usableModels);
    list("lost", report.lostModels);
    json.endObject();
    list("notes", report.notes);
    json.endObject();
    return json.text();
}

// Which column became what, and how to say it better.
void showRoles(Shell& shell, const ImportPlan& plan) {
    TextTable table({"column", "taken for", "because", "file"});
    std::size_t left = 0;
    for (const FilePlan& file : plan.files) {
        const std::string label = sourceLabel(file.path, file.member);
        for (const ColumnPlan& column : file.columns) {
            if (file.kind == FileKind::Ignored) {
                break;
            }
            const std::string format = formatText(column);
            const bool ignored = column.role == ColumnRole::Ignore;
            left += ignored ? 1 : 0;
            table.row({column.name,
                       ignored ? "left out" : roleText(column) + (format.empty() ? "" : ": " + format),
                       whyOf(file, column), label});
        }
        if (file.kind == FileKind::Ignored) {
            table.row({"(the whole file)", "left out",
                       file.layout.empty() ? "nothing in it is known" : file.layout, label});
        }
    }
    if (!table.empty()) {
        shell.confirmTable("\n" + table.text());
        shell.confirm(
            std::string("Not so? --map role=column says it, as in --map user=1 or --map item.title=name") +
            (left > 0 ? "; so does what was left out" : "") +
            "; --map time=column:dmy says how times are written");
    }
}

void showReport(Shell& shell, const ImportReport& report) {
    TextTable counts({"", ">"});
    counts.row({"rows read", countText(report.rowsRead)});
    counts.row({"rows imported", countText(report.rowsImported)});
    counts.row({"rows rejected", countText(report.rowsRejected)});
    counts.row({"duplicates", countText(report.duplicates)});
    counts.row({"users", countText(report.users)});
    counts.row({"items", countText(report.items)});
    counts.row({"events", countText(report.events)});
    counts.row({"seconds", decimalText(report.seconds)});
    shell.confirmTable(counts.text());
    TextTable rejects({">rows", "rejected because", "first in", ">line", "example"});
    for (const RejectCount& reject : report.rejectCounts) {
        rejects.row({countText(reject.count), reject.reason, reject.firstFile,
                     std::to_string(reject.firstLine), reject.example.substr(0, 60)});
    }
    if (!rejects.empty()) {
        shell.confirmTable("\n" + rejects.text());
    }
    for (const std::string& note : report.notes) {
        shell.confirm(note);
    }
}

Result<void> runImport(Shell& shell, const ImportArguments& arguments) {
    // Before anything is read: a failed import leaves the project as it was.
    ImportPlan wanted;
    wanted.append = arguments.append;
    wanted.replace = arguments.replace;
    TRY(mayImportInto(projectPath(arguments.project), wanted));
    for (const auto& [given, option] : {std::pair(!arguments.hints.delimiter.empty(), "--delimiter"),
                                        std::pair(!arguments.hints.header.empty(), "--header")}) {
        if (given && arguments.hints.format == "jsonl") {
            shell.remark(std::string(option) + " changes nothing of JSON lines");
        }
    }
    TRY_ASSIGN(const auto plan, makePlan(arguments, shell.context()));
    TRY_ASSIGN(const auto report, importFiles(projectPath(arguments.project), plan, shell.context()));
    if (!arguments.rejects.empty()) {
        if (Result<void> written = writeRejects(report.rejects, arguments.rejects); !written) {
            Error error = written.error();
            error.remedy += "; the import itself is stored";
            return error;
        }
        if (report.rejects.size() < report.rowsRejected) {
            shell.remark(fmt::format("{} holds the first {} of {} rows that were left out", arguments.rejects,
                                     report.rejects.size(), report.rowsRejected));
        }
    }
    if (shell.json) {
        shell.answer(jsonOf(plan, report));
    } else {
        showReport(shell, report);
        showRoles(shell, plan);
    }
    return {};
}

void declareReading(CLI::App& command, ImportArguments& arguments) {
    command
        .add_option("--format", arguments.hints.format,
                    "auto, or what the files are when they are not recognised")
        ->check(CLI::IsMember({"auto", "csv", "tsv", "jsonl", "movielens", "goodbooks", "retailrocket",
                               "lastfm", "steam", "bookcrossing"}))
        ->capture_default_str();
    command.add_option("--interactions", arguments.hints.interactionsFile, "The file with the events")
        ->type_name(fileRead);
    command.add_option("--items", arguments.hints.itemsFile, "The file with the items' attributes")
        ->type_name(fileRead);
    command.add_option("--users", arguments.hints.usersFile, "The file with the users' attributes")
        ->type_name(fileRead);
    command.add_option(
        "--map", arguments.map,
        "role=column: role is user, item, signal, value, time, item.NAME, user.NAME or ignore; "
        "column is a header name or a number from 1, for times perhaps with their format: "
        "time=when:dmy (dmy, mdy, ymd, s, ms, us, ns, excel, digits, year)");
    command.add_option("--delimiter", arguments.hints.delimiter, "What stands between columns: , ; | tab ::");
    command.add_option("--encoding", arguments.hints.encoding, "utf-8, utf-16, latin-1, …");
    command.add_option("--header", arguments.hints.header, "Whether the first row names the columns")
        ->check(CLI::IsMember({"yes", "no"}));
}

void declareMeaning(CLI::App& command, ImportArguments& arguments) {
    command.add_option("--weights", arguments.weights, "signal=weight: what one event of it adds");
    command.add_option("--policy", arguments.policy, "How several events of a pair add up")
        ->check(CLI::IsMember({"sum", "max", "last", "mean"}));
    CLI::Option* threshold = command.add_option("--threshold", arguments.threshold,
                                                "Turn values into signals: from here on --above");
    command.add_option("--above", arguments.above, "Signal of values from the threshold on")
        ->needs(threshold)
        ->capture_default_str();
    command.add_option("--below", arguments.below, "Signal of values below it")
        ->needs(threshold)
        ->capture_default_str();
    command.add_option("--on-error", arguments.onError, "What a bad row does")
        ->check(CLI::IsMember({"skip", "abort"}))
        ->capture_default_str();
    command.add_option("--rejects", arguments.rejects, "Write rejected rows to this CSV file")
        ->type_name(fileWritten);
    CLI::Option* append = command.add_flag("--append", arguments.append, "Add to the data that is there");
    command
        .add_flag(
            "--replace", arguments.replace,
            "Put the new data in the place of what is there; trained models stay, but those of other users "
            "or items must be trained again")
        ->excludes(append);
}

} // namespace

void addImport(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("import", "Read files into a project");
    auto arguments = std::make_shared<ImportArguments>();
    command->add_option("PROJECT", arguments->project, "The .tastescope file to make or to fill")->required();
    command->add_option("PATH", arguments->paths, "Files, folders, .gz, .zip, or - for standard input")
        ->type_name(fileRead)
        ->required();
    declareReading(*command, *arguments);
    declareMeaning(*command, *arguments);
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runImport(with, *arguments); };
    });
}

} // namespace tastescope
