// SPDX-License-Identifier: GPL-3.0-or-later
// Parameters of an algorithm, declared once: the declaration makes the flag, the form, the validation and the
// help.
#pragma once

#include "engine/base/name_values.h"
#include "engine/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tastescope {

using ParamValue = std::variant<std::int64_t, double, bool, std::string>;

enum class ParamType { Integer, Real, Flag, Choice }; ///< in the order of ParamValue's alternatives

/// A parameter has an effect only where a choice or flag has one of these values.
struct ParamCondition {
    std::string name;
    std::vector<std::string> values;
};

struct ParamSpec {
    std::string name;  ///< as in `--set name=value`
    std::string title; ///< as in the form: "Regularisation"
    ParamType type = ParamType::Real;
    ParamValue standard; ///< the default; its alternative matches `type`
    double low = 0;      ///< range, inclusive; Integer and Real only
    double high = 0;
    bool logarithmic = false;           ///< the slider and the search move in powers
    std::vector<std::string> choices{}; ///< Choice only
    std::string help{};                 ///< one sentence
    bool advanced = false;              ///< shown under "More"
    /// Where a search looks, inside low..high; without them it makes do with a range about the default.
    std::optional<double> searchLow{};
    std::optional<double> searchHigh{};
    /// Choice only: what a search draws from, some of `choices`; empty = all of them.
    std::vector<std::string> searchChoices{};
    bool rounds =
        false; ///< Integer only: rounds of training, of which a search spends less on its first rungs
    bool inName = false; ///< Integer only: a positive value is part of a model's name: "ALS-64"
    /// Where nobody sets it, its value follows from the data (AlgorithmInfo::defaults); `standard` is what it
    /// is without data.
    bool byData = false;
    bool searched = true; ///< false: it changes speed or nothing that a search could learn
    std::optional<ParamCondition> onlyWith{};
};

/// Values of all parameters of one algorithm, and which of them somebody set: the others are defaults, which
/// may follow from the data. Getters assert that the name is declared with that type.
class ParamSet {
public:
    ParamSet() = default;
    explicit ParamSet(std::span<const ParamSpec> specs); ///< all at their defaults
    /// The inverse of text(): the defaults with "factors=64,iterations=15" on top; an empty text changes
    /// nothing. Refuses what set() refuses, and a part that is no name=value; such
    /// errors name `place`, where the text stands.
    static Result<ParamSet> parse(std::span<const ParamSpec> specs, std::string_view text,
                                  std::string_view place = {});

    std::int64_t integer(std::string_view name) const;
    double real(std::string_view name) const;
    bool flag(std::string_view name) const;
    const std::string& choice(std::string_view name) const;

    /// Refuses an unknown name, a value of the wrong kind or out of range; the error says what is allowed.
    Result<void> set(std::span<const ParamSpec> specs, std::string_view name, std::string_view text);
    /// Another default, of a name that is declared with this type; what somebody set stays.
    void setDefault(std::string_view name, ParamValue value);
    /// Somebody set it, to whatever value.
    bool given(std::string_view name) const { return m_given.contains(name); }
    const std::map<std::string, ParamValue, std::less<>>& values() const { return m_values; }
    /// "factors=64,iterations=15", sorted by name; only those that differ from the defaults when `specs` are
    /// given, or that were set where the default follows from the data.
    std::string text() const;
    std::string textOfChanges(std::span<const ParamSpec> specs) const;

    /// Of the values, whoever set them.
    friend bool operator==(const ParamSet& a, const ParamSet& b) { return a.m_values == b.m_values; }

private:
    std::map<std::string, ParamValue, std::less<>> m_values;
    std::set<std::string, std::less<>> m_given;
};

/// As text that ParamSet::set reads.
std::string paramText(const ParamValue& value);

/// All defaults with the given changes on top.
Result<ParamSet> makeParams(std::span<const ParamSpec> specs, std::span<const NameValue> changes);

} // namespace tastescope
