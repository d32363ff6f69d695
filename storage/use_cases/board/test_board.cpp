// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/board/test_board.h"

#include "engine/base/progress.h"
#include "storage/export/json_writer.h"
#include "storage/files/json_tree.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/project/settings_store.h"
#include "storage/use_cases/train.h"

#include <algorithm>
#include <span>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view settingsKey = "board";
constexpr double listsShare = 0.7; ///< of the work; the rest is checking

void writeExpectation(JsonWriter& json, const Expectation& expectation) {
    json.beginObject().field("user", expectation.user);
    expectation.item.empty() ? json.field("condition", expectation.condition)
                             : json.field("item", expectation.item);
    json.field(expectation.absent ? "not_within" : "within", expectation.places);
    if (expectation.atLeast > 1) {
        json.field("at_least", expectation.atLeast);
    }
    if (!expectation.model.empty()) {
        json.field("model", expectation.model);
    }
    if (!expectation.text.empty()) {
        json.field("text", expectation.text);
    }
    json.endObject();
}

Result<CheckedExpectation> checkOne(const Project& project, const std::shared_ptr<const Dataset>& dataset,
                                    const Expectation& expectation, const ExecutionContext& context) {
    auto one = checkBoard(project, dataset, {expectation}, context);
    if (one) {
        return std::move(one->front());
    }
    if (one.error().code == ErrorCode::Cancelled) {
        return one.error();
    }
    CheckedExpectation failed;
    failed.text = !expectation.text.empty()  ? expectation.text
                  : expectation.item.empty() ? expectation.user + ": " + expectation.condition
                                             : expectation.user + ": " + expectation.item;
    failed.seen = one.error().message;
    return failed;
}

Result<std::vector<CheckedExpectation>> checkAll(const Project& project,
                                                 const std::shared_ptr<const Dataset>& dataset,
                                                 const std::vector<Expectation>& expectations,
                                                 const ExecutionContext& context) {
    auto checked = checkBoard(project, dataset, expectations, context);
    if (checked || checked.error().code == ErrorCode::Cancelled) {
        return checked;
    }
    // One that cannot be checked says so for itself, and for no other.
    std::vector<CheckedExpectation> all;
    for (const Expectation& expectation : expectations) {
        TRY_ASSIGN(auto one, checkOne(project, dataset, expectation, context));
        all.push_back(std::move(one));
    }
    return all;
}

} // namespace

std::string boardJson(const BoardPlan& plan) {
    JsonWriter json;
    json.beginObject().field("version", 1).key("people").beginArray();
    for (const std::string& id : plan.people) {
        json.value(id);
    }
    json.endArray().key("expectations").beginArray();
    for (const Expectation& expectation : plan.expectations) {
        writeExpectation(json, expectation);
    }
    return json.endArray().endObject().text();
}

Result<BoardPlan> readBoardPlan(std::string_view json) {
    BoardPlan plan;
    if (json.empty()) {
        return plan;
    }
    TRY_ASSIGN(const auto tree, JsonTree::parse(json));
    TRY(requireBoard(tree));
    if (tree.has("people")) {
        TRY_ASSIGN(const auto people, tree.at("people").array());
        for (const JsonTree& id : people) {
            TRY_ASSIGN(auto text, boardId(id));
            plan.people.push_back(std::move(text));
        }
    }
    TRY_ASSIGN(const JsonTree* list, tree.need("expectations"));
    TRY_ASSIGN(const auto entries, list->array());
    if (!entries.empty()) {
        TRY_ASSIGN(plan.expectations, readBoard(json));
    }
    return plan;
}

Result<BoardPlan> keptBoard(const Project& project) {
    TRY_ASSIGN(const auto text, project.settings().value(settingsKey));
    return readBoardPlan(text.value_or(std::string()));
}

Result<void> keepBoard(Project& project, const BoardPlan& plan) {
    return project.settings().set(settingsKey, boardJson(plan));
}

Result<void> renameModel(Project& project, std::int64_t id, std::string_view name) {
    std::string before;
    TRY_ASSIGN(const auto models, project.models().all());
    for (const StoredModel& model : models) {
        before = model.id == id ? model.name : before;
    }
    TRY(project.models().rename(id, name));
    Result<BoardPlan> plan = keptBoard(project);
    if (!plan) {
        return {}; // making it says so
    }
    const auto expected = [&](const Expectation& one) { return !before.empty() && one.model == before; };
    if (std::ranges::none_of(plan->expectations, expected)) {
        return {};
    }
    for (Expectation& one : plan->expectations) {
        one.model = expected(one) ? std::string(name) : one.model;
    }
    return keepBoard(project, *plan);
}

Result<TestBoard> makeBoard(const Project& project, const std::shared_ptr<const Dataset>& dataset,
                            const BoardPlan& plan, std::size_t length, const ExecutionContext& context) {
    TestBoard board;
    board.plan = plan;
    TRY_ASSIGN(board.people, boardPeople(*dataset, plan.people, context));
    std::vector<UserIndex> users;
    for (const BoardPerson& person : board.people) {
        users.push_back(person.user);
    }
    const std::vector<Asker> askers = askersOf(*dataset, users);
    TRY_ASSIGN(const auto stored, project.models().all());
    for (std::size_t at = 0; at < stored.size(); ++at) {
        context.report(listsShare * static_cast<double>(at) / static_cast<double>(stored.size()),
                       stored[at].name);
        if (context.stopRequested()) {
            return cancelledError();
        }
        BoardModel& model = board.models.emplace_back();
        model.id = stored[at].id;
        model.name = stored[at].name;
        model.algorithm = stored[at].algorithm;
        const auto loaded = loadModel(project, stored[at], *dataset);
        if (!loaded) {
            model.problem = loaded.error().message;
            continue;
        }
        TRY_ASSIGN(model.lists, recommendAll(**loaded, askers, {length}, context));
    }
    if (!plan.expectations.empty()) {
        PartProgress checking(context, listsShare, 1);
        TRY_ASSIGN(board.checked, checkAll(project, dataset, plan.expectations, checking.context()));
    }
    return board;
}

} // namespace tastescope
