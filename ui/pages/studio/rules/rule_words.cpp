// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/rules/rule_words.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <charconv>
#include <cmath>
#include <optional>

namespace tastescope {
namespace {

constexpr std::string_view sharesBefore = "balance.shares.";

QString tr(const char* text) {
    return QCoreApplication::translate("RuleWords", text);
}

/// Of "rules[3].place" the 3, when it begins with `list`.
std::optional<std::size_t> numberIn(const std::string& path, std::string_view list) {
    if (!path.starts_with(list) || path.size() <= list.size() || path[list.size()] != '[') {
        return std::nullopt;
    }
    std::size_t number = 0;
    const char* first = path.data() + list.size() + 1;
    const auto [end, failed] = std::from_chars(first, path.data() + path.size(), number);
    return failed == std::errc() && *end == ']' ? std::optional(number) : std::nullopt;
}

QString number(double value) {
    return QString::number(value, 'g', 4);
}

} // namespace

QString actionWord(Rule::Do action) {
    switch (action) {
    case Rule::Do::Pin:
        return tr("Pin");
    case Rule::Do::Boost:
        return tr("Boost");
    case Rule::Do::Bury:
        return tr("Bury");
    case Rule::Do::Filter:
        break;
    }
    return tr("Filter");
}

QString actionIcon(Rule::Do action) {
    switch (action) {
    case Rule::Do::Pin:
        return QStringLiteral("pin");
    case Rule::Do::Boost:
        return QStringLiteral("boost");
    case Rule::Do::Bury:
        return QStringLiteral("bury");
    case Rule::Do::Filter:
        break;
    }
    return QStringLiteral("filter");
}

QString balanceWord(const std::string& path) {
    return path == "balance.mmr"                  ? tr("Relevance and variety")
           : path == "balance.dpp"                ? tr("Varied as a whole")
           : path == "balance.calibration"        ? tr("Match of categories")
           : path == "balance.novelty"            ? tr("Novelty")
           : path == "balance.freshness"          ? tr("Freshness")
           : path == "balance.popularity_damping" ? tr("Damping of what is popular")
                                                  : toQString(path.substr(path.find_last_of('.') + 1));
}

RuleWords::RuleWords(const RuleSet& rules, const Catalogue& catalogue)
    : m_rules(rules)
    , m_catalogue(catalogue) {}

QString RuleWords::attribute(const std::string& name) const {
    return name == "creator"                            ? toQString(m_catalogue.dataset().nouns().creator)
           : name == "categories" || name == "category" ? tr("category")
           : name == "item"                             ? toQString(m_catalogue.dataset().nouns().item)
                                                        : toQString(name);
}

QString RuleWords::conditionWords(const std::string& text) const {
    const QString whole = toQString(text).trimmed();
    static const QRegularExpression within(
        QStringLiteral("^(seen_days|age_days)\\s*(<|<=|>|>=)\\s*([0-9.]+)$"));
    if (const auto match = within.match(whole); match.hasMatch()) {
        const bool less = match.captured(2).startsWith(u'<');
        const QString days = match.captured(3);
        if (match.captured(1) == QLatin1String("seen_days")) {
            return less ? tr("seen in the last %1 days").arg(days) : tr("not seen for %1 days").arg(days);
        }
        return less ? tr("released in the last %1 days").arg(days) : tr("older than %1 days").arg(days);
    }
    static const QRegularExpression size(QStringLiteral("^creator_size\\s*==?\\s*['\"](small|large)['\"]$"));
    if (const auto match = size.match(whole); match.hasMatch()) {
        const QString creators = toQString(m_catalogue.dataset().nouns().creators);
        return match.captured(1) == QLatin1String("small") ? tr("small %1").arg(creators)
                                                           : tr("large %1").arg(creators);
    }
    return whole;
}

QString RuleWords::target(const Rule& rule) const {
    QString what;
    if (rule.condition) {
        what = conditionWords(rule.condition->text());
    } else {
        const auto item = m_catalogue.itemOf(toQString(rule.item));
        what = item ? m_catalogue.title(*item) : toQString(rule.item);
    }
    if (rule.action != Rule::Do::Pin) {
        return what;
    }
    return rule.soft ? tr("%1 to place %2 or better").arg(what).arg(rule.place)
                     : tr("%1 to place %2").arg(what).arg(rule.place);
}

QString RuleWords::circumstances(const Rule& rule) const {
    QStringList words;
    if (rule.by) {
        words << tr("+%1").arg(QString::number(*rule.by, 'f', 2));
    } else if (rule.share) {
        words << tr("%1 of the way up").arg(formatPercent(*rule.share));
    }
    if (rule.audience) {
        words << tr("if %1").arg(toQString(rule.audience->text()));
    }
    if (rule.from) {
        words << tr("from %1").arg(formatDate(*rule.from));
    }
    if (rule.until) {
        words << tr("ends %1").arg(formatDate(*rule.until));
    }
    return words.join(QStringLiteral(", "));
}

QString RuleWords::limit(const Limit& limit) const {
    const QString what =
        limit.condition ? conditionWords(limit.condition->text()) : attribute(limit.attribute);
    QStringList words;
    if (limit.max) {
        words << (limit.condition ? tr("At most %1 places for %2") : tr("At most %1 of one %2"))
                     .arg(QString::number(*limit.max), what);
        if (limit.window) {
            words.back() += tr(" in any %1 places").arg(*limit.window);
        }
    }
    if (limit.gap) {
        const QString others = QString::number(*limit.gap);
        words << (limit.condition   ? tr("%1 others between two of %2").arg(others, what)
                  : *limit.gap == 1 ? tr("No %1 twice in a row").arg(what)
                                    : tr("%1 others between two of one %2").arg(others, what));
    }
    if (limit.minShare) {
        words << tr("At least %1 for %2").arg(formatPercent(*limit.minShare), what);
    }
    if (limit.cap) {
        words << (limit.attribute == "item" ? tr("One %2 in at most %1 of all lists")
                                            : tr("At most %1 of all places for %2"))
                     .arg(formatPercent(*limit.cap), limit.condition ? what : tr("one %1").arg(what));
        if (limit.attribute == "item") {
            words.back() = tr("One %1 in at most %2 of all lists").arg(what, formatPercent(*limit.cap));
        }
    }
    return words.join(QStringLiteral(", "));
}

QString RuleWords::part(const std::string& path) const {
    if (const auto at = numberIn(path, "rules"); at && *at < m_rules.rules.size()) {
        const Rule& rule = m_rules.rules[*at];
        return tr("%1 %2").arg(actionWord(rule.action), target(rule));
    }
    if (const auto at = numberIn(path, "limits"); at && *at < m_rules.limits.size()) {
        return limit(m_rules.limits[*at]);
    }
    if (path == "list") {
        return tr("Length of the list");
    }
    return path.starts_with(sharesBefore)
               ? tr("Places for %1").arg(objective(path.substr(sharesBefore.size())))
               : balanceWord(path);
}

QString RuleWords::objective(std::string_view name) const {
    return name == "small_creators" ? tr("small %1").arg(toQString(m_catalogue.dataset().nouns().creators))
           : name == "freshness"    ? tr("new releases")
           : name == "relevance"    ? tr("relevance")
           : name == "variety"      ? tr("variety")
           : name == "novelty"      ? tr("novelty")
                                    : toQString(name.substr(name.find('.') + 1));
}

QString RuleWords::limitReason(const Limit& limit, bool rose) const {
    if (limit.condition) {
        const QString what = conditionWords(limit.condition->text());
        return limit.minShare == std::nullopt ? tr("Limit")
               : rose                         ? capitalised(what)
                                              : tr("Room for %1").arg(what);
    }
    const QString what = attribute(limit.attribute);
    return rose ? tr("Over %1 limit: others").arg(what) : tr("%1 limit").arg(capitalised(what));
}

QString RuleWords::reason(const PartStory& part, bool rose, ItemIndex item) const {
    if (part.kind == RulePart::Kind::Limit) {
        return limitReason(m_rules.limits[part.number], rose);
    }
    if (part.kind == RulePart::Kind::Rule) {
        const Rule& rule = m_rules.rules[part.number];
        switch (rule.action) {
        case Rule::Do::Pin:
            return rose ? tr("Pinned") : tr("Room for a pin");
        case Rule::Do::Boost:
            return rose ? tr("Boosted") : tr("Others boosted");
        case Rule::Do::Bury:
            return rose ? tr("Others buried") : tr("Buried");
        case Rule::Do::Filter:
            break;
        }
        return rose ? tr("Others filtered") : tr("Filtered");
    }
    if (part.path.starts_with(sharesBefore)) {
        const QString what = objective(std::string_view(part.path).substr(sharesBefore.size()));
        return rose ? tr("A place for %1").arg(what) : tr("Room for %1").arg(what);
    }
    const QString category = m_catalogue.category(item);
    return part.path == "balance.mmr" || part.path == "balance.dpp"
               ? (rose ? tr("More variety") : tr("Like others above"))
           : part.path == "balance.calibration"        ? (category.isEmpty() ? tr("Match of categories")
                                                          : rose             ? tr("Their %1 share").arg(category)
                                                                             : tr("%1 has its share").arg(category))
           : part.path == "balance.novelty"            ? (rose ? tr("Novelty") : tr("Well known"))
           : part.path == "balance.freshness"          ? (rose ? tr("New release") : tr("Not so new"))
           : part.path == "balance.popularity_damping" ? (rose ? tr("Less popular first") : tr("Popular"))
                                                       : balanceWord(part.path);
}

QString relaxationSentence(const RuleWords& words, const std::string& path, double asked, double given,
                           const std::string& why) {
    QString text = tr("%1: %2").arg(words.part(path), toQString(why));
    const bool numbers =
        std::isfinite(given) && given != asked && !path.ends_with("min_share") && path != "list";
    if (numbers) {
        text += tr(" (asked %1, given %2)").arg(number(asked), number(given));
    }
    return text;
}

} // namespace tastescope
