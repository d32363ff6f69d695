// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/rule_court.h"

#include "ui/pages/studio/rules/draft.h"
#include "ui/pages/studio/rules/rule_words.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("RuleCourt", text);
}

/// "−4.2 %", with the sign of a loss.
QString lossText(double kept) {
    if (!std::isfinite(kept)) {
        return QStringLiteral("–");
    }
    const double change = 100 * (kept - 1);
    const QString number = QString::number(std::abs(change), 'f', 1);
    return number == QLatin1String("0.0") ? QStringLiteral("0.0\u2009%")
                                          : (change < 0 ? QStringLiteral("−") : QStringLiteral("+")) +
                                                number + QStringLiteral("\u2009%");
}

QString priceText(const CourtRow& row) {
    return row.price.users == 0 ? QStringLiteral("–") : lossText(row.price.mean);
}

QString intervalText(const CourtRow& row) {
    return row.price.users == 0 || !std::isfinite(row.price.low)
               ? QString()
               : tr("%1 to %2").arg(lossText(row.price.low), lossText(row.price.high));
}

const ListEffect* effect(const MeasuredRules& measured, std::string_view id) {
    const auto found = std::ranges::find(measured.effects, id, &ListEffect::id);
    return found == measured.effects.end() ? nullptr : &*found;
}

double ceilingOf(const ListEffect& of) {
    const auto known = [](double value) { return std::isfinite(value) ? value : 0; };
    const double most = std::max(
        {known(of.before.high), known(of.after.high), known(of.before.mean), known(of.after.mean), 1e-9});
    return most * 1.25;
}

struct GaugeKind {
    const char* id;
    QString remark;
    int better;
    bool percent;
    bool share; ///< the track ends at 1
};

} // namespace

std::vector<CourtRow> courtRows(const RuleSet& rules, const MeasuredRules& measured, std::size_t people,
                                const Catalogue& catalogue) {
    const RuleWords words(rules, catalogue);
    std::vector<CourtRow> rows;
    std::vector<bool> told(measured.result.relaxed.size(), false);
    const auto gaveWay = [&](const Relaxation& one) {
        return tr("For %1 of %2: %3").arg(formatCount(one.people), formatCount(people), toQString(one.why));
    };
    for (const RuleOutcome& outcome : measured.result.rules) {
        CourtRow row{words.part(outcome.path),
                     people > 0 ? static_cast<double>(outcome.fired) / static_cast<double>(people) : 0,
                     outcome.price,
                     {},
                     false};
        QStringList verdicts;
        if (outcome.dead) {
            verdicts << tr("Can never fire");
        }
        for (std::size_t at = 0; at < told.size(); ++at) {
            const Relaxation& one = measured.result.relaxed[at];
            if (one.path == outcome.path || one.path.starts_with(outcome.path + ".")) {
                verdicts << gaveWay(one);
                told[at] = true;
            }
        }
        row.verdict = verdicts.join(QStringLiteral("; "));
        row.troubled = !verdicts.isEmpty();
        rows.push_back(std::move(row));
    }
    for (std::size_t at = 0; at < told.size(); ++at) {
        if (!told[at]) {
            const Relaxation& one = measured.result.relaxed[at];
            rows.push_back({words.part(one.path),
                            people > 0 ? static_cast<double>(one.people) / static_cast<double>(people) : 0,
                            {0, 0, 0, 0},
                            gaveWay(one),
                            true});
        }
    }
    return rows;
}

CourtModel::CourtModel(QObject* parent)
    : ColumnTable(
          {{tr("Rule"), [](const CourtRow& row) { return row.rule; }},
           {tr("Acts for"), [](const CourtRow& row) { return formatPercent(row.people); },
            [](const CourtRow& row) { return row.people; }, Qt::AlignRight},
           {tr("Relevance"), priceText, [](const CourtRow& row) { return row.price.mean; }, Qt::AlignRight},
           {tr("95 % between"), intervalText, [](const CourtRow& row) { return row.price.low; }},
           {tr("Verdict"),
            [](const CourtRow& row) { return row.verdict; },
            nullptr,
            Qt::AlignLeft,
            {{Qt::ToolTipRole, [](const CourtRow& row) { return row.verdict; }},
             {Qt::ForegroundRole,
              [](const CourtRow& row) {
                  return row.troubled ? QVariant(Theme::instance().color(Role::Warn)) : QVariant();
              }}}}},
          parent) {}

std::vector<LedgerRow> ledgerRows(const Measured& measured) {
    const PreparedCandidates& candidates = *measured.people.prepared;
    const ItemAttributes& attributes = candidates.facts().data->itemAttributes();
    std::vector<LedgerRow> rows;
    for (const CreatorPlaces& one :
         exposureLedger(candidates, measured.numbers.result.lists, measured.numbers.length)) {
        rows.push_back({toQString(attributes.creatorName(one.creator)), one.small,
                        static_cast<double>(one.before), static_cast<double>(one.after)});
    }
    return rows;
}

LedgerModel::Columns LedgerModel::columnsFor(const QString& creator) {
    const auto count = [](double value) { return formatCount(static_cast<qulonglong>(value)); };
    return {{creator, [](const LedgerRow& row) { return row.creator; }},
            {tr("Size"), [](const LedgerRow& row) { return row.small ? tr("small") : tr("large"); }},
            {tr("Places before"), [count](const LedgerRow& row) { return count(row.before); },
             [](const LedgerRow& row) { return row.before; }, Qt::AlignRight},
            {tr("Places after"), [count](const LedgerRow& row) { return count(row.after); },
             [](const LedgerRow& row) { return row.after; }, Qt::AlignRight},
            {tr("Change"),
             [count](const LedgerRow& row) {
                 const double change = row.after - row.before;
                 return change == 0  ? QStringLiteral("–")
                        : change > 0 ? QStringLiteral("▲ ") + count(change)
                                     : QStringLiteral("▼ ") + count(-change);
             },
             [](const LedgerRow& row) { return row.after - row.before; },
             Qt::AlignRight,
             {{Qt::ForegroundRole, [](const LedgerRow& row) {
                   return row.after == row.before ? QVariant()
                                                  : QVariant(Theme::instance().color(
                                                        row.after > row.before ? Role::Up : Role::Down));
               }}}}};
}

LedgerModel::LedgerModel(QObject* parent) : ColumnTable(columnsFor(tr("Creator")), parent) {}

void LedgerModel::setNouns(const Nouns& nouns) {
    setTable(columnsFor(capitalised(toQString(nouns.creator))), rows());
}

std::vector<GaugeSpec> gaugesOf(const MeasuredRules& now, const RuleSet& rules, const MeasuredRules* pinnedA,
                                const MeasuredRules* pinnedB, const Dataset& data) {
    const Nouns& nouns = data.nouns();
    const QString creators = toQString(nouns.creators);
    const bool hasCreators = traitsOf(data).creators;
    const double share = smallCreatorShare(rules);
    const std::vector<GaugeKind> kinds{
        {"relevance_kept", tr("of the ranker's DCG@%1").arg(now.length), 1, true, true},
        {"ild", tr("intra-list diversity, 0 to 1"), 1, false, true},
        {"novelty", tr("mean self-information"), 1, false, false},
        {"small_creator_exposure",
         share > 0 ? tr("share of exposure, asked for %1 of places").arg(formatPercent(share))
                   : tr("share of exposure"),
         1, true, true},
        {"coverage", tr("%1 recommended at least once").arg(toQString(nouns.items)), 1, true, false},
        {"freshness", tr("halves in %1 days").arg(rules.balance.halfLifeDays), 1, false, true},
        {"longtail_share", tr("share of places outside the head"), 0, true, true},
        {"arp", tr("mean popularity"), 0, false, false},
        {"calibration_kl", tr("distance of categories from the past, nats"), -1, false, false},
        {"gini", tr("inequality of exposure"), -1, false, true},
    };
    std::vector<GaugeSpec> gauges;
    for (const GaugeKind& kind : kinds) {
        const ListEffect* found = effect(now, kind.id);
        if (!found || (!hasCreators && found->id == "small_creator_exposure")) {
            continue;
        }
        GaugeSpec gauge;
        gauge.title =
            found->id == "small_creator_exposure" ? tr("Small %1").arg(creators) : toQString(found->title);
        gauge.remark = kind.remark;
        gauge.before = found->before;
        gauge.after = found->after;
        gauge.better = kind.better;
        gauge.percent = kind.percent;
        gauge.high = kind.share ? 1 : ceilingOf(*found);
        if (found->id == "relevance_kept") {
            gauge.low = std::isfinite(found->after.low) && found->after.low > 0.5 ? 0.5 : 0;
            gauge.before = {1, 1, 1, found->after.users};
        }
        if (found->unit == "bits") {
            gauge.unit = tr(" bit");
        }
        if (found->id == "small_creator_exposure" && share > 0) {
            gauge.goal = share;
        }
        for (const auto& [pinned, value] : {std::pair(pinnedA, &gauge.pinnedA), {pinnedB, &gauge.pinnedB}}) {
            const ListEffect* other = pinned ? effect(*pinned, kind.id) : nullptr;
            if (other) {
                *value = other->after.mean;
            }
        }
        gauges.push_back(std::move(gauge));
    }
    return gauges;
}

std::vector<PinnedRow> compareRows(const MeasuredRules* a, const MeasuredRules* b, const MeasuredRules* now,
                                   const RuleSet& rules, const Dataset& data) {
    std::vector<PinnedRow> rows;
    const MeasuredRules* any = now ? now : a ? a : b;
    if (!any) {
        return rows;
    }
    for (const GaugeSpec& gauge : gaugesOf(*any, rules, a, b, data)) {
        const auto text = [&](const std::optional<double>& value) {
            return value ? gaugeNumber(gauge, *value) : QString();
        };
        rows.push_back({gauge.title, text(gauge.pinnedA), text(gauge.pinnedB),
                        now ? gaugeNumber(gauge, gauge.after.mean) : QString()});
    }
    return rows;
}

PinnedModel::PinnedModel(bool isNow, QObject* parent)
    : ColumnTable({{tr("Measure"), [](const PinnedRow& row) { return row.measure; }},
                   {tr("A"), [](const PinnedRow& row) { return row.a; }, nullptr, Qt::AlignRight},
                   {tr("B"), [](const PinnedRow& row) { return row.b; }, nullptr, Qt::AlignRight},
                   {isNow ? tr("Now") : tr("Before the change"), [](const PinnedRow& row) { return row.now; },
                    nullptr, Qt::AlignRight}},
                  parent) {}

} // namespace tastescope

#include "moc_rule_court.cpp"
