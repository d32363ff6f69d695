// SPDX-License-Identifier: GPL-3.0-or-later
// The rule sets that the open project keeps, and what is being worked on in the rule studio. What a person is
// to be told goes by the session's notice, failed and edited. GUI thread only; all files are touched in jobs.
#pragma once

#include "storage/project/rule_store.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {

class OpenProject;
class Project;
class ProjectFile;

/// As they are read with the project.
struct RulesRead {
    std::vector<StoredRules> sets;
    std::string draft; ///< as keepDraft() was given it; empty = never
};
RulesRead readRules(const Project& project);

class ProjectRules : public QObject {
    Q_OBJECT
public:
    explicit ProjectRules(OpenProject& project);

    const std::vector<StoredRules>& all() const { return m_all; }
    const StoredRules* find(const std::string& name) const; ///< null when unknown

    /// Keeps it under its name, which must not be empty; one of that name is replaced. Undoable; `with` and
    /// `back`, if given, are called whenever it is in the file and undone, and not where it is not taken;
    /// failed tells where the project cannot be changed.
    void save(const RuleSet& rules, const std::function<void()>& with = {},
              const std::function<void()>& back = {});
    void remove(const std::string& name); ///< undoable

    /// What was worked on last, in the studio's own words; kept where the project may be written to. What
    /// the file cannot take now, as it was moved or the disk is full, is stored as soon as it is fine again.
    const std::string& draft() const { return m_draft; }
    void keepDraft(const std::string& draft);

Q_SIGNALS:
    void changed(); ///< all() is new

private:
    friend class Session;
    void take(RulesRead read);
    void put(const RuleSet& rules, const std::function<void()>& done = {});
    void takeAway(const std::string& name, bool tell);
    void storeDraft(); ///< where it is owed, and can be

    OpenProject& m_project;
    std::vector<StoredRules> m_all;
    std::string m_draft;
    std::weak_ptr<ProjectFile> m_owedTo; ///< the file that does not have the draft; none when it has
};

} // namespace tastescope
