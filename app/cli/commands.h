// SPDX-License-Identifier: GPL-3.0-or-later
// One function a command: it declares the arguments and hands what is to be done to the shell.
#pragma once

namespace CLI {
class App;
}

namespace tastescope {

class Shell;

/// All of them with the global flags, ready to parse.
void declareCommands(CLI::App& app, Shell& shell);

void addDemo(CLI::App& app, Shell& shell);
void addImport(CLI::App& app, Shell& shell);
void addInfo(CLI::App& app, Shell& shell);
void addCheck(CLI::App& app, Shell& shell);
void addModels(CLI::App& app, Shell& shell);
void addTrain(CLI::App& app, Shell& shell);
void addRecommend(CLI::App& app, Shell& shell);
void addSimilar(CLI::App& app, Shell& shell);
void addSplit(CLI::App& app, Shell& shell);
void addEvaluate(CLI::App& app, Shell& shell);
void addMetrics(CLI::App& app, Shell& shell);
void addCompare(CLI::App& app, Shell& shell);
void addSearch(CLI::App& app, Shell& shell);
void addRerank(CLI::App& app, Shell& shell);
void addRules(CLI::App& app, Shell& shell);
void addPipeline(CLI::App& app, Shell& shell);
void addBoard(CLI::App& app, Shell& shell);
void addExport(CLI::App& app, Shell& shell);
void addReport(CLI::App& app, Shell& shell);
void addAb(CLI::App& app, Shell& shell);
void addOpe(CLI::App& app, Shell& shell);
void addSimulate(CLI::App& app, Shell& shell);
void addOnboard(CLI::App& app, Shell& shell);
void addInterleave(CLI::App& app, Shell& shell);

} // namespace tastescope
