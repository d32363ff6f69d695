// SPDX-License-Identifier: GPL-3.0-or-later
// The places of the rail, in order. Pure data.
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace tastescope {

struct Place {
    QString id;
    QString icon;
    QString title; ///< "%1" stands for the data set's word for its people
    QString group; ///< shown above the first place of a group; empty = none
    bool needsData = true;
};

/// Without Settings, which stands alone at the bottom.
std::vector<Place> places();
Place settingsPlace();

/// Every page that can be opened, by the name that `--page` takes.
QStringList pageIds();

} // namespace tastescope
