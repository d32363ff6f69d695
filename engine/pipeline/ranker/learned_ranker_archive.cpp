// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/learned_ranker.h"

#include "engine/registry/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t mostSources = 32;
constexpr std::size_t mostCounted = std::size_t{1} << 40;
constexpr double largestNumber = 1e12;

/// Texts, one a line.
std::string linesOf(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) {
        out += text + '\n';
    }
    return out;
}
std::vector<std::string> textsOf(const std::string& lines) {
    std::vector<std::string> out;
    for (std::size_t from = 0; from < lines.size();) {
        const std::size_t to = std::min(lines.find('\n', from), lines.size());
        out.push_back(lines.substr(from, to - from));
        from = to + 1;
    }
    return out;
}

Result<RankerSource> loadSource(const ModelArchive& archive, std::size_t place, const Dataset& data) {
    TRY_ASSIGN(const auto algorithm, archive.text(fmt::format("source_{}_algorithm", place)));
    const AlgorithmInfo* const info = findAlgorithm(algorithm);
    if (!info) {
        return Error{ErrorCode::Unsupported, "It has a source that this version does not know",
                     "Use a newer version, or train it again", "ranker"};
    }
    TRY_ASSIGN(const auto bytes, archive.get<std::byte>(fmt::format("source_{}_model", place)));
    TRY_ASSIGN(const auto own, ModelArchive::parse(bytes));
    TRY_ASSIGN(auto model, info->load(own, data));
    if (model->itemCount() > data.itemCount() || model->userCount() > data.userCount()) {
        return corruptModel("its sources are of other data");
    }
    return RankerSource{algorithm, info->title, std::move(model)};
}

void saveReport(ModelArchive& archive, const RankerReport& report) {
    archive.putNumber("boosts", report.boosts ? 1 : 0);
    archive.putNumber("best_source", static_cast<double>(report.bestSource));
    archive.putText("loss", report.loss);
    archive.putNumber("people", static_cast<double>(report.people));
    archive.putNumber("learned", static_cast<double>(report.learned));
    archive.putNumber("rows", static_cast<double>(report.rows));
    archive.put("source_ndcg", std::span<const double>(report.sources));
    archive.putNumber("ranker_ndcg", report.ranker);
    const double gain[]{report.gain.mean, report.gain.low, report.gain.high};
    archive.put("gain", std::span<const double>(gain));
    archive.put("course", std::span<const double>(report.course));
}

bool allFinite(std::span<const double> numbers) {
    return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

Result<RankerReport> loadReport(const ModelArchive& archive, std::size_t sources) {
    RankerReport report;
    TRY_ASSIGN(const auto boosts, loadCount(archive, "boosts", 1));
    report.boosts = boosts == 1;
    TRY_ASSIGN(report.bestSource, loadCount(archive, "best_source", sources - 1));
    TRY_ASSIGN(report.loss, archive.text("loss"));
    TRY_ASSIGN(report.people, loadCount(archive, "people", mostCounted));
    TRY_ASSIGN(report.learned, loadCount(archive, "learned", mostCounted));
    TRY_ASSIGN(report.rows, loadCount(archive, "rows", mostCounted));
    TRY_ASSIGN(report.sources, archive.get<double>("source_ndcg", sources));
    TRY_ASSIGN(report.ranker, loadReal(archive, "ranker_ndcg", 0, 1));
    TRY_ASSIGN(const auto gain, archive.get<double>("gain", 3));
    TRY_ASSIGN(report.course, archive.get<double>("course"));
    if (!allFinite(report.sources) || !allFinite(gain) || !allFinite(report.course)) {
        return corruptModel("what it says of itself");
    }
    report.gain = {gain[0], gain[1], gain[2], report.people};
    return report;
}

} // namespace

void LearnedRanker::save(ModelArchive& archive) const {
    const std::vector<RankerSource>& sources = features().sources();
    archive.putNumber("sources", static_cast<double>(sources.size()));
    for (std::size_t place = 0; place < sources.size() && !archive.stopRequested(); ++place) {
        ModelArchive own;
        sources[place].model->save(own);
        const std::vector<std::byte> bytes = own.serialise();
        archive.putText(fmt::format("source_{}_algorithm", place), sources[place].algorithm);
        archive.put(fmt::format("source_{}_model", place), std::span<const std::byte>(bytes));
    }
    archive.putText("features", linesOf(features().names()));
    archive.putText("numbers", linesOf(features().facts().numberNames));
    archive.putNumber("depth", static_cast<double>(m_parts.depth));
    archive.putNumber("slope", m_parts.calibration.slope);
    archive.putNumber("shift", m_parts.calibration.shift);
    m_parts.trees.save(archive, "trees_");
    saveReport(archive, m_parts.report);
}

Result<std::shared_ptr<const LearnedRanker>> LearnedRanker::load(const ModelArchive& archive,
                                                                 std::shared_ptr<const Dataset> data,
                                                                 const ExecutionContext& context) {
    TRY_ASSIGN(const auto count, loadCount(archive, "sources", mostSources));
    if (count == 0) {
        return corruptModel("it has no source");
    }
    std::vector<RankerSource> sources;
    for (std::size_t place = 0; place < count; ++place) {
        TRY_ASSIGN(auto source, loadSource(archive, place, *data));
        sources.push_back(std::move(source));
    }
    TRY_ASSIGN(const auto numbers, archive.text("numbers"));
    TRY_ASSIGN(const auto names, archive.text("features"));
    std::vector<std::string> numberNames = textsOf(numbers);
    if (numberNames.size() > ItemFacts::mostNumbers) {
        return corruptModel("its attributes");
    }
    Parts parts;
    parts.features = std::make_shared<const RankerFeatures>(
        std::make_shared<const ItemFacts>(itemFactsOf(std::move(data), std::move(numberNames), context)),
        std::move(sources));
    if (parts.features->names() != textsOf(names)) {
        return corruptModel("its features are those of another version");
    }
    TRY_ASSIGN(parts.depth, loadCount(archive, "depth", RankerFeatures::deepestRank));
    TRY_ASSIGN(parts.calibration.slope, loadReal(archive, "slope", 0, largestNumber));
    TRY_ASSIGN(parts.calibration.shift, loadReal(archive, "shift", -largestNumber, largestNumber));
    TRY_ASSIGN(parts.trees, BoostedTrees::load(archive, "trees_", parts.features->count()));
    TRY_ASSIGN(parts.report, loadReport(archive, count));
    if (context.stopRequested()) {
        return cancelledError();
    }
    return std::make_shared<const LearnedRanker>(std::move(parts));
}

} // namespace tastescope
