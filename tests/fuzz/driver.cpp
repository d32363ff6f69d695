// SPDX-License-Identifier: GPL-3.0-or-later
// Drives a fuzz target where there is no libFuzzer: seeded mutations of its sound inputs for some time.
//
//   fuzz_model --seconds 60 --seed 7        mutate; prints how many inputs were tried
//   fuzz_model FILE…                        try these files
//
// An input that faults, or takes more than 20 seconds, is left as crash-PROGRAM in the working folder.
#include "tests/fuzz/fuzz_target.h"

#include "engine/base/random.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace tastescope::fuzz {
namespace {

constexpr unsigned slowSeconds = 20;

std::string current;   ///< what is being tried
std::string crashFile; ///< where it goes when it faults

/// Only what a signal handler may do.
void keepCurrent() {
    const int file = ::open(crashFile.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file >= 0) {
        static_cast<void>(::write(file, current.data(), current.size()) > 0);
        ::close(file);
    }
}

void onFault(int signal) {
    keepCurrent();
    ::signal(signal, SIG_DFL);
    ::raise(signal == SIGALRM ? SIGKILL : signal);
}

void watchForFaults(const char* program) {
    const char* const slash = std::strrchr(program, '/');
    crashFile = std::string("crash-") + (slash ? slash + 1 : program);
    for (const int fault : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGALRM}) {
        ::signal(fault, onFault);
    }
    if (__sanitizer_set_death_callback) {
        __sanitizer_set_death_callback(keepCurrent);
    }
}

void tryOne(std::string input) {
    current = std::move(input);
    ::alarm(slowSeconds);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(current.data()), current.size());
    ::alarm(0);
}

class Mutator {
public:
    Mutator(const std::vector<std::string>& seeds, std::uint64_t seed) : m_seeds(seeds), m_random(seed) {}

    std::string next() {
        std::string text = m_seeds[below(m_seeds.size())];
        for (std::size_t left = 1 + below(below(4) == 0 ? 16 : 3); left > 0 && !text.empty(); --left) {
            change(text);
        }
        return text;
    }

private:
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(m_random.below(limit)); }

    void change(std::string& text) {
        const std::size_t at = below(text.size());
        switch (below(8)) {
        case 0:
            text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
            break;
        case 1:
            text[at] = static_cast<char>(below(256));
            break;
        case 2:
            text.insert(at, 1 + below(8), static_cast<char>(below(256)));
            break;
        case 3:
            text.erase(at, 1 + below(below(8) == 0 ? text.size() : 16));
            break;
        case 4: { // a stretch of another input
            const std::string& other = m_seeds[below(m_seeds.size())];
            text.insert(at, other, below(other.size() + 1), below(64));
            break;
        }
        case 5:
            text.insert(at, text.substr(below(text.size()), below(64)));
            break;
        default:
            overwrite(text, at);
        }
    }

    /// Numbers at which programs trip, in either order of bytes.
    void overwrite(std::string& text, std::size_t at) {
        static constexpr std::array<std::uint64_t, 12> numbers{0,
                                                               1,
                                                               0x7F,
                                                               0xFF,
                                                               0x7FFF,
                                                               0xFFFF,
                                                               0x7FFFFFFF,
                                                               0xFFFFFFFF,
                                                               0x7FC00000,
                                                               0x7FF0000000000000,
                                                               0x7FFFFFFFFFFFFFFF,
                                                               0xFFFFFFFFFFFFFFFF};
        std::uint64_t number = numbers[below(numbers.size())];
        std::array<char, 8> bytes{};
        std::memcpy(bytes.data(), &number, bytes.size());
        const std::size_t width = std::size_t{1} << below(4);
        if (below(2) == 0) {
            std::reverse(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(width));
        }
        const std::size_t aligned = at / width * width;
        std::copy_n(bytes.begin(), std::min(width, text.size() - aligned),
                    text.begin() + static_cast<std::ptrdiff_t>(aligned));
    }

    const std::vector<std::string>& m_seeds;
    Random m_random;
};

int mutate(double seconds, std::uint64_t seed) {
    using Clock = std::chrono::steady_clock;
    const std::vector<std::string> sound = seeds();
    for (const std::string& input : sound) {
        tryOne(input);
    }
    Mutator mutator(sound, seed);
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    std::size_t tried = 0;
    for (; Clock::now() < end; ++tried) {
        tryOne(mutator.next());
    }
    std::printf("%zu inputs from %zu sound ones, seed %llu\n", tried, sound.size(),
                static_cast<unsigned long long>(seed));
    return tried > 0 ? 0 : 1;
}

} // namespace
} // namespace tastescope::fuzz

int main(int argc, char** argv) {
    using namespace tastescope::fuzz;
    double seconds = 60;
    std::uint64_t seed = 1;
    watchForFaults(argv[0]);
    bool files = false;
    for (int at = 1; at < argc; ++at) {
        if (std::strcmp(argv[at], "--seconds") == 0 && at + 1 < argc) {
            seconds = std::strtod(argv[++at], nullptr);
        } else if (std::strcmp(argv[at], "--seed") == 0 && at + 1 < argc) {
            seed = std::strtoull(argv[++at], nullptr, 10);
        } else {
            std::ifstream in(argv[at], std::ios::binary);
            tryOne({std::istreambuf_iterator<char>(in), {}});
            files = true;
        }
    }
    return files ? 0 : mutate(seconds, seed);
}
