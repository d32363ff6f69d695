// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/held_out/held_out.h"

#include "engine/metrics/accuracy.h"
#include "engine/registry/registry.h"
#include "storage/experiments/current_numbers.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/project/project.h"
#include "storage/use_cases/value_signals.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view judgedBy = "ndcg@10";
constexpr std::size_t judgedAt = 10;

} // namespace

namespace {

/// By value: a model of an older version does not name what came since, whose default it has.
bool sameParams(const std::string& algorithm, const std::string& a, const std::string& b) {
    if (a == b) {
        return true;
    }
    const AlgorithmInfo* info = findAlgorithm(algorithm);
    const auto valuesOf = [&](const std::string& text) { return ParamSet::parse(info->params, text); };
    return info != nullptr && valuesOf(a) && valuesOf(b) && *valuesOf(a) == *valuesOf(b);
}

} // namespace

bool isMeasureOf(const StoredMetric& metric, const StoredModel& model) {
    return metric.algorithm == model.algorithm && sameParams(model.algorithm, metric.params, model.params) &&
           metric.values == (parseWeighing(model.weighing) == Weighing::Values);
}

std::size_t HeldOutPerson::hits() const {
    return static_cast<std::size_t>(std::ranges::count_if(list, &HeldOutPlace::hit));
}

Result<HeldOutNumbers> HeldOutNumbers::read(const Project& project, const ExecutionContext& context) {
    HeldOutNumbers numbers;
    auto metrics = currentNumbers(project);
    if (!metrics) {
        return metrics.error().code == ErrorCode::NotFound ? Result(std::move(numbers)) : metrics.error();
    }
    TRY_ASSIGN(const auto newest, project.experiments().find(0));
    numbers.m_protocol = newest.protocol;
    numbers.m_dataFingerprint = newest.dataFingerprint;
    TRY_ASSIGN(const auto models, project.models().all());
    for (StoredMetric& metric : *metrics) {
        const bool wanted =
            std::ranges::any_of(models, [&](const StoredModel& model) { return isMeasureOf(metric, model); });
        if (metric.key == judgedBy && wanted) {
            TRY(numbers.add(project, std::move(metric), context));
        }
    }
    return numbers;
}

Result<void> HeldOutNumbers::add(const Project& project, StoredMetric metric,
                                 const ExecutionContext& context) {
    if (context.stopRequested()) {
        return cancelledError();
    }
    std::shared_ptr<const Experiment>& experiment = m_experiments[metric.experiment];
    std::vector<std::string>& labels = m_labels[metric.experiment];
    if (!experiment) {
        TRY_ASSIGN(const auto stored, project.experiments().find(metric.experiment));
        TRY_ASSIGN(const auto result, evaluationFromJson(stored.json));
        std::ranges::transform(result.models, std::back_inserter(labels), &ModelResult::label);
        Experiment read;
        TRY_ASSIGN(read.users, project.experiments().users(metric.experiment));
        TRY_ASSIGN(read.lists,
                   project.experiments().lists(metric.experiment, labels.size(), read.users.judged.size()));
        experiment = std::make_shared<const Experiment>(std::move(read));
    }
    Measured measured;
    measured.place = static_cast<std::size_t>(std::ranges::find(labels, metric.label) - labels.begin());
    measured.experiment = experiment;
    if (measured.place == labels.size() || !experiment->users.ids) {
        return {}; // measured by a version that kept no values
    }
    TRY_ASSIGN(measured.ndcg, project.experiments().column(metric.experiment, measured.place, judgedBy,
                                                           experiment->users.ids->size()));
    measured.metric = std::move(metric);
    m_models.push_back(std::move(measured));
    return {};
}

const HeldOutNumbers::Measured* HeldOutNumbers::find(const StoredModel& model) const {
    const auto found = std::ranges::find_if(
        m_models, [&](const Measured& measured) { return isMeasureOf(measured.metric, model); });
    return found == m_models.end() ? nullptr : &*found;
}

std::optional<std::size_t> HeldOutNumbers::heldOutOf(const Measured& measured, std::string_view user,
                                                     HeldOutPerson& person) {
    const auto row = measured.experiment->users.ids->find(user);
    const std::vector<UserIndex>& judged = measured.experiment->users.judged;
    const auto place = row ? std::ranges::lower_bound(judged, UserIndex(*row)) : judged.end();
    person.judged = place != judged.end() && *place == UserIndex(*row);
    const KeptLists& kept = measured.experiment->lists;
    if (!person.judged || !kept.items) {
        return std::nullopt;
    }
    const auto at = static_cast<std::size_t>(place - judged.begin());
    person.heldOutCount = kept.heldOut[at].count;
    for (const std::uint32_t item : kept.heldOut[at].items) {
        person.heldOut.emplace_back(kept.items->at(item));
    }
    return at;
}

HeldOutPerson HeldOutNumbers::of(const StoredModel& model, std::string_view user) const {
    HeldOutPerson person;
    const Measured* measured = find(model);
    const auto row = measured ? measured->experiment->users.ids->find(user) : std::nullopt;
    if (!row) {
        return person;
    }
    person.ndcg = measured->ndcg[*row];
    const KeptLists& kept = measured->experiment->lists;
    HeldOutPerson part;
    const auto at = heldOutOf(*measured, user, part);
    person.judged = part.judged;
    if (!at || kept.ofModel[measured->place].empty()) {
        return person;
    }
    person.listKept = true;
    person.heldOutCount = part.heldOutCount;
    person.heldOut = std::move(part.heldOut);
    for (const KeptPlace& shown : kept.ofModel[measured->place][*at]) {
        const bool hit =
            std::ranges::find(kept.heldOut[*at].items, shown.item) != kept.heldOut[*at].items.end();
        person.list.push_back({std::string(kept.items->at(shown.item)), shown.score, hit});
    }
    return person;
}

HeldOutPerson HeldOutNumbers::judge(std::span<const std::string> list, std::string_view user) const {
    HeldOutPerson person;
    for (const Measured& measured : m_models) {
        if (heldOutOf(measured, user, person)) {
            break;
        }
    }
    if (person.heldOut.empty() && person.heldOutCount == 0) {
        return person;
    }
    person.listKept = true;
    IdMap ids;
    std::vector<ItemIndex> relevant;
    for (const std::string& id : person.heldOut) {
        relevant.emplace_back(ids.intern(id)); // ascending, as they come
    }
    std::vector<ScoredItem> scored;
    for (const std::string& id : list) {
        scored.push_back({ItemIndex(ids.intern(id)), 0});
    }
    const HitRow row(scored, relevant, {}, person.heldOutCount);
    for (std::size_t place = 0; place < list.size(); ++place) {
        person.list.push_back({list[place], 0, row.hit(place)});
    }
    person.ndcg = ndcgAt(row, judgedAt);
    return person;
}

} // namespace tastescope
