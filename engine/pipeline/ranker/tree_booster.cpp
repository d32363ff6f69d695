// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/tree_booster.h"

#include <fmt/format.h>
#include <simdjson.h>
#ifdef TASTESCOPE_XGBOOST
#include <xgboost/c_api.h>
#endif

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tastescope {
namespace {

Error unreadable() {
    return {ErrorCode::Internal, "XGBoost stores its trees in another way than this version can read",
            "Use XGBoost 1.7 to 3.0", "ranker"};
}

/// The trees as XGBoost writes them, nodes in its own order.
struct StoredTree {
    std::vector<double> left;
    std::vector<double> right;
    std::vector<double> features;
    std::vector<double> values;
    std::vector<double> covers;
    std::vector<double> missingLeft;

    bool read(simdjson::dom::element tree) {
        const std::pair<const char*, std::vector<double>*> arrays[]{
            {"left_children", &left},      {"right_children", &right}, {"split_indices", &features},
            {"split_conditions", &values}, {"sum_hessian", &covers},   {"default_left", &missingLeft}};
        for (const auto& [name, numbers] : arrays) {
            simdjson::dom::array array;
            if (tree[name].get(array) != simdjson::SUCCESS) {
                return false;
            }
            for (const simdjson::dom::element element : array) {
                double number = 0;
                bool flag = false;
                if (element.get(flag) == simdjson::SUCCESS) {
                    number = flag ? 1 : 0;
                } else if (element.get(number) != simdjson::SUCCESS) {
                    return false;
                }
                numbers->push_back(number);
            }
            if (numbers->size() != left.size()) {
                return false;
            }
        }
        return !left.empty();
    }

    /// Breadth first, as we keep them.
    Result<std::vector<TreeNode>> nodes() const {
        std::vector<std::size_t> order{0};
        std::vector<TreeNode> out;
        for (std::size_t place = 0; place < order.size(); ++place) {
            const std::size_t at = order[place];
            if (at >= left.size() || order.size() > left.size()) {
                return unreadable();
            }
            TreeNode node{TreeNode::leaf, static_cast<float>(values[at]), static_cast<float>(covers[at]),
                          missingLeft[at] != 0};
            if (left[at] >= 0 && right[at] >= 0) {
                const auto nodes = static_cast<double>(left.size());
                if (left[at] >= nodes || right[at] >= nodes || !(features[at] >= 0 && features[at] < 1e9)) {
                    return unreadable();
                }
                node.feature = static_cast<std::uint32_t>(features[at]);
                order.push_back(static_cast<std::size_t>(left[at]));
                order.push_back(static_cast<std::size_t>(right[at]));
            }
            out.push_back(node);
        }
        return out;
    }
};

} // namespace

std::string_view lossName(BoostingLoss loss) {
    return loss == BoostingLoss::Pairwise ? "pairwise" : loss == BoostingLoss::Ndcg ? "ndcg" : "logistic";
}

Result<BoostedTrees> treesOfXgboost(std::string_view json, std::size_t features) {
    simdjson::dom::parser parser;
    simdjson::dom::element model;
    simdjson::dom::array stored;
    if (parser.parse(json.data(), json.size()).get(model) != simdjson::SUCCESS ||
        model["learner"]["gradient_booster"]["model"]["trees"].get(stored) != simdjson::SUCCESS) {
        return unreadable();
    }
    std::vector<std::vector<TreeNode>> trees;
    for (const simdjson::dom::element element : stored) {
        StoredTree tree;
        if (!tree.read(element)) {
            return unreadable();
        }
        TRY_ASSIGN(auto nodes, tree.nodes());
        trees.push_back(std::move(nodes));
    }
    return BoostedTrees::make(features, trees);
}

#ifndef TASTESCOPE_XGBOOST

bool canBoost() {
    return false;
}

Result<BoostedTrees> boostTrees(const RankingRows&, const BoostingOptions&, const ExecutionContext&) {
    return Error{ErrorCode::Unsupported, "This program was built without XGBoost and cannot train rankers",
                 "Install libxgboost-dev and build it again; stored rankers can be used", "ranker"};
}

#else

namespace {

/// The library's own words for what went wrong.
Result<void> done(int code) {
    if (code == 0) {
        return {};
    }
    return Error{ErrorCode::Internal, fmt::format("XGBoost failed: {}", XGBGetLastError()),
                 "Train with other settings", "ranker"};
}

struct FreeMatrix {
    void operator()(void* handle) const { XGDMatrixFree(handle); }
};
struct FreeBooster {
    void operator()(void* handle) const { XGBoosterFree(handle); }
};
using Matrix = std::unique_ptr<void, FreeMatrix>;
using Booster = std::unique_ptr<void, FreeBooster>;

Result<Matrix> matrixOf(const RankingRows& rows, bool grouped) {
    DMatrixHandle handle = nullptr;
    TRY(done(XGDMatrixCreateFromMat_omp(rows.values.data(), rows.rows(), rows.features,
                                        std::numeric_limits<float>::quiet_NaN(), &handle, 1)));
    Matrix matrix(handle);
    TRY(done(XGDMatrixSetFloatInfo(handle, "label", rows.labels.data(), rows.rows())));
    if (grouped) {
        TRY(done(XGDMatrixSetUIntInfo(handle, "group", rows.groups.data(), rows.groups.size())));
    }
    return matrix;
}

Result<void> configure(BoosterHandle booster, const BoostingOptions& options, std::uint64_t seed) {
    const bool logistic = options.loss == BoostingLoss::Logistic;
    const std::pair<const char*, std::string> settings[]{
        {"booster", "gbtree"},
        {"objective", logistic                             ? "binary:logistic"
                      : options.loss == BoostingLoss::Ndcg ? "rank:ndcg"
                                                           : "rank:pairwise"},
        {"tree_method", "hist"},
        // Its sums follow its threads: one makes the same bits everywhere.
        {"nthread", "1"},
        {"seed", std::to_string(seed % std::numeric_limits<std::int32_t>::max())},
        {"base_score", logistic ? "0.5" : "0"}, // so that a row without trees is worth 0
        {"max_depth", std::to_string(options.depth)},
        {"eta", fmt::format("{}", options.learningRate)},
        {"min_child_weight", fmt::format("{}", options.leastChild)},
        {"lambda", fmt::format("{}", options.regularization)},
        {"subsample", fmt::format("{}", options.rowShare)},
        {"colsample_bytree", fmt::format("{}", options.columnShare)},
        {"disable_default_eval_metric", "1"},
        {"verbosity", "0"}};
    for (const auto& [name, value] : settings) {
        TRY(done(XGBoosterSetParam(booster, name, value.c_str())));
    }
    return {};
}

Result<BoostedTrees> treesOf(BoosterHandle booster, std::size_t features) {
    bst_ulong length = 0;
    const char* text = nullptr;
    TRY(done(XGBoosterSaveModelToBuffer(booster, R"({"format": "json"})", &length, &text)));
    return treesOfXgboost({text, length}, features);
}

} // namespace

bool canBoost() {
    return true;
}

Result<BoostedTrees> boostTrees(const RankingRows& rows, const BoostingOptions& options,
                                const ExecutionContext& context) {
    if (rows.rows() == 0 || rows.features == 0) {
        return Error{ErrorCode::InvalidArgument, "There is nothing that a ranker could be trained on",
                     "Import more events, or choose other sources", "ranker"};
    }
    TRY_ASSIGN(const auto matrix, matrixOf(rows, options.loss != BoostingLoss::Logistic));
    DMatrixHandle cached[]{matrix.get()};
    BoosterHandle handle = nullptr;
    TRY(done(XGBoosterCreate(cached, 1, &handle)));
    const Booster booster(handle);
    TRY(configure(handle, options, context.seed));
    for (std::size_t tree = 0; tree < options.trees; ++tree) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        context.report(static_cast<double>(tree) / static_cast<double>(options.trees), "Growing trees");
        TRY(done(XGBoosterUpdateOneIter(handle, static_cast<int>(tree), matrix.get())));
    }
    return treesOf(handle, rows.features);
}

#endif

} // namespace tastescope
