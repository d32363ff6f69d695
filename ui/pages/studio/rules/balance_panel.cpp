// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/rules/balance_panel.h"

#include "engine/pipeline/rules/rule_set_json.h"
#include "ui/pages/studio/rules/share_sliders.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/rest_box.h"
#include "ui/widgets/slider_row.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <utility>

namespace tastescope {
namespace {

constexpr double mostWeight = 1; ///< of novelty and its like: as much as relevance itself

} // namespace

BalancePanel::BalancePanel(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* balance = new QVBoxLayout;
    balance->setContentsMargins(16, 8, 16, 12);
    balance->setSpacing(6);
    makeBalance(*balance);
    column->addLayout(balance);
    auto* line = new QFrame(this);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    column->addWidget(line);
    auto* limits = new QVBoxLayout;
    limits->setContentsMargins(16, 8, 16, 12);
    limits->setSpacing(6);
    makeLimits(*limits);
    column->addLayout(limits);
    const auto restyle = [this] {
        for (RestBox* box : {m_halfLife, m_length, m_most}) {
            box->setFixedSize(Theme::instance().scaled(88), Theme::instance().scaled(24));
            box->setFont(Theme::instance().font(TextStyle::Small));
        }
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
}

SliderRow* BalancePanel::addSlider(QVBoxLayout& column, const QString& label, double high,
                                   std::function<double(const RuleSet&)> get,
                                   std::function<void(RuleSet&, double)> set) {
    auto* row = new SliderRow(label, {0, high, 0, 2, false}, this);
    column.addWidget(row);
    const std::size_t at = m_sliders.size();
    m_sliders.push_back({row, label, std::move(get), std::move(set)});
    connect(row, &SliderRow::valueMoved, this, [this, at](double value) {
        RuleSet rules = m_rules;
        m_sliders[at].set(rules, value);
        Q_EMIT moved(rules);
    });
    connect(row, &SliderRow::valueChanged, this, [this, at](double value) {
        send(m_sliders[at].name, [&](RuleSet& rules) { m_sliders[at].set(rules, value); });
    });
    return row;
}

SliderRow* BalancePanel::addBalance(QVBoxLayout& column, const QString& label, double Balance::*member) {
    return addSlider(
        column, label, mostWeight, [member](const RuleSet& rules) { return rules.balance.*member; },
        [member](RuleSet& rules, double value) { rules.balance.*member = value; });
}

RestBox* BalancePanel::addBox(int low, int high, const QString& name, const std::function<QString()>& what,
                              const std::function<void(RuleSet&, int)>& set) {
    auto* box = new RestBox(low, high, this);
    box->setAccessibleName(name);
    box->setProperty("small", true);
    box->setLocale(QLocale::c());
    box->setFocusPolicy(Qt::StrongFocus);
    connect(box, &RestBox::valueMoved, this, [this, set](int value) {
        RuleSet rules = m_rules;
        set(rules, value);
        Q_EMIT moved(rules);
    });
    connect(box, &RestBox::valueRested, this,
            [this, what, set](int value) { send(what(), [&](RuleSet& rules) { set(rules, value); }); });
    return box;
}

void BalancePanel::sendWaiting() {
    for (RestBox* box : {m_halfLife, m_length, m_most}) {
        box->sendWaiting();
    }
    for (const Slider& slider : m_sliders) {
        slider.row->sendWaiting();
    }
    m_shareRows->sendWaiting();
}

void BalancePanel::makeBalance(QVBoxLayout& column) {
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("Balance"), this), 1);
    m_by = new SegmentedControl(tr("Balance by"), {tr("Weights"), tr("Shares")}, this);
    head->addWidget(m_by);
    column.addLayout(head);
    connect(m_by, &SegmentedControl::chosen, this, [this](int which) { balanceBy(which == 1); });
    makeShares(column);
    m_mmr = addBalance(column, tr("Relevance ↔ variety, λ"), &Balance::mmr);
    m_dpp = addSlider(
        column, tr("Varied as a whole"), 0.99, [](const RuleSet& rules) { return rules.balance.dpp; },
        [](RuleSet& rules, double value) { rules.balance.dpp = value; });
    m_dpp->setToolTip(tr("The most likely list of a determinantal point process; decides instead of the "
                         "slider above"));
    m_calibration = addBalance(column, tr("Match the category mix"), &Balance::calibration);
    SliderRow* novelty = addBalance(column, tr("Novelty"), &Balance::novelty);
    m_freshness = addBalance(column, tr("Freshness"), &Balance::freshness);
    m_halfLife = addBox(
        1, 3650, tr("Days after which freshness is half"), [] { return tr("Half-life"); },
        [](RuleSet& rules, int days) { rules.balance.halfLifeDays = days; });
    m_halfLife->setSuffix(tr(" days"));
    m_halfLifeWords = new TextLabel(TextStyle::Small, Role::Text3, tr("Freshness halves in"), this);
    auto* half = new QHBoxLayout;
    half->addWidget(m_halfLifeWords, 1);
    half->addWidget(m_halfLife);
    column.addLayout(half);
    SliderRow* damping = addBalance(column, tr("Damp what is popular"), &Balance::popularityDamping);
    m_weightRows = {m_mmr, m_dpp, m_calibration, novelty, m_freshness, damping};
}

void BalancePanel::makeShares(QVBoxLayout& column) {
    m_byWords = new TextLabel(TextStyle::Micro, Role::Text3, {}, this);
    m_byWords->setElided(true);
    auto* row = new QHBoxLayout;
    row->addWidget(m_byWords, 1);
    row->addWidget(new TextLabel(TextStyle::Micro, Role::Text3, tr("❘ preset value"), this));
    column.addLayout(row);
    m_shareRows = new ShareSliders(this);
    column.addWidget(m_shareRows);
    const auto with = [this](const Shares& shares) {
        RuleSet rules = m_rules;
        rules.balance.shares = shares;
        return rules;
    };
    connect(m_shareRows, &ShareSliders::moved, this,
            [this, with](const Shares& shares) { Q_EMIT moved(with(shares)); });
    connect(m_shareRows, &ShareSliders::changed, this,
            [this, with](const Shares& shares, const QString& what) { Q_EMIT changed(with(shares), what); });
}

/// The other kind as it was when it was left, or as it begins.
void BalancePanel::balanceBy(bool shares) {
    if (shares == m_rules.balance.shares.has_value()) {
        return; // the one that is on was pressed again
    }
    send(shares ? tr("Balance by shares") : tr("Balance by weights"), [&](RuleSet& rules) {
        const double halfLife = rules.balance.halfLifeDays;
        if (shares) {
            m_weights = rules.balance;
            rules.balance = {};
            rules.balance.shares = m_shares.value_or(firstShares(m_traits));
        } else {
            m_shares = rules.balance.shares;
            rules.balance = m_weights;
        }
        rules.balance.halfLifeDays = halfLife;
    });
}

void BalancePanel::makeLimits(QVBoxLayout& column) {
    column.addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("Limits"), this));
    const auto addRow = [&](TextLabel* words, QWidget* control) {
        words->setElided(true);
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(words, 1);
        row->addWidget(control);
        column.addLayout(row);
    };
    m_length = addBox(
        1, static_cast<int>(longestRuledList), tr("Places in the list"),
        [] { return tr("Places in the list"); },
        [](RuleSet& rules, int places) { rules.list = static_cast<std::size_t>(places); });
    addRow(new TextLabel(TextStyle::Body, Role::Text, tr("Places in the list"), this), m_length);
    m_most = addBox(
        0, 100, tr("At most of one creator"), [this] { return m_mostWords->text(); },
        [](RuleSet& rules, int most) {
            setCreatorMax(rules, most > 0 ? std::optional(static_cast<std::size_t>(most)) : std::nullopt);
        });
    m_most->setSpecialValueText(tr("any"));
    m_mostWords = new TextLabel(TextStyle::Body, Role::Text, {}, this);
    addRow(m_mostWords, m_most);
    m_gap = new Switch(tr("No creator twice in a row"), this);
    m_gapWords = new TextLabel(TextStyle::Body, Role::Text, {}, this);
    addRow(m_gapWords, m_gap);
    m_small = addSlider(
        column, tr("Small creators, at least"), 1,
        [](const RuleSet& rules) { return smallCreatorShare(rules); },
        [](RuleSet& rules, double value) { setSmallCreatorShare(rules, value); });
    connect(m_gap, &QAbstractButton::clicked, this, [this](bool on) {
        send(m_gapWords->text(), [on](RuleSet& rules) { setCreatorGap(rules, on); });
    });
}

void BalancePanel::send(const QString& what, const std::function<void(RuleSet&)>& change) {
    RuleSet rules = m_rules;
    change(rules);
    Q_EMIT changed(rules, what); // what moved was shown already: whether it is a change is asked elsewhere
}

void BalancePanel::setData(const DataTraits& traits, const Nouns& nouns) {
    const QString creator = toQString(nouns.creator);
    m_traits = traits;
    m_weights = {};
    m_shares.reset();
    m_shareRows->setData(traits, nouns);
    m_mostWords->setText(tr("Most per %1").arg(creator));
    m_most->setAccessibleName(m_mostWords->text());
    m_gapWords->setText(tr("No %1 twice in a row").arg(creator));
    m_gap->setAccessibleName(m_gapWords->text());
    const auto allow = [](QWidget* widget, bool on, const QString& why) {
        widget->setEnabled(on);
        widget->setToolTip(on ? QString() : why);
    };
    const QString likeness =
        tr("The %1 have no attributes that likeness could be told by").arg(toQString(nouns.items));
    allow(m_mmr, traits.attributes, likeness);
    allow(m_dpp, traits.attributes, likeness);
    allow(m_calibration, traits.categories, tr("The data has no categories"));
    const QString released = tr("The data does not say when anything was released");
    allow(m_freshness, traits.releases, released);
    allow(m_halfLife, traits.releases, released);
    const QString creators = tr("The data has no %1").arg(toQString(nouns.creators));
    for (QWidget* widget :
         {static_cast<QWidget*>(m_most), static_cast<QWidget*>(m_gap), static_cast<QWidget*>(m_small)}) {
        allow(widget, traits.creators, creators);
    }
}

void BalancePanel::setRules(const RuleSet& rules, const RuleSet& preset) {
    m_rules = rules;
    const std::optional<Shares>& shares = rules.balance.shares;
    m_by->setCurrent(shares ? 1 : 0);
    m_byWords->setText(shares ? tr("Together 100 % of places") : tr("Weights in one sum"));
    m_shareRows->setVisible(shares.has_value());
    for (QWidget* row : m_weightRows) {
        row->setVisible(!shares);
    }
    if (shares) {
        m_shareRows->setShares(*shares, preset.balance.shares.value_or(firstShares(m_traits)));
    }
    for (const Slider& slider : m_sliders) {
        slider.row->setPreset(slider.get(preset));
        if (!slider.row->isMoving() || slider.row->value() != slider.get(rules)) {
            slider.row->setValue(slider.get(rules));
        }
    }
    m_halfLife->setShown(static_cast<int>(rules.balance.halfLifeDays + 0.5));
    m_length->setShown(static_cast<int>(rules.list.value_or(lengthShown)));
    m_most->setShown(static_cast<int>(creatorMax(rules).value_or(0)));
    m_gap->setChecked(creatorGap(rules));
}

} // namespace tastescope

#include "moc_balance_panel.cpp"
