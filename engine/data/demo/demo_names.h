// SPDX-License-Identifier: GPL-3.0-or-later
// Invented names for the synthetic music service: readable, and nobody's. Artists are made of syllables.
#pragma once

#include "engine/base/random.h"

#include <array>
#include <string>
#include <string_view>
#include <unordered_set>

namespace tastescope {

inline constexpr std::array<std::string_view, 10> demoGenres{
    "Indie pop", "Hip-hop", "Rock", "Electronic", "Soul", "Folk", "Latin", "Jazz", "Classical", "Ambient"};

inline constexpr std::array<std::string_view, 14> demoMoods{
    "calm",    "bright",     "dreamy",  "driving",   "melancholic", "playful",  "warm",
    "intense", "late night", "morning", "nostalgic", "raw",         "romantic", "spacious"};

/// Gives names it has not given before.
class DemoNames {
public:
    std::string artist(Random& random);
    std::string title(Random& random);
    static std::string label(Random& random);

private:
    std::unordered_set<std::string> m_artists;
    std::unordered_set<std::string> m_titles;
};

} // namespace tastescope
