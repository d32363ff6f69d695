// SPDX-License-Identifier: GPL-3.0-or-later
// Book-Crossing (BX-*.csv), RetailRocket (events.csv) and Steam 200k.
#include "storage/import/planning/known_layouts.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>

namespace tastescope {
namespace {

bool isSteamSignal(std::string_view text) {
    return text == "purchase" || text == "play";
}
bool isReading(std::string_view text) {
    return parseNumber(text).has_value();
}

bool recogniseBookCrossing(Sniff& sniff) {
    if (sniff.hasNames({"userid", "isbn", "bookrating"})) {
        setRoles(sniff, FileKind::Interactions, {"user", "item", "value"});
        setLayout(sniff, "bookcrossing", "Book-Crossing ratings");
    } else if (sniff.names.size() >= 5 && sniff.names[0] == "isbn" && sniff.names[1] == "booktitle" &&
               sniff.names[2] == "bookauthor" && sniff.names[3] == "yearofpublication") {
        setRoles(sniff, FileKind::Items,
                 {"item", "item.title", "item.creator", "item.released", "item.publisher", "item.image_small",
                  "item.image_medium", "item.image_large"});
        setLayout(sniff, "bookcrossing", "Book-Crossing books");
    } else if (sniff.hasNames({"userid", "location", "age"})) {
        setRoles(sniff, FileKind::Users, {"user", "user.location", "user.age"});
        setLayout(sniff, "bookcrossing", "Book-Crossing users");
    } else {
        return false;
    }
    if (sniff.plan.dialect.delimiter == ";") {
        sniff.plan.dialect.quote = '"';
        sniff.plan.dialect.escape = '\\';
    }
    return true;
}

bool recogniseRetailRocket(Sniff& sniff) {
    if (sniff.hasNames({"timestamp", "visitorid", "event", "itemid", "transactionid"})) {
        setRoles(sniff, FileKind::Interactions, {"time", "user", "signal", "item"});
        setLayout(sniff, "retailrocket", "RetailRocket events");
    } else if (sniff.hasNames({"timestamp", "itemid", "property", "value"}) ||
               sniff.hasNames({"categoryid", "parentid"})) {
        setRoles(sniff, FileKind::Ignored, {});
        setLayout(sniff, "retailrocket", "RetailRocket properties");
    } else {
        return false;
    }
    return true;
}

// user, title, purchase or play, hours, 0; no header.
bool recogniseSteam(Sniff& sniff) {
    const std::size_t columns = sniff.plan.columns.size();
    if ((columns != 5 && columns != 4) || sniff.plan.dialect.header || !mostly(sniff, 0, isWhole) ||
        !mostly(sniff, 2, isSteamSignal) || !mostly(sniff, 3, isReading)) {
        return false;
    }
    setRoles(sniff, FileKind::Interactions, {"user", "item", "signal", "value"});
    setLayout(sniff, "steam", "Steam 200k");
    return true;
}

} // namespace

bool recogniseShops(Sniff& sniff) {
    return recogniseBookCrossing(sniff) || recogniseRetailRocket(sniff) || recogniseSteam(sniff);
}

void completeShops(const std::string& family, std::vector<Sniff>& sniffs, ImportPlan& plan) {
    if (family == "bookcrossing") {
        plan.nouns = nounsForItem("book");
    } else if (family == "retailrocket") {
        plan.nouns = nounsForItem("product");
        plan.signals = {{"view", SignalKind::Implicit, 1, false},
                        {"addtocart", SignalKind::Implicit, 3, false},
                        {"transaction", SignalKind::Implicit, 5, false}};
        for (const Sniff& sniff : sniffs) {
            if (sniff.plan.layout == "RetailRocket properties") {
                plan.notes.push_back(fileName(sniff) + " is not used: it lists properties as pairs");
            }
        }
    } else if (family == "steam") {
        plan.nouns = nounsForItem("game");
        // Everything that is played was bought first, so playing says more.
        plan.signals = {{"purchase", SignalKind::Implicit, 1, false},
                        {"play", SignalKind::Implicit, 2, false}};
    }
}

} // namespace tastescope
