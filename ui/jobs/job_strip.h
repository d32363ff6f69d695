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

class JobStrip : public QWidget {
    Q_OBJECT
public:
    /// `name` is the accessible name of the progress bar.
    explicit JobStrip(const QString& name, QWidget* parent = nullptr);
    void showJob(const JobInfo& job);
    /// It got so far, 0…1, negative = not known.
    void showCancelled(double fraction, bool older);
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
};

} // namespace tastescope
