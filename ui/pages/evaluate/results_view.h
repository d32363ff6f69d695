// SPDX-License-Identifier: GPL-3.0-or-later
// One evaluation on the screen: leaderboard, trade-off, groups of people and how far apart they are served,
// gaps between models. One metric and one selected model hold for all. GUI thread only.
#pragma once

#include "storage/use_cases/evaluate.h"
#include "ui/pages/evaluate/trade_off.h"

#include <QWidget>

#include <memory>
#include <string>
#include <vector>

class QComboBox;
class QGridLayout;
class QSettings;
class QSortFilterProxyModel;
class QStackedWidget;

namespace tastescope {

class Button;
class Card;
class GapTable;
class Leaderboard;
class MatrixView;
class RampLegend;
class ScatterView;
class SegmentedControl;
class SliceTable;
class TableView;
class TextLabel;
struct ProjectRun;

class ResultsView : public QWidget {
    Q_OBJECT
public:
    explicit ResultsView(QWidget* parent = nullptr);
    /// Null shows nothing. What people are called is in the words.
    void setRun(std::shared_ptr<const ProjectRun> run, const QString& users);
    const std::shared_ptr<const ProjectRun>& run() const { return m_run; }
    /// Sweeps that stand beside the run in the trade-off.
    void setSweeps(std::vector<std::shared_ptr<const ProjectRun>> sweeps);
    void setStale(bool stale); ///< greyed, never hidden
    void select(int model);    ///< place in the result; -1 = none
    int selected() const { return m_selected; }
    const std::string& key() const { return m_key; }
    /// Groups to show as soon as a run has them.
    void showGroupsNext(std::string by) { m_nextBy = std::move(by); }
    void saveState(QSettings& settings) const;
    void restoreState(QSettings& settings);
    QList<QWidget*> regions() const;

    /// The answer to slicesWanted; passed over when another question was asked meanwhile.
    void showSlices(const Result<SliceSearch>& search);

Q_SIGNALS:
    void peopleWanted(const std::vector<SliceCondition>& conditions); ///< who is in all of these groups
    void slicesWanted(const SliceQuestion& question);
    void checksWanted();                            ///< of the run shown
    void sweepWanted(QWidget* at);                  ///< at which a menu may open
    void pointWanted(const Contestant& contestant); ///< a point of a curve, to be kept as a model or rule set

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeLeaderboard();
    QWidget* makeTradeOff();
    QWidget* makeSegments();
    QWidget* makeApart();
    QWidget* makeSlices();
    QWidget* makeGaps();
    void fillBoxes();
    void showAll();
    void showTradeOff();
    void pick(int point);
    const Contestant* pickedContestant() const;
    void showPoint();
    void showPeople();
    bool isNarrow() const;
    void fillAgainst();
    void askForSlices();
    void showSegments();
    void mark();
    std::string chosen(const QComboBox& box) const;

    std::shared_ptr<const ProjectRun> m_run;
    QString m_users;
    std::string m_key;
    std::string m_across;
    std::string m_by;
    std::string m_nextBy;
    std::vector<std::size_t> m_order; ///< of the models, best first
    std::vector<TradeOff::Of> m_points;
    std::vector<std::shared_ptr<const ProjectRun>> m_sweeps;
    TradeOff::Of m_picked;               ///< of a sweep; of the run: the selected model
    std::vector<std::string> m_segments; ///< of each column
    int m_selected = -1;

    QGridLayout* m_grid = nullptr;
    Card* m_boardCard = nullptr;
    Button* m_checks = nullptr;
    QComboBox* m_metric = nullptr;
    Leaderboard* m_board = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    TableView* m_table = nullptr;
    Card* m_tradeCard = nullptr;
    QComboBox* m_acrossBox = nullptr;
    Button* m_sweep = nullptr;
    ScatterView* m_scatter = nullptr;
    QWidget* m_point = nullptr; ///< the picked point of a curve, in words, and what can be done with it
    TextLabel* m_pointWords = nullptr;
    Button* m_usePoint = nullptr;
    Card* m_segmentCard = nullptr;
    RampLegend* m_legend = nullptr;
    QComboBox* m_byBox = nullptr;
    SegmentedControl* m_views = nullptr;
    QComboBox* m_against = nullptr;     ///< to whom the selected model may lose
    QStackedWidget* m_people = nullptr; ///< the view chosen
    MatrixView* m_heat = nullptr;
    GapTable* m_apart = nullptr;
    TableView* m_apartTable = nullptr;
    SliceTable* m_slices = nullptr;
    TableView* m_sliceTable = nullptr;
    SliceQuestion m_question; ///< asked last
    Card* m_gapCard = nullptr;
    MatrixView* m_gaps = nullptr;
};

} // namespace tastescope
