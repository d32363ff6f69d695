// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/column_names.h"

#include <algorithm>
#include <array>
#include <span>

namespace tastescope {
namespace {

struct Names {
    NameMeaning meaning;
    std::string_view words; ///< separated by blanks
};

// In the order in which they are asked: a name stands in one line only.
constexpr std::array table = {
    Names{
        NameMeaning::User,
        "user userid uid username userkey usernumber usr customer customerid client clientid visitor "
        "visitorid reviewer reviewerid listener listenerid reader readerid member memberid account accountid "
        "player playerid viewer viewerid buyer buyerid person personid profileid steamid subscriber "
        "subscriberid student studentid session sessionid msno userhash patron"},
    Names{
        NameMeaning::Item,
        "item itemid iid itemkey movie movieid film filmid book bookid isbn isbn13 track trackid song songid "
        "artistid product productid asin parentasin sku business businessid game gameid appid article "
        "articleid "
        "newsid video videoid showid anime animeid recipe recipeid content contentid course courseid place "
        "placeid poi poiid venueid jokeid joke adid stockcode gameids beerid albumid spuid goodsid photoid "
        "postid"},
    Names{NameMeaning::WeakItem, "artist show album beer venue restaurant app"},
    Names{NameMeaning::RowId, "id index key code"},
    Names{NameMeaning::Signal,
          "signal event eventtype eventname action actiontype interaction interactiontype behavior behaviour "
          "behaviortype activity type kind"},
    Names{NameMeaning::Value,
          "value rating ratings score stars star bookrating overall preference strength weight count plays "
          "playcount playcounts hours hoursplayed quantity qty amount listens listencount clicks rate grade "
          "watchratio watchtime duration frequency"},
    Names{NameMeaning::Time,
          "time timestamp ts t datetime date unixtime unixreviewtime reviewtime eventtime eventtimestamp "
          "created "
          "createdat when ratedat invoicedate visitdate playedat watchedat addedat utctime day"},
    Names{NameMeaning::Title, "title name itemtitle itemname movietitle filmtitle booktitle trackname "
                              "tracktitle songname songtitle "
                              "producttitle productname gametitle description"},
    Names{NameMeaning::Creator, "creator author authors bookauthor artistname director directors writer "
                                "brand band maker manufacturer "
                                "developer studio composer performer"},
    Names{NameMeaning::Categories,
          "genre genres category categories maincategory mood style styles topic topics"},
    Names{NameMeaning::Tags, "tag tags keyword keywords tagname shelf shelves label labels"},
    Names{NameMeaning::Released,
          "released release releasedate releaseyear year publicationyear originalpublicationyear "
          "yearofpublication published publishdate publicationdate publishyear"},
    Names{NameMeaning::UserTrait,
          "age sex gender occupation country zip zipcode postcode location city registered income education"},
};

bool hasWord(std::string_view words, std::string_view word) {
    for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) {
            return true;
        }
    }
    return false;
}

} // namespace

std::string plainName(std::string_view name) {
    std::string plain;
    for (const char c : name) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            plain.push_back(c);
        } else if (c >= 'A' && c <= 'Z') {
            plain.push_back(static_cast<char>(c - 'A' + 'a'));
        }
    }
    return plain;
}

NameMeaning meaningOfName(std::string_view plain) {
    if (plain.empty()) {
        return NameMeaning::Unknown;
    }
    const auto found =
        std::ranges::find_if(table, [&](const Names& names) { return hasWord(names.words, plain); });
    return found == table.end() ? NameMeaning::Unknown : found->meaning;
}

std::string_view attributeOf(NameMeaning meaning) {
    switch (meaning) {
    case NameMeaning::Title:
        return "title";
    case NameMeaning::Creator:
        return "creator";
    case NameMeaning::Categories:
        return "categories";
    case NameMeaning::Tags:
        return "tags";
    case NameMeaning::Released:
        return "released";
    default:
        return "";
    }
}

Nouns nounsForItem(std::string_view plain) {
    const auto begins = [&](std::initializer_list<std::string_view> words) {
        return std::ranges::any_of(words, [&](std::string_view word) { return plain.starts_with(word); });
    };
    if (begins({"movie", "film", "show", "anime", "video"})) {
        return {"film", "films", "viewer", "viewers", "director", "directors"};
    }
    if (begins({"book", "isbn"})) {
        return {"book", "books", "reader", "readers", "author", "authors"};
    }
    if (begins({"song", "track"})) {
        return {"song", "songs", "listener", "listeners", "artist", "artists"};
    }
    if (begins({"artist", "band"})) {
        return {"artist", "artists", "listener", "listeners", "label", "labels"};
    }
    if (begins({"game", "app"})) {
        return {"game", "games", "player", "players", "studio", "studios"};
    }
    if (begins({"product", "asin", "sku", "goods", "stock", "parentasin"})) {
        return {"product", "products", "customer", "customers", "brand", "brands"};
    }
    if (begins({"article", "news"})) {
        return {"article", "articles", "reader", "readers", "author", "authors"};
    }
    return {};
}

} // namespace tastescope
