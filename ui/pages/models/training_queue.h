// SPDX-License-Identifier: GPL-3.0-or-later
// What is being trained: the running job with its curve, and those that wait or were stopped.
#pragma once

#include "ui/pages/models/loss_chart.h"
#include "ui/widgets/controls.h"

#include <QHash>
#include <QSet>

#include <vector>

class QAbstractButton;
class QComboBox;
class QProgressBar;
class QScrollArea;

namespace tastescope {

class ChartView;
class Session;
struct JobInfo;
struct TrainRequest;
enum class JobState;

/// Follows the jobs of the session that are trainings.
class TrainingQueue : public Card {
    Q_OBJECT
public:
    explicit TrainingQueue(Session& session, QWidget* parent = nullptr);
    /// While nothing runs, the curve of this model is shown; 0 = none.
    void setModel(qint64 id);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Entry {
        const JobInfo* job;
        const TrainRequest* request;
    };
    struct Row {
        quint64 job;
        JobState state; ///< it was made for
        QWidget* widget;
        TextLabel* words;
        QAbstractButton* again; ///< null while the job waits
        QAbstractButton* remove;
    };
    std::vector<Entry> trainings() const;
    void refresh();
    void showCurrent(const Entry& entry);
    void showResting();
    void showCurve(LossRun run, bool running);
    void offerRuns(const LossRun& shown);
    void askForecast(quint64 job);
    void setWorking(bool working);
    void showRows(const std::vector<Entry>& entries);
    void passFocus(const std::vector<Row>& before, std::size_t from);
    void shareHeight();
    Row makeRow(const Entry& entry);
    void addButtons(const Entry& entry, Row& row);
    QString stateText(const Entry& entry) const;

    Session& m_session;
    qint64 m_model = 0;
    quint64 m_shownJob = 0;
    QSet<quint64> m_dismissed;
    QString m_rowsKey;                  ///< what the rows say
    QString m_curveKey;                 ///< what the curve was drawn from
    QHash<quint64, double> m_forecasts; ///< seconds, by job
    QLabel* m_dot;
    TextLabel* m_name;
    TextLabel* m_step;
    TextLabel* m_left;
    Button* m_cancel;
    Button* m_finish;
    Button* m_again;
    QComboBox* m_over; ///< another run, laid over the shown one
    QProgressBar* m_bar;
    TextLabel* m_caption;
    ChartView* m_chart;
    TextLabel* m_rest;
    QScrollArea* m_rowsArea;
    QVBoxLayout* m_rows;
    std::vector<Row> m_shown; ///< in their order
};

} // namespace tastescope
