// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/story_popup.h"

#include "ui/pages/studio/rules/rule_words.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"
#include "ui/widgets/screen_size.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("StoryDialog", text);
}

QString number(double value) {
    return QString::number(value, 'f', 3).replace(u'-', QChar(0x2212));
}

void addTerms(const GainTerms& terms, const Balance& balance, const RuleWords& words, ItemTale& tale) {
    const auto add = [&](bool used, const QString& name, double value) {
        if (used) {
            tale.terms.emplace_back(name, number(value));
        }
    };
    add(true, tr("Relevance, 0 to 1, with boosts"), terms.relevance);
    const bool whole = balance.dpp > 0;
    add((!whole && balance.mmr < 1) || terms.objective == "variety",
        tr("Largest likeness to what stands above"), terms.likeness);
    add(!whole && balance.calibration > 0, tr("Distance of the categories, with it"), terms.divergence);
    add(balance.novelty > 0, tr("Novelty"), terms.novelty);
    add(balance.freshness > 0, tr("Freshness"), terms.freshness);
    add(balance.popularityDamping > 0, tr("Popularity, subtracted"), terms.popularity);
    add(!balance.attributes.empty(), tr("Attributes"), terms.attributes);
    add(whole, tr("Growth of the determinant (log)"), terms.growth);
    add(true,
        terms.objective.empty()
            ? tr("Sum at that place")
            : tr("What it has of %1, whose place it is").arg(words.objective(terms.objective)),
        terms.gain);
}

/// Where a graph of neighbours has it, against its exact rank.
void addIndex(const ItemStages& stages, ItemTale& tale) {
    if (!stages.unbuilt.empty()) {
        tale.stages.emplace_back(
            tr("By the neighbour index"),
            tr("not built: %1. Open this again to build it").arg(toQString(stages.unbuilt)));
    } else if (stages.indexing) {
        tale.stages.emplace_back(tr("By the neighbour index"), tr("being built, open this again later"));
    }
    for (const IndexStanding& one : stages.index) {
        const QString exact = formatCount(one.exact);
        tale.stages.emplace_back(
            tr("By the neighbour index of %1").arg(toQString(one.model)),
            one.found > 0 ? tr("found at %1, exactly at %2").arg(formatCount(one.found), exact)
                          : tr("not among its first %1, exactly at %2").arg(formatCount(one.asked), exact));
    }
}

/// Sources with their ranks, and what the score is the sum of: the largest shares, and the rest as one.
void addRanker(const RankerTale& ranked, ItemTale& tale) {
    constexpr std::size_t told = 8;
    for (const auto& [source, rank] : ranked.ranks) {
        tale.stages.emplace_back(
            tr("By %1").arg(toQString(source)),
            rank > 0 ? tr("rank %1").arg(formatCount(rank))
                     : tr("not among its first %1").arg(formatCount(RankerFeatures::deepestRank)));
    }
    const auto signedNumber = [](double value) {
        return (value > 0 ? QStringLiteral("+") : QString()) + number(value);
    };
    double rest = 0;
    for (std::size_t at = 0; at < ranked.score.shares.size(); ++at) {
        const FeatureShare& share = ranked.score.shares[at];
        if (at < told) {
            tale.shares.emplace_back(toQString(share.feature), signedNumber(share.amount));
        } else {
            rest += share.amount;
        }
    }
    if (ranked.score.shares.size() > told) {
        tale.shares.emplace_back(tr("%1 other features").arg(ranked.score.shares.size() - told),
                                 signedNumber(rest));
    }
    if (ranked.score.bias != 0) {
        tale.shares.emplace_back(tr("For every candidate"), signedNumber(ranked.score.bias));
    }
    tale.shares.emplace_back(tr("Sum, before it becomes a probability"), number(ranked.score.raw));
}

QString verdictOf(const ItemStory& story, const RuleWords& words, bool had) {
    const QString before = formatCount(story.candidate + 1);
    switch (story.fate) {
    case ItemStory::Fate::NotACandidate:
        return had ? tr("It is in this person's past, and what was had is not recommended")
                   : tr("It is not among the candidates: the ranker has others before it");
    case ItemStory::Fate::Filtered:
        return tr("Left out by a filter: %1").arg(words.part("rules[" + std::to_string(story.rule) + "]"));
    case ItemStory::Fate::Buried:
        return tr("Buried below everything else; the ranker has it at %1").arg(before);
    case ItemStory::Fate::Limited:
        return story.limit.empty()
                   ? tr("It would have won place %1, but the rest of the list could not be filled then")
                         .arg(story.nearest + 1)
                   : tr("It would have won place %1, but for a limit: %2")
                         .arg(QString::number(story.nearest + 1), words.part(story.limit));
    case ItemStory::Fate::Outweighed:
        return tr("Others are worth more; it came nearest at place %1, %2 behind")
            .arg(QString::number(story.nearest + 1), number(story.behind));
    case ItemStory::Fate::Listed:
        break;
    }
    return *story.place == story.candidate
               ? tr("At place %1, as the ranker has it").arg(*story.place + 1)
               : tr("At place %1; the ranker has it at %2").arg(QString::number(*story.place + 1), before);
}

} // namespace

ItemTale taleOf(ItemIndex item, const ItemStages& stages, const ListStory& list, const PreparedPerson& person,
                const RuleSet& rules, const Catalogue& catalogue, const QString& ranker, bool had) {
    const ItemStory& story = stages.story;
    const RuleWords words(rules, catalogue);
    ItemTale tale;
    tale.title = catalogue.title(item);
    tale.subtitle = catalogue.creator(item);
    tale.verdict = verdictOf(story, words, had);
    addIndex(stages, tale);
    if (stages.ranked) {
        addRanker(*stages.ranked, tale);
    }
    if (story.fate == ItemStory::Fate::NotACandidate) {
        tale.stages.emplace_back(tr("Candidates"),
                                 tr("not among the %1 of %2").arg(formatCount(person.items.size()), ranker));
        return tale;
    }
    const std::uint32_t candidate = story.candidate;
    tale.stages.emplace_back(tr("Candidates"),
                             tr("%1 of %2, found by %3")
                                 .arg(formatCount(candidate + 1), formatCount(person.items.size()), ranker));
    tale.stages.emplace_back(
        tr("Ranker"), tr("score %1, relevance %2")
                          .arg(formatScore(person.scores[candidate]), number(person.relevance[candidate])));
    for (const std::size_t rule : story.rules) {
        tale.stages.emplace_back(tr("Met by"), words.part("rules[" + std::to_string(rule) + "]"));
    }
    tale.stages.emplace_back(tr("Final list"),
                             story.place ? tr("place %1").arg(*story.place + 1) : tr("not in it"));
    for (const PartStory& part : list.parts) {
        const auto there = std::ranges::find(part.list, candidate);
        const auto place = static_cast<std::size_t>(there - part.list.begin());
        const bool in = there != part.list.end();
        if (in != story.place.has_value() || (in && place != *story.place)) {
            tale.parts.emplace_back(tr("Without: %1").arg(words.part(part.path)),
                                    in ? tr("place %1").arg(place + 1) : tr("not in the list"));
        }
    }
    if (story.fate != ItemStory::Fate::Filtered) {
        addTerms(story.terms, rules.balance, words, tale);
    }
    return tale;
}

constexpr int widestValue = 220; ///< beside its name; names of rules and models may be longer

StoryDialog::StoryDialog(const ItemTale& tale, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Where %1 went").arg(tale.title));
    setAccessibleName(windowTitle());
    setAccessibleDescription(tale.verdict);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    auto* title = new TextLabel(TextStyle::Heading, Role::Text, tale.title, this);
    title->setElided(true);
    column->addWidget(title);
    const QString whom = tale.whom.isEmpty() ? QString() : tr("In the list of %1").arg(tale.whom);
    for (const QString& line : {tale.subtitle, whom}) {
        if (!line.isEmpty()) {
            auto* words = new TextLabel(TextStyle::Small, Role::Text3, line, this);
            words->setElided(true);
            column->addWidget(words);
        }
    }
    column->addWidget(new Note(NoteKind::Finding, tale.verdict, this));
    auto* inside = new QWidget;
    inside->setObjectName(QStringLiteral("scrollBody"));
    auto* tables = new QVBoxLayout(inside);
    tables->setContentsMargins(0, 0, 0, 0);
    tables->setSpacing(8);
    const auto table = [&](const QString& heading, const std::vector<std::pair<QString, QString>>& lines) {
        if (lines.empty()) {
            return;
        }
        tables->addSpacing(4);
        tables->addWidget(new TextLabel(TextStyle::Card, Role::Text, heading, inside));
        auto* grid = new QGridLayout;
        grid->setHorizontalSpacing(16);
        grid->setVerticalSpacing(2);
        grid->setColumnStretch(0, 1);
        for (int row = 0; row < static_cast<int>(lines.size()); ++row) {
            const auto& [name, value] = lines[static_cast<std::size_t>(row)];
            auto* left = new TextLabel(TextStyle::Small, Role::Text2, name, inside);
            left->setElided(true);
            auto* right = new TextLabel(TextStyle::Small, Role::Text, value, inside);
            right->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            right->setElided(right->sizeHint().width() > Theme::instance().scaled(widestValue));
            grid->addWidget(left, row, 0);
            grid->addWidget(right, row, 1);
        }
        tables->addLayout(grid);
    };
    table(tr("Stages"), tale.stages);
    table(tr("What the ranker's score is made of"), tale.shares);
    table(tr("What each rule does to it"), tale.parts);
    table(tr("Terms of the score"), tale.terms);
    tables->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setAccessibleName(tr("Stages and rules"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(inside);
    column->addWidget(scroll, 1);
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    close->setDefault(true);
    column->addLayout(dialogFoot({close}));
    connect(close, &QAbstractButton::clicked, this, &QDialog::reject);
    // As tall as its lines, but no taller than the screen: then they scroll.
    const int width = Theme::instance().scaled(440);
    const int hinted =
        column->hasHeightForWidth() ? column->totalHeightForWidth(width) : column->totalSizeHint().height();
    const int whole = hinted - scroll->sizeHint().height() + inside->sizeHint().height();
    resizeToScreen(*this, {width, whole});
    if (height() < whole) {
        scroll->setFocus(); // so that the arrows scroll at once
    } else {
        scroll->setFocusPolicy(Qt::NoFocus);
        close->setFocus();
    }
}

} // namespace tastescope

#include "moc_story_popup.cpp"
