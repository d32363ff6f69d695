// SPDX-License-Identifier: GPL-3.0-or-later
// Files as tabs, what was detected as chips, and a sample of rows under their roles.
#pragma once

#include "ui/widgets/controls.h"

#include <vector>

class QTabBar;

namespace tastescope {

class ImportDraft;
class PreviewModel;
class RoleHeader;
class TableView;

class PreviewPanel : public QFrame {
    Q_OBJECT
public:
    enum class Files { Interactions, Attributes };
    explicit PreviewPanel(ImportDraft& draft, QWidget* parent = nullptr);
    /// Which files have tabs.
    void setFiles(Files files);
    bool hasFiles() const { return !m_files.empty(); }

private:
    void rebuildTabs();
    void showFile(int tab);
    void showRows();
    void changeDialect();
    void changeRole(int column, const struct RoleChoice& choice);

    ImportDraft& m_draft;
    Files m_which = Files::Interactions;
    std::vector<std::size_t> m_files; ///< tab -> index in the plan
    int m_shown = -1;
    QTabBar* m_tabs = nullptr;
    QHBoxLayout* m_chips = nullptr;
    TableView* m_view = nullptr;
    PreviewModel* m_model = nullptr;
    RoleHeader* m_header = nullptr;
    TextLabel* m_footer = nullptr;
};

} // namespace tastescope
