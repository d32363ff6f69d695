// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluations in words: how one was made, and what differs between two. Pure functions.
#pragma once

#include "engine/data/dataset.h"
#include "storage/use_cases/evaluate.h"
#include "ui/session/project_run.h"

#include <QString>
#include <QStringList>

namespace tastescope {

/// The name in the box: "Per listener".
QString protocolTitle(Protocol protocol, const QString& user);
QString candidatesWords(std::size_t sampled, const QString& items);
/// "5 folds"; "one test part" for none.
QString foldsWords(std::size_t folds);
/// "3 seeds".
QString repeatsWords(std::size_t repeats);

/// What a person would have to change in `before` to have `now`, each in a few words: "20 % → 30 % test",
/// "1 model more". Empty when the two ask the same.
/// Whether people are told apart by what is known of them, and whether leaks are looked for, changes no
/// number and is passed over; a file of groups is not.
QStringList differences(const EvaluateRequest& before, const EvaluateRequest& now, const Nouns& nouns);
/// The same algorithm with the same settings and rules, whatever it is called.
bool isSame(const Contestant& a, const Contestant& b);

/// One line of two runs side by side.
struct RunLine {
    QString title;
    QString a, b;
    bool differs = false;
};
/// How both were made, then every number of every model. Of runs that do not say how they were made,
/// what their results say.
std::vector<RunLine> compareRuns(const ProjectRun& a, const ProjectRun& b, const Nouns& nouns);

} // namespace tastescope
