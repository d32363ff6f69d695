// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/reason.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

namespace tastescope {

namespace {

constexpr std::size_t shownBars = 6;
constexpr std::size_t shownChips = 10;
constexpr double mostOfIt = 0.6;     ///< from this share on, a category is named as the reason
constexpr std::size_t mainItems = 5; ///< more past items than this are no longer "mostly because of"

QString say(const char* text) {
    return QCoreApplication::translate("Reason", text);
}

QString quoted(const QString& title) {
    return QStringLiteral("“%1”").arg(title);
}

QString numberWord(std::size_t number) {
    static const std::array words{QT_TRANSLATE_NOOP("Reason", "one"), QT_TRANSLATE_NOOP("Reason", "two"),
                                  QT_TRANSLATE_NOOP("Reason", "three"), QT_TRANSLATE_NOOP("Reason", "four"),
                                  QT_TRANSLATE_NOOP("Reason", "five")};
    return number >= 1 && number <= words.size() ? say(words[number - 1]) : formatCount(number);
}

/// What was done with an item, as a participle; empty where the signal has no known word.
QString deed(const QString& signal) {
    static const QHash<QString, const char*> words{
        {QStringLiteral("listen"), QT_TRANSLATE_NOOP("Reason", "heard")},
        {QStringLiteral("play"), QT_TRANSLATE_NOOP("Reason", "played")},
        {QStringLiteral("like"), QT_TRANSLATE_NOOP("Reason", "liked")},
        {QStringLiteral("save"), QT_TRANSLATE_NOOP("Reason", "saved")},
        {QStringLiteral("share"), QT_TRANSLATE_NOOP("Reason", "shared")},
        {QStringLiteral("rating"), QT_TRANSLATE_NOOP("Reason", "rated")},
        {QStringLiteral("view"), QT_TRANSLATE_NOOP("Reason", "viewed")},
        {QStringLiteral("purchase"), QT_TRANSLATE_NOOP("Reason", "bought")},
        {QStringLiteral("transaction"), QT_TRANSLATE_NOOP("Reason", "bought")}};
    const char* word = words.value(signal.toLower(), nullptr);
    return word ? say(word) : QString();
}

QString listed(const QStringList& words, const QString& joiner) {
    return words.size() < 2 ? words.join(QString())
                            : words.mid(0, words.size() - 1).join(QStringLiteral(", ")) + QLatin1Char(' ') +
                                  joiner + QLatin1Char(' ') + words.last();
}

/// The fewest past items that make at least half of what speaks for the item; empty when it takes too many.
std::vector<const HistoryRow*> mainReasons(const std::vector<HistoryRow>& past,
                                           const Explanation& explanation) {
    std::unordered_map<std::uint32_t, const HistoryRow*> rows;
    for (const HistoryRow& row : past) {
        rows.emplace(row.item.value, &row);
    }
    double total = 0;
    for (const Contribution& part : explanation.contributions) {
        total += std::max(0.0, part.amount);
    }
    std::vector<const HistoryRow*> main;
    double sum = 0;
    for (const Contribution& part : explanation.contributions) {
        const auto row = rows.find(part.item.value);
        if (part.amount <= 0 || row == rows.end()) {
            continue;
        }
        main.push_back(row->second);
        sum += part.amount;
        if (sum >= total / 2) {
            return main.size() <= mainItems ? main : std::vector<const HistoryRow*>{};
        }
    }
    return {};
}

/// "Mostly because three Folk songs were saved or liked."
QString becauseOf(const Catalogue& catalogue, const std::vector<const HistoryRow*>& main) {
    if (main.size() <= 2) {
        QStringList titles;
        for (const HistoryRow* row : main) {
            titles << quoted(row->title);
        }
        return say("Mostly because of %1.").arg(listed(titles, say("and")));
    }
    QStringList deeds;
    bool sameCategory = true;
    for (const HistoryRow* row : main) {
        if (const QString word = deed(row->signal); !word.isEmpty() && !deeds.contains(word)) {
            deeds << word;
        }
        sameCategory = sameCategory && !row->category.isEmpty() && row->category == main.front()->category;
    }
    const QString what = (sameCategory ? main.front()->category + QLatin1Char(' ') : QString()) +
                         toQString(catalogue.dataset().nouns().items);
    return deeds.isEmpty() ? say("Mostly because of %1 %2 in the history.").arg(numberWord(main.size()), what)
                           : say("Mostly because %1 %2 were %3.")
                                 .arg(numberWord(main.size()), what, listed(deeds, say("or")));
}

/// "Because of 34 Soul songs together; none stands out."
QString manyTogether(const Catalogue& catalogue, const Explanation& explanation) {
    std::map<QString, std::pair<std::size_t, double>> categories;
    std::size_t count = 0;
    double sum = 0;
    for (const Contribution& part : explanation.contributions) {
        if (part.amount > 0) {
            ++count;
            sum += part.amount;
            auto& [items, amount] = categories[catalogue.category(part.item)];
            ++items;
            amount += part.amount;
        }
    }
    const QString items = toQString(catalogue.dataset().nouns().items);
    QString what = items;
    for (const auto& [category, share] : categories) {
        if (!category.isEmpty() && share.second >= mostOfIt * sum) {
            what = category + QLatin1Char(' ') + items;
            count = share.first;
        }
    }
    return say("Because of %1 %2 together; none stands out.").arg(formatCount(count), what);
}

std::vector<ReasonChip> chipsOf(const std::vector<CommonAttribute>& attributes) {
    std::vector<ReasonChip> chips;
    for (const CommonAttribute& attribute : attributes) {
        if (chips.size() == shownChips) {
            break;
        }
        const QString name = toQString(attribute.name);
        const QString value = toQString(attribute.value);
        if (value == QLatin1String("0")) {
            continue; // a flag that is not set is no attribute in common
        }
        const bool speaksAlone = name == QLatin1String("categories") || name == QLatin1String("tags") ||
                                 name == QLatin1String("creator");
        chips.push_back({speaksAlone ? value : capitalised(name) + QLatin1Char(' ') + value, attribute.shared,
                         say("%1: %2, in %3 of the history")
                             .arg(capitalised(name), value, formatPercent(attribute.historyShare))});
    }
    return chips;
}

void fillBars(Reason& reason, const std::vector<HistoryRow>& past, const Explanation& explanation,
              const Catalogue& catalogue) {
    std::unordered_map<std::uint32_t, QString> icons;
    for (const HistoryRow& row : past) {
        icons.emplace(row.item.value,
                      row.state == PastState::Added ? QStringLiteral("add") : signalIcon(row.signal));
    }
    for (const Contribution& part : explanation.contributions) {
        if (part.amount == 0) {
            continue;
        }
        if (reason.bars.size() < shownBars) {
            reason.bars.push_back({icons[part.item.value], catalogue.title(part.item), part.amount});
        } else {
            ++reason.others;
            reason.othersSum += part.amount;
        }
    }
}

void fillAxes(Reason& reason, const std::vector<FactorMatch>& factors) {
    double person = 1e-12;
    double item = 1e-12;
    for (const FactorMatch& factor : factors) {
        person = std::max(person, std::abs(static_cast<double>(factor.person)));
        item = std::max(item, std::abs(static_cast<double>(factor.item)));
    }
    for (const FactorMatch& factor : factors) {
        reason.axes.push_back({toQString(factor.lowEnd), toQString(factor.highEnd),
                               static_cast<double>(factor.person) / person,
                               static_cast<double>(factor.item) / item, static_cast<double>(factor.product)});
    }
}

} // namespace

QString reasonSentence(const Catalogue& catalogue, const std::vector<HistoryRow>& past, const Why& why) {
    const std::vector<const HistoryRow*> main = mainReasons(past, why.explanation);
    const bool baseDecides = why.explanation.base > 0 && why.explanation.base >= why.explanation.score / 2;
    QString text;
    if (baseDecides || why.explanation.contributions.empty()) {
        text = say("Mostly because many %1 have it, not because of this history.")
                   .arg(toQString(catalogue.dataset().nouns().users));
    } else if (main.empty()) {
        text = manyTogether(catalogue, why.explanation);
    } else {
        text = becauseOf(catalogue, main);
    }
    if (why.decisive && why.rankWithoutDecisive > why.rank) {
        text += QLatin1Char(' ') +
                say("Without %1 it would fall to rank %2.")
                    .arg(quoted(catalogue.title(*why.decisive)), formatCount(why.rankWithoutDecisive));
    }
    return text;
}

Reason reasonOf(const Catalogue& catalogue, ItemIndex item, const QString& sentence) {
    Reason reason;
    reason.item = item;
    reason.title = catalogue.title(item);
    reason.creator = catalogue.creator(item);
    reason.category = catalogue.category(item);
    reason.slot = catalogue.slot(item);
    reason.sentence = sentence;
    return reason;
}

Reason describeReason(const Catalogue& catalogue, const ReasonRequest& request) {
    const History history = applyEdit(request.person.history, request.edit);
    const Why why = explainWhy(catalogue.dataset(), *request.model.model, history, request.item);
    const std::vector<HistoryRow> past = editedPast(catalogue, request.person, request.edit);
    Reason reason = reasonOf(catalogue, request.item, reasonSentence(catalogue, past, why));
    reason.modelName = request.model.name;
    reason.algorithm = request.algorithm;
    reason.rank = why.rank;
    reason.score = why.explanation.score;
    reason.base = why.explanation.base;
    reason.dimensions = why.factorsInAll;
    fillBars(reason, past, why.explanation, catalogue);
    reason.chips = chipsOf(why.attributes);
    fillAxes(reason, why.factors);
    return reason;
}

} // namespace tastescope
