// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of the rule studio stand: pipeline above; balance, limits and rules left; the lists, the
// court and the ledger in the middle; effects right. It knows sizes and controls, not what is shown in them.
#pragma once

#include "ui/pages/studio/rule_court.h"

#include <QWidget>

class QComboBox;
class QSettings;
class QStackedWidget;
class QMenu;

namespace tastescope {

class BalancePanel;
class Button;
class EffectPanel;
class EmptyState;
class IconButton;
class JobRunner;
class LookupField;
class MovesView;
class Note;
class PageHead;
class PeopleView;
class PipelineStrip;
class RulesList;
class SegmentedControl;
class TableView;
class TextLabel;

class StudioLayout : public QWidget {
    Q_OBJECT
public:
    StudioLayout(JobRunner& jobs, QWidget* parent);

    enum class Shown { NoData, NoPerson, Studio };
    void setShown(Shown what);
    void setNouns(const Nouns& nouns);
    void setMiddle(int which);     ///< 0 lists, 1 court, 2 ledger
    void setSeveral(bool several); ///< lists of several people, else one before and after
    bool isSeveral() const;
    void showField(bool shown); ///< that adds a person, in place of its button

    void saveState(QSettings& settings) const;
    void restoreState(QSettings& settings);

    // The parts, for who fills them.
    QComboBox* preset = nullptr;
    IconButton* undo = nullptr;
    IconButton* redo = nullptr;
    Button* exchange = nullptr; ///< with a menu: export, import, delete
    Button* save = nullptr;
    PipelineStrip* strip = nullptr;
    BalancePanel* balance = nullptr;
    RulesList* rules = nullptr;
    Button* addRule = nullptr; ///< with a menu
    TextLabel* noRules = nullptr;
    LookupField* person = nullptr;
    TextLabel* profile = nullptr;
    IconButton* before = nullptr;
    IconButton* next = nullptr;
    Button* addPerson = nullptr;
    LookupField* another = nullptr; ///< to be shown beside the others
    TextLabel* counts = nullptr;    ///< below the lists, beside what the marks mean
    SegmentedControl* middle = nullptr;
    LookupField* where = nullptr;
    Note* note = nullptr;    ///< rules that conflict, or cannot be applied
    Note* source = nullptr;  ///< that rules act on Popularity
    Button* train = nullptr; ///< beside it
    QWidget* sourceRow = nullptr;
    MovesView* moves = nullptr;
    PeopleView* several = nullptr;
    TableView* court = nullptr;
    TableView* ledger = nullptr;
    CourtModel* courtModel = nullptr;
    LedgerModel* ledgerModel = nullptr;
    EffectPanel* effect = nullptr;
    EmptyState* noData = nullptr;
    EmptyState* noPerson = nullptr;
    QWidget* leftArea = nullptr;
    QWidget* centreCard = nullptr;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeLeft();
    QWidget* makeCentre(JobRunner& jobs);
    QLayout* makePeople(JobRunner& jobs, QWidget* card);
    QWidget* makeMiddles(QWidget* card);
    QWidget* makeLegend(QWidget* parent);
    void fit(); ///< widths of the sides

    QStackedWidget* m_stack = nullptr;
    QStackedWidget* m_middles = nullptr;
    QStackedWidget* m_lists = nullptr;
    QWidget* m_left = nullptr;
    QWidget* m_legend = nullptr;
    QWidget* m_fromBelow = nullptr; ///< what one of the marks means
};

} // namespace tastescope
