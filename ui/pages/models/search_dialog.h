// SPDX-License-Identifier: GPL-3.0-or-later
// A search for better settings of one kind: what to try, the trials as they come, what each setting does, and
// the winner as a model by one click. The search goes on as a job when the dialog is closed.
#pragma once

#include "engine/models/algorithm.h"
#include "ui/session/parameter_search.h"

#include <QDialog>

class QComboBox;
class QProgressBar;
class QSortFilterProxyModel;
class QSpinBox;

namespace tastescope {

class Button;
class ChartView;
class Note;
class SegmentedControl;
class Session;
class Switch;
class TableView;
class TextLabel;
class TrialTable;
struct JobInfo;

class SearchDialog : public QDialog {
    Q_OBJECT
public:
    /// Shows the newest search for this kind where there is one in this run of the program, and its options.
    SearchDialog(Session& session, const AlgorithmInfo& algorithm, QWidget* parent);

private:
    QWidget* makeOptions();
    QWidget* makeFindings();
    QWidget* makeFoot();
    SearchRequest request() const;
    void showRequest(const SearchRequest& request); ///< in the controls
    void begin();
    void refresh();
    void nameBegin();
    void showChart();
    void showWords(const SearchState* state, const JobInfo* job);
    void trainBest();

    Session& m_session;
    const AlgorithmInfo& m_algorithm;
    quint64 m_job = 0; ///< 0: none yet
    QSpinBox* m_trials = nullptr;
    SegmentedControl* m_strategy = nullptr;
    QComboBox* m_metric = nullptr;
    QSpinBox* m_seed = nullptr;
    Switch* m_values = nullptr;
    QProgressBar* m_bar = nullptr;
    TextLabel* m_state = nullptr;
    TrialTable* m_trialTable = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    TableView* m_table = nullptr;
    QComboBox* m_setting = nullptr;
    ChartView* m_chart = nullptr;
    Note* m_note = nullptr;
    Button* m_begin = nullptr;
    Button* m_stop = nullptr;
    Button* m_train = nullptr;
};

} // namespace tastescope
