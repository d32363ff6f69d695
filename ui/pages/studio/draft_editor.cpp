// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/draft_editor.h"

#include "engine/pipeline/rules/rule_set_json.h"
#include "storage/files/atomic_file.h"
#include "storage/files/output_check.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/rerank_files.h"
#include "ui/jobs/job_runner.h"
#include "ui/navigation/project_dialog.h"
#include "ui/pages/studio/lists/moves_view.h"
#include "ui/pages/studio/rules/balance_panel.h"
#include "ui/pages/studio/rules/name_dialog.h"
#include "ui/pages/studio/rules/rule_words.h"
#include "ui/pages/studio/rules/rules_list.h"
#include "ui/pages/studio/studio_layout.h"
#include "ui/session/edit_command.h"
#include "ui/session/project_rules.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/widgets/ask_dialog.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/save_name.h"
#include "ui/widgets/toast.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QPointer>
#include <QSignalBlocker>
#include <QUndoStack>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

Rule conditionRule(Rule::Do action, std::string_view condition) {
    Rule rule;
    rule.action = action;
    rule.condition = *Condition::parse(condition);
    return rule;
}

/// Without the mark of a menu, which a button has no room for.
void openBelow(QAbstractButton* button, QMenu* menu) {
    QObject::connect(button, &QAbstractButton::clicked, menu,
                     [button, menu] { menu->popup(button->mapToGlobal(QPoint(0, button->height()))); });
}

} // namespace

DraftEditor::DraftEditor(Session& session, StudioLayout& view, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_view(view) {
    connect(&session.rules(), &ProjectRules::changed, this, &DraftEditor::fillPresets);
    connectHead();
    connectRules();
    clear();
}

QWidget* DraftEditor::window() const {
    return m_view.window();
}

void DraftEditor::connectHead() {
    QUndoStack& stack = m_session.undoStack();
    connect(m_view.preset, &QComboBox::activated, this, &DraftEditor::choosePreset);
    connect(m_view.save, &QAbstractButton::clicked, this, &DraftEditor::savePreset);
    connect(m_view.undo, &QAbstractButton::clicked, this, [this, &stack] {
        m_view.balance->sendWaiting();
        stack.undo();
    });
    connect(m_view.redo, &QAbstractButton::clicked, this, [this, &stack] {
        m_view.balance->sendWaiting();
        stack.redo();
    });
    m_view.undo->setEnabled(stack.canUndo());
    m_view.redo->setEnabled(stack.canRedo());
    connect(&stack, &QUndoStack::canUndoChanged, m_view.undo, &QWidget::setEnabled);
    connect(&stack, &QUndoStack::canRedoChanged, m_view.redo, &QWidget::setEnabled);
    fillExchangeMenu();
}

void DraftEditor::fillExchangeMenu() {
    auto* menu = new QMenu(m_view.exchange);
    // Once the menu is gone: a dialog that runs inside its key press would have to share the keys with it.
    connect(menu->addAction(tr("Export to a file…")), &QAction::triggered, this, &DraftEditor::exportRules,
            Qt::QueuedConnection);
    connect(menu->addAction(tr("Import from a file…")), &QAction::triggered, this, &DraftEditor::importRules,
            Qt::QueuedConnection);
    menu->addSeparator();
    QAction* remove = menu->addAction(tr("Delete this preset"), this, &DraftEditor::deletePreset);
    connect(menu, &QMenu::aboutToShow, remove,
            [this, remove] { remove->setEnabled(m_draft.preset.startsWith(QLatin1String("own:"))); });
    openBelow(m_view.exchange, menu);
}

void DraftEditor::connectRules() {
    connect(m_view.balance, &BalancePanel::moved, this, &DraftEditor::showRules);
    connect(m_view.balance, &BalancePanel::changed, this, &DraftEditor::change);
    connect(m_view.rules, &RulesList::switched, this, [this](std::size_t rule, bool on) {
        RuleSet rules = settled();
        rules.rules[rule].on = on;
        change(rules, on ? tr("Switch a rule on") : tr("Switch a rule off"));
    });
    connect(m_view.rules, &RulesList::moved, this, &DraftEditor::moveRule);
    connect(m_view.rules, &RulesList::changeWanted, this, &DraftEditor::changeRule);
    connect(m_view.rules, &RulesList::removeWanted, this, &DraftEditor::removeRule);
    connect(m_view.moves, &MovesView::pinWanted, this, [this](int item, int place) {
        ruleAbout(Rule::Do::Pin, item, static_cast<std::size_t>(place) + 1);
    });
    connect(m_view.moves, &MovesView::buryWanted, this,
            [this](int item) { ruleAbout(Rule::Do::Bury, item, 0); });
    connect(m_view.moves, &MovesView::filterWanted, this,
            [this](int item) { ruleAbout(Rule::Do::Filter, item, 0); });
    fillRuleMenu();
}

void DraftEditor::fillRuleMenu() {
    auto* menu = new QMenu(m_view.addRule);
    for (const Rule::Do action : {Rule::Do::Pin, Rule::Do::Boost, Rule::Do::Bury, Rule::Do::Filter}) {
        menu->addAction(tr("%1…").arg(actionWord(action)), this, [this, action] {
            Rule rule;
            rule.action = action;
            rule.place = action == Rule::Do::Pin ? 1 : 0;
            addRule(rule);
        });
    }
    menu->addAction(tr("Limit…"), this, &DraftEditor::addLimit);
    menu->addSeparator();
    menu->addAction(tr("Promote new releases"), this, [this] {
        RuleSet rules = settled();
        rules.rules.push_back(conditionRule(Rule::Do::Boost, "age_days < 30"));
        rules.rules.back().by = 0.1;
        change(rules, tr("Promote new releases"));
    });
    menu->addAction(tr("Bury what was seen this week"), this, [this] {
        RuleSet rules = settled();
        rules.rules.push_back(conditionRule(Rule::Do::Bury, "seen_days < 7"));
        change(rules, tr("Bury what was seen this week"));
    });
    openBelow(m_view.addRule, menu);
}

void DraftEditor::clear() {
    m_catalogue.reset();
    m_facts.reset();
    m_candidates.reset();
    m_met.clear();
    m_builtIn = builtInPresets({});
    m_draft = {m_builtIn[0].rules, m_builtIn[0].id};
    m_shown = m_draft.rules;
    fillPresets();
    fillRules();
}

void DraftEditor::setData(std::shared_ptr<const Catalogue> catalogue) {
    m_catalogue = std::move(catalogue);
    const DataTraits traits = traitsOf(m_catalogue->dataset());
    m_view.balance->setData(traits, m_catalogue->dataset().nouns());
    m_builtIn = builtInPresets(traits);
    // What was worked on last in this project, else the second of the presets: something to see.
    m_draft = parseDraft(m_session.rules().draft()).value_or(Draft{m_builtIn[1].rules, m_builtIn[1].id});
    fillPresets();
    showRules(m_draft.rules);
}

void DraftEditor::setFacts(std::shared_ptr<const RuleFacts> facts) {
    m_facts = std::move(facts);
}

void DraftEditor::setPreview(const Preview& preview) {
    m_candidates = preview.people.prepared;
    m_met = preview.story.met;
    m_metRules = m_shown;
    fillRules();
}

void DraftEditor::setDraft(const Draft& draft) {
    m_draft = draft;
    fillPresets();
    showRules(draft.rules);
    // At once: data that is replaced a moment later takes it up again from there.
    m_session.rules().keepDraft(draftText(m_draft));
}

void DraftEditor::setName(const Draft& draft) {
    if (!sameRules(draft.rules, m_draft.rules)) {
        setDraft(draft);
        return;
    }
    m_draft = draft;
    m_shown = draft.rules; // not said as shown: the lists of them are there
    fillPresets();
    m_session.rules().keepDraft(draftText(m_draft));
}

void DraftEditor::changeTo(const Draft& draft, const QString& what) {
    // While the data is being read the draft is not yet what was worked on, and would be kept in its place.
    if (!m_catalogue || draft == m_draft) {
        showRules(m_draft.rules); // controls that showed something else
        return;
    }
    m_session.undoStack().push(new EditCommand(what, giving(draft, &DraftEditor::setDraft),
                                               giving(m_draft, &DraftEditor::setDraft)));
}

std::function<void()> DraftEditor::giving(const Draft& draft, Setter set) {
    return [self = QPointer<DraftEditor>(this), draft, set] {
        if (self) {
            (self->*set)(draft);
        }
    };
}

RuleSet DraftEditor::settled() {
    m_view.balance->sendWaiting();
    return m_draft.rules;
}

void DraftEditor::change(const RuleSet& rules, const QString& what) {
    changeTo({rules, m_draft.preset}, what);
}

void DraftEditor::showRules(const RuleSet& rules) {
    m_shown = rules;
    m_view.balance->setRules(rules, presetRules());
    fillRules();
    Q_EMIT shown(rules);
}

void DraftEditor::setLambda(double lambda) {
    RuleSet rules = settled();
    rules.balance.mmr = lambda;
    rules.balance.dpp = 0;
    rules.balance.shares.reset(); // λ is a weight
    change(rules, tr("Relevance and variety"));
}

const RuleSet& DraftEditor::presetRules() const {
    const auto found = std::ranges::find(m_presets, m_draft.preset, &StudioPreset::id);
    return found == m_presets.end() ? m_draft.rules : found->rules;
}

void DraftEditor::fillPresets() {
    m_presets = m_builtIn;
    for (const StoredRules& one : m_session.rules().all()) {
        if (one.problem.empty()) {
            m_presets.push_back({ownPresetId(one.rules.name), toQString(one.rules.name), one.rules});
        }
    }
    const bool known =
        std::ranges::any_of(m_presets, [this](const StudioPreset& one) { return one.id == m_draft.preset; });
    const bool edited = !sameRules(m_draft.rules, presetRules());
    const QSignalBlocker quiet(m_view.preset);
    m_view.preset->clear();
    for (const StudioPreset& one : m_presets) {
        const bool chosen = one.id == m_draft.preset;
        m_view.preset->addItem(chosen && edited ? tr("%1, edited").arg(one.title) : one.title, one.id);
    }
    if (!known) {
        m_view.preset->addItem(tr("Not saved"), m_draft.preset);
    }
    m_view.preset->setCurrentIndex(m_view.preset->findData(m_draft.preset));
    m_view.balance->setRules(m_shown, presetRules());
}

void DraftEditor::choosePreset(int at) {
    m_view.balance->sendWaiting();
    if (at >= 0 && at < static_cast<int>(m_presets.size())) {
        const StudioPreset& preset = m_presets[static_cast<std::size_t>(at)];
        changeTo({preset.rules, preset.id}, tr("Take %1").arg(preset.title));
        fillPresets(); // also when nothing changed: the word "edited" stands there
    }
}

void DraftEditor::savePreset() {
    if (!m_session.isOpen() || !m_catalogue) {
        return;
    }
    m_view.balance->sendWaiting();
    const Draft before = m_draft;
    const QString own = before.preset.startsWith(QLatin1String("own:")) ? before.preset.mid(4) : QString();
    NameDialog dialog(tr("Save preset"), tr("Name of the preset"), own.isEmpty() ? freeName() : own,
                      window());
    if (execOfProject(dialog, m_session) != QDialog::Accepted) {
        return;
    }
    RuleSet rules = before.rules;
    rules.name = dialog.name().toStdString();
    if (dialog.name() != own && m_session.rules().find(rules.name)) {
        AskDialog ask(tr("Replace %1?").arg(dialog.name()),
                      tr("The project has a preset of that name already. Undo brings it back."),
                      tr("Replace"), tr("Cancel"), AskDialog::Offered::No, window());
        if (execOfProject(ask, m_session) != QDialog::Accepted) {
            return;
        }
    }
    const Draft saved{rules, ownPresetId(rules.name)};
    m_session.rules().save(rules, giving(saved, &DraftEditor::setName),
                           giving(before, &DraftEditor::setName));
}

QString DraftEditor::freeName() const {
    QString name = tr("My rules");
    for (int number = 2; m_session.rules().find(name.toStdString()); ++number) {
        name = tr("My rules %1").arg(number);
    }
    return name;
}

void DraftEditor::deletePreset() {
    if (m_draft.preset.startsWith(QLatin1String("own:"))) {
        m_session.rules().remove(m_draft.preset.mid(4).toStdString());
    }
}

void DraftEditor::exportRules() {
    const QString chosen = askSaveName(*window(), tr("Export rules"), folderBeside(m_session.path()),
                                       QStringLiteral("rules"), {tr("Rules (*.json)")});
    if (chosen.isEmpty()) {
        return;
    }
    const std::filesystem::path path = chosen.toStdString();
    m_session.jobs().ask<bool>(
        QStringLiteral("studio/export"),
        [path, json = ruleSetJson(m_draft.rules),
         project = m_session.path().toStdString()](const ExecutionContext&) -> Result<bool> {
            TRY(checkOutput(path, "", project));
            TRY(writeFileAtomically(path, json));
            return true;
        },
        this,
        [this, path](const Result<bool>& done) {
            if (done) {
                Q_EMIT m_session.notice(tr("The rules are written"), toQString(path.string()));
            } else {
                Q_EMIT m_session.failed(tr("The rules were not written"), formatError(done.error()));
            }
        });
}

void DraftEditor::importRules() {
    if (!m_catalogue) {
        return;
    }
    QFileDialog dialog(window(), tr("Import rules"), QFileInfo(m_session.path()).absolutePath());
    dialog.setFileMode(QFileDialog::ExistingFile);
    dialog.setNameFilters({tr("Rules (*.json)"), tr("All files (*)")});
    if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty()) {
        return;
    }
    const std::filesystem::path path = dialog.selectedFiles().constFirst().toStdString();
    m_session.jobs().ask<RuleSet>(
        QStringLiteral("studio/import"),
        [path](const ExecutionContext& context) { return readRuleSet(path, context); }, this,
        [this](const Result<RuleSet>& rules) {
            if (rules) {
                changeTo({*rules, {}}, tr("Import rules"));
            } else {
                Q_EMIT m_session.failed(tr("The rules were not read"), formatError(rules.error()));
            }
        });
}

void DraftEditor::fillRules() {
    std::vector<RuleRow> rows;
    if (m_catalogue) {
        // Counts are of the rules as they were when the list was made.
        const bool known = m_metRules.rules.size() == m_shown.rules.size() && m_candidates &&
                           !m_candidates->people().empty();
        rows = ruleRows(m_shown, *m_catalogue, known ? m_met : std::vector<std::size_t>(),
                        known ? m_candidates->people().front().items.size() : 0, wallClockNow());
        std::erase_if(
            rows, [this](const RuleRow& row) { return row.isLimit && hasOwnControl(m_shown, row.number); });
    }
    m_view.noRules->setVisible(rows.empty());
    m_view.rules->setVisible(!rows.empty());
    m_view.rules->setRows(std::move(rows));
}

RuleDialogData DraftEditor::dialogData() const {
    return {m_catalogue, m_facts, m_candidates, &m_session.jobs()};
}

void DraftEditor::addRule(const Rule& rule) {
    if (!m_catalogue) {
        return;
    }
    RuleDialog dialog(dialogData(), rule, true, window());
    if (dialog.exec() == QDialog::Accepted) {
        RuleSet rules = settled();
        rules.rules.push_back(dialog.rule());
        change(rules, tr("Add a rule"));
    }
}

void DraftEditor::addLimit() {
    if (!m_catalogue) {
        return;
    }
    LimitDialog dialog(dialogData(), {}, true, window());
    if (dialog.exec() == QDialog::Accepted) {
        RuleSet rules = settled();
        rules.limits.push_back(dialog.limit());
        change(rules, tr("Add a limit"));
    }
}

void DraftEditor::changeRule(bool isLimit, std::size_t number) {
    RuleSet rules = settled();
    if (!m_catalogue || number >= (isLimit ? rules.limits.size() : rules.rules.size())) {
        return;
    }
    if (isLimit) {
        LimitDialog dialog(dialogData(), rules.limits[number], false, window());
        if (dialog.exec() == QDialog::Accepted) {
            rules.limits[number] = dialog.limit();
            change(rules, tr("Change a limit"));
        }
        return;
    }
    RuleDialog dialog(dialogData(), rules.rules[number], false, window());
    if (dialog.exec() == QDialog::Accepted) {
        rules.rules[number] = dialog.rule();
        change(rules, tr("Change a rule"));
    }
}

void DraftEditor::removeRule(bool isLimit, std::size_t number) {
    RuleSet rules = settled();
    const auto at = static_cast<std::ptrdiff_t>(number);
    if (isLimit && number < rules.limits.size()) {
        rules.limits.erase(rules.limits.begin() + at);
        change(rules, tr("Delete a limit"));
    } else if (!isLimit && number < rules.rules.size()) {
        rules.rules.erase(rules.rules.begin() + at);
        change(rules, tr("Delete a rule"));
    }
}

void DraftEditor::moveRule(std::size_t rule, std::size_t to) {
    RuleSet rules = settled();
    if (rule >= rules.rules.size() || to >= rules.rules.size() || rule == to) {
        return;
    }
    Rule moved = std::move(rules.rules[rule]);
    rules.rules.erase(rules.rules.begin() + static_cast<std::ptrdiff_t>(rule));
    rules.rules.insert(rules.rules.begin() + static_cast<std::ptrdiff_t>(to), std::move(moved));
    change(rules, tr("Move a rule"));
}

void DraftEditor::ruleAbout(Rule::Do action, int item, std::size_t place) {
    if (!m_catalogue || item < 0) {
        return;
    }
    const ItemIndex index(static_cast<std::size_t>(item));
    RuleSet rules = settled();
    Rule rule;
    rule.action = action;
    rule.item = m_catalogue->itemId(index).toStdString();
    rule.place = place;
    // Twice the same takes it away again.
    const auto known = std::ranges::find_if(
        rules.rules, [&](const Rule& one) { return one.action == action && one.item == rule.item; });
    const bool gone = known != rules.rules.end() && (action != Rule::Do::Pin || known->place == place);
    if (known != rules.rules.end()) {
        rules.rules.erase(known);
    }
    if (!gone) {
        rules.rules.push_back(std::move(rule));
    }
    change(rules, tr("%1 %2").arg(actionWord(action), m_catalogue->title(index)));
}

} // namespace tastescope

#include "moc_draft_editor.cpp"
