// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/data/split.h"
#include "storage/export/exports.h"
#include "storage/export/json_writer.h"

#include <CLI/CLI.hpp>

namespace tastescope {
namespace {

struct SplitArguments {
    std::string project;
    std::string protocol;
    SplitOptions options;
    std::string out;
};

/// A folder inside that of the parts, gone at the end: parts appear when all are whole. Where there are none
/// the parts' own folder goes as well, unless it was there before.
class Workshop {
public:
    explicit Workshop(const std::filesystem::path& folder) : m_path(folder / ".split-unfinished") {
        std::error_code ignored;
        m_new = !std::filesystem::exists(folder, ignored);
        std::filesystem::create_directories(m_path, m_problem);
    }
    ~Workshop() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
        if (m_new) {
            std::filesystem::remove(m_path.parent_path(), ignored); // only when it is empty
        }
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;

    const std::error_code& problem() const { return m_problem; }
    std::filesystem::path path(const char* name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
    std::error_code m_problem;
    bool m_new = false;
};

Result<void> writeParts(const Dataset& data, const Split& split, const std::filesystem::path& folder,
                        const ExecutionContext& context) {
    const Workshop workshop(folder);
    if (workshop.problem()) {
        return Error{ErrorCode::Io, "The folder cannot be made: " + workshop.problem().message(),
                     "Choose a folder that you may write to with --out", folder.string()};
    }
    std::vector<std::pair<const char*, const Interactions*>> parts{{"train.csv", &split.train->events()}};
    if (split.coldHistory && split.coldHistory->size() > 0) {
        parts.emplace_back("cold_history.csv", &*split.coldHistory);
    }
    parts.emplace_back("test.csv", &*split.test);
    for (const auto& [name, events] : parts) {
        if (Result<void> done = exportInteractions(data, *events, workshop.path(name), context); !done) {
            return done;
        }
    }
    for (const auto& [name, events] : parts) {
        std::error_code problem;
        std::filesystem::rename(workshop.path(name), folder / name, problem);
        if (problem) {
            return Error{ErrorCode::Io, "The file cannot be put in its place: " + problem.message(),
                         "Choose another folder with --out", (folder / name).string()};
        }
    }
    return {};
}

Result<void> runSplit(Shell& shell, SplitArguments arguments) {
    TRY_ASSIGN(const auto protocol, parseProtocol(arguments.protocol));
    arguments.options.protocol = protocol;
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    const ExecutionContext context = shell.context(arguments.options.seed);
    TRY_ASSIGN(const auto split, splitDataset(*opened.dataset, arguments.options, context));
    if (Result<void> done = writeParts(*opened.dataset, split, arguments.out, context); !done) {
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
    shell.confirm("Wrote " + countText(train) + " events to train.csv and " + countText(split.test->size()) +
                  " to test.csv" + (cold ? ", " + countText(cold) + " to cold_history.csv" : "") + " in " +
                  arguments.out);
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
    command->add_option("--test", arguments->options.test, "Share of the test part")->capture_default_str();
    command->add_option("--seed", arguments->options.seed, "Seed of all randomness")->capture_default_str();
    command->add_option("--out", arguments->out, "Folder for the files; it is made if need be")->required();
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runSplit(with, *arguments); };
    });
}

} // namespace tastescope
