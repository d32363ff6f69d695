// SPDX-License-Identifier: GPL-3.0-or-later
// One line above results: how far the job that makes them is, that it was cancelled, or what has changed
// since they were made. Hidden while there is nothing to say. GUI thread only.
#pragma once

#include <QWidget>

class QProgressBar;

namespace tastescope {

class Button;
class Chip;
class TextLabel;
struct JobInfo;

/// What stands below the strip of a job that was cancelled.
enum class KeptResults {
    None,
    OfBefore,  ///< of an earlier job
    OfThisJob, ///< of the one cancelled, as far as it came
};

class JobStrip : public QWidget {
    Q_OBJECT
public:
    /// `name` is the accessible name of the progress bar.
    explicit JobStrip(const QString& name, QWidget* parent = nullptr);
    /// Also of one that waits: how far it came is remembered for showCancelled().
    void showJob(const JobInfo& job);
    /// Of the job that was shown last.
    void showCancelled(KeptResults kept);
    void showStale(const QString& what);
    void clear();

Q_SIGNALS:
    void cancelled();

private:
    void say(const QString& chip, const QString& words, double fraction, bool running);

    Chip* m_chip = nullptr;
    TextLabel* m_words = nullptr;
    QProgressBar* m_bar = nullptr;
    Button* m_cancel = nullptr;
    bool m_began = false;  ///< the job shown last did more than wait
    double m_reached = -1; ///< its fraction; negative = not known
};

} // namespace tastescope
