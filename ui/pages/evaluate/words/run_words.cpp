// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/words/run_words.h"

#include "engine/metrics/metric.h"
#include "storage/experiments/specification.h"
#include "storage/use_cases/evaluation_files.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/pages/evaluate/words/protocol_parts.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("RunWords", text);
}

QString lengthsWords(const std::vector<std::size_t>& ks) {
    QStringList words;
    for (const std::size_t k : ks) {
        words << QString::number(k);
    }
    return words.join(QStringLiteral(", "));
}

QString metricsWords(const std::vector<const MetricInfo*>& metrics) {
    return metrics.empty() ? tr("all measures") : tr("%1 measures").arg(metrics.size());
}

QString valuesWords(bool values) {
    return values ? tr("ratings count by value") : tr("every event counts 1");
}

/// The test part of one fold or of the one cut there is.
QString testWords(const EvaluateRequest& request) {
    return request.folds > 0 || !request.foldsFile.empty()    ? tr("a fold each")
           : request.split.protocol == Protocol::LeaveLastOut ? tr("the last one each")
                                                              : formatPercent(request.split.test);
}

/// The parts are cut from the project's events by the controls of the bar.
bool isCutHere(const EvaluateRequest& request) {
    return request.trainFile.empty() && request.foldsFile.empty();
}

bool hasShare(const EvaluateRequest& request) {
    return isCutHere(request) && request.folds == 0 && request.split.protocol != Protocol::LeaveLastOut;
}

QString partsWords(const EvaluateRequest& request, const Nouns& nouns) {
    QStringList words;
    for (const ProtocolPart part : protocolParts) {
        if (const QString text = partWords(part, request, nouns); !text.isEmpty()) {
            words << text;
        }
    }
    return words.isEmpty() ? tr("none") : words.join(QStringLiteral("; "));
}

struct Changes {
    QStringList words;

    void add(const QString& before, const QString& now) {
        if (before != now) {
            words << (before.isEmpty() ? tr("now %1").arg(now)
                      : now.isEmpty()  ? tr("no longer %1").arg(before)
                                       : tr("%1 → %2").arg(before, now));
        }
    }
};

/// What two requests must share to give the same numbers, beside models and lists: those are compared one by
/// one.
std::string howJudged(EvaluateRequest request) {
    request.contestants.clear();
    request.listFiles.clear();
    request.scoreFiles.clear();
    request.predictionFiles.clear();
    if (!hasOwnGroups(request)) {
        request.by.clear();
    }
    request.leaks = false;
    request.validationFile.clear();
    request.sweep.reset();
    return specificationOf(request, request.split.seed);
}

/// Those of `of` that `in` does not have.
std::size_t lacking(const EvaluateRequest& of, const EvaluateRequest& in) {
    auto count = std::ranges::count_if(of.contestants, [&](const Contestant& one) {
        return std::ranges::none_of(in.contestants,
                                    [&](const Contestant& other) { return isSame(one, other); });
    });
    for (const auto files :
         {&EvaluateRequest::listFiles, &EvaluateRequest::scoreFiles, &EvaluateRequest::predictionFiles}) {
        count += std::ranges::count_if(of.*files, [&](const std::filesystem::path& file) {
            return std::ranges::find(in.*files, file) == (in.*files).end();
        });
    }
    return static_cast<std::size_t>(count);
}

QString labelsOf(const ProjectRun& run) {
    QStringList words;
    for (const ModelResult& model : run.result.models) {
        words << toQString(model.label);
    }
    return words.join(QStringLiteral(", "));
}

QString settingsOf(const ProjectRun& run) {
    QStringList words;
    for (const ModelResult& model : run.result.models) {
        if (!model.params.empty()) {
            words << tr("%1: %2").arg(toQString(model.label), toQString(model.params));
        }
    }
    return words.join(QStringLiteral("; "));
}

/// With what is in them: two sets of one name may ask for other lists.
QString rulesOf(const EvaluateRequest& request) {
    QStringList words;
    for (const Contestant& contestant : request.contestants) {
        if (contestant.rules) {
            words << tr("%1: %2").arg(toQString(contestant.label), toQString(contestant.rules->json));
        }
    }
    return words.isEmpty() ? tr("none") : words.join(QStringLiteral("; "));
}

QString measuresOf(const EvaluateRequest& request) {
    QStringList words;
    for (const MetricInfo* metric : request.options.metrics) {
        words << toQString(metric->title);
    }
    return words.isEmpty() ? metricsWords({}) : words.join(QStringLiteral(", "));
}

QString columnsOf(const EvaluateRequest& request) {
    QStringList words;
    for (const auto& [role, column] : request.fileMap) {
        words << tr("%1 = %2").arg(toQString(role), toQString(column));
    }
    return words.isEmpty() ? tr("none") : words.join(QStringLiteral(", "));
}

QString leaksWords(const EvaluationResult& result) {
    if (!result.leaks) {
        return tr("not looked for");
    }
    QStringList words;
    for (const Leak& leak : *result.leaks) {
        words << toQString(leak.id).replace(u'_', u' ');
    }
    return words.isEmpty() ? tr("none found") : words.join(QStringLiteral(", "));
}

void addSpecification(std::vector<RunLine>& lines, const ProjectRun& a, const ProjectRun& b,
                      const Nouns& nouns) {
    const auto add = [&](const QString& title, const auto& text) {
        lines.push_back({title, text(a), text(b), text(a) != text(b)});
    };
    const auto asked = [&](const QString& title, const auto& text) {
        add(title, [&](const ProjectRun& run) {
            return run.head.request ? text(*run.head.request) : tr("not known");
        });
    };
    add(tr("Made"), [](const ProjectRun& run) { return formatDateTime(run.head.made); });
    add(tr("Program version"), [](const ProjectRun& run) {
        return run.head.version.empty() ? tr("not known") : toQString(run.head.version);
    });
    add(tr("Data"), [](const ProjectRun& run) { return formatFingerprint(run.head.dataFingerprint); });
    add(tr("Models"), labelsOf);
    add(tr("Settings"), settingsOf);
    asked(tr("Rules"), rulesOf);
    asked(tr("Split"), [&](const EvaluateRequest& request) {
        return isCutHere(request) ? protocolTitle(request.split.protocol, toQString(nouns.user))
                                  : tr("read from files");
    });
    asked(tr("Test part"), testWords);
    asked(tr("Folds"), [](const EvaluateRequest& request) { return foldsWords(request.folds); });
    asked(tr("Seeds"), [](const EvaluateRequest& request) { return repeatsWords(request.repeats); });
    asked(tr("Filters and files"),
          [&](const EvaluateRequest& request) { return partsWords(request, nouns); });
    asked(tr("Cut-off"), [](const EvaluateRequest& request) { return lengthsWords(request.options.ks); });
    asked(tr("Candidates"), [&](const EvaluateRequest& request) {
        return candidatesWords(request.options.sampledCandidates, toQString(nouns.items));
    });
    asked(tr("Events"), [](const EvaluateRequest& request) { return valuesWords(request.values); });
    asked(tr("Seed"), [](const EvaluateRequest& request) { return QString::number(request.split.seed); });
    asked(tr("Measures"), [](const EvaluateRequest& request) { return measuresOf(request); });
    asked(tr("Resamples"),
          [](const EvaluateRequest& request) { return formatCount(request.options.resamples); });
    asked(tr("Columns named"), [](const EvaluateRequest& request) { return columnsOf(request); });
    add(tr("Leaks"), [](const ProjectRun& run) { return leaksWords(run.result); });
    add(tr("People with test items"),
        [](const ProjectRun& run) { return formatCount(run.result.usersWithTest); });
}

void addNumbers(std::vector<RunLine>& lines, const ProjectRun& a, const ProjectRun& b) {
    std::vector<std::pair<std::string, std::string>> order;
    std::set<std::pair<std::string, std::string>> met;
    for (const ProjectRun* run : {&a, &b}) {
        for (const ModelResult& model : run->result.models) {
            for (const MetricValue& metric : model.metrics) {
                if (met.emplace(model.label, metric.key).second) {
                    order.emplace_back(model.label, metric.key);
                }
            }
        }
    }
    const bool sampled = a.result.sampled && b.result.sampled; // of both alike the title says it
    const auto text = [sampled](const ProjectRun& run, const std::string& label, const std::string& key) {
        const auto model = std::ranges::find(run.result.models, label, &ModelResult::label);
        const MetricValue* value =
            model == run.result.models.end() ? nullptr : findValue(model->metrics, key);
        return value ? labelled(tr("%1, %2").arg(metricText(key, value->value),
                                                 intervalText(key, value->low, value->high)),
                                run.result.sampled && !sampled)
                     : QString();
    };
    const auto raw = [](const ProjectRun& run, const std::string& label, const std::string& key) {
        const auto model = std::ranges::find(run.result.models, label, &ModelResult::label);
        const MetricValue* value =
            model == run.result.models.end() ? nullptr : findValue(model->metrics, key);
        return value ? QString::number(value->value, 'g', 17) : QString();
    };
    for (const auto& [label, key] : order) {
        lines.push_back({tr("%1, %2").arg(toQString(label), metricTitle(key, sampled)), text(a, label, key),
                         text(b, label, key), raw(a, label, key) != raw(b, label, key)});
    }
}

} // namespace

QString protocolTitle(Protocol protocol, const QString& user) {
    switch (protocol) {
    case Protocol::Random:
        return tr("Random events");
    case Protocol::PerUser:
        return tr("Per %1").arg(user);
    case Protocol::LeaveLastOut:
        return tr("Leave the last out");
    case Protocol::Time:
        return tr("By time");
    case Protocol::ColdUsers:
        return tr("New %1").arg(user);
    }
    return {};
}

QString candidatesWords(std::size_t sampled, const QString& items) {
    return sampled == 0 ? tr("all new %1").arg(items) : tr("%1 sampled").arg(formatCount(sampled));
}

QString foldsWords(std::size_t folds) {
    return folds == 0 ? tr("one test part") : tr("%1 folds").arg(folds);
}

QString repeatsWords(std::size_t repeats) {
    return formatCounted(repeats, tr("1 seed"), tr("%1 seeds"));
}

bool isSame(const Contestant& a, const Contestant& b) {
    const auto rulesOf = [](const Contestant& one) { return one.rules ? one.rules->json : std::string(); };
    return a.algorithm == b.algorithm && a.params == b.params && a.sweptFrom == b.sweptFrom &&
           rulesOf(a) == rulesOf(b);
}

QStringList differences(const EvaluateRequest& before, const EvaluateRequest& now, const Nouns& nouns) {
    Changes changes;
    if (isCutHere(before) && isCutHere(now)) {
        changes.add(protocolTitle(before.split.protocol, toQString(nouns.user)),
                    protocolTitle(now.split.protocol, toQString(nouns.user)));
        changes.add(foldsWords(before.folds), foldsWords(now.folds));
    }
    if (hasShare(before) && hasShare(now)) {
        changes.add(tr("%1 test").arg(testWords(before)), tr("%1 test").arg(testWords(now)));
    }
    changes.add(tr("cut-off %1").arg(lengthsWords(before.options.ks)),
                tr("cut-off %1").arg(lengthsWords(now.options.ks)));
    changes.add(candidatesWords(before.options.sampledCandidates, toQString(nouns.items)),
                candidatesWords(now.options.sampledCandidates, toQString(nouns.items)));
    changes.add(metricsWords(before.options.metrics), metricsWords(now.options.metrics));
    changes.add(valuesWords(before.values), valuesWords(now.values));
    changes.add(tr("seed %1").arg(before.split.seed), tr("seed %1").arg(now.split.seed));
    changes.add(repeatsWords(before.repeats), repeatsWords(now.repeats));
    for (const ProtocolPart part : protocolParts) {
        changes.add(partWords(part, before, nouns), partWords(part, now, nouns));
    }
    if (changes.words.isEmpty() && howJudged(before) != howJudged(now)) {
        changes.words << tr("details of how models are judged"); // as files of one name in two folders
    }
    if (const std::size_t more = lacking(now, before); more > 0) {
        changes.words << formatCounted(more, tr("1 model more"), tr("%1 models more"));
    }
    if (const std::size_t fewer = lacking(before, now); fewer > 0) {
        changes.words << formatCounted(fewer, tr("1 model fewer"), tr("%1 models fewer"));
    }
    return changes.words;
}

std::vector<RunLine> compareRuns(const ProjectRun& a, const ProjectRun& b, const Nouns& nouns) {
    std::vector<RunLine> lines;
    addSpecification(lines, a, b, nouns);
    addNumbers(lines, a, b);
    return lines;
}

} // namespace tastescope
