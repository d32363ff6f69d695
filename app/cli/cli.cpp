// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/terminal_progress.h"
#include "app/cli/terminal_text.h"
#include "storage/export/json_writer.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {
namespace {

enum ExitCode { done = 0, failed = 1, wrongUsage = 2, cancelled = 3 };

/// Everything a person needs to know is on one line.
void complain(const std::string& message) {
    std::fprintf(stderr, "%s: %s\n", programName.data(), terminalText(message).c_str());
}

int exitCodeOf(const Error& error) {
    return error.code == ErrorCode::Cancelled         ? cancelled
           : error.code == ErrorCode::InvalidArgument ? wrongUsage
                                                      : failed;
}

std::string_view codeName(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "wrong_usage";
    case ErrorCode::BadInput:
        return "bad_input";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::Conflict:
        return "conflict";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::Corrupt:
        return "corrupt";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::OutOfMemory:
        return "out_of_memory";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Internal:
        break;
    }
    return "internal";
}

std::string failureJson(const Error& error) {
    JsonWriter json;
    json.beginObject().key("error").beginObject().field("code", codeName(error.code));
    json.field("exit", static_cast<int>(exitCodeOf(error))).field("message", error.message);
    json.field("remedy", error.remedy).field("context", error.context).endObject().endObject();
    return json.text();
}

/// One line on stderr; with --json the object on stdout as well, unless the command has given one that says
/// more. The exit code.
int report(Shell& shell, const Error& error) {
    complain(error.text());
    if (shell.json && !shell.answered()) {
        shell.answer(failureJson(error));
        // When stdout cannot be written either, the line above has to do.
        static_cast<void>(shell.flush().hasValue());
    }
    return exitCodeOf(error);
}

} // namespace

void declareCommands(CLI::App& app, Shell& shell) {
    app.require_subcommand(1);
    app.fallthrough(); // global flags may also stand behind the command's name
    app.add_flag("--json", shell.json, "One JSON object on stdout and nothing else");
    app.add_flag("--quiet,-q", shell.quiet, "No progress, no confirmations");
    app.add_option("--threads", shell.threads, "Threads to use; 0 = all cores")->check(CLI::Range(0, 1024));
    app.set_version_flag("--version", std::string("tastescope-cli ") + TASTESCOPE_VERSION);
    app.footer("--json, --quiet and --threads N may stand before or after the command.\n"
               "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 cancelled.");
    for (const auto add : {addDemo,      addImport,  addInfo,     addCheck,    addModels,  addTrain,
                           addRecommend, addSimilar, addSplit,    addEvaluate, addMetrics, addCompare,
                           addSearch,    addRerank,  addPipeline, addRules,    addBoard,   addExport,
                           addReport,    addAb,      addOpe,      addSimulate, addOnboard, addInterleave}) {
        add(app, shell);
    }
    checkOptions(app);
}

namespace {

/// The first word that is no global flag, if it is no command.
std::optional<std::string> unknownCommand(const CLI::App& app, int argc, char** argv) {
    for (int at = 1; at < argc; ++at) {
        const std::string word = argv[at];
        if (word == "--threads") {
            ++at;
        } else if (!word.starts_with('-')) {
            const auto commands = app.get_subcommands({});
            const bool known = std::any_of(commands.begin(), commands.end(), [&](const CLI::App* command) {
                return command->get_name() == word;
            });
            return known ? std::nullopt : std::optional(word);
        }
    }
    return std::nullopt;
}

std::string commandNames(const CLI::App& app) {
    std::string names;
    for (const CLI::App* command : app.get_subcommands({})) {
        names += (names.empty() ? "" : ", ") + command->get_name();
    }
    return names;
}

/// Arguments that cannot be parsed set no flags, but whoever asked for JSON reads it.
bool asksForJson(int argc, char** argv) {
    return std::any_of(argv, argv + argc, [](std::string_view word) { return word == "--json"; });
}

/// CLI11 takes a value "[9]" for a list with a 9 in it, and data has ids like that. What ends in a bracket is
/// given to it with a mark behind, which every option takes off before anything looks at the value.
constexpr char bracketMark = '\x1F';

void takeMarksOff(CLI::App& app) {
    for (CLI::Option* option : app.get_options()) {
        option->transform([](std::string value) {
            if (value.ends_with(bracketMark)) {
                value.pop_back();
            }
            return value;
        });
    }
    for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) {
        takeMarksOff(*command);
    }
}

void parseMarked(CLI::App& app, int argc, char** argv) {
    takeMarksOff(app);
    std::vector<std::string> marked(argv, argv + argc);
    std::vector<const char*> words;
    for (std::string& word : marked) {
        if (word.ends_with(']')) {
            word += bracketMark;
        }
        words.push_back(word.c_str());
    }
    app.parse(argc, words.data());
}

/// Nothing when the arguments are fine and shell.action is what to do; else the exit code.
std::optional<int> parse(CLI::App& app, Shell& shell, int argc, char** argv) {
    const auto refuse = [&](std::string message, std::string remedy) {
        shell.json = asksForJson(argc, argv);
        return report(shell, {ErrorCode::InvalidArgument, std::move(message), std::move(remedy), ""});
    };
    if (const std::optional<std::string> word = unknownCommand(app, argc, argv)) {
        return refuse("There is no command \"" + *word + "\"", "Commands: " + commandNames(app));
    }
    try {
        parseMarked(app, argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) { // --help or --version
            app.exit(error);
            return done;
        }
        const auto chosen = app.get_subcommands();
        std::string message = error.what();
        std::erase(message, bracketMark);
        return refuse(std::move(message), "See " + std::string(programName) + " " +
                                              (chosen.empty() ? "" : chosen.front()->get_name() + " ") +
                                              "--help");
    }
    return std::nullopt;
}

/// Memory that cannot be had must end in a sentence, not in an abort.
Result<void> perform(const CLI::App& app, Shell& shell) {
    if (shell.stop.stop_requested()) { // while the program started
        return cancelledError();
    }
    try {
        for (const CLI::App* command : app.get_subcommands()) {
            TRY(requireProject(*command));
        }
        TRY(checkFiles(app));
        return shell.action(shell);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory",
                     "Close other programs, or use less data or fewer factors", ""};
    } catch (const std::exception& problem) {
        return Error{ErrorCode::Internal, std::string("An unexpected problem: ") + problem.what(),
                     "Please report it with the command that you used", ""};
    }
}

} // namespace

int runCli(int argc, char** argv) {
    Shell shell;
    CLI::App app{"Tastescope on the command line", std::string(programName)};
    declareCommands(app, shell);
    if (const std::optional<int> code = parse(app, shell, argc, argv)) {
        return *code;
    }
    const InterruptWatcher interrupt;
    shell.stop = interrupt.token();
    Result<void> outcome;
    {
        std::optional<TerminalProgress> progress;
        if (!shell.quiet && TerminalProgress::wanted()) {
            shell.progress = &progress.emplace();
        }
        outcome = perform(app, shell);
    }
    const Result<void> written = shell.flush();
    if (!outcome) {
        Error error = outcome.error();
        error.remedy += written ? std::string() : "; " + written.error().message;
        return report(shell, error);
    }
    if (!written) {
        Error error = written.error();
        error.remedy += "; all else that the command does is done";
        return report(shell, error);
    }
    return done;
}

} // namespace tastescope
