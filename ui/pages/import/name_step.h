// SPDX-License-Identifier: GPL-3.0-or-later
// The last step: where the data goes and what things are called; afterwards what came of it.
#pragma once

#include "storage/import/planning/import_plan.h"

#include <QWidget>

#include <array>
#include <future>
#include <optional>

class QComboBox;
class QFormLayout;
class QLineEdit;

namespace tastescope {

class Card;
class ImportDraft;
class Note;
class Session;
class Switch;

class NameStep : public QWidget {
    Q_OBJECT
public:
    NameStep(Session& session, ImportDraft& draft, QWidget* parent = nullptr);
    /// Called when the step is shown: proposes names from the files, the first time for these files.
    void prepare();
    /// Where to import, or empty with the reason shown when the path cannot be used, or its folder does not
    /// answer.
    QString target();
    ImportPlan plan() const;
    /// What the person still has to say before the import may begin; empty = nothing.
    QString missing() const;

Q_SIGNALS:
    void changed(); ///< what missing() says

private:
    /// For a new project.
    struct Place {
        QString path;       ///< empty: none is named, or the folder takes none
        bool taken = false; ///< a file has that name
    };
    static Place look(const QString& folder, QString name); ///< touches the disk
    /// Nothing while the folder does not answer; showTarget() follows once it does.
    std::optional<Place> typedPlace();
    void awaitPlace(const std::shared_future<Place>& place);
    void offerProjects(); ///< what can be imported into now
    void propose();
    void chooseFolder();
    void showTarget();

    Session& m_session;
    ImportDraft& m_draft;
    QFormLayout* m_form = nullptr; ///< name and folder are there for a new project alone
    QLineEdit* m_name = nullptr;
    QLineEdit* m_folder = nullptr;
    QWidget* m_folderRow = nullptr;
    QComboBox* m_into = nullptr;
    std::array<QLineEdit*, 6> m_nouns{};
    Note* m_note = nullptr;
    QWidget* m_replaceRow = nullptr; ///< shown where the data of a project would go
    Switch* m_replace = nullptr;
    QString m_asked;         ///< the path that m_replace is about
    bool m_proposed = false; ///< for the files that the draft has now
    bool m_looking = false;  ///< a folder has not answered yet: one look at a time
    bool m_answers = true;   ///< the folder did, when it was asked last
};

} // namespace tastescope
