// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/resources.h"

#include <QtGlobal>

void initTastescopeResources() {
    Q_INIT_RESOURCE(resources);
}
