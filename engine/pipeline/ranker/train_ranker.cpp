// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/train_ranker.h"

#include "engine/base/name_values.h"
#include "engine/base/progress.h"
#include "engine/registry/registry.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t treesPerStep = 10; ///< between two looks at the people who judge
constexpr std::size_t judges = 1'000;

double mean(std::span<const double> values) {
    return values.empty()
               ? 0
               : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void append(RankerExamples& to, const RankerExamples& from) {
    to.rows.features = from.rows.features;
    const auto add = [](auto& target, const auto& source) {
        target.insert(target.end(), source.begin(), source.end());
    };
    add(to.rows.values, from.rows.values);
    add(to.rows.labels, from.rows.labels);
    add(to.rows.groups, from.rows.groups);
    add(to.relevant, from.relevant);
}

/// The people at odd places, or at even ones.
RankerExamples half(const RankerExamples& all, std::size_t odd) {
    RankerExamples out;
    out.rows.features = all.rows.features;
    out.sources.resize(all.sources.size());
    std::size_t row = 0;
    for (std::size_t person = 0; person < all.relevant.size(); ++person) {
        const std::size_t rows = all.rows.groups[person];
        if (person % 2 == odd) {
            const auto from = [&](const std::vector<float>& values, std::size_t width) {
                return std::span(values).subspan(row * width, rows * width);
            };
            const std::span<const float> values = from(all.rows.values, all.rows.features);
            const std::span<const float> labels = from(all.rows.labels, 1);
            out.rows.values.insert(out.rows.values.end(), values.begin(), values.end());
            out.rows.labels.insert(out.rows.labels.end(), labels.begin(), labels.end());
            out.rows.groups.push_back(all.rows.groups[person]);
            out.relevant.push_back(all.relevant[person]);
            for (std::size_t source = 0; source < all.sources.size(); ++source) {
                out.sources[source].push_back(all.sources[source][person]);
            }
        }
        row += rows;
    }
    return out;
}

/// How good trees are as they become more, and the number of them that is best.
struct Judged {
    BoostingLoss loss = BoostingLoss::Logistic;
    std::size_t trees = 0;
    double ndcg = -1;
    std::vector<double> perPerson;
    std::vector<double> course;
    std::vector<float> raw;
};

Judged judge(const BoostedTrees& trees, const RankerExamples& by, BoostingLoss loss) {
    Judged out;
    out.loss = loss;
    std::vector<float> raw(by.rows.rows(), 0.0F);
    for (std::size_t tree = 0; tree < trees.size(); ++tree) {
        trees.addTree(tree, by.rows.values, raw);
        if ((tree + 1) % treesPerStep != 0 && tree + 1 < trees.size()) {
            continue;
        }
        std::vector<double> each = ndcgOfRows(by, raw);
        const double value = mean(each);
        out.course.push_back(value);
        if (value > out.ndcg) {
            out.ndcg = value;
            out.trees = tree + 1;
            out.perPerson = std::move(each);
            out.raw = raw;
        }
    }
    return out;
}

/// Trees and sources on the people who judge.
Result<RankerReport> reportOf(const Judged& judged, const RankerExamples& by,
                              const ExecutionContext& context) {
    RankerReport report;
    report.people = by.relevant.size();
    report.loss = lossName(judged.loss);
    report.course = judged.course;
    report.ranker = std::max(0.0, judged.ndcg);
    for (const std::vector<double>& source : by.sources) {
        report.sources.push_back(mean(source));
    }
    report.bestSource = static_cast<std::size_t>(
        std::distance(report.sources.begin(), std::ranges::max_element(report.sources)));
    if (judged.perPerson.empty()) {
        return report;
    }
    std::vector<double> differences = judged.perPerson;
    for (std::size_t person = 0; person < differences.size(); ++person) {
        differences[person] -= by.sources[report.bestSource][person];
    }
    const std::span<const double> column(differences);
    constexpr std::size_t resamples = 1'000;
    TRY_ASSIGN(const auto summaries, summariseColumns(std::span(&column, 1), resamples, context));
    report.gain = summaries.front();
    report.boosts = report.gain.mean > 0;
    return report;
}

class RankerTraining {
public:
    RankerTraining(std::shared_ptr<const Dataset> dataset, const RankerOptions& options,
                   const ExecutionContext& context)
        : m_dataset(std::move(dataset))
        , m_options(options)
        , m_context(context)
        , m_cut(options.cut.value_or(m_dataset->events().hasTimes() ? Protocol::Time : Protocol::PerUser)) {}

    Result<std::shared_ptr<const LearnedRanker>> run() {
        TRY(gather());
        if (m_judges.relevant.empty()) {
            return finish({}, {});
        }
        TRY_ASSIGN(const auto judged, choose());
        TRY_ASSIGN(auto report, reportOf(judged, m_judges, m_context));
        return finish(judged, std::move(report));
    }

private:
    /// A share of the whole progress.
    double part(std::size_t step) const {
        return static_cast<double>(step) / static_cast<double>(m_options.windows + 2);
    }

    /// Examples of every cut; the newest judges.
    Result<void> gather() {
        std::shared_ptr<const Dataset> rest = m_dataset;
        for (std::size_t window = 0; window < m_options.windows; ++window) {
            PartProgress progress(m_context, part(window), part(window + 1));
            const ExecutionContext inner = progress.context();
            Result<RankerWindow> made = rankerWindow(*rest, {m_cut, m_options.test, m_context.seed + window},
                                                     m_options.sources, inner);
            if (!made && made.error().code == ErrorCode::Cancelled) {
                return made.error();
            }
            if (!made) { // too little is left before it
                break;
            }
            // What the newest cut is judged by stands among what was passed over in the earlier ones, as what
            // is to be foreseen stands among all of them in the end: trees that learn people by heart show
            // it.
            rest = made->train;
            ExampleOptions options = m_options.examples;
            if (window == 0) {
                options.people = judges;
                options.passedOver = 0;
            }
            TRY_ASSIGN(auto examples, made->examples(options, inner));
            if (window == 0) {
                m_judges = std::move(examples);
                TRY_ASSIGN(m_newest, made->examples(m_options.examples, inner));
            } else {
                append(m_earlier, examples);
            }
        }
        if (m_earlier.relevant.empty() && m_judges.relevant.size() > 1) { // then people judge, not times
            m_earlier = half(m_newest, 1);
            m_judges = half(m_judges, 0);
        }
        return {};
    }

    BoostingOptions boosting(BoostingLoss loss) const {
        BoostingOptions options = m_options.boosting;
        options.loss = loss;
        return options;
    }

    Result<Judged> choose() {
        Judged best;
        for (const BoostingLoss loss : m_options.losses) {
            if (m_earlier.rows.rows() == 0) {
                break;
            }
            PartProgress progress(m_context, part(m_options.windows), part(m_options.windows + 1));
            TRY_ASSIGN(const auto trees, boostTrees(m_earlier.rows, boosting(loss), progress.context()));
            Judged judged = judge(trees, m_judges, loss);
            if (judged.ndcg > best.ndcg) {
                best = std::move(judged);
            }
        }
        for (std::size_t at = 0; at < best.course.size(); ++at) {
            m_context.loss({static_cast<int>(at + 1), static_cast<int>(best.course.size()),
                            1 - best.course[at], 1 - best.course[at]});
        }
        return best;
    }

    ScoreCalibration calibration(const Judged& judged, const RankerReport& report) const {
        std::vector<double> scores;
        std::vector<char> taken;
        for (std::size_t row = 0; row < m_judges.rows.rows(); ++row) {
            const std::size_t feature = row * m_judges.rows.features + 2 * report.bestSource;
            const auto raw =
                static_cast<double>(report.boosts ? judged.raw[row] : m_judges.rows.values[feature]);
            scores.push_back(std::isfinite(raw) ? raw : 0);
            taken.push_back(m_judges.rows.labels[row] > 0 ? 1 : 0);
        }
        return calibrated(scores, taken);
    }

    Result<std::shared_ptr<const LearnedRanker>> finish(const Judged& judged, RankerReport report) {
        LearnedRanker::Parts parts;
        parts.depth = m_options.examples.depth;
        if (report.sources.empty()) {
            report.sources.assign(m_options.sources.size(), 0);
        }
        parts.calibration = calibration(judged, report);
        append(m_earlier, m_newest);
        m_newest = {};
        report.learned = m_earlier.relevant.size();
        report.rows = m_earlier.rows.rows();
        if (report.boosts) {
            BoostingOptions options = boosting(judged.loss);
            options.trees = judged.trees;
            PartProgress progress(m_context, part(m_options.windows + 1), part(m_options.windows + 1));
            TRY_ASSIGN(parts.trees, boostTrees(m_earlier.rows, options, progress.context()));
        }
        m_earlier = {};
        m_judges = {};
        PartProgress progress(m_context, part(m_options.windows + 1), 1);
        TRY_ASSIGN(parts.features, trainFeatures(m_dataset, m_options.sources, progress.context()));
        parts.report = std::move(report);
        if (!parts.report.boosts) {
            TRY_ASSIGN(parts.trees, BoostedTrees::make(parts.features->count(), {}));
        }
        return std::make_shared<const LearnedRanker>(std::move(parts));
    }

    std::shared_ptr<const Dataset> m_dataset;
    const RankerOptions& m_options;
    const ExecutionContext& m_context;
    Protocol m_cut;
    RankerExamples m_earlier;
    RankerExamples m_newest; ///< of the newest cut, as they are learned from in the end
    RankerExamples m_judges; ///< the same people with all their candidates
};

} // namespace

Result<std::vector<const AlgorithmInfo*>> sourcesNamed(std::string_view ids) {
    std::vector<const AlgorithmInfo*> out;
    for (const std::string_view id : cutAt(ids, '+')) {
        TRY_ASSIGN(const auto info, requireAlgorithm(id));
        if (std::ranges::find(out, info) == out.end()) {
            out.push_back(info);
        }
    }
    return out;
}

std::string standardSources(const Dataset& dataset) {
    // Every source is trained once for each cut: what takes long on this data is left to who asks for it.
    constexpr std::size_t manyEvents = 200'000;
    constexpr std::size_t manyItems = 5'000;
    std::string ids = "popularity+item_knn+als";
    ids += dataset.itemCount() <= manyItems ? "+ease" : "";
    ids += dataset.events().size() <= manyEvents ? "+features" : "";
    if (dataset.events().hasTimes()) {
        ids += "+markov";
    }
    if (!dataset.userAttributes().columns.empty()) {
        ids += "+popular_in_segment";
    }
    return ids;
}

Result<std::shared_ptr<const LearnedRanker>> trainRanker(std::shared_ptr<const Dataset> dataset,
                                                         const RankerOptions& options,
                                                         const ExecutionContext& context) {
    if (options.sources.empty() || options.windows == 0) {
        return Error{ErrorCode::InvalidArgument, "A ranker needs a source and a cut to learn from",
                     "Name algorithms as sources, and one window at least", "ranker"};
    }
    return RankerTraining(std::move(dataset), options, context).run();
}

} // namespace tastescope
