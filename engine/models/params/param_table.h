// SPDX-License-Identifier: GPL-3.0-or-later
// A parameter said once: its name, title, range and help, and the member of the algorithm's options that it
// sets. Defaults are what the options hold by themselves, so that Options{} is what ships.
//
//     ParamTable<AlsOptions>{
//         {"factors", "Factors", &AlsOptions::factors, 1, 512, "How many hidden traits …", inName()},
//         {"dislikes", "Skips count as dislike", &AlsOptions::dislikes, "Events with a negative weight …"},
//         {"solver", "Solver", &AlsOptions::solver, {{"cg", AlsSolver::ConjugateGradients}, …}, "Exact …"}};
//
// Immutable once made; thread-safe.
#pragma once

#include "engine/models/params/param.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tastescope {

/// What few parameters differ in, joined by |: `advanced() | searchedIn(0.02, 0.3)`.
struct ParamTraits {
    bool advanced = false;
    bool linear = false;
    bool rounds = false;
    bool inName = false;
    bool byData = false;
    bool notSearched = false;
    std::optional<double> searchLow{};
    std::optional<double> searchHigh{};
    std::vector<std::string> searchChoices{};
    std::optional<ParamCondition> onlyWith{};
};

/// Shown under "More".
inline ParamTraits advanced() {
    return {.advanced = true};
}
/// Never in powers, whatever the range.
inline ParamTraits linear() {
    return {.linear = true};
}
/// Rounds of training, of which a search spends less at first.
inline ParamTraits rounds() {
    return {.rounds = true};
}
/// Part of a model's name: "ALS-64".
inline ParamTraits inName() {
    return {.inName = true};
}
/// Where nobody sets it, the data does (AlgorithmInfo::defaults).
inline ParamTraits byData() {
    return {.byData = true};
}
/// It changes speed, or nothing that a search could learn.
inline ParamTraits notSearched() {
    return {.notSearched = true};
}
/// It has an effect only where the choice or flag `name` is one of `values`.
inline ParamTraits onlyWith(std::string name, std::vector<std::string> values) {
    return {.onlyWith = ParamCondition{std::move(name), std::move(values)}};
}
inline ParamTraits searchedIn(double low, double high) {
    return {.searchLow = low, .searchHigh = high};
}
inline ParamTraits searchedAmong(std::vector<std::string> choices) {
    return {.searchChoices = std::move(choices)};
}
ParamTraits operator|(ParamTraits one, ParamTraits other);

template <typename Value>
struct ParamChoice {
    std::string text;
    Value value;
};

/// Choices that stand for themselves.
std::vector<ParamChoice<std::string>> words(const std::vector<std::string>& texts);

/// The member of a member: nested(&Options::shape, &Shape::heads).
template <typename Part, typename Member>
auto nested(Part part, Member member) {
    return [ part, member ](auto& options) -> auto& {
        return std::invoke(member, std::invoke(part, options));
    };
}

/// All but the default and the range.
ParamSpec declaredParam(std::string name, std::string title, ParamType type, std::string help,
                        const ParamTraits& traits);

/// One parameter of algorithms trained with `Options`. `member` is a pointer to a member (of a base as well)
/// or anything else that gives a reference to the value of given options.
template <typename Options>
class BoundParam {
    template <typename Member>
    using ValueOf = std::remove_cvref_t<std::invoke_result_t<Member, Options&>>;

public:
    /// A whole or a real number, as the member is. Sliders and searches move in powers where the range is
    /// positive and, of whole numbers, spans more than a factor of 20.
    template <typename Member>
    BoundParam(std::string name, std::string title, Member member, double low, double high, std::string help,
               const ParamTraits& traits = {}) {
        using Value = ValueOf<Member>;
        static_assert(std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>);
        constexpr bool whole = std::is_integral_v<Value>;
        using Stored = std::conditional_t<whole, std::int64_t, double>;
        m_spec = declaredParam(std::move(name), std::move(title),
                               whole ? ParamType::Integer : ParamType::Real, std::move(help), traits);
        m_spec.low = low;
        m_spec.high = high;
        m_spec.logarithmic = !traits.linear && low > 0 && (!whole || high / low > 20);
        m_read = [member](const Options& options) {
            return ParamValue(static_cast<Stored>(std::invoke(member, options)));
        };
        m_write = [member](const ParamValue& value, Options& options) {
            std::invoke(member, options) = static_cast<Value>(std::get<Stored>(value));
        };
    }

    /// A flag.
    template <typename Member>
    BoundParam(std::string name, std::string title, Member member, std::string help,
               const ParamTraits& traits = {}) {
        static_assert(std::is_same_v<ValueOf<Member>, bool>);
        m_spec = declaredParam(std::move(name), std::move(title), ParamType::Flag, std::move(help), traits);
        m_read = [member](const Options& options) { return ParamValue(std::invoke(member, options)); };
        m_write = [member](const ParamValue& value, Options& options) {
            std::invoke(member, options) = std::get<bool>(value);
        };
    }

    /// A choice: every text stands for a value of the member, the default's among them.
    template <typename Member>
    BoundParam(std::string name, std::string title, Member member,
               std::vector<ParamChoice<ValueOf<Member>>> choices, std::string help,
               const ParamTraits& traits = {}) {
        m_spec = declaredParam(std::move(name), std::move(title), ParamType::Choice, std::move(help), traits);
        for (const auto& choice : choices) {
            m_spec.choices.push_back(choice.text);
        }
        m_read = [member, choices](const Options& options) {
            const auto found = std::find_if(choices.begin(), choices.end(), [&](const auto& choice) {
                return choice.value == std::invoke(member, options);
            });
            assert(found != choices.end() && "the default is none of the choices");
            return ParamValue(found->text);
        };
        m_write = [member, choices](const ParamValue& value, Options& options) {
            const auto found = std::find_if(choices.begin(), choices.end(), [&](const auto& choice) {
                return choice.text == std::get<std::string>(value);
            });
            assert(found != choices.end() && "the value is none of the choices");
            std::invoke(member, options) = found->value;
        };
    }

    /// With the default that `standard` holds.
    ParamSpec spec(const Options& standard) const {
        ParamSpec spec = m_spec;
        spec.standard = m_read(standard);
        return spec;
    }
    void write(const ParamSet& params, Options& options) const {
        const auto found = params.values().find(m_spec.name);
        assert(found != params.values().end() && "the values are another algorithm's");
        m_write(found->second, options);
    }

private:
    ParamSpec m_spec;
    std::function<ParamValue(const Options&)> m_read;
    std::function<void(const ParamValue&, Options&)> m_write;
};

/// All parameters of an algorithm, in the order of the form.
template <typename Options>
class ParamTable {
public:
    ParamTable(std::initializer_list<BoundParam<Options>> params) : m_params(params) {}
    /// With other defaults than those of Options{}, where algorithms share their options.
    ParamTable(Options standard, std::vector<BoundParam<Options>> params)
        : m_standard(std::move(standard))
        , m_params(std::move(params)) {}

    std::vector<ParamSpec> specs() const {
        std::vector<ParamSpec> specs;
        for (const BoundParam<Options>& param : m_params) {
            specs.push_back(param.spec(m_standard));
        }
        return specs;
    }
    /// The values of `params`, which is made of specs(); members that no parameter sets keep their defaults.
    Options optionsOf(const ParamSet& params) const {
        Options options = m_standard;
        for (const BoundParam<Options>& param : m_params) {
            param.write(params, options);
        }
        return options;
    }

private:
    Options m_standard{};
    std::vector<BoundParam<Options>> m_params;
};

} // namespace tastescope
