// SPDX-License-Identifier: GPL-3.0-or-later
// What a page test stands on: a session with its jobs in a temporary folder, and finding widgets as a person
// would, by their words.
#pragma once

#include "ui/jobs/job_runner.h"
#include "ui/navigation/page.h"
#include "ui/session/session.h"

#include <QTemporaryDir>

class QAbstractButton;

namespace tastescope {

/// Settings and application data go to a temporary folder for the life of the fixture.
class PageFixture {
public:
    PageFixture();
    ~PageFixture();

    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// Writes a file into the temporary folder and returns its path.
    QString write(const QString& name, const QByteArray& content) const;
    /// Creates a small demo project there, with the algorithms trained, and opens it. False after half a
    /// minute.
    bool openDemo(const QStringList& algorithms = {});
    /// Waits until no work is under way.
    bool settle(int milliseconds = 30'000);

private:
    QTemporaryDir m_folder;

public:
    JobRunner jobs;
    Session session{jobs};
    Navigator navigator;
};

/// A page of the window on a session of its own, shown.
template <typename P>
struct ShownPage : PageFixture {
    explicit ShownPage(const QSize& size = {1240, 820}) {
        page.resize(size);
        page.show();
    }
    P page{session, navigator};
};

/// What the labels shown in it say, a line each.
QString shownWords(const QWidget& in);

/// The visible button with this text, or accessible name; null when there is none.
QAbstractButton* findButton(const QWidget& in, const QString& words);

/// The shown widget with this accessible name; null when there is none.
template <typename T>
T* findNamed(const QWidget& in, const QString& accessibleName) {
    for (T* widget : in.findChildren<T*>()) {
        if (widget->accessibleName() == accessibleName && widget->isVisibleTo(&in)) {
            return widget;
        }
    }
    return nullptr;
}

} // namespace tastescope
