// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/experiment/ab.h"
#include "app/cli/option_checks.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "storage/use_cases/experiment/policy_log.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <set>

namespace tastescope {
namespace {

struct OpeArguments {
    std::string file;
    std::vector<std::string> map;
    std::vector<std::string> clips{"10"};
    std::vector<std::string> switches{"5", "10", "50"};
    double alpha = 0.05;
    bool switchesGiven = false;
};

/// Thresholds as numbers; each once.
Result<std::vector<double>> thresholds(std::vector<std::string>& texts, std::string_view flag) {
    std::vector<double> out;
    std::set<std::string> seen;
    std::erase_if(texts, [&](const std::string& text) { return !seen.insert(text).second; });
    for (const std::string& text : texts) {
        TRY_ASSIGN(const double threshold, parseNumber(text, flag));
        out.push_back(threshold);
    }
    return out;
}

/// Name and estimate, in the order they are shown.
std::vector<std::pair<std::string, Estimate>> named(const PolicyEstimates& estimates,
                                                    const OpeArguments& arguments) {
    std::vector<std::pair<std::string, Estimate>> out{{"ips", estimates.ips}, {"snips", estimates.snips}};
    if (estimates.modelled) {
        out.emplace_back("dm", estimates.direct);
        out.emplace_back("dr", estimates.doublyRobust);
        out.emplace_back("sndr", estimates.selfNormalisedDoublyRobust);
        for (std::size_t at = 0; at < estimates.switched.size(); ++at) {
            out.emplace_back("switch_dr_" + arguments.switches[at], estimates.switched[at].estimate);
        }
    }
    for (std::size_t at = 0; at < estimates.clipped.size(); ++at) {
        out.emplace_back("ips_clip_" + arguments.clips[at], estimates.clipped[at].estimate);
    }
    return out;
}

void writePolicy(JsonWriter& json, const PolicyEstimates& estimates, const OpeArguments& arguments) {
    json.field("rows", estimates.rows).key("estimates").beginObject();
    for (const auto& [name, estimate] : named(estimates, arguments)) {
        json.key(name).beginObject();
        writeEstimate(json, estimate);
        json.endObject();
    }
    json.endObject().key("logged").beginObject();
    writeEstimate(json, estimates.logged);
    json.endObject().field("ess", estimates.effective).field("ess_share", estimates.effectiveShare);
    json.field("mean_weight", estimates.meanWeight).field("mean_weight_error", estimates.meanWeightError);
    json.field("max_weight", estimates.maxWeight).field("verdict", verdictName(estimates.verdict));
    json.field("words", estimates.words);
}

std::string opeJson(const PolicyLog& log, const OpeArguments& arguments) {
    JsonWriter json;
    json.beginObject();
    writePolicy(json, log.estimates, arguments);
    json.key("weights").beginArray();
    for (const WeightBin& bin : log.estimates.histogram) {
        json.beginObject().field("from", bin.from).field("to", bin.to).field("rows", bin.rows).endObject();
    }
    json.endArray().key("positions").beginArray();
    for (const PositionEstimates& one : log.positions) {
        json.beginObject().field("position", one.position);
        writePolicy(json, one.estimates, arguments);
        json.endObject();
    }
    json.endArray().key("roles").beginObject();
    for (const auto& [role, column] : log.roles) {
        json.field(role, column);
    }
    json.endObject().key("target");
    log.uniform ? json.value(fmt::format("uniform over {} actions", log.actions)) : json.value("column");
    return json.endObject().text();
}

std::string opeText(const PolicyLog& log, const OpeArguments& arguments) {
    const PolicyEstimates& estimates = log.estimates;
    std::string text = fmt::format("Verdict: {}. {}\n", verdictName(estimates.verdict), estimates.words);
    if (log.uniform) {
        text += fmt::format("Target: all {} actions alike, as no column is the target's probability\n",
                            countText(log.actions));
    }
    TextTable table({"estimate", ">reward", ">low", ">high"});
    const auto number = [](double value, int digits) {
        return std::isnan(value) ? "-" : fmt::format("{:.{}g}", value, digits);
    };
    const auto row = [&](const std::string& name, const Estimate& estimate) {
        table.row({name, number(estimate.value, 6), number(estimate.low, 6), number(estimate.high, 6)});
    };
    row("logged", estimates.logged);
    for (const auto& [name, estimate] : named(estimates, arguments)) {
        row(name, estimate);
    }
    text += table.text();
    text += fmt::format("Weights: effective sample {:.1f} of {} rows ({}), mean {:.4g}, largest {:.4g}\n",
                        estimates.effective, countText(estimates.rows), percentText(estimates.effectiveShare),
                        estimates.meanWeight, estimates.maxWeight);
    if (!log.positions.empty()) {
        TextTable positions({"position", ">rows", ">effective", ">mean weight", ">ips", ">snips", "verdict"});
        for (const PositionEstimates& one : log.positions) {
            positions.row(
                {one.position, countText(one.estimates.rows), fmt::format("{:.1f}", one.estimates.effective),
                 number(one.estimates.meanWeight, 4), number(one.estimates.ips.value, 4),
                 number(one.estimates.snips.value, 4), std::string(verdictName(one.estimates.verdict))});
        }
        text += positions.text();
    }
    return text;
}

Result<void> runOpe(Shell& shell, OpeArguments arguments) {
    PolicyLogRequest request;
    request.file = arguments.file;
    request.alpha = arguments.alpha;
    TRY_ASSIGN(request.map, parseNameValues(arguments.map, "--map"));
    TRY_ASSIGN(request.clips, thresholds(arguments.clips, "--clip"));
    TRY_ASSIGN(request.switches, thresholds(arguments.switches, "--switch"));
    TRY_ASSIGN(const auto log, estimateFromLog(request, shell.context()));
    if (arguments.switchesGiven && !log.estimates.modelled) {
        shell.remark("--switch changes nothing without a reward model: say with --map q=COLUMN and --map "
                     "v=COLUMN where it stands");
    }
    if (shell.json) {
        shell.answer(opeJson(log, arguments));
    } else {
        shell.showText(opeText(log, arguments));
    }
    return {};
}

} // namespace

void addOpe(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand(
        "ope", "What another policy would have earned, from the log of the one that acted");
    auto arguments = std::make_shared<OpeArguments>();
    command->add_option("FILE", arguments->file, "A log, one decision a row; - is standard input")
        ->type_name(fileRead)
        ->required();
    command
        ->add_option(
            "--map", arguments->map,
            "role=column: role is action, position, reward, propensity (of what was done), target (its "
            "probability under the other policy; target=uniform takes every action alike), q and v (a "
            "reward model at what was done, and its mean under the target) or ignore; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--clip", arguments->clips, "Largest weight of clipped IPS; may be repeated")
        ->allow_extra_args(false)
        ->capture_default_str();
    CLI::Option* switches =
        command
            ->add_option("--switch", arguments->switches,
                         "With q and v: largest weight that Switch-DR trusts; several, or "
                         "repeated")
            ->capture_default_str();
    command->add_option("--alpha", arguments->alpha, "Significance; intervals are of 1 less it")
        ->capture_default_str();
    command->callback([arguments, switches, &shell] {
        arguments->switchesGiven = switches->count() > 0;
        shell.action = [arguments](Shell& with) { return runOpe(with, *arguments); };
    });
}

} // namespace tastescope
