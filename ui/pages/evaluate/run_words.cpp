// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/run_words.h"

#include "engine/metrics/metric.h"
#include "ui/pages/evaluate/metric_words.h"
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

QString testWords(const SplitOptions& split) {
    return split.protocol == Protocol::LeaveLastOut ? tr("the last one each") : formatPercent(split.test);
}

struct Changes {
    QStringList words;

    void add(const QString& before, const QString& now) {
        if (before != now) {
            words << tr("%1 → %2").arg(before, now);
        }
    }
};

/// Those of `of` that `in` does not have.
std::size_t lacking(const EvaluateRequest& of, const EvaluateRequest& in) {
    const auto models = std::ranges::count_if(of.contestants, [&](const Contestant& one) {
        return std::ranges::none_of(in.contestants,
                                    [&](const Contestant& other) { return isSame(one, other); });
    });
    const auto lists = std::ranges::count_if(of.listFiles, [&](const std::filesystem::path& file) {
        return std::ranges::find(in.listFiles, file) == in.listFiles.end();
    });
    return static_cast<std::size_t>(models + lists);
}

QString labelsOf(const ProjectRun& run) {
    QStringList words;
    for (const ModelResult& model : run.result.models) {
        words << toQString(model.label);
    }
    return words.join(QStringLiteral(", "));
}

void addSpecification(std::vector<RunLine>& lines, const ProjectRun& a, const ProjectRun& b,
                      const QString& user, const QString& items) {
    const auto add = [&](const QString& title, const auto& text) {
        lines.push_back({title, text(a), text(b), text(a) != text(b)});
    };
    const auto asked = [&](const QString& title, const auto& text) {
        add(title, [&](const ProjectRun& run) {
            return run.head.request ? text(*run.head.request) : tr("not known");
        });
    };
    add(tr("Made"), [](const ProjectRun& run) { return formatDateTime(run.head.made); });
    add(tr("Data"), [](const ProjectRun& run) { return formatFingerprint(run.head.dataFingerprint); });
    add(tr("Models"), labelsOf);
    asked(tr("Split"),
          [&](const EvaluateRequest& request) { return protocolTitle(request.split.protocol, user); });
    asked(tr("Test part"), [](const EvaluateRequest& request) { return testWords(request.split); });
    asked(tr("Cut-off"), [](const EvaluateRequest& request) { return lengthsWords(request.options.ks); });
    asked(tr("Candidates"), [&](const EvaluateRequest& request) {
        return candidatesWords(request.options.sampledCandidates, items);
    });
    asked(tr("Events"), [](const EvaluateRequest& request) { return valuesWords(request.values); });
    asked(tr("Seed"), [](const EvaluateRequest& request) { return QString::number(request.split.seed); });
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
    const auto text = [](const ProjectRun& run, const std::string& label, const std::string& key) {
        const auto model = std::ranges::find(run.result.models, label, &ModelResult::label);
        const MetricValue* value =
            model == run.result.models.end() ? nullptr : findValue(model->metrics, key);
        return value ? tr("%1, %2").arg(metricText(key, value->value),
                                        intervalText(key, value->low, value->high))
                     : QString();
    };
    const auto raw = [](const ProjectRun& run, const std::string& label, const std::string& key) {
        const auto model = std::ranges::find(run.result.models, label, &ModelResult::label);
        const MetricValue* value =
            model == run.result.models.end() ? nullptr : findValue(model->metrics, key);
        return value ? QString::number(value->value, 'g', 17) : QString();
    };
    for (const auto& [label, key] : order) {
        lines.push_back({tr("%1, %2").arg(toQString(label), metricTitle(key)), text(a, label, key),
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

QString protocolWords(const SplitOptions& split, const QString& user) {
    return split.protocol == Protocol::LeaveLastOut
               ? protocolTitle(split.protocol, user)
               : tr("%1, %2 test").arg(protocolTitle(split.protocol, user), formatPercent(split.test));
}

QString candidatesWords(std::size_t sampled, const QString& items) {
    return sampled == 0 ? tr("all new %1").arg(items) : tr("%1 sampled").arg(formatCount(sampled));
}

bool isSame(const Contestant& a, const Contestant& b) {
    return a.algorithm == b.algorithm && a.params == b.params;
}

QStringList differences(const EvaluateRequest& before, const EvaluateRequest& now, const QString& user,
                        const QString& items) {
    Changes changes;
    changes.add(protocolTitle(before.split.protocol, user), protocolTitle(now.split.protocol, user));
    if (before.split.protocol != Protocol::LeaveLastOut && now.split.protocol != Protocol::LeaveLastOut) {
        changes.add(tr("%1 test").arg(testWords(before.split)), tr("%1 test").arg(testWords(now.split)));
    }
    changes.add(tr("cut-off %1").arg(lengthsWords(before.options.ks)),
                tr("cut-off %1").arg(lengthsWords(now.options.ks)));
    changes.add(candidatesWords(before.options.sampledCandidates, items),
                candidatesWords(now.options.sampledCandidates, items));
    changes.add(metricsWords(before.options.metrics), metricsWords(now.options.metrics));
    changes.add(valuesWords(before.values), valuesWords(now.values));
    changes.add(tr("seed %1").arg(before.split.seed), tr("seed %1").arg(now.split.seed));
    if (const std::size_t more = lacking(now, before); more > 0) {
        changes.words << formatCounted(more, tr("1 model more"), tr("%1 models more"));
    }
    if (const std::size_t fewer = lacking(before, now); fewer > 0) {
        changes.words << formatCounted(fewer, tr("1 model fewer"), tr("%1 models fewer"));
    }
    return changes.words;
}

std::vector<RunLine> compareRuns(const ProjectRun& a, const ProjectRun& b, const QString& user,
                                 const QString& items) {
    std::vector<RunLine> lines;
    addSpecification(lines, a, b, user, items);
    addNumbers(lines, a, b);
    return lines;
}

} // namespace tastescope
