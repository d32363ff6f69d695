// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/button_text.h"

namespace tastescope {

QString buttonText(const QString& name, qsizetype longest) {
    QString words = name.simplified();
    if (words.size() > longest) {
        words.truncate(longest - 1);
        if (words.back().isHighSurrogate()) { // half a letter
            words.chop(1);
        }
        words = words.trimmed() + QChar(0x2026);
    }
    return words.replace(u'&', QStringLiteral("&&"));
}

QString shownText(const QString& text) {
    QString shown;
    for (qsizetype at = 0; at < text.size(); ++at) {
        at += text[at] == u'&' ? 1 : 0; // the letter behind it stands for itself, also another &
        if (at < text.size()) {
            shown += text[at];
        }
    }
    return shown;
}

} // namespace tastescope
