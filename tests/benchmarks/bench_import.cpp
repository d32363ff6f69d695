// SPDX-License-Identifier: GPL-3.0-or-later
// Files to sorted events in memory, in rows a second. `bench_import --benchmark_counters_tabular=true`; with
// TASTESCOPE_BENCH_FILE set, that file is read instead of the made-up one.
#include "engine/base/random.h"
#include "storage/import/loading/read_files.h"
#include "storage/import/planning/plan_import.h"

#include <benchmark/benchmark.h>
#include <unistd.h>
#include <zlib.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace tastescope {
namespace {

constexpr std::size_t rows = 2'000'000;

enum class Shape { Ratings, Timed, Quoted, JsonLines };

std::string makeText(Shape shape) {
    Random random(7);
    std::string text = shape == Shape::JsonLines ? ""
                       : shape == Shape::Ratings ? "user_id,book_id,rating\n"
                                                 : "user,item,rating,time\n";
    for (std::size_t i = 0; i < rows; ++i) {
        const std::string user = std::to_string(random.below(50'000) + 1);
        const auto rank = static_cast<std::uint64_t>(std::pow(10'000.0, random.uniform()));
        const std::string item = std::to_string(rank);
        const std::string value = std::to_string(random.below(5) + 1);
        const std::string time = std::to_string(1'400'000'000 + random.below(100'000'000));
        switch (shape) {
        case Shape::Ratings:
            text += user + ',' + item + ',' + value + '\n';
            break;
        case Shape::Timed:
            text += user + ',' + item + ',' + value + ',' + time + '\n';
            break;
        case Shape::Quoted:
            text += '"' + user + "\",\"item " + item + "\"," + value + ',' + time + '\n';
            break;
        case Shape::JsonLines:
            text += "{\"user\":" + user + ",\"item\":\"" + item + "\",\"rating\":" + value + "}\n";
            break;
        }
    }
    return text;
}

std::filesystem::path writeFile(const std::string& text, bool packed) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("bench-import-" + std::to_string(::getpid()) + (packed ? ".gz" : ".csv"));
    if (packed) {
        const gzFile file = gzopen(path.c_str(), "wb6");
        gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
        gzclose(file);
    } else {
        std::ofstream(path, std::ios::binary) << text;
    }
    return path;
}

void readFile(benchmark::State& state, const std::filesystem::path& path) {
    std::uint64_t count = 0;
    for (auto _ : state) {
        const auto plan = planImport({path});
        if (!plan) {
            state.SkipWithError(plan.error().text().c_str());
            return;
        }
        auto data = readFiles(*plan, nullptr);
        if (!data) {
            state.SkipWithError(data.error().text().c_str());
            return;
        }
        count += data->report.rowsRead;
        benchmark::DoNotOptimize(data);
    }
    state.counters["rows/s"] = benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsRate);
}

void readMade(benchmark::State& state, Shape shape, bool packed) {
    const auto path = writeFile(makeText(shape), packed);
    readFile(state, path);
    std::filesystem::remove(path);
}

void given(benchmark::State& state) {
    const char* file = std::getenv("TASTESCOPE_BENCH_FILE");
    if (file == nullptr) {
        state.SkipWithError("TASTESCOPE_BENCH_FILE is not set");
        return;
    }
    readFile(state, file);
}

BENCHMARK_CAPTURE(readMade, ratings, Shape::Ratings, false)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(readMade, ratings_gz, Shape::Ratings, true)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(readMade, timed, Shape::Timed, false)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(readMade, quoted, Shape::Quoted, false)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(readMade, json_lines, Shape::JsonLines, false)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(given)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
} // namespace tastescope

BENCHMARK_MAIN();
