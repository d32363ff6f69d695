// SPDX-License-Identifier: GPL-3.0-or-later
// How a person saved the last picture of a chart: kept for the run, and over runs in the window's settings.
// GUI thread only.
#pragma once

#include "ui/charts/chart_picture.h"

class QSettings;

namespace tastescope {

class PictureMemory {
public:
    static PictureMemory& instance();

    const PictureLook& look() const { return m_look; }
    void setLook(const PictureLook& look) { m_look = look; }
    /// Replaces what is known; what is no look of a picture counts as never said.
    void load(const QSettings& settings);
    void save(QSettings& settings) const;

private:
    PictureLook m_look;
};

} // namespace tastescope
