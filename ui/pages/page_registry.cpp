// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page_registry.h"

#include "ui/pages/ab/ab_page.h"
#include "ui/pages/bubble/bubble_page.h"
#include "ui/pages/cold_start/cold_start_page.h"
#include "ui/pages/data/data_page.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/import/import_page.h"
#include "ui/pages/models/models_page.h"
#include "ui/pages/settings/settings_page.h"
#include "ui/pages/similar/similar_page.h"
#include "ui/pages/start/start_page.h"
#include "ui/pages/studio/studio_page.h"

namespace tastescope {

std::vector<Page*> createPages(Session& session, Navigator& navigator, QSettings& settings) {
    return {
        new StartPage(session, navigator),   new ImportPage(session, navigator),
        new DataPage(session, navigator),    new SimilarPage(session, navigator),
        new ExplorePage(session, navigator), new ModelsPage(session, navigator),
        new StudioPage(session, navigator),  new EvaluatePage(session, navigator),
        new BubblePage(session, navigator),  new ColdStartPage(session, navigator),
        new AbPage(session, navigator),      new SettingsPage(session, navigator, settings),
    };
}

} // namespace tastescope
