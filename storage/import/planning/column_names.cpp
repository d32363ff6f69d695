// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/column_names.h"

#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace tastescope {
namespace {

struct Names {
    NameMeaning meaning;
    std::string_view words; ///< separated by blanks
};

// In the order in which they are asked: a name stands in one line only. English, then German, French,
// Spanish.
constexpr std::array table = {
    Names{
        NameMeaning::User,
        "user userid uid username userkey usernumber usr usrid customer customerid client clientid visitor "
        "visitorid reviewer reviewerid listener listenerid reader readerid member memberid account accountid "
        "player playerid viewer viewerid buyer buyerid person personid profileid steamid subscriber "
        "subscriberid student studentid session sessionid msno userhash patron cust custid "
        "nutzer nutzerid nutzername benutzer benutzerid benutzername kunde kundeid kundenid kundennr "
        "kundennummer mitglied mitgliedid mitgliedsnr mitgliedsnummer anwender leser horer hoerer zuschauer "
        "spieler kaufer kaeufer besucher besucherid besuchernr "
        "utilisateur utilisateurid idutilisateur idclient lecteur auditeur membre membreid idmembre joueur "
        "acheteur usager abonne visiteur visiteurid idvisiteur "
        "usuario usuarioid idusuario cliente clienteid idcliente lector oyente miembro jugador comprador "
        "visitante "
        "visitanteid idvisitante"},
    Names{
        NameMeaning::Item,
        "item itemid iid itemkey movie movieid film filmid book bookid isbn isbn13 track trackid song songid "
        "artistid product productid asin parentasin sku business businessid game gameid appid article "
        "articleid newsid video videoid showid anime animeid recipe recipeid content contentid course "
        "courseid place placeid poi poiid venueid jokeid joke adid stockcode gameids beerid albumid spuid "
        "goodsid photoid postid prod prodid "
        "artikel artikelid artikelnr artikelnummer produkt produktid produktnr produktnummer buch buchid "
        "lied liedid spiel spielid filmnr gegenstand objekt element elementid elementnr "
        "produit produitid idproduit idarticle livre livreid idlivre idfilm chanson chansonid idchanson "
        "morceau jeu jeuid idjeu objet idelement "
        "articulo articuloid idarticulo producto productoid idproducto libro libroid idlibro pelicula "
        "peliculaid idpelicula cancion cancionid idcancion juego juegoid idjuego objeto "
        "elemento elementoid idelemento"},
    Names{NameMeaning::WeakItem, "artist show album beer venue restaurant app"},
    Names{NameMeaning::RowId, "id index key code"},
    Names{NameMeaning::Signal,
          "signal event eventtype eventname action actiontype interaction interactiontype behavior behaviour "
          "behaviortype activity type kind "
          "ereignis aktion typ evenement evento accion tipo"},
    Names{NameMeaning::Value,
          "value rating ratings score scores star stars bookrating overall preference strength weight count "
          "plays playcount playcounts hours hoursplayed quantity qty amount listens listencount clicks rate "
          "grade watchratio watchtime duration frequency freq vote votes like liked likes thumb thumbs "
          "thumbsup points point "
          "bewertung bewertungen wertung note noten sterne punkte punktzahl anzahl menge haufigkeit "
          "haeufigkeit wiedergaben gefallt stimme rezension rezensionen "
          "evaluation avis etoiles quantite ecoutes frequence nbecoutes nombreecoutes "
          "calificacion valoracion puntuacion puntaje estrellas puntos nota cantidad reproducciones "
          "frecuencia voto votos opinion opiniones resena resenas"},
    Names{NameMeaning::Time,
          "time timestamp ts t datetime date unixtime unixreviewtime reviewtime eventtime eventtimestamp "
          "created createdat when ratedat invoicedate visitdate playedat watchedat addedat utctime day tdat "
          "dt orderdt orderdate "
          "datum zeit zeitpunkt zeitstempel uhrzeit bestelldatum kaufdatum "
          "horodatage temps heure jour dateheure dateachat datecommande "
          "fecha hora tiempo fechahora marcadetiempo fechacompra fechapedido dia"},
    Names{NameMeaning::Title,
          "title name itemtitle itemname movietitle filmtitle booktitle trackname tracktitle songname "
          "songtitle producttitle productname gametitle description "
          "titel bezeichnung artikelname produktname beschreibung titre nom nomproduit titulo nombre "
          "nombreproducto descripcion"},
    Names{NameMeaning::Creator,
          "creator author authors bookauthor artistname director directors writer brand band maker "
          "manufacturer developer studio composer performer "
          "autor autoren kunstler kuenstler regisseur marke hersteller auteur artiste realisateur marque "
          "artista marca fabricante"},
    Names{NameMeaning::Categories,
          "genre genres category categories maincategory mood style styles topic topics "
          "kategorie kategorien gattung categorie categoria categorias genero generos"},
    Names{NameMeaning::Tags, "tag tags keyword keywords tagname shelf shelves label labels"},
    Names{NameMeaning::Released,
          "released release releasedate releaseyear year publicationyear originalpublicationyear "
          "yearofpublication published publishdate publicationdate publishyear "
          "jahr erscheinungsjahr erschienen annee anneedeparution ano anio fechapublicacion"},
    Names{NameMeaning::UserTrait,
          "age sex gender occupation country zip zipcode postcode location city registered income education "
          "alter geschlecht beruf land plz ort stadt sexe profession pays ville edad sexo ocupacion pais "
          "ciudad"},
};

// Words from which other names are built: "customer_unique_id", "order_purchase_timestamp".
constexpr std::string_view userWords =
    " user usr customer cust client visitor reviewer listener reader "
    "member account player viewer buyer person "
    "subscriber student nutzer benutzer kunde kunden besucher mitglied "
    "utilisateur visiteur membre lecteur usuario cliente visitante miembro ";
constexpr std::string_view itemWords =
    " item movie film book track song product prod article game video show anime recipe course artikel "
    "produkt "
    "buch lied spiel element elemento produit livre chanson jeu articulo producto libro pelicula cancion "
    "juego ";
constexpr std::string_view idWords =
    " id ids key no nr num number code hash uuid guid idx index unique nummer "
    "numero fk pk encoded ";
constexpr std::string_view valueWords =
    " rating ratings score stars vote bewertung wertung note punkte "
    "calificacion valoracion puntuacion opinion resena avis rezension liked ";
constexpr std::string_view timeWords =
    " date time timestamp datetime dt dat ts at datum zeit zeitstempel temps fecha hora tiempo ";
// With these it is a figure of the item or of the person, no event's.
constexpr std::string_view summaryWords =
    " avg average mean median num number n nb total count counts max min std sum all overall predicted "
    "expected "
    "critic imdb meta schnitt durchschnitt moyenne promedio media birth born release released publish "
    "published "
    "publication signup register registered registration reg updated expiry end due join joined since geburt "
    "naissance nacimiento ";

bool hasWord(std::string_view words, std::string_view word) {
    for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) {
            return true;
        }
    }
    return false;
}

bool isOneOf(std::string_view words, std::string_view word) {
    return !word.empty() && words.find(' ' + std::string(word) + ' ') != std::string_view::npos;
}

// "Rating (1-5)" and "rating:float" are about ratings.
std::string_view withoutRemark(std::string_view name) {
    name = trimmed(name);
    const std::size_t open = name.find_first_of("([{");
    if (open != std::string_view::npos && open > 0) {
        name = name.substr(0, open);
    }
    for (const std::string_view type : {":token_seq", ":token", ":float_seq", ":float"}) {
        if (name.size() > type.size() && name.ends_with(type)) {
            name.remove_suffix(type.size());
        }
    }
    return name;
}

// "customerUniqueId" and "customer_unique_id" are customer, unique, id.
std::vector<std::string> wordsOf(std::string_view name) {
    std::vector<std::string> words(1);
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool upper = c >= 'A' && c <= 'Z';
        const bool letter = upper || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
        const bool hump = upper && i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
        if (!letter || hump) {
            words.emplace_back();
        }
        if (letter) {
            words.back().push_back(c);
        }
    }
    for (std::string& word : words) {
        word = folded(word);
    }
    std::erase(words, std::string());
    return words;
}

} // namespace

std::string plainName(std::string_view name) {
    std::string plain;
    for (const char c : folded(name)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            plain.push_back(c);
        }
    }
    return plain;
}

NameMeaning meaningOfName(std::string_view name) {
    const std::string plain = plainName(withoutRemark(name));
    if (plain.empty()) {
        return NameMeaning::Unknown;
    }
    const auto found =
        std::ranges::find_if(table, [&](const Names& names) { return hasWord(names.words, plain); });
    return found == table.end() ? NameMeaning::Unknown : found->meaning;
}

NameMeaning likelyMeaning(std::string_view name) {
    const std::vector<std::string> words = wordsOf(withoutRemark(name));
    const auto any = [&](std::string_view of) {
        return std::ranges::any_of(words, [&](const std::string& word) { return isOneOf(of, word); });
    };
    if (words.size() < 2) {
        return NameMeaning::Unknown;
    }
    const bool user = any(userWords);
    const bool item = any(itemWords);
    const bool id = std::ranges::all_of(words, [&](const std::string& word) {
        return isOneOf(idWords, word) || isOneOf(user ? userWords : itemWords, word);
    });
    if (user != item && id && any(idWords)) {
        return user ? NameMeaning::User : NameMeaning::Item;
    }
    if (any(summaryWords)) {
        return NameMeaning::Unknown;
    }
    return isOneOf(valueWords, words.back())  ? NameMeaning::Value
           : isOneOf(timeWords, words.back()) ? NameMeaning::Time
                                              : NameMeaning::Unknown;
}

bool namesAnId(std::string_view name) {
    constexpr std::string_view others =
        " isbn issn ean gtin upc asin sku barcode doi url uri href link links "
        "email mail phone slug permalink handle username ";
    constexpr std::string_view catalogues = " imdb tmdb tvdb goodreads spotify steam amazon wikidata "
                                            "musicbrainz mbid work edition artist album author parent ";
    const std::vector<std::string> words = wordsOf(withoutRemark(name));
    if (words.empty()) {
        return false;
    }
    const std::string& last = words.back();
    const std::string stem = last.ends_with("id") ? last.substr(0, last.size() - 2) : std::string();
    return isOneOf(idWords, last) || isOneOf(others, last) || isOneOf(itemWords, stem) ||
           isOneOf(userWords, stem) || isOneOf(catalogues, stem);
}

bool namesAPlace(std::string_view name) {
    const std::vector<std::string> words = wordsOf(withoutRemark(name));
    return !words.empty() &&
           isOneOf(" rank ranking position place chart top rang platz posicion ", words.back());
}

bool namesARelease(std::string_view name) {
    const std::vector<std::string> words = wordsOf(withoutRemark(name));
    return std::ranges::any_of(words, [](const std::string& word) {
        return isOneOf(" release released publish published publication premiere premiered aired erschienen "
                       "parution publicacion ",
                       word);
    });
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
    if (begins({"movie", "film", "show", "anime", "video", "pelicula", "idfilm", "idpelicula"})) {
        return {"film", "films", "viewer", "viewers", "director", "directors"};
    }
    if (begins({"book", "isbn", "buch", "livre", "libro", "idlivre", "idlibro"})) {
        return {"book", "books", "reader", "readers", "author", "authors"};
    }
    if (begins({"song", "track", "lied", "chanson", "cancion"})) {
        return {"song", "songs", "listener", "listeners", "artist", "artists"};
    }
    if (begins({"artist", "band"})) {
        return {"artist", "artists", "listener", "listeners", "label", "labels"};
    }
    if (begins({"game", "app", "spiel", "jeu", "juego"})) {
        return {"game", "games", "player", "players", "studio", "studios"};
    }
    if (begins({"product", "asin", "sku", "goods", "stock", "parentasin", "produ", "idprodu"})) {
        return {"product", "products", "customer", "customers", "brand", "brands"};
    }
    if (begins({"article", "news"})) {
        return {"article", "articles", "reader", "readers", "author", "authors"};
    }
    return {};
}

} // namespace tastescope
