// SPDX-License-Identifier: GPL-3.0-or-later
// Two policies tested on simulated people: who is in which arm, rounds as they are lived, and at the end a
// file of results. GUI thread only.
#pragma once

#include "storage/use_cases/simulation/online_test.h"

#include <QDialog>

#include <array>
#include <memory>

class QComboBox;

namespace tastescope {

class Button;
class ChartView;
class JobStrip;
class RoundsHeard;
class Session;
class SliderRow;
class TextLabel;

class OnlineTestDialog : public QDialog {
    Q_OBJECT
public:
    /// Of the data that is open; `path` is the file to be written.
    OnlineTestDialog(Session& session, QString path, QWidget* parent = nullptr);
    ~OnlineTestDialog() override;
    /// What came of it; null until it has ended well, and then the file is there.
    const std::shared_ptr<const OnlineTestAnswer>& answer() const { return m_answer; }
    bool running() const { return m_job != 0; }

    void done(int result) override; ///< cancels what runs

private:
    QWidget* makeFields();
    void run();
    void ended(Result<OnlineTestAnswer> answer);
    void showJob(quint64 job);
    void refresh();
    void draw();

    Session& m_session;
    QString m_path;
    QComboBox* m_control = nullptr;
    QComboBox* m_treated = nullptr;
    SliderRow* m_people = nullptr;
    SliderRow* m_leaving = nullptr;
    SliderRow* m_rounds = nullptr;
    TextLabel* m_problem = nullptr;
    JobStrip* m_strip = nullptr;
    ChartView* m_chart = nullptr;
    Button* m_run = nullptr;
    QTimer* m_listening = nullptr;
    quint64 m_job = 0;
    std::shared_ptr<RoundsHeard> m_heard; ///< of the test that is drawn, null = none yet
    std::array<QString, 2> m_arms;        ///< likewise: what control and treated show
    double m_days = 0;                    ///< likewise
    std::shared_ptr<const OnlineTestAnswer> m_answer;
};

} // namespace tastescope
