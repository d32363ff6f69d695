// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/checks/check_words.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("CheckWords", text);
}

std::size_t countOf(const EvaluationResult& result, LeakWeight weight) {
    return result.leaks ? static_cast<std::size_t>(std::ranges::count(*result.leaks, weight, &Leak::weight))
                        : 0;
}

Check::Weight weightOf(LeakWeight weight) {
    return weight == LeakWeight::Leak   ? Check::Weight::Leak
           : weight == LeakWeight::Bias ? Check::Weight::Bias
                                        : Check::Weight::Note;
}

QString filterWords(const FilterEffect& effect) {
    return tr("Only %1: %2 events, %3 users and %4 items were left out")
        .arg(toQString(effect.what), formatCount(effect.events), formatCount(effect.users),
             formatCount(effect.items));
}

QString unseenWords(const UnseenCounts& unseen) {
    return tr("Training never saw %1 users and %2 items of %3 test events; %4")
        .arg(formatCount(unseen.users), formatCount(unseen.items), formatCount(unseen.events),
             unseen.leftOut ? tr("they are left out")
                            : tr("they are judged, and such items count as not found"));
}

QString fileWords(const FileCounts& file) {
    QStringList counts;
    for (const auto& [name, count] : file.counts) {
        if (count > 0) {
            counts << tr("%1 %2").arg(formatCount(count), toQString(name));
        }
    }
    const QString of =
        file.file.empty() ? tr("Test part") : tr("%1 (%2)").arg(toQString(file.file), toQString(file.role));
    return counts.isEmpty() ? QString() : tr("%1: %2").arg(of, counts.join(QStringLiteral(", ")));
}

} // namespace

std::vector<Check> checksOf(const EvaluationResult& result) {
    std::vector<Check> checks;
    for (const Leak& leak : result.leaks.value_or(std::vector<Leak>())) {
        checks.push_back({weightOf(leak.weight), toQString(leak.what), toQString(leak.remedy)});
    }
    std::ranges::stable_sort(checks, {}, &Check::weight);
    if (!result.leaks) {
        checks.push_back({Check::Weight::Note, tr("Nobody looked for leaks in this run."),
                          tr("Run it again: the window always looks")});
    }
    for (const FilterEffect& effect : result.filters) {
        checks.push_back({Check::Weight::Note, filterWords(effect)});
    }
    if (result.unseen.events > 0) {
        checks.push_back({Check::Weight::Note, unseenWords(result.unseen)});
    }
    for (const FileCounts& file : result.files) {
        if (const QString words = fileWords(file); !words.isEmpty()) {
            checks.push_back({Check::Weight::Note, words});
        }
    }
    return checks;
}

QString checksTitle(const EvaluationResult& result) {
    if (!result.leaks) {
        return tr("Leaks not looked for");
    }
    QStringList words;
    if (const std::size_t leaks = countOf(result, LeakWeight::Leak); leaks > 0) {
        words << formatCounted(leaks, tr("1 leak"), tr("%1 leaks"));
    }
    if (const std::size_t biased = countOf(result, LeakWeight::Bias); biased > 0) {
        words << formatCounted(biased, tr("1 bias"), tr("%1 biases"));
    }
    return words.isEmpty() ? tr("No leak found") : words.join(QStringLiteral(", "));
}

bool hasWarning(const EvaluationResult& result) {
    return countOf(result, LeakWeight::Leak) + countOf(result, LeakWeight::Bias) > 0;
}

} // namespace tastescope
