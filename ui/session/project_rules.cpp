// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_rules.h"

#include "storage/project/settings_store.h"
#include "storage/use_cases/clock.h"
#include "ui/session/edit_command.h"
#include "ui/session/open_project.h"
#include "ui/text/format.h"

#include <algorithm>
#include <utility>

namespace tastescope {

namespace {

constexpr std::string_view draftKey = "studio.draft";

} // namespace

RulesRead readRules(const Project& project) {
    RulesRead read;
    // A project without rules is the usual case; what cannot be read is told by checkIntegrity().
    if (auto sets = project.rules().all()) {
        read.sets = *std::move(sets);
    }
    if (auto draft = project.settings().value(draftKey); draft && *draft) {
        read.draft = **std::move(draft);
    }
    return read;
}

ProjectRules::ProjectRules(OpenProject& project) : m_project(project) {
    // Queued: what is being opened, which makes the file fine as well, brings a draft of its own.
    connect(&project.watch, &ProjectWatch::changed, this, &ProjectRules::storeDraft, Qt::QueuedConnection);
}

const StoredRules* ProjectRules::find(const std::string& name) const {
    const auto found =
        std::ranges::find_if(m_all, [&](const StoredRules& one) { return one.rules.name == name; });
    return found == m_all.end() ? nullptr : &*found;
}

void ProjectRules::take(RulesRead read) {
    m_all = std::move(read.sets);
    if (read.draft != m_draft) {
        m_owedTo.reset();
    }
    m_draft = std::move(read.draft);
}

void ProjectRules::save(const RuleSet& rules, const std::function<void()>& with,
                        const std::function<void()>& back) {
    const QString name = toQString(rules.name);
    if (rules.name.empty() || !m_project.file || !m_project.mayChange(tr("%1 was not saved").arg(name))) {
        return;
    }
    const StoredRules* known = find(rules.name);
    const auto undo = known && known->problem.empty()
                          ? std::function([this, before = known->rules] { put(before); })
                          : std::function([this, gone = rules.name] { takeAway(gone, false); });
    m_project.undo.push(new EditCommand(
        tr("Save %1").arg(name), [this, rules, with] { put(rules, with); },
        [undo, back] {
            undo();
            if (back) {
                back();
            }
        }));
}

void ProjectRules::remove(const std::string& name) {
    const StoredRules* known = find(name);
    if (!known || !m_project.mayChange(tr("%1 was not deleted").arg(toQString(name)))) {
        return;
    }
    m_project.undo.push(new EditCommand(
        tr("Delete %1").arg(toQString(name)), [this, name] { takeAway(name, true); },
        [this, before = known->rules] { put(before); }));
}

void ProjectRules::put(const RuleSet& rules, const std::function<void()>& done) {
    m_project.edit<StoredRules>(
        tr("The rules were not saved"),
        [rules](Project& project, const ExecutionContext&) {
            return project.rules().put(rules, wallClockNow());
        },
        [this, done](StoredRules stored) {
            const auto known = std::ranges::find(m_all, stored.id, &StoredRules::id);
            if (known != m_all.end()) {
                *known = std::move(stored);
            } else {
                m_all.push_back(std::move(stored));
            }
            Q_EMIT changed();
            if (done) {
                done();
            }
        });
}

void ProjectRules::takeAway(const std::string& name, bool tell) {
    const quint64 step = m_project.nextStep();
    m_project.edit<bool>(
        tr("The rules were not deleted"),
        [name](Project& project, const ExecutionContext&) -> Result<bool> {
            TRY_ASSIGN(const auto all, project.rules().all());
            for (const StoredRules& one : all) {
                if (one.rules.name == name) {
                    TRY(project.rules().remove(one.id));
                }
            }
            return true;
        },
        [this, name, tell, step](bool) {
            std::erase_if(m_all, [&](const StoredRules& one) { return one.rules.name == name; });
            Q_EMIT changed();
            if (tell) {
                m_project.tellEdited(step, tr("%1 is deleted").arg(toQString(name)),
                                     tr("Undo brings it back."));
            }
        });
}

void ProjectRules::keepDraft(const std::string& draft) {
    if (!m_project.file || (draft == m_draft && m_owedTo.expired())) {
        return;
    }
    m_draft = draft;
    m_owedTo = m_project.file;
    storeDraft();
}

void ProjectRules::storeDraft() {
    const std::shared_ptr<ProjectFile> file = m_project.file;
    if (!file || m_owedTo.lock() != file || file->isReadOnly() ||
        m_project.watch.report().standing != Standing::Fine) {
        return; // it is no loss that a person must hear of
    }
    m_owedTo.reset();
    m_project.jobs.ask<bool>(
        QStringLiteral("session.draft"),
        [file, draft = m_draft](const ExecutionContext& context) {
            return file->use(context, [&](Project& project) -> Result<bool> {
                if (context.stopRequested()) {
                    return cancelledError(); // a later one may be in the file already
                }
                TRY(project.settings().set(draftKey, draft));
                return true;
            });
        },
        this,
        [this, file](const Result<bool>& stored) {
            if (!stored && file == m_project.file) {
                m_owedTo = file;
            }
        });
}

} // namespace tastescope

#include "moc_project_rules.cpp"
