// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/rules/rule_dialog.h"

#include "engine/pipeline/rerank/compiled_rules.h"
#include "engine/pipeline/rules/day.h"
#include "engine/pipeline/rules/rule_set_json.h"
#include "ui/catalogue/lookup_field.h"
#include "ui/pages/studio/rules/condition_edit.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"
#include "ui/widgets/screen_size.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t matchLimit = 20;
enum LimitKind { AtMost, Apart, AtLeast, Cap };

template <typename Box>
Box* makeNumber(QWidget* parent, const QString& name, double low, double high) {
    auto* box = new Box(parent);
    box->setAccessibleName(name);
    box->setLocale(QLocale::c());
    box->setRange(static_cast<decltype(box->value())>(low), static_cast<decltype(box->value())>(high));
    box->setAlignment(Qt::AlignRight);
    return box;
}

QWidget* makeRow(QWidget* parent, QVBoxLayout& column, const QString& label, QWidget* control) {
    auto* row = new QWidget(parent);
    auto* layout = new QVBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(new TextLabel(TextStyle::Small, Role::Text2, label, row));
    layout->addWidget(control);
    column.addWidget(row);
    return row;
}

QHBoxLayout* makeFoot(QDialog* dialog, const QString& word, Button*& take) {
    auto* cancel = new Button(ButtonKind::Plain, QDialog::tr("Cancel"), {}, dialog);
    take = new Button(ButtonKind::Primary, word, {}, dialog);
    take->setDefault(true);
    QHBoxLayout* foot = dialogFoot({cancel, take});
    QObject::connect(cancel, &QAbstractButton::clicked, dialog, &QDialog::reject);
    return foot;
}

/// What the file format says of it: nothing when it is fine.
QString problemOf(const RuleSet& rules) {
    const Result<RuleSet> read = parseRuleSet(ruleSetJson(rules));
    return read ? QString() : formatError(read.error());
}

} // namespace

RuleDialog::RuleDialog(RuleDialogData data, const Rule& rule, bool isNew, QWidget* parent)
    : QDialog(parent)
    , m_data(std::move(data))
    , m_rule(rule) {
    setWindowTitle(isNew ? tr("New rule") : tr("Change the rule"));
    setAccessibleName(windowTitle());
    build(isNew);
    showRule(rule);
    showParts();
    resizeToScreen(*this, {Theme::instance().scaled(480), sizeHint().height()});
}

QWidget* RuleDialog::row(const QString& label, QWidget* control) {
    return makeRow(this, *static_cast<QVBoxLayout*>(layout()), label, control);
}

void RuleDialog::build(bool isNew) {
    const Nouns& nouns = m_data.catalogue->dataset().nouns();
    const QString one = toQString(nouns.item);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    m_action = new ComboBox(this);
    m_action->setAccessibleName(tr("What the rule does"));
    m_action->addItems(
        {tr("Pin to a place"), tr("Boost"), tr("Bury below everything else"), tr("Filter out")});
    row(tr("The rule does"), m_action);
    m_about = new SegmentedControl(tr("About"), {tr("A condition"), tr("One %1").arg(one)}, this);
    m_aboutRow = row(tr("About"), m_about);
    m_item = new LookupField(tr("Search %1").arg(toQString(nouns.items)), *m_data.jobs, this);
    m_item->setAccessibleName(tr("The %1 it is about").arg(one));
    m_item->setSearch([of = m_data.catalogue](const QString& text,
                                              const ExecutionContext& context) -> Result<std::vector<Match>> {
        std::vector<Match> matches;
        for (const ItemIndex item : of->findItems(text, matchLimit, context)) {
            matches.push_back({item.value, of->title(item), of->creator(item)});
        }
        return matches;
    });
    m_itemRow = row(capitalised(one), m_item);
    m_condition = new ConditionEdit(tr("Condition"), m_data.facts, this);
    m_conditionRow = row(tr("Condition"), m_condition);
    m_place = makeNumber<QSpinBox>(this, tr("Place"), 1, longestRuledList);
    m_soft = new QCheckBox(tr("There or better"), this);
    auto* place = new QWidget(this);
    auto* placeRow = new QHBoxLayout(place);
    placeRow->setSpacing(8);
    placeRow->setContentsMargins(0, 0, 0, 0);
    placeRow->addWidget(m_place);
    placeRow->addWidget(m_soft, 1);
    m_placeRow = row(tr("Place"), place);
    m_boost = new ComboBox(this);
    m_boost->setAccessibleName(tr("How the boost counts"));
    m_boost->addItems({tr("Added to the relevance, 0 to 1"), tr("Share of the way up")});
    m_amount = makeNumber<QDoubleSpinBox>(this, tr("Amount"), 0, 1);
    m_amount->setSingleStep(0.05);
    auto* boost = new QWidget(this);
    auto* boostRow = new QHBoxLayout(boost);
    boostRow->setSpacing(8);
    boostRow->setContentsMargins(0, 0, 0, 0);
    boostRow->addWidget(m_boost, 1);
    boostRow->addWidget(m_amount);
    m_boostRow = row(tr("Amount"), boost);
    m_audience = new ConditionEdit(tr("Audience"), m_data.facts, this);
    m_audience->setAboutPeople(true);
    row(tr("For %1 who meet").arg(toQString(nouns.users)), m_audience);
    auto* days = new QWidget(this);
    auto* dayRow = new QHBoxLayout(days);
    dayRow->setContentsMargins(0, 0, 0, 0);
    m_from = new QLineEdit(days);
    m_until = new QLineEdit(days);
    for (const auto& [field, name] : {std::pair(m_from, tr("First day")), {m_until, tr("Last day")}}) {
        field->setAccessibleName(name);
        field->setPlaceholderText(tr("%1, as 2026-06-30").arg(name));
        dayRow->addWidget(field);
    }
    row(tr("In these days"), days);
    m_problem = new Note(NoteKind::Failure, {}, this);
    m_problem->hide();
    column->addWidget(m_problem);
    column->addStretch(1);
    Button* take = nullptr;
    column->addLayout(makeFoot(this, isNew ? tr("Add the rule") : tr("Change"), take));
    connect(take, &QAbstractButton::clicked, this, &RuleDialog::finish);
    connect(m_action, &QComboBox::activated, this, &RuleDialog::showParts);
    connect(m_about, &SegmentedControl::chosen, this, &RuleDialog::showParts);
    connect(m_condition, &ConditionEdit::edited, this, &RuleDialog::count);
    connect(m_item, &LookupField::chosen, this, [this](quint32 item) {
        m_rule.item = m_data.catalogue->itemId(ItemIndex(item)).toStdString();
        m_item->setCaption(m_data.catalogue->title(ItemIndex(item)));
    });
}

void RuleDialog::showRule(const Rule& rule) {
    m_action->setCurrentIndex(static_cast<int>(rule.action));
    m_about->setCurrent(rule.item.empty() ? 0 : 1);
    if (!rule.item.empty()) {
        const auto item = m_data.catalogue->itemOf(toQString(rule.item));
        m_item->setCaption(item ? m_data.catalogue->title(*item) : toQString(rule.item));
    }
    m_condition->setText(rule.condition ? toQString(rule.condition->text()) : QString());
    m_place->setValue(static_cast<int>(std::max<std::size_t>(1, rule.place)));
    m_soft->setChecked(rule.soft);
    m_boost->setCurrentIndex(rule.share ? 1 : 0);
    m_amount->setValue(rule.share ? *rule.share : rule.by.value_or(0.1));
    m_audience->setText(rule.audience ? toQString(rule.audience->text()) : QString());
    m_from->setText(rule.from ? toQString(dayOf(*rule.from)) : QString());
    m_until->setText(rule.until ? toQString(dayOf(*rule.until)) : QString());
    count();
}

void RuleDialog::showParts() {
    const auto action = static_cast<Rule::Do>(m_action->currentIndex());
    const bool pin = action == Rule::Do::Pin;
    const bool item = pin || m_about->current() == 1;
    m_aboutRow->setVisible(!pin);
    m_itemRow->setVisible(item);
    m_conditionRow->setVisible(!item);
    m_placeRow->setVisible(pin);
    m_boostRow->setVisible(action == Rule::Do::Boost);
}

void RuleDialog::count() {
    const std::optional<Condition> condition = m_condition->condition();
    if (!condition || !m_data.candidates || m_data.candidates->people().empty()) {
        m_condition->setRemark(tr("Ctrl+Space offers names"));
        return;
    }
    const PreparedPerson& person = m_data.candidates->people().front();
    const Result<ItemTest> test = ItemTest::of(*condition, *m_data.candidates);
    const auto met = test ? std::ranges::count_if(
                                person.items, [&](ItemIndex one) { return test->holds(one, person.person); })
                          : 0;
    m_condition->setRemark(
        tr("Meets %1 of %2 candidates")
            .arg(formatCount(static_cast<qulonglong>(met)), formatCount(person.items.size())));
}

void RuleDialog::finish() {
    Rule rule;
    rule.on = m_rule.on;
    rule.action = static_cast<Rule::Do>(m_action->currentIndex());
    const bool pin = rule.action == Rule::Do::Pin;
    QString problem;
    const auto day = [&](const QLineEdit* field) -> std::optional<Time> {
        const QString text = field->text().trimmed();
        const auto time = text.isEmpty() ? std::nullopt : timeOfDay(text.toStdString());
        if (!text.isEmpty() && !time) {
            problem = tr("\"%1\" is no day. Write it as 2026-06-30.").arg(text);
        }
        return time;
    };
    if (pin || m_about->current() == 1) {
        rule.item = m_rule.item;
        problem = rule.item.empty() ? tr("Choose what it is about in the search field.") : QString();
    } else if (rule.condition = m_condition->condition(); !rule.condition) {
        problem = m_condition->isWrong() ? m_condition->problem() : tr("Write a condition.");
        m_condition->field().setFocus();
    }
    if (pin) {
        rule.place = static_cast<std::size_t>(m_place->value());
        rule.soft = m_soft->isChecked();
    }
    if (rule.action == Rule::Do::Boost) {
        (m_boost->currentIndex() == 0 ? rule.by : rule.share) = m_amount->value();
    }
    if (m_audience->isWrong()) {
        problem = m_audience->problem();
        m_audience->field().setFocus();
    }
    rule.audience = m_audience->condition();
    rule.from = day(m_from);
    rule.until = day(m_until);
    if (problem.isEmpty()) {
        RuleSet rules;
        rules.rules.push_back(rule);
        problem = problemOf(rules);
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (problem.isEmpty()) {
        m_rule = std::move(rule);
        accept();
    }
}

LimitDialog::LimitDialog(RuleDialogData data, const Limit& limit, bool isNew, QWidget* parent)
    : QDialog(parent)
    , m_data(std::move(data))
    , m_limit(limit) {
    setWindowTitle(isNew ? tr("New limit") : tr("Change the limit"));
    setAccessibleName(windowTitle());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    m_what = new ComboBox(this);
    m_what->setAccessibleName(tr("What is limited"));
    m_what->addItem(tr("What meets a condition"), QString());
    m_what->addItem(tr("One %1 (of all lists)").arg(toQString(m_data.catalogue->dataset().nouns().item)),
                    QStringLiteral("item"));
    for (const AttributeColumn& attribute : m_data.catalogue->dataset().itemAttributes().table().columns) {
        m_what->addItem(tr("Same %1").arg(toQString(attribute.name)), toQString(attribute.name));
    }
    makeRow(this, *column, tr("What is limited"), m_what);
    m_condition = new ConditionEdit(tr("Condition"), m_data.facts, this);
    makeRow(this, *column, tr("Condition"), m_condition);
    m_kind = new ComboBox(this);
    m_kind->setAccessibleName(tr("Kind of limit"));
    m_kind->addItems({tr("At most so many places"), tr("So many others between two"),
                      tr("At least this share of places"), tr("At most this share, over all people")});
    makeRow(this, *column, tr("Limit"), m_kind);
    m_number = makeNumber<QSpinBox>(this, tr("Number"), 1, longestRuledList);
    m_share = makeNumber<QDoubleSpinBox>(this, tr("Share"), 0, 1);
    m_share->setSingleStep(0.05);
    auto* amount = new QWidget(this);
    auto* amountRow = new QHBoxLayout(amount);
    amountRow->setSpacing(8);
    amountRow->setContentsMargins(0, 0, 0, 0);
    amountRow->addWidget(m_number);
    amountRow->addWidget(m_share);
    makeRow(this, *column, tr("Amount"), amount);
    m_window = makeNumber<QSpinBox>(this, tr("In any so many places"), 0, longestRuledList);
    m_window->setSpecialValueText(tr("in the list"));
    m_windowRow = makeRow(this, *column, tr("Counted in any so many places"), m_window);
    m_problem = new Note(NoteKind::Failure, {}, this);
    m_problem->hide();
    column->addWidget(m_problem);
    column->addStretch(1);
    Button* take = nullptr;
    column->addLayout(makeFoot(this, isNew ? tr("Add the limit") : tr("Change"), take));
    connect(take, &QAbstractButton::clicked, this, &LimitDialog::finish);
    connect(m_what, &QComboBox::activated, this, &LimitDialog::showParts);
    connect(m_kind, &QComboBox::activated, this, &LimitDialog::showParts);
    showLimit(limit);
    showParts();
    resizeToScreen(*this, {Theme::instance().scaled(440), sizeHint().height()});
}

void LimitDialog::showLimit(const Limit& limit) {
    m_what->setCurrentIndex(std::max(0, m_what->findData(toQString(limit.attribute))));
    m_condition->setText(limit.condition ? toQString(limit.condition->text()) : QString());
    m_kind->setCurrentIndex(limit.gap ? Apart : limit.minShare ? AtLeast : limit.cap ? Cap : AtMost);
    m_number->setValue(static_cast<int>(limit.max.value_or(limit.gap.value_or(2))));
    m_share->setValue(limit.minShare.value_or(limit.cap.value_or(0.2)));
    m_window->setValue(static_cast<int>(limit.window.value_or(0)));
}

void LimitDialog::showParts() {
    const bool condition = m_what->currentData().toString().isEmpty();
    m_condition->parentWidget()->setVisible(condition);
    const int kind = m_kind->currentIndex();
    m_number->setVisible(kind == AtMost || kind == Apart);
    m_share->setVisible(kind == AtLeast || kind == Cap);
    m_windowRow->setVisible(kind == AtMost);
}

void LimitDialog::finish() {
    Limit limit;
    limit.attribute = m_what->currentData().toString().toStdString();
    QString problem;
    if (limit.attribute.empty()) {
        limit.condition = m_condition->condition();
        problem = limit.condition          ? QString()
                  : m_condition->isWrong() ? m_condition->problem()
                                           : tr("Write a condition.");
    }
    const auto number = static_cast<std::size_t>(m_number->value());
    switch (m_kind->currentIndex()) {
    case AtMost:
        limit.max = number;
        if (m_window->value() > 0) {
            limit.window = static_cast<std::size_t>(m_window->value());
        }
        break;
    case Apart:
        limit.gap = number;
        break;
    case AtLeast:
        limit.minShare = m_share->value();
        break;
    default:
        limit.cap = m_share->value();
    }
    if (problem.isEmpty()) {
        RuleSet rules;
        rules.limits.push_back(limit);
        problem = problemOf(rules);
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (problem.isEmpty()) {
        m_limit = std::move(limit);
        accept();
    }
}

} // namespace tastescope

#include "moc_rule_dialog.cpp"
