// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/picture_memory.h"

#include <QSettings>
#include <QStringList>

#include <algorithm>

namespace tastescope {

namespace {

QString colorsKey() {
    return QStringLiteral("picture/colors");
}

QString sizeKey() {
    return QStringLiteral("picture/size");
}

/// In the order of PictureColors.
const QStringList& colorNames() {
    static const QStringList names{QStringLiteral("shown"), QStringLiteral("light"), QStringLiteral("dark")};
    return names;
}

bool fits(const QSize& size) {
    return size == size.expandedTo(PictureLook::least) && size == size.boundedTo(PictureLook::most);
}

} // namespace

PictureMemory& PictureMemory::instance() {
    static PictureMemory memory;
    return memory;
}

void PictureMemory::load(const QSettings& settings) {
    const qsizetype colors = colorNames().indexOf(settings.value(colorsKey()).toString());
    const QSize size = settings.value(sizeKey()).toSize();
    m_look.colors = static_cast<PictureColors>(std::max<qsizetype>(0, colors));
    m_look.size = fits(size) ? size : QSize();
}

void PictureMemory::save(QSettings& settings) const {
    settings.setValue(colorsKey(), colorNames()[static_cast<qsizetype>(m_look.colors)]);
    settings.setValue(sizeKey(), m_look.size);
}

} // namespace tastescope
