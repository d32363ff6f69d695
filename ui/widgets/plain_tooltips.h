// SPDX-License-Identifier: GPL-3.0-or-later
// Tooltips of the whole application as plain text: Qt would render HTML that arrives in a title or an id, and
// would set a sentence in one line as wide as it is long. Whoever has a tooltip gives its words as they are.
#pragma once

#include <QObject>

namespace tastescope {

class PlainTooltips : public QObject {
    Q_OBJECT
public:
    explicit PlainTooltips(QObject* parent); ///< filters the application's events

    /// What QToolTip has to be given to show the words of `text`, long lines wrapped.
    static QString plain(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace tastescope
