// SPDX-License-Identifier: GPL-3.0-or-later
// Explore listeners: what would this person get, and why?
#pragma once

#include "ui/pages/base/page.h"
#include "ui/pages/explore/explore_state.h"
#include "ui/pages/explore/reason.h"

#include <QCache>

#include <memory>
#include <optional>

class QComboBox;
class QSplitter;
class QStackedWidget;

namespace tastescope {

class EmptyState;
class HistoryPanel;
class IconButton;
class ListsPanel;
class PageHead;
class ReasonPanel;
class SegmentedControl;

class ExplorePage : public Page {
    Q_OBJECT
public:
    ExplorePage(Session& session, Navigator& navigator, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("explore"); }
    /// {"user": id, "model": name}.
    void activate(const QVariantMap& arguments) override;
    void focusSearch() override;
    void toggleInspector() override;
    void saveState(QSettings& settings) const override;
    void restoreState(QSettings& settings) override;
    QList<QWidget*> regions() override;

    /// Shows this history edit; what undo and redo call. Opens the person when another one is shown.
    void showEdit(UserIndex user, const HistoryEdit& edit);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeCentre();
    void addShortcuts();
    void loadData();
    void refreshModels();
    void loadModels();
    void showPerson(UserIndex user, const HistoryEdit& edit = {});
    void step(int by);
    void pushEdit(HistoryEdit edit, const QString& what);
    void toggleItem(ItemIndex item);
    void addItem(ItemIndex item);
    void recompute();
    QString listsKey(int k) const;
    void showLists(const Lists& lists);
    void explain(qint64 model, ItemIndex item);
    void showInspector(bool on);
    void placeInspector(); ///< beside the page, or over it in a narrow window
    void setModelCount(int count);
    void trainBoth();

    std::shared_ptr<const Catalogue> m_catalogue;
    std::optional<Person> m_person;
    HistoryEdit m_edit;
    QCache<QString, Lists> m_known{32}; ///< answers by listsKey(); going back to a person is instant
    std::vector<qint64> m_models;
    int m_modelCount = 3;
    QString m_wantedUser;
    qint64 m_selectedModel = -1;
    qint64 m_selectedItem = -1;
    bool m_inspectorWanted = true;
    bool m_narrow = false;

    QStackedWidget* m_stack = nullptr;
    QSplitter* m_splitter = nullptr;
    HistoryPanel* m_history = nullptr;
    QWidget* m_centre = nullptr;
    PageHead* m_head = nullptr;
    SegmentedControl* m_view = nullptr;
    IconButton* m_why = nullptr;
    QComboBox* m_top = nullptr;
    QComboBox* m_count = nullptr;
    ListsPanel* m_lists = nullptr;
    ReasonPanel* m_reason = nullptr;
    EmptyState* m_noData = nullptr;
    EmptyState* m_noModel = nullptr;
};

} // namespace tastescope
