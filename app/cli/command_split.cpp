// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/data/split.h"
#include "engine/data/words.h"
#include "storage/export/exports.h"
#include "storage/export/json_writer.h"
#include "storage/files/output_check.h"
#include "storage/files/own_files.h"

#include <CLI/CLI.hpp>

#include <array>
#include <string_view>

namespace tastescope {
namespace {

struct SplitArguments {
    std::string project;
    std::string protocol;
    SplitOptions options;
    std::string out;
    bool raw = false;
};

constexpr std::array<std::string_view, 3> partNames{"train.csv", "cold_history.csv", "test.csv"};

/// A folder that was made for the parts goes again when it stays empty.
class PartsFolder {
public:
    explicit PartsFolder(std::filesystem::path path) : m_path(std::move(path)) {
        std::error_code ignored;
        m_new = !std::filesystem::exists(m_path, ignored);
        std::filesystem::create_directories(m_path, m_problem);
    }
    ~PartsFolder() {
        std::error_code ignored;
        if (m_new) {
            std::filesystem::remove(m_path, ignored); // only when it is empty
        }
    }
    PartsFolder(const PartsFolder&) = delete;
    PartsFolder& operator=(const PartsFolder&) = delete;

    const std::error_code& problem() const { return m_problem; }

private:
    std::filesystem::path m_path;
    std::error_code m_problem;
    bool m_new = false;
};

/// Parts appear when all are whole.
Result<void> writeParts(const Dataset& data, const Split& split, const std::filesystem::path& folder,
                        Cells cells, const ExecutionContext& context) {
    const PartsFolder made(folder);
    if (made.problem()) {
        return Error{ErrorCode::Io, "The folder cannot be made: " + made.problem().message(),
                     "Choose a folder that you may write to with --out", folder.string()};
    }
    TRY_ASSIGN(const auto workshop, WorkFolder::create(folder));
    std::vector<std::pair<std::string_view, const Interactions*>> parts{
        {partNames[0], &split.train->events()}};
    if (split.coldHistory && split.coldHistory->size() > 0) {
        parts.emplace_back(partNames[1], &*split.coldHistory);
    }
    parts.emplace_back(partNames[2], &*split.test);
    for (const auto& [name, events] : parts) {
        if (Result<void> done = exportInteractions(data, *events, workshop.path() / name, context, cells);
            !done) {
            return done;
        }
    }
    for (const auto& [name, events] : parts) {
        std::error_code problem;
        std::filesystem::rename(workshop.path() / name, folder / name, problem);
        if (problem) {
            return Error{ErrorCode::Io, "The file cannot be put in its place: " + problem.message(),
                         "Choose another folder with --out", (folder / name).string()};
        }
    }
    if (parts.size() < partNames.size()) { // that of another split belongs to no part that is here now
        std::error_code ignored;
        std::filesystem::remove(folder / partNames[1], ignored);
    }
    return {};
}

Result<void> runSplit(Shell& shell, SplitArguments arguments) {
    TRY_ASSIGN(const auto protocol, parseProtocol(arguments.protocol));
    arguments.options.protocol = protocol;
    if (const std::string unused = unusedShare(protocol, arguments.options.test, "--test"); !unused.empty()) {
        shell.remark(unused);
    }
    TRY(checkOutputs(arguments.out, partNames, "--out", projectPath(arguments.project)));
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    const ExecutionContext context = shell.context(arguments.options.seed);
    TRY_ASSIGN(const auto split, splitDataset(*opened.dataset, arguments.options, context));
    if (Result<void> done = writeParts(*opened.dataset, split, arguments.out,
                                       arguments.raw ? Cells::Raw : Cells::Guarded, context);
        !done) {
        return done;
    }
    const std::size_t train = split.train->events().size();
    const std::size_t cold = split.coldHistory ? split.coldHistory->size() : 0;
    if (shell.json) {
        JsonWriter json;
        json.beginObject().field("train", train).field("test", split.test->size());
        json.field("cold_history", cold).field("folder", arguments.out).endObject();
        shell.answer(json.text());
        return {};
    }
    shell.confirm("Wrote " + words::counted(train, "event", "events") + " to train.csv and " +
                  countText(split.test->size()) + " to test.csv" +
                  (cold ? ", " + countText(cold) + " to cold_history.csv" : "") + " in " + arguments.out);
    return {};
}

} // namespace

void addSplit(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("split", "Cut the events into train.csv and test.csv");
    auto arguments = std::make_shared<SplitArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command
        ->add_option("--protocol", arguments->protocol,
                     "random, per-user, leave-last-out, time or cold-users")
        ->required();
    command->add_option("--test", arguments->options.test, "Share of the test part")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--seed", arguments->options.seed, "Seed of all randomness")->capture_default_str();
    command
        ->add_option("--out", arguments->out,
                     "Folder for the files; it is made if need be, and the files of another split in it are "
                     "replaced")
        ->type_name(folderWritten)
        ->required();
    command->add_flag("--raw", arguments->raw, rawHelp);
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runSplit(with, *arguments); };
    });
}

} // namespace tastescope
