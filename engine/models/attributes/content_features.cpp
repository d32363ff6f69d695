// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/attributes/content_features.h"

#include "engine/models/attributes/text_tokens.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <unordered_map>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t itemsBetweenPolls = 1024;
constexpr std::size_t numberBuckets = 10;

struct Term {
    std::uint32_t column;
    float value;
};
using ItemTerms = std::vector<std::vector<Term>>; ///< by item

/// One field while it is read: terms with their frequency, an item's sorted by term.
struct Field {
    explicit Field(std::size_t items) : rows(items) {}
    ItemTerms rows;
    std::uint32_t terms = 0;
};

void countTerm(std::vector<Term>& row, std::uint32_t column) {
    const auto found =
        std::find_if(row.begin(), row.end(), [&](const Term& term) { return term.column == column; });
    if (found != row.end()) {
        ++found->value;
    } else {
        row.push_back({column, 1});
    }
}

using TextsOf = std::function<std::vector<std::string>(std::size_t item)>;

/// Gives texts a column each, by first appearance.
Field readTexts(std::size_t items, const TextsOf& textsOf, const ExecutionContext& context) {
    Field field(items);
    std::unordered_map<std::string, std::uint32_t> columns;
    for (std::size_t item = 0; item < items; ++item) {
        if (item % itemsBetweenPolls == 0 && context.stopRequested()) {
            break;
        }
        for (std::string& text : textsOf(item)) {
            const auto column = columns.try_emplace(std::move(text), field.terms).first->second;
            field.terms = std::max(field.terms, column + 1);
            countTerm(field.rows[item], column);
        }
    }
    return field;
}

/// A column of words, each normalised once. A text column is a list of one word.
class Words {
public:
    explicit Words(const AttributeColumn& column) : m_column(column) {
        const auto& texts = column.kind == AttributeKind::List ? column.words : column.texts;
        std::ranges::transform(texts, std::back_inserter(m_words), normalisedText);
    }
    void appendTo(std::vector<std::string>& words, std::size_t item) const {
        const auto append = [&](const std::string& word) {
            if (!word.empty()) {
                words.push_back(word);
            }
        };
        if (m_column.kind == AttributeKind::Text && item < m_words.size()) {
            append(m_words[item]);
        }
        for (const std::uint32_t code : m_column.codesOf(item)) {
            append(m_words[code]);
        }
    }

private:
    const AttributeColumn& m_column;
    std::vector<std::string> m_words;
};

/// How many items have each term, how many have any, and how many terms those have in the mean.
struct FieldCounts {
    std::vector<std::size_t> frequency;
    double described = 0;
    double meanLength = 0;
};

double lengthOf(const std::vector<Term>& row) {
    double length = 0;
    for (const Term& term : row) {
        length += term.value;
    }
    return length;
}

FieldCounts countsOf(const Field& field) {
    FieldCounts counts;
    counts.frequency.resize(field.terms);
    double total = 0;
    for (const std::vector<Term>& row : field.rows) {
        counts.described += row.empty() ? 0 : 1;
        total += lengthOf(row);
        for (const Term& term : row) {
            ++counts.frequency[term.column];
        }
    }
    counts.meanLength = counts.described > 0 ? total / counts.described : 1;
    return counts;
}

double tfidf(const Term& term, const FieldCounts& counts) {
    const auto frequency = static_cast<double>(counts.frequency[term.column]);
    return (1 + std::log(term.value)) * std::log((1 + counts.described) / (1 + frequency));
}

/// `length` is that of the item's list as a share of the mean.
double bm25(const Term& term, const FieldCounts& counts, double length) {
    constexpr double saturation = 1.2; // k1 and b of Robertson and Zaragoza 2009
    constexpr double lengthShare = 0.75;
    const auto frequency = static_cast<double>(counts.frequency[term.column]);
    const double rarity = std::log1p((counts.described - frequency + 0.5) / (frequency + 0.5));
    const double damping = saturation * (1 - lengthShare + lengthShare * length);
    return rarity * term.value * (saturation + 1) / (term.value + damping);
}

/// Terms of a single item are left out, and those that say nothing.
void weighTerms(Field& field, TermWeighting weighting) {
    const FieldCounts counts = countsOf(field);
    for (std::vector<Term>& row : field.rows) {
        const double length = lengthOf(row) / counts.meanLength;
        std::erase_if(row, [&](const Term& term) { return counts.frequency[term.column] < 2; });
        for (Term& term : row) {
            term.value = static_cast<float>(weighting == TermWeighting::Bm25 ? bm25(term, counts, length)
                                                                             : tfidf(term, counts));
        }
        std::erase_if(row, [](const Term& term) { return !(term.value > 0); });
    }
}

/// Ranks in [0, 1], ties sharing their middle; NaN stays NaN.
std::vector<double> ranksOf(const std::vector<double>& numbers) {
    std::vector<std::size_t> order;
    for (std::size_t item = 0; item < numbers.size(); ++item) {
        if (std::isfinite(numbers[item])) {
            order.push_back(item);
        }
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return numbers[a] < numbers[b]; });
    std::vector<double> ranks(numbers.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from;
        while (to < order.size() && numbers[order[to]] == numbers[order[from]]) {
            ++to;
        }
        const double middle = static_cast<double>(from + to) / 2 / static_cast<double>(order.size());
        for (; from < to; ++from) {
            ranks[order[from]] = middle;
        }
    }
    return ranks;
}

std::vector<double> numbersOf(const AttributeColumn& column, std::size_t items) {
    std::vector<double> numbers(items, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t item = 0; item < items; ++item) {
        if (column.kind == AttributeKind::Number && item < column.numbers.size()) {
            numbers[item] = column.numbers[item];
        } else if (column.kind == AttributeKind::Date && item < column.dates.size() &&
                   column.dates[item] != noTime) {
            numbers[item] = static_cast<double>(column.dates[item]);
        }
    }
    return numbers;
}

void addNumbers(Field& field, const AttributeColumn& column) {
    const std::vector<double> ranks = ranksOf(numbersOf(column, field.rows.size()));
    const auto known = std::ranges::find_if(ranks, [](double rank) { return !std::isnan(rank); });
    if (std::all_of(known, ranks.end(), [&](double rank) { return std::isnan(rank) || rank == *known; })) {
        return; // one value for all likens nothing
    }
    for (std::size_t item = 0; item < ranks.size(); ++item) {
        if (std::isnan(ranks[item])) {
            continue;
        }
        const double place = ranks[item] * (numberBuckets - 1);
        const auto bucket = std::min<std::size_t>(static_cast<std::size_t>(place), numberBuckets - 2);
        const auto share = static_cast<float>(place - static_cast<double>(bucket));
        const auto first = static_cast<std::uint32_t>(field.terms + bucket);
        field.rows[item].push_back({first, 1 - share});
        field.rows[item].push_back({first + 1, share});
    }
    field.terms += numberBuckets;
}

/// Appends each item's part, scaled to the length `weight`.
void appendField(Field& field, double weight, std::uint32_t& terms, ItemTerms& rows) {
    for (std::size_t item = 0; item < rows.size(); ++item) {
        std::vector<Term>& part = field.rows[item];
        std::sort(part.begin(), part.end(), [](const Term& a, const Term& b) { return a.column < b.column; });
        double squares = 0;
        for (const Term& term : part) {
            squares += static_cast<double>(term.value) * term.value;
        }
        for (const Term& term : part) {
            if (term.value > 0) {
                rows[item].push_back(
                    {terms + term.column, static_cast<float>(weight * term.value / std::sqrt(squares))});
            }
        }
    }
    terms += field.terms;
}

ContentFeatures normalised(const ItemTerms& rows, std::size_t terms) {
    ContentFeatures out;
    out.terms = terms;
    for (const std::vector<Term>& row : rows) {
        double squares = 0;
        for (const Term& term : row) {
            squares += static_cast<double>(term.value) * term.value;
        }
        for (const Term& term : row) {
            out.vectors.columns.push_back(term.column);
            out.vectors.values.push_back(static_cast<float>(term.value / std::sqrt(squares)));
        }
        out.vectors.offsets.push_back(out.vectors.columns.size());
    }
    return out;
}

bool isCategories(const AttributeColumn& column) {
    return column.name == "categories" &&
           (column.kind == AttributeKind::List || column.kind == AttributeKind::Text);
}

bool isTags(const AttributeColumn& column) {
    return column.kind == AttributeKind::List ? column.name != "categories"
                                              : column.name == "tags" && column.kind == AttributeKind::Text;
}

class Builder {
public:
    Builder(const ItemAttributes& attributes, std::size_t items, TermWeighting weighting,
            const ExecutionContext& context)
        : m_attributes(attributes)
        , m_weighting(weighting)
        , m_items(items)
        , m_context(context)
        , m_rows(items) {}

    void addTexts(double weight, const TextsOf& textsOf) {
        if (weight > 0) {
            Field field = readTexts(m_items, textsOf, m_context);
            weighTerms(field, m_weighting);
            appendField(field, weight, m_terms, m_rows);
        }
    }
    void addWords(double weight, bool (*chosen)(const AttributeColumn&)) {
        std::vector<Words> columns;
        for (const AttributeColumn& column : m_attributes.table().columns) {
            if (weight > 0 && chosen(column)) {
                columns.emplace_back(column);
            }
        }
        addTexts(weight, [&](std::size_t item) {
            std::vector<std::string> words;
            for (const Words& column : columns) {
                column.appendTo(words, item);
            }
            return words;
        });
    }
    void addAllNumbers(double weight) {
        if (weight > 0) {
            Field field(m_items);
            for (const AttributeColumn& column : m_attributes.table().columns) {
                if (column.kind == AttributeKind::Number || column.kind == AttributeKind::Date) {
                    addNumbers(field, column);
                }
            }
            appendField(field, weight, m_terms, m_rows);
        }
    }
    ContentFeatures finish() const { return normalised(m_rows, m_terms); }

private:
    const ItemAttributes& m_attributes;
    TermWeighting m_weighting;
    std::size_t m_items;
    const ExecutionContext& m_context;
    ItemTerms m_rows;
    std::uint32_t m_terms = 0;
};

} // namespace

Result<ContentFeatures> contentFeatures(const ItemAttributes& attributes, std::size_t items,
                                        const ContentWeights& weights, const ExecutionContext& context) {
    Builder builder(attributes, items, weights.weighting, context);
    context.report(0, "Reading attributes");
    builder.addTexts(weights.title,
                     [&](std::size_t item) { return wordsOf(attributes.title(ItemIndex(item))); });
    context.report(0.4, "Reading attributes");
    builder.addWords(weights.tags, isTags);
    builder.addWords(weights.categories, isCategories);
    context.report(0.7, "Reading attributes");
    builder.addTexts(weights.creator, [&](std::size_t item) {
        std::string name = normalisedText(attributes.creator(ItemIndex(item)));
        return name.empty() ? std::vector<std::string>{} : std::vector{std::move(name)};
    });
    builder.addAllNumbers(weights.numbers);
    context.report(1, "Reading attributes");
    if (context.stopRequested()) {
        return cancelledError();
    }
    return builder.finish();
}

} // namespace tastescope
