// SPDX-License-Identifier: GPL-3.0-or-later
// What every choice from a list on a page has to show.
#pragma once

#include "ui/widgets/combo_box.h"

#include <QSignalBlocker>
#include <QTest>
#include <QWidget>

namespace tastescope {

/// Every entry of every choice in `in`, of which there are some, is shown whole, or ends in "…" where it
/// would not fit; what is shown fits.
inline void checkChoices(const QWidget& in) {
    const auto boxes = in.findChildren<QComboBox*>();
    QVERIFY(!boxes.isEmpty());
    int entries = 0;
    for (QComboBox* box : boxes) {
        const auto* own = dynamic_cast<const ComboBox*>(box);
        QVERIFY2(own, qPrintable(box->accessibleName()));
        const QSignalBlocker quiet(box);
        const int before = box->currentIndex();
        for (int entry = 0; entry < box->count(); ++entry) {
            box->setCurrentIndex(entry);
            const QString whole = box->itemText(entry);
            const QString shown = own->shownText();
            const bool cut = shown.endsWith(u'…') && whole.startsWith(shown.chopped(1));
            QVERIFY2(shown == whole || cut, qPrintable(box->accessibleName() + QStringLiteral(": ") + shown));
            QVERIFY2(box->fontMetrics().horizontalAdvance(shown) <= box->width(), qPrintable(shown));
            ++entries;
        }
        box->setCurrentIndex(before);
    }
    QVERIFY(entries > 1);
}

} // namespace tastescope
