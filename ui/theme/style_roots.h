// SPDX-License-Identifier: GPL-3.0-or-later
// Who carries the style sheet. Qt works out the rules of every widget below one whose sheet changes, a third
// of a millisecond each: with one sheet for the application a change of theme or text size blocks for half a
// second. So each part of the window carries it alone, and one that is not shown gets the new one when it is.
// GUI thread only.
#pragma once

#include <QHash>
#include <QObject>
#include <QString>

class QWidget;

namespace tastescope {

class StyleRoots : public QObject {
public:
    explicit StyleRoots(QObject* parent);

    /// For everything on the screen at once, for the rest when it is shown.
    void setSheet(const QString& sheet);

    /// The container has no rules of its own; each of its children carries the sheet alone. Call it before
    /// the container is shown.
    static void styleByParts(QWidget& container);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void dress(QWidget& root);
    void undress(QWidget& widget); ///< one above carries it: two are matched against every widget below

    QString m_sheet;
    QHash<const QObject*, bool> m_roots; ///< true = has the sheet of now
};

} // namespace tastescope
