// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/demo/demo_catalogue.h"

#include "engine/data/demo/demo_names.h"

#include <algorithm>
#include <numeric>

namespace tastescope {
namespace {

constexpr Time year = 365 * millisecondsPerDay;
constexpr double noCategoryShare = 0.017; ///< somebody forgot; so that there is something to mend

struct GenreFacts {
    double share; ///< of artists
    double tempo; ///< beats a minute
    double seconds;
    double lyrics; ///< share of songs marked explicit
};
// In the order of demoGenres.
constexpr std::array<GenreFacts, 10> genreFacts{{{0.18, 118, 215, 0.04},
                                                 {0.15, 92, 190, 0.45},
                                                 {0.15, 128, 235, 0.08},
                                                 {0.13, 124, 260, 0.03},
                                                 {0.10, 98, 225, 0.05},
                                                 {0.08, 104, 210, 0.01},
                                                 {0.07, 102, 205, 0.12},
                                                 {0.06, 112, 310, 0.0},
                                                 {0.05, 88, 380, 0.0},
                                                 {0.03, 72, 340, 0.0}}};
constexpr std::array<std::string_view, 6> languages{"English", "Spanish",    "German",
                                                    "French",  "Portuguese", "instrumental"};
constexpr std::array<double, 6> languageShares{0.58, 0.13, 0.1, 0.08, 0.06, 0.05};

struct Artist {
    std::string name;
    std::string label;
    std::uint8_t genre = 0;
    std::size_t language = 0;
    DemoVector centre{};
    double fame = 0;
};

std::size_t drawFrom(Random& random, auto&& shares) {
    double left = random.uniform();
    for (std::size_t index = 0; index + 1 < shares.size(); ++index) {
        left -= shares[index];
        if (left < 0) {
            return index;
        }
    }
    return shares.size() - 1;
}

std::uint8_t drawGenre(Random& random) {
    std::array<double, genreFacts.size()> shares{};
    std::ranges::transform(genreFacts, shares.begin(), &GenreFacts::share);
    return static_cast<std::uint8_t>(drawFrom(random, shares));
}

void add(DemoVector& to, const DemoVector& what, double times) {
    for (std::size_t d = 0; d < demoDimensions; ++d) {
        to[d] += static_cast<float>(times) * what[d];
    }
}

std::vector<Artist> makeArtists(const DemoOptions& options, const std::vector<DemoVector>& centres,
                                DemoNames& names) {
    std::vector<Artist> artists(options.artists);
    Random labelRandom = demoRandom(options.seed, DemoStream::Genres, 1);
    std::vector<std::string> labels(std::max<std::size_t>(3, options.artists / 9));
    std::ranges::generate(labels, [&] { return DemoNames::label(labelRandom); });
    for (std::size_t index = 0; index < artists.size(); ++index) {
        Random random = demoRandom(options.seed, DemoStream::Artists, index);
        Artist& artist = artists[index];
        artist.name = names.artist(random);
        artist.genre = drawGenre(random);
        // A square makes few labels large.
        artist.label = labels[static_cast<std::size_t>(std::pow(random.uniform(), 2) *
                                                       static_cast<double>(labels.size()))];
        artist.language = artist.genre == 9 ? languages.size() - 1 : drawFrom(random, languageShares);
        add(artist.centre, centres[artist.genre], 0.8);
        add(artist.centre, randomDirection(random), 0.6);
        artist.fame = random.normal(0, 0.62);
    }
    return artists;
}

// Zipf-like: the artist of rank r has about 1 / r^0.7 of the songs, everybody has one.
std::vector<std::uint32_t> artistsOfSongs(const DemoOptions& options) {
    std::vector<double> upTo(options.artists);
    double sum = 0;
    for (std::size_t rank = 0; rank < upTo.size(); ++rank) {
        sum += std::pow(static_cast<double>(rank + 1), -0.7);
        upTo[rank] = sum;
    }
    Random random = demoRandom(options.seed, DemoStream::Genres, 2);
    std::vector<std::uint32_t> artistOf(options.items);
    for (std::size_t song = 0; song < artistOf.size(); ++song) {
        const auto drawn = std::ranges::upper_bound(upTo, random.uniform() * sum) - upTo.begin();
        artistOf[song] = static_cast<std::uint32_t>(
            song < options.artists ? song
                                   : std::min<std::size_t>(static_cast<std::size_t>(drawn), upTo.size() - 1));
    }
    random.shuffle(std::span(artistOf)); // a song's number says nothing about its artist
    return artistOf;
}

// Most songs are young; a third is a back catalogue of up to thirty years.
Time drawRelease(Random& random, const DemoCalendar& calendar) {
    const double years =
        random.uniform() < 0.65 ? 1.3 * random.exponential() : 2 + 28 * std::pow(random.uniform(), 1.6);
    const Time day =
        (calendar.now - static_cast<Time>(years * static_cast<double>(year))) / millisecondsPerDay;
    return day * millisecondsPerDay;
}

AttributeColumn makeColumn(std::string name, AttributeKind kind) {
    AttributeColumn column;
    column.name = std::move(name);
    column.kind = kind;
    if (kind == AttributeKind::List) {
        column.offsets.push_back(0);
    }
    return column;
}

// Writes the columns of the catalogue, song by song.
struct Columns {
    AttributeColumn title = makeColumn("title", AttributeKind::Text);
    AttributeColumn creator = makeColumn("creator", AttributeKind::Text);
    AttributeColumn categories = makeColumn("categories", AttributeKind::List);
    AttributeColumn tags = makeColumn("tags", AttributeKind::List);
    AttributeColumn released = makeColumn("released", AttributeKind::Date);
    AttributeColumn tempo = makeColumn("tempo", AttributeKind::Number);
    AttributeColumn duration = makeColumn("duration", AttributeKind::Number);
    AttributeColumn language = makeColumn("language", AttributeKind::Text);
    AttributeColumn label = makeColumn("label", AttributeKind::Text);
    AttributeColumn explicitMark = makeColumn("explicit", AttributeKind::Number);

    Columns() {
        categories.words.assign(demoGenres.begin(), demoGenres.end());
        tags.words.assign(demoMoods.begin(), demoMoods.end());
    }

    static void addList(AttributeColumn& column, std::span<const std::uint32_t> codes) {
        column.codes.insert(column.codes.end(), codes.begin(), codes.end());
        column.offsets.push_back(static_cast<std::uint32_t>(column.codes.size()));
    }

    AttributeTable table(std::size_t rows) && {
        AttributeTable out;
        out.rows = rows;
        for (AttributeColumn* column : {&title, &creator, &categories, &tags, &released, &tempo, &duration,
                                        &language, &label, &explicitMark}) {
            out.columns.push_back(std::move(*column));
        }
        return out;
    }
};

// The moods a song lies closest to, with some disagreement among those who tag.
std::vector<std::uint32_t> drawMoods(Random& random, const float* song, std::span<const DemoVector> moods) {
    std::vector<std::pair<double, std::uint32_t>> ranked;
    for (std::uint32_t mood = 0; mood < moods.size(); ++mood) {
        ranked.emplace_back(-static_cast<double>(dot(song, moods[mood].data())) + random.normal(0, 0.12),
                            mood);
    }
    std::ranges::sort(ranked);
    std::vector<std::uint32_t> codes;
    const std::size_t count = 1 + random.below(3);
    for (std::size_t place = 0; place < count; ++place) {
        codes.push_back(ranked[place].second);
    }
    std::ranges::sort(codes);
    return codes;
}

void addSong(Random& random, const Artist& artist, std::span<const DemoVector> moods,
             const DemoCalendar& calendar, DemoNames& names, DemoCatalogue& out, Columns& columns) {
    DemoVector place = artist.centre;
    std::vector<std::uint32_t> genres{artist.genre};
    if (random.uniform() < 0.28) {
        const std::uint32_t second = drawGenre(random);
        if (second != artist.genre) {
            genres.push_back(second);
            add(place, out.genreCentres[second], 0.45);
        }
    }
    add(place, randomDirection(random), 0.45);
    place = normalised(place);
    out.vectors.insert(out.vectors.end(), place.begin(), place.end());
    out.quality.push_back(static_cast<float>(artist.fame + random.normal(0, 0.68)));
    out.released.push_back(drawRelease(random, calendar));
    const GenreFacts& facts = genreFacts[artist.genre];
    const double seconds = std::clamp(facts.seconds * std::exp(random.normal(0, 0.22)), 75.0, 1200.0);
    out.seconds.push_back(static_cast<float>(std::round(seconds)));
    out.genre.push_back(artist.genre);

    if (random.uniform() < noCategoryShare) {
        genres.clear();
    }
    columns.title.texts.push_back(names.title(random));
    columns.creator.texts.push_back(artist.name);
    Columns::addList(columns.categories, genres);
    Columns::addList(columns.tags, drawMoods(random, place.data(), moods));
    columns.tempo.numbers.push_back(std::round(std::clamp(facts.tempo + random.normal(0, 13), 48.0, 190.0)));
    columns.duration.numbers.push_back(std::round(seconds));
    columns.language.texts.emplace_back(languages[artist.language]);
    columns.label.texts.push_back(artist.label);
    columns.explicitMark.numbers.push_back(random.uniform() < facts.lyrics ? 1 : 0);
}

} // namespace

DemoVector normalised(DemoVector vector) {
    const float length = std::sqrt(dot(vector.data(), vector.data()));
    for (float& value : vector) {
        value /= length;
    }
    return vector;
}

DemoVector randomDirection(Random& random) {
    DemoVector vector{};
    for (float& value : vector) {
        value = static_cast<float>(random.normal());
    }
    return normalised(vector);
}

DemoCatalogue makeDemoCatalogue(const DemoOptions& options, const DemoCalendar& calendar,
                                const ExecutionContext& context) {
    DemoCatalogue out;
    Random places = demoRandom(options.seed, DemoStream::Genres, 0);
    for (std::size_t genre = 0; genre < demoGenres.size(); ++genre) {
        out.genreCentres.push_back(randomDirection(places));
    }
    std::vector<DemoVector> moods(demoMoods.size());
    std::ranges::generate(moods, [&] { return randomDirection(places); });

    DemoNames names;
    const std::vector<Artist> artists = makeArtists(options, out.genreCentres, names);
    out.artist = artistsOfSongs(options);
    out.songsOf.resize(options.artists);
    Columns columns;
    for (std::uint32_t song = 0; song < options.items; ++song) {
        if (context.stopRequested()) {
            return out;
        }
        Random random = demoRandom(options.seed, DemoStream::Songs, song);
        out.songsOf[out.artist[song]].push_back(song);
        addSong(random, artists[out.artist[song]], moods, calendar, names, out, columns);
    }
    // There is always something to hear.
    out.oldest = static_cast<std::uint32_t>(std::ranges::min_element(out.released) - out.released.begin());
    out.released[out.oldest] = std::min(out.released[out.oldest], calendar.start - year);
    columns.released.dates = out.released;
    out.attributes = std::move(columns).table(options.items);
    return out;
}

} // namespace tastescope
