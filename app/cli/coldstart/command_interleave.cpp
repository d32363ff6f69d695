// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/option_checks.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/terminal_text.h"
#include "app/cli/text_table.h"
#include "storage/export/text_format.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/coldstart/interleave.h"
#include "storage/use_cases/rules/ruled_lists.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tastescope {
namespace {

struct InterleaveArguments {
    std::string project;
    std::vector<std::string> policies;
    std::string method = "team";
    std::string clicks = "wanted";
    std::string protocol = "per-user";
    double test = 0.2;
    std::uint64_t sessions = 10'000;
    std::size_t k = 10;
    double power = 0.8;
    double alpha = 0.05;
    std::uint64_t seed = 42;
};

/// ID[:name=value,…][+RULES.json].
Result<PolicyRequest> policyOf(const std::string& text) {
    const std::size_t plus = rulesAt(text);
    TRY_ASSIGN(const auto contestant, parseContestant(text.substr(0, plus)));
    PolicyRequest policy{text, contestant.algorithm, contestant.params, {}};
    if (plus != std::string::npos) {
        policy.rules = text.substr(plus + 1);
        if (policy.rules.empty()) {
            return Error{ErrorCode::InvalidArgument, "A + without rules behind it",
                         "Name a file, as in als+rules.json", "--policy"};
        }
    }
    return policy;
}

Result<InterleaveRequest> requestOf(const InterleaveArguments& arguments) {
    const auto refuse = [](std::string what, std::string remedy, std::string place) {
        return Error{ErrorCode::InvalidArgument, std::move(what), std::move(remedy), std::move(place)};
    };
    if (arguments.policies.size() != 2) {
        return refuse(fmt::format("{} policies cannot be interleaved", arguments.policies.size()),
                      "Give --policy twice", "--policy");
    }
    InterleaveRequest request;
    TRY_ASSIGN(request.a, policyOf(arguments.policies[0]));
    TRY_ASSIGN(request.b, policyOf(arguments.policies[1]));
    TRY_ASSIGN(request.split.protocol, parseProtocol(arguments.protocol));
    if (request.split.protocol == Protocol::ColdUsers) {
        return refuse("Strangers have no list to interleave", "Choose another protocol", "--protocol");
    }
    if (!(arguments.test > 0 && arguments.test < 1)) {
        return refuse(fmt::format("A test share of {}", arguments.test), "Give a number between 0 and 1",
                      "--test");
    }
    if (!(arguments.alpha > 0 && arguments.alpha <= 0.5)) {
        return refuse(fmt::format("The significance {} is not in (0, 0.5]", arguments.alpha), "Usual is 0.05",
                      "--alpha");
    }
    if (!(arguments.power > arguments.alpha && arguments.power < 1)) {
        return refuse(fmt::format("The power {} is not between the significance and 1", arguments.power),
                      "Usual is 0.8", "--power");
    }
    request.split.test = arguments.test;
    request.split.seed = arguments.seed;
    SessionsRequest& sessions = request.sessions;
    sessions.method = arguments.method == "team" ? Interleaving::TeamDraft : Interleaving::Balanced;
    sessions.length = arguments.k;
    sessions.sessions = arguments.sessions;
    sessions.power = arguments.power;
    sessions.alpha = arguments.alpha;
    if (arguments.clicks == "position") {
        sessions.clicks.other = sessions.clicks.wanted;
    }
    request.clock = wallClockNow();
    return request;
}

std::string answerText(const InterleaveRequest& request, const InterleaveAnswer& answer) {
    const SessionsResult& result = answer.result;
    const Estimate preference = preferenceOf(result.verdicts, request.sessions.alpha);
    TextTable table({"policy", ">sessions won", ">clicks a session"});
    table.row({request.a.label, countText(result.verdicts.a), decimalText(result.clicksA)});
    table.row({request.b.label, countText(result.verdicts.b), decimalText(result.clicksB)});
    table.row({"neither", countText(result.verdicts.ties), ""});
    return fmt::format("{}\nPreference {} [{}, {}] over {} sessions of {} people\n",
                       terminalText(interleaveWords(request, answer)), decimalText(preference.value),
                       decimalText(preference.low), decimalText(preference.high),
                       countText(result.verdicts.sessions()), countText(answer.people)) +
           table.text();
}

Result<void> runInterleave(Shell& shell, const InterleaveArguments& arguments) {
    TRY_ASSIGN(const auto request, requestOf(arguments));
    if (const std::string unused = unusedShare(request.split.protocol, arguments.test, "--test");
        !unused.empty()) {
        shell.remark(unused);
    }
    TRY_ASSIGN(const auto opened, openProject(shell, arguments.project, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto answer, interleavePolicies(opened.dataset, request, shell.context(arguments.seed)));
    if (shell.json) {
        shell.answer(interleaveJson(request, answer));
    } else {
        shell.showText(answerText(request, answer));
    }
    return {};
}

} // namespace

void addInterleave(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("interleave", "Two policies in one list, on simulated clicks: which is preferred");
    auto arguments = std::make_shared<InterleaveArguments>();
    command->add_option("PROJECT", arguments->project, "A .tastescope file")->required();
    command->add_option("--policy", arguments->policies, "ID[:name=value,…][+RULES.json]; give it twice")
        ->type_name(modelAndRules)
        ->required();
    command->add_option("--method", arguments->method, "team (draft) or balanced")
        ->check(CLI::IsMember({"team", "balanced"}))
        ->capture_default_str();
    command->add_option("--sessions", arguments->sessions, "Sessions that are played")
        ->check(CLI::Range(1, 100'000'000))
        ->capture_default_str();
    command
        ->add_option("--clicks", arguments->clicks,
                     "wanted (what the test part says they went for is clicked more) or position (the place "
                     "alone decides)")
        ->check(CLI::IsMember({"wanted", "position"}))
        ->capture_default_str();
    command->add_option("--k", arguments->k, "Length of a list")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    command->add_option("--protocol", arguments->protocol, "random, per-user, leave-last-out or time")
        ->capture_default_str();
    command->add_option("--test", arguments->test, "Share of the test part")->capture_default_str();
    command->add_option("--power", arguments->power, "Chance to find the preference")->capture_default_str();
    command->add_option("--alpha", arguments->alpha, "Significance")->capture_default_str();
    command->add_option("--seed", arguments->seed, "Seed of all randomness")->capture_default_str();
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runInterleave(with, *arguments); };
    });
}

} // namespace tastescope
