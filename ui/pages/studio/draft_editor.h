// SPDX-License-Identifier: GPL-3.0-or-later
// Which rules: the draft with its presets and its undo, and everything by which a person changes it. GUI
// thread only.
#pragma once

#include "ui/pages/studio/rules/draft.h"
#include "ui/pages/studio/rules/rule_dialog.h"
#include "ui/pages/studio/studio_work.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace tastescope {

class Session;
class StudioLayout;

class DraftEditor : public QObject {
    Q_OBJECT
public:
    /// Both outlive it, but for `view`, which may go at the same time.
    DraftEditor(Session& session, StudioLayout& view, QObject* parent);

    void clear();
    /// Takes up what was worked on last in the project.
    void setData(std::shared_ptr<const Catalogue> catalogue);
    void setFacts(std::shared_ptr<const RuleFacts> facts);
    /// For live counts.
    void setPreview(const Preview& preview);
    /// With what a hand is moving.
    const RuleSet& rules() const { return m_shown; }
    void setLambda(double lambda);

Q_SIGNALS:
    void shown(const RuleSet& rules); ///< at once, also while a slider is dragged

private:
    void connectHead();
    void connectRules();
    void fillRuleMenu();
    void fillExchangeMenu();
    void setDraft(const Draft& draft); ///< what undo and redo call
    void setName(const Draft& draft);  ///< the same for a draft that is only called something else
    using Setter = void (DraftEditor::*)(const Draft&);
    std::function<void()> giving(const Draft& draft, Setter set); ///< for commands, which may outlive it
    RuleSet settled(); ///< to begin a change with: the draft, and what had not rested yet is in it
    void change(const RuleSet& rules, const QString& what);
    void changeTo(const Draft& draft, const QString& what);
    void showRules(const RuleSet& rules);
    void fillPresets();
    const RuleSet& presetRules() const;
    void choosePreset(int at);
    void savePreset();
    QString freeName() const; ///< to propose for rules that are saved for the first time
    void exportRules();
    void importRules();
    void deletePreset();
    void fillRules();
    RuleDialogData dialogData() const;
    void addRule(const Rule& rule);
    void addLimit();
    void changeRule(bool isLimit, std::size_t number);
    void removeRule(bool isLimit, std::size_t number);
    void moveRule(std::size_t rule, std::size_t to);
    void ruleAbout(Rule::Do action, int item, std::size_t place);
    QWidget* window() const;

    Session& m_session;
    StudioLayout& m_view;
    std::shared_ptr<const Catalogue> m_catalogue;
    std::shared_ptr<const RuleFacts> m_facts;
    std::shared_ptr<const PreparedCandidates> m_candidates; ///< of the shown person
    std::vector<std::size_t> m_met;                         ///< by rule of m_metRules
    RuleSet m_metRules;
    std::vector<StudioPreset> m_builtIn;
    std::vector<StudioPreset> m_presets; ///< built in, then own
    Draft m_draft;                       ///< as the last change that can be undone left it
    RuleSet m_shown;
};

} // namespace tastescope
