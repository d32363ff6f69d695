// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/demo/demo_names.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 30> onsets{
    "Ba", "Bri", "Ca", "Del", "E",  "Fa", "Ga", "Ho", "I",  "Ja",  "Ka", "Lo", "Lu", "Ma", "Mi",
    "Na", "O",   "Pe", "Qui", "Ra", "Ri", "Sa", "Se", "Ta", "Thi", "U",  "Ve", "Vo", "We", "Zo"};
constexpr std::array<std::string_view, 24> middles{"la",  "ren", "mi",  "vo", "sta", "ri", "no",  "be",
                                                   "du",  "kel", "lin", "ma", "ne",  "pa", "quo", "ro",
                                                   "sen", "ti",  "tor", "va", "wyn", "xa", "ye",  "zi"};
constexpr std::array<std::string_view, 20> endings{"",   "n",   "ra",  "so",  "th", "lle", "mar",
                                                   "ke", "dan", "via", "nor", "s",  "tta", "ley",
                                                   "ko", "rin", "bel", "ga",  "lo", "stad"};
constexpr std::array<std::string_view, 14> ensembles{
    "Quartet",  "Club",     "Parade", "Orchestra", "Collective", "Trio",    "Society",
    "Assembly", "Workshop", "Choir",  "Ensemble",  "Machine",    "Transit", "Observatory"};

constexpr std::array<std::string_view, 56> adjectives{
    "Amber",     "Borrowed", "Bright",   "Broken",   "Careful", "Clear",   "Cold",   "Crooked",
    "Distant",   "Early",    "Easy",     "Electric", "Empty",   "Endless", "Faded",  "Foreign",
    "Gentle",    "Golden",   "Half",     "Heavy",    "Hidden",  "Hollow",  "Honest", "Idle",
    "Invisible", "Kind",     "Last",     "Late",     "Little",  "Long",    "Loud",   "Lucky",
    "Northern",  "Open",     "Ordinary", "Paper",    "Patient", "Perfect", "Quiet",  "Restless",
    "Second",    "Secret",   "Silver",   "Simple",   "Slow",    "Small",   "Soft",   "Southern",
    "Stolen",    "Strange",  "Sudden",   "Tender",   "Unsaid",  "Velvet",  "Warm",   "Wild"};
constexpr std::array<std::string_view, 64> nouns{
    "Afternoon", "Anchor",    "Answer",     "Atlas",   "Balcony",    "Bicycle", "Bridge",    "Candle",
    "Carnival",  "Circle",    "City",       "Clock",   "Cloud",      "Coast",   "Compass",   "Corner",
    "Daylight",  "Desert",    "Distance",   "Echo",    "Engine",     "Evening", "Ferry",     "Field",
    "Fire",      "Garden",    "Ghost",      "Harbour", "Highway",    "Hour",    "Island",    "Kitchen",
    "Lantern",   "Letter",    "Lighthouse", "Map",     "Memory",     "Mirror",  "Mountain",  "Neon",
    "Ocean",     "Orchard",   "Orbit",      "Parade",  "Photograph", "Planet",  "Postcard",  "Rain",
    "River",     "Rooftop",   "Season",     "Shadow",  "Signal",     "Snow",    "Staircase", "Station",
    "Summer",    "Telephone", "Thunder",    "Tide",    "Train",      "Window",  "Winter",    "Wire"};
constexpr std::array<std::string_view, 28> verbs{
    "Waiting for", "Leaving",   "Dreaming of", "Counting",   "Chasing", "Painting",   "Holding",
    "Missing",     "Drawing",   "Crossing",    "Watching",   "Naming",  "Forgetting", "Carrying",
    "Building",    "Borrowing", "Folding",     "Hearing",    "Keeping", "Learning",   "Losing",
    "Mending",     "Riding",    "Seeing",      "Singing to", "Tracing", "Waking",     "Writing to"};
constexpr std::array<std::string_view, 16> times{
    "at Dawn",     "at Midnight",    "in April",     "in August",  "in December", "in the Dark",
    "on Sunday",   "after the Rain", "before Noon",  "by the Sea", "under Glass", "in Slow Motion",
    "without You", "for Two",        "on the Radio", "in Blue"};

std::string_view pick(Random& random, Words words) {
    return words[random.below(words.size())];
}

std::string syllables(Random& random, bool isLong) {
    std::string name(pick(random, onsets));
    name += pick(random, middles);
    if (isLong) {
        name += pick(random, middles);
    }
    name += pick(random, endings);
    return name;
}

std::string makeArtist(Random& random) {
    switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
        return fmt::format("{} {}", syllables(random, false), syllables(random, false));
    case 4:
    case 5:
        return syllables(random, true);
    case 6:
        return fmt::format("The {} {}", syllables(random, false), pick(random, ensembles));
    case 7:
        return fmt::format("{} {}", syllables(random, false), pick(random, ensembles));
    case 8:
        return fmt::format("{} & {}", syllables(random, false), syllables(random, false));
    default:
        return fmt::format("{} {}", pick(random, adjectives), syllables(random, false));
    }
}

std::string makeTitle(Random& random) {
    switch (random.below(9)) {
    case 0:
    case 1:
        return fmt::format("{} {}", pick(random, adjectives), pick(random, nouns));
    case 2:
        return fmt::format("{} {}", pick(random, nouns), pick(random, times));
    case 3:
        return fmt::format("{} the {}", pick(random, verbs), pick(random, nouns));
    case 4:
        return fmt::format("{} and {}", pick(random, nouns), pick(random, nouns));
    case 5:
        return fmt::format("{} {} {}", pick(random, adjectives), pick(random, nouns), pick(random, times));
    case 6:
        return fmt::format("{} {}", pick(random, verbs), syllables(random, true));
    case 7:
        return fmt::format("{} {}s", 2 + random.below(98), pick(random, nouns));
    default:
        return fmt::format("{} of {}", pick(random, nouns), syllables(random, false));
    }
}

// Tries to be new by chance, then by number.
std::string unused(std::unordered_set<std::string>& used, Random& random, std::string (*make)(Random&)) {
    std::string name = make(random);
    for (int attempt = 0; attempt < 12 && used.contains(name); ++attempt) {
        name = make(random);
    }
    const std::string base = name;
    for (int number = 2; used.contains(name); ++number) {
        name = fmt::format("{} {}", base, number);
    }
    used.insert(name);
    return name;
}

} // namespace

std::string DemoNames::artist(Random& random) {
    return unused(m_artists, random, makeArtist);
}

std::string DemoNames::title(Random& random) {
    return unused(m_titles, random, makeTitle);
}

std::string DemoNames::label(Random& random) {
    return fmt::format("{} {}", syllables(random, false), random.below(2) ? "Records" : "Recordings");
}

} // namespace tastescope
