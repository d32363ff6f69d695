// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/board/board.h"

#include "engine/pipeline/rules/bound_condition.h"
#include "engine/ranking/recommend.h"
#include "storage/files/json_tree.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/use_cases/train.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace tastescope {
namespace {

/// More than any list that a person looks at.
constexpr std::int64_t mostPlaces = 100'000;

Error at(const Expectation& expectation, std::string_view key, Error error) {
    error.code = ErrorCode::BadInput;
    error.context = expectation.path + "." + std::string(key);
    return error;
}

Result<std::size_t> placesOf(const JsonTree& from) {
    TRY_ASSIGN(const auto number, from.integer());
    return number >= 1 && number <= mostPlaces
               ? Result(static_cast<std::size_t>(number))
               : Result<std::size_t>(from.wrong("This is no number of places",
                                                fmt::format("Write one from 1 to {}", mostPlaces)));
}

/// Exactly one of two keys: the one there is.
Result<std::string_view> oneOf(const JsonTree& from, std::string_view first, std::string_view second) {
    if (from.has(first) == from.has(second)) {
        return from.wrong(from.has(first)
                              ? fmt::format("\"{}\" and \"{}\" cannot both be meant", first, second)
                              : fmt::format("Neither \"{}\" nor \"{}\" is there", first, second),
                          "Write one of them");
    }
    return from.has(first) ? first : second;
}

Result<Expectation> expectationOf(const JsonTree& from, const std::string& model) {
    TRY(from.only({"user", "item", "condition", "within", "not_within", "at_least", "model", "text"}));
    Expectation expectation;
    expectation.path = from.path();
    expectation.model = model;
    TRY_ASSIGN(const JsonTree* user, from.need("user"));
    TRY_ASSIGN(expectation.user, boardId(*user));
    TRY_ASSIGN(const auto what, oneOf(from, "item", "condition"));
    if (what == "item") {
        TRY_ASSIGN(expectation.item, boardId(from.at("item")));
    } else {
        TRY_ASSIGN(expectation.condition, from.at("condition").text());
        const Result<Condition> condition = Condition::parse(expectation.condition);
        if (!condition) {
            return at(expectation, "condition", condition.error());
        }
    }
    TRY_ASSIGN(const auto where, oneOf(from, "within", "not_within"));
    expectation.absent = where == "not_within";
    TRY_ASSIGN(expectation.places, placesOf(from.at(where)));
    if (from.has("at_least")) {
        const JsonTree& least = from.at("at_least");
        TRY_ASSIGN(expectation.atLeast, placesOf(least));
        if (expectation.absent || expectation.condition.empty() || expectation.atLeast > expectation.places) {
            return least.wrong("This number goes with \"condition\" and \"within\", and not beyond it",
                               "Leave it out, or change the others");
        }
    }
    if (from.has("model")) {
        TRY_ASSIGN(expectation.model, from.at("model").text());
    }
    if (from.has("text")) {
        TRY_ASSIGN(expectation.text, from.at("text").text());
    }
    return expectation;
}

/// A stored model, loaded once for all expectations of it.
struct LoadedModel {
    std::string name;
    std::shared_ptr<const Recommender> model;
};

/// Models, each loaded once, and whole lists, of which the last is kept: expectations of one person mostly
/// stand together.
class Lists {
public:
    Lists(const Project& project, const Dataset& dataset, const ExecutionContext& context)
        : m_project(project)
        , m_dataset(dataset)
        , m_context(context) {}

    Result<const LoadedModel*> model(const Expectation& expectation) {
        const auto found = m_models.find(expectation.model);
        if (found != m_models.end()) {
            return &found->second;
        }
        TRY_ASSIGN(const auto stored, this->stored(expectation));
        TRY_ASSIGN(auto model, loadModel(m_project, stored, m_dataset));
        return &m_models.emplace(expectation.model, LoadedModel{stored.name, std::move(model)}).first->second;
    }
    Result<const RankedList*> list(const LoadedModel& model, UserIndex user) {
        if (m_model != &model || m_user != user) {
            TRY_ASSIGN(m_list, recommend(*model.model, UserRow{&m_dataset, user}, {model.model->itemCount()},
                                         m_context));
            m_model = &model;
            m_user = user;
        }
        return &m_list;
    }

private:
    Result<StoredModel> stored(const Expectation& expectation) const {
        if (!expectation.model.empty()) {
            const Result<StoredModel> found = m_project.models().find(expectation.model);
            return found ? found : at(expectation, "model", found.error());
        }
        TRY_ASSIGN(const auto all, m_project.models().all());
        if (all.size() != 1) {
            return at(expectation, "model",
                      {ErrorCode::BadInput,
                       all.empty() ? "No model is stored in the project" : "Several models are stored",
                       all.empty() ? "Train one first" : "Name one, here or once for all", ""});
        }
        return all.front();
    }

    const Project& m_project;
    const Dataset& m_dataset;
    const ExecutionContext& m_context;
    std::map<std::string, LoadedModel> m_models; ///< pointers to its values stay valid
    const LoadedModel* m_model = nullptr;        ///< whose list is kept
    UserIndex m_user;
    RankedList m_list;
};

std::string wordsOf(const Expectation& expectation, const Dataset& dataset, const std::string& model) {
    if (!expectation.text.empty()) {
        return expectation.text;
    }
    std::string what = fmt::format("an item with {}", expectation.condition);
    if (!expectation.item.empty()) {
        const ItemIndex item(dataset.items().find(expectation.item).value_or(0));
        const std::string label = dataset.itemLabel(item);
        what = fmt::format("item {}{}", expectation.item,
                           label == expectation.item ? std::string() : fmt::format(" ({})", label));
    } else if (expectation.atLeast > 1) {
        what = fmt::format("{} items or more with {}", expectation.atLeast, expectation.condition);
    }
    return fmt::format("{} {} {} {} in the top {} of {}", dataset.nouns().user, expectation.user,
                       expectation.absent ? "does not see" : "sees", what, expectation.places, model);
}

/// Places (from 1) among the first `places` for which it holds.
template <typename Holds>
std::vector<std::size_t> placesWhere(const RankedList& list, std::size_t places, const Holds& holds) {
    std::vector<std::size_t> found;
    for (std::size_t place = 0; place < std::min(places, list.size()); ++place) {
        if (holds(list[place].item)) {
            found.push_back(place + 1);
        }
    }
    return found;
}

Result<CheckedExpectation> checkItem(const Expectation& expectation, const LoadedModel& model, UserIndex user,
                                     const RankedList& list, const Dataset& dataset) {
    const std::optional<std::uint32_t> row = dataset.items().find(expectation.item);
    if (!row) {
        return at(expectation, "item",
                  {ErrorCode::BadInput, fmt::format("There is no item \"{}\"", expectation.item),
                   "Use the ids of the data, character for character", ""});
    }
    const ItemIndex item(*row);
    const auto places = placesWhere(list, list.size(), [&](ItemIndex own) { return own == item; });
    const bool within = !places.empty() && places.front() <= expectation.places;
    CheckedExpectation checked{wordsOf(expectation, dataset, model.name), within != expectation.absent, {}};
    if (!places.empty()) {
        checked.seen = fmt::format("rank {}", places.front());
        return checked;
    }
    const std::span<const ItemIndex> past = dataset.matrix().itemsOf(user);
    checked.seen = std::ranges::binary_search(past, item) ? "seen before, so never listed" : "not listed";
    return checked;
}

Result<CheckedExpectation> checkCondition(const Expectation& expectation, const LoadedModel& model,
                                          UserIndex user, const RankedList& list, const RuleFacts& facts) {
    TRY_ASSIGN(const auto parsed, Condition::parse(expectation.condition));
    const Result<BoundCondition> condition = BoundCondition::bind(parsed, facts);
    if (!condition) {
        return at(expectation, "condition", condition.error());
    }
    const RulePerson person = rulePersonOf(*facts.data, user);
    const auto places =
        placesWhere(list, expectation.places, [&](ItemIndex item) { return condition->holds(item, person); });
    CheckedExpectation checked;
    checked.text = wordsOf(expectation, *facts.data, model.name);
    checked.ok = expectation.absent ? places.empty() : places.size() >= expectation.atLeast;
    const std::size_t shown = std::min(expectation.places, list.size());
    checked.seen = places.empty() ? fmt::format("none of the first {}", shown)
                                  : fmt::format("{} of the first {}: rank {}", places.size(), shown,
                                                fmt::join(places, ", "));
    return checked;
}

} // namespace

Result<std::string> boardId(const JsonTree& from) {
    if (from.isInteger()) {
        TRY_ASSIGN(const auto number, from.integer());
        return std::to_string(number);
    }
    TRY_ASSIGN(auto text, from.text());
    return text.empty() ? Result<std::string>(from.wrong("This is no id", "Write one of the data"))
                        : Result(std::move(text));
}

Result<void> requireBoard(const JsonTree& tree) {
    TRY(tree.only({"version", "model", "people", "expectations"}));
    if (tree.has("version")) {
        TRY_ASSIGN(const auto version, tree.at("version").integer());
        if (version != 1) {
            return tree.at("version").wrong("This version reads boards of version 1 only",
                                            "Update the program");
        }
    }
    return {};
}

Result<std::vector<Expectation>> readBoard(std::string_view json) {
    TRY_ASSIGN(const auto tree, JsonTree::parse(json));
    TRY(requireBoard(tree));
    std::string model;
    if (tree.has("model")) {
        TRY_ASSIGN(model, tree.at("model").text());
    }
    TRY_ASSIGN(const JsonTree* list, tree.need("expectations"));
    TRY_ASSIGN(const auto entries, list->array());
    std::vector<Expectation> expectations;
    for (const JsonTree& entry : entries) {
        TRY_ASSIGN(auto expectation, expectationOf(entry, model));
        expectations.push_back(std::move(expectation));
    }
    if (expectations.empty()) {
        return list->wrong("There is no expectation", "Write one at least");
    }
    return expectations;
}

Result<std::vector<CheckedExpectation>> checkBoard(const Project& project,
                                                   const std::shared_ptr<const Dataset>& dataset,
                                                   const std::vector<Expectation>& expectations,
                                                   const ExecutionContext& context) {
    const RuleFacts facts = ruleFactsOf(dataset);
    Lists lists(project, *dataset, context);
    std::vector<CheckedExpectation> checked;
    for (const Expectation& expectation : expectations) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        context.report(static_cast<double>(checked.size()) / static_cast<double>(expectations.size()),
                       "Checking expectations");
        const std::optional<std::uint32_t> row = dataset->users().find(expectation.user);
        if (!row) {
            return at(expectation, "user",
                      {ErrorCode::BadInput,
                       fmt::format("There is no {} \"{}\"", dataset->nouns().user, expectation.user),
                       "Use the ids of the data, character for character", ""});
        }
        const UserIndex user(*row);
        TRY_ASSIGN(const LoadedModel* model, lists.model(expectation));
        TRY_ASSIGN(const RankedList* list, lists.list(*model, user));
        TRY_ASSIGN(auto one, expectation.item.empty()
                                 ? checkCondition(expectation, *model, user, *list, facts)
                                 : checkItem(expectation, *model, user, *list, *dataset));
        checked.push_back(std::move(one));
    }
    return checked;
}

} // namespace tastescope
