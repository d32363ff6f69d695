// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of the Explore page stand: history left, lists in the middle, inspector right or, in a
// narrow window, over the page. It knows sizes and controls, not what is shown in them.
#pragma once

#include <QWidget>

class QComboBox;
class QSettings;
class QSplitter;
class QStackedWidget;

namespace tastescope {

class BoardPanel;
class EmptyState;
class HistoryPanel;
class IconButton;
class ListsPanel;
class PageHead;
class ReasonPanel;
class SegmentedControl;
class Session;

class ExploreLayout : public QWidget {
    Q_OBJECT
public:
    ExploreLayout(Session& session, QWidget* parent);

    HistoryPanel& history() const { return *m_history; }
    ListsPanel& lists() const { return *m_lists; }
    ReasonPanel& reason() const { return *m_reason; }
    BoardPanel& board() const { return *m_board; }
    EmptyState& noData() const { return *m_noData; }
    EmptyState& noModel() const { return *m_noModel; }
    EmptyState& noPerson() const { return *m_noPerson; }

    enum class Shown { NoData, NoModel, NoPerson, Training, Person };
    void setShown(Shown what);
    void setSubtitle(const QString& text); ///< of the lists of today; the other views have their own
    void showCards();
    int length() const;     ///< of the lists, as chosen
    int modelCount() const; ///< side by side, as chosen

    void toggleInspector();
    /// Closes the inspector where it lies over the page; false when it does not.
    bool closeOverlay();

    void saveState(QSettings& settings) const;
    void restoreState(QSettings& settings);

Q_SIGNALS:
    void lengthChosen();
    void viewChosen();
    void modelCountChosen();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeCentre(Session& session);
    void setView(int segment);
    void showSubtitle();
    void showInspector(bool on);
    void placeInspector(); ///< beside the page, or over it in a narrow window

    bool m_inspectorWanted = true;
    bool m_narrow = false;
    QStackedWidget* m_stack = nullptr;
    QSplitter* m_splitter = nullptr;
    /// Room for the inspector, always in the splitter: with what leaves one goes a handle, at once, and Qt
    /// may be walking over the handles while the window is resized or styled.
    QWidget* m_place = nullptr;
    HistoryPanel* m_history = nullptr;
    PageHead* m_head = nullptr;
    QString m_subtitle;
    SegmentedControl* m_view = nullptr;
    QComboBox* m_top = nullptr;
    QComboBox* m_count = nullptr;
    IconButton* m_why = nullptr;
    ListsPanel* m_lists = nullptr;
    BoardPanel* m_board = nullptr;
    QStackedWidget* m_centre = nullptr; ///< lists, or the board
    ReasonPanel* m_reason = nullptr;
    EmptyState* m_noData = nullptr;
    EmptyState* m_noModel = nullptr;
    EmptyState* m_noPerson = nullptr; ///< no event of anybody
    EmptyState* m_training = nullptr;
};

} // namespace tastescope
