// SPDX-License-Identifier: GPL-3.0-or-later
// The last step: where the data goes and what things are called; afterwards what came of it.
#pragma once

#include "storage/import/planning/import_plan.h"

#include <QWidget>

#include <array>

class QComboBox;
class QLineEdit;

namespace tastescope {

class Card;
class ImportDraft;
class Note;
class Session;

class NameStep : public QWidget {
    Q_OBJECT
public:
    NameStep(Session& session, ImportDraft& draft, QWidget* parent = nullptr);
    /// Called when the step is shown: proposes names from the files, the first time for these files.
    void prepare();
    /// Where to import, or empty with the reason shown when the path cannot be used.
    QString target();
    ImportPlan plan() const;

private:
    void propose();
    void chooseFolder();
    void showTarget();

    Session& m_session;
    ImportDraft& m_draft;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_folder = nullptr;
    QWidget* m_folderRow = nullptr;
    QComboBox* m_into = nullptr;
    std::array<QLineEdit*, 6> m_nouns{};
    Note* m_note = nullptr;
    bool m_proposed = false; ///< for the files that the draft has now
};

} // namespace tastescope
