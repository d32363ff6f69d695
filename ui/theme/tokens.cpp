// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

namespace tastescope {

namespace {

constexpr QRgb hex(quint32 rgb) {
    return 0xff000000U | rgb;
}

constexpr ThemeTokens light{{hex(0xF5F6F7), hex(0xFFFFFF), hex(0xEEF0F2), hex(0xE3E6E9), hex(0xDDE1E5),
                             hex(0xC3C9CF), hex(0x1A2127), hex(0x4A555F), hex(0x626D78), hex(0x0B6E7F),
                             hex(0x095866), hex(0xDFF0F2), hex(0xFFFFFF), hex(0x0B6E7F), hex(0xA84F00),
                             hex(0x855300), hex(0xFBF1DF), hex(0xB3261E), hex(0xFBE9E7), hex(0xE8EBEE),
                             hex(0xAEB6BD), hex(0x1A2127), hex(0xFFFFFF)},
                            {hex(0x3364B7), hex(0xC76309), hex(0x1F945E), hex(0x9F407E), hex(0x6B5025),
                             hex(0x2498E8), hex(0x4F3378), hex(0x9D8F9F)},
                            {{{hex(0x233859), hex(0x7092CD)},
                              {hex(0x9C5210), hex(0x57381D)},
                              {hex(0x1E7750), hex(0x1C5A42)},
                              {hex(0xB7709E), hex(0x773764)},
                              {hex(0x907C5C), hex(0x322F26)},
                              {hex(0x1F5C88), hex(0x2280C1)},
                              {hex(0x8470A0), hex(0x69528C)},
                              {hex(0x4E4D57), hex(0x69636F)}}},
                            {hex(0xEEF7F8), hex(0xD3EAED), hex(0xAFD8DE), hex(0x84C2CB), hex(0x57A9B5),
                             hex(0x237F8E), hex(0x0B6E7F), hex(0x075361), hex(0x043A45)},
                            {hex(0x8A3D00), hex(0xC76309), hex(0xE8A869), hex(0xF6DEC4), hex(0xF1F3F4),
                             hex(0xCBE6EA), hex(0x84C2CB), hex(0x237F8E), hex(0x075361)},
                            hex(0x7C868F)};

constexpr ThemeTokens dark{{hex(0x131619), hex(0x1A1E22), hex(0x23282D), hex(0x2E343A), hex(0x2D3339),
                            hex(0x464E56), hex(0xE8ECEF), hex(0xAEB8C1), hex(0x8F9AA5), hex(0x4FB8C9),
                            hex(0x74CBD8), hex(0x15343A), hex(0x0B1214), hex(0x4FB8C9), hex(0xF0A35E),
                            hex(0xE5B567), hex(0x33290F), hex(0xFF8A80), hex(0x3A1D1B), hex(0x272C31),
                            hex(0x59626B), hex(0xE8ECEF), hex(0x14181B)},
                           {hex(0x709FFF), hex(0xF7904A), hex(0x189478), hex(0xC676BC), hex(0xDED561),
                            hex(0x98EEFF), hex(0x6D64C7), hex(0xA0B5AB)},
                           {{{hex(0x5F85D3), hex(0x4E6BA7)},
                             {hex(0xAA683C), hex(0xF0BE9C)},
                             {hex(0x56AE9C), hex(0x187662)},
                             {hex(0x925C8E), hex(0xD099CB)},
                             {hex(0x99954B), hex(0xB7B054)},
                             {hex(0x5F909C), hex(0x85CFDE)},
                             {hex(0xBDBCE1), hex(0x9894D5)},
                             {hex(0xCFD9D7), hex(0x64716D)}}},
                           {hex(0x17252A), hex(0x173239), hex(0x16424C), hex(0x185763), hex(0x1F707F),
                            hex(0x318E9E), hex(0x4FB8C9), hex(0x86D2DE), hex(0xC2EBF2)},
                           {hex(0xFFC08A), hex(0xF7904A), hex(0xA65C22), hex(0x53331B), hex(0x262B30),
                            hex(0x193A41), hex(0x1F707F), hex(0x4FB8C9), hex(0xB5E6EE)},
                           hex(0x77828C)};

} // namespace

const ThemeTokens& themeTokens(bool isDark) {
    return isDark ? dark : light;
}

TypeToken typeToken(TextStyle style) {
    switch (style) {
    case TextStyle::Display:
        return {28, 32, QFont::DemiBold, -0.5};
    case TextStyle::Figure:
        return {24, 32, QFont::DemiBold, -0.4};
    case TextStyle::Title:
        return {20, 24, QFont::DemiBold, -0.25};
    case TextStyle::Heading:
        return {15, 24, QFont::DemiBold, 0};
    case TextStyle::Card:
        return {13, 20, QFont::DemiBold, 0};
    case TextStyle::Body:
        return {13, 20, QFont::Normal, 0};
    case TextStyle::BodyStrong: // 550 in the design; the static family offers 500
        return {13, 20, QFont::Medium, 0};
    case TextStyle::Small:
        return {12, 16, QFont::Normal, 0};
    case TextStyle::Micro:
        return {11, 16, QFont::Normal, 0};
    }
    return {13, 20, QFont::Normal, 0};
}

} // namespace tastescope
