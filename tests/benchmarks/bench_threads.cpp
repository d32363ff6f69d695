// SPDX-License-Identifier: GPL-3.0-or-later
// Are two threads ever slower than one? Every algorithm, lists for everybody, an evaluation and a neighbour
// index, on dense and on sparse data, on an idle machine and beside two busy processes. Prints seconds,
// processor time and the ratio of both numbers of threads, and fails when a ratio is above 1.1. For an idle
// machine with two cores or more: `bench_threads`, or `bench_threads svdpp,als` for some; some minutes.
#include "engine/base/cores.h"
#include "engine/base/random.h"
#include "engine/data/split.h"
#include "engine/evaluation/evaluator.h"
#include "engine/index/neighbour_index.h"
#include "engine/ranking/recommend.h"
#include "engine/registry/registry.h"
#include "tests/support/numbered_ids.h"
#include "tests/support/processor_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <numeric>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tastescope {
namespace {

using test::numbered;
using test::processorSeconds;

constexpr double limit = 1.1;

struct Shape {
    std::string name;
    std::size_t users;
    std::size_t items;
    std::size_t eventsEach; ///< of a person
};
const std::vector<Shape> shapes{{"dense", 900, 1'200, 60}, {"sparse", 16'500, 4'000, 6}};
constexpr double enough = 0.7; ///< seconds: what takes longer gets a quarter of the people

std::shared_ptr<const ItemAttributes> attributesOf(std::size_t items) {
    AttributeTable table;
    table.rows = items;
    AttributeColumn kinds;
    kinds.name = "categories";
    kinds.kind = AttributeKind::List;
    for (std::size_t kind = 0; kind < 20; ++kind) {
        kinds.words.push_back("kind " + std::to_string(kind));
    }
    kinds.offsets.push_back(0);
    for (std::size_t item = 0; item < items; ++item) {
        kinds.codes.push_back(static_cast<std::uint32_t>(item % 20));
        kinds.offsets.push_back(static_cast<std::uint32_t>(kinds.codes.size()));
    }
    table.columns = {std::move(kinds)};
    return std::make_shared<const ItemAttributes>(std::move(table));
}

/// Ratings with times; popularity is long-tailed.
std::shared_ptr<const Dataset> makeData(const Shape& shape) {
    Random random(3);
    std::vector<Event> events;
    for (std::size_t user = 0; user < shape.users; ++user) {
        for (std::size_t event = 0; event < shape.eventsEach; ++event) {
            const double item = std::pow(random.uniform(), 2) * static_cast<double>(shape.items);
            events.push_back({UserIndex(user), ItemIndex(static_cast<std::size_t>(item)), 0,
                              static_cast<float>(1 + random.below(5)),
                              static_cast<Time>(1'500'000'000 + 1000 * event)});
        }
    }
    Dataset::Parts parts;
    parts.users = numbered(shape.users);
    parts.items = numbered(shape.items);
    parts.signals = {{.name = "rating", .kind = SignalKind::Explicit, .weight = 1, .useValue = true}};
    parts.events = std::make_shared<Interactions>(std::move(events), shape.users);
    parts.itemAttributes = attributesOf(shape.items);
    return std::make_shared<Dataset>(std::move(parts));
}

ExecutionContext withThreads(int threads) {
    ExecutionContext context;
    context.threads = threads;
    return context;
}

using Work = std::function<void(const ExecutionContext&)>;
struct Job {
    std::string name;
    std::string data;
    Work work;
};

/// Two rounds where there are rounds: they are alike.
Work training(const AlgorithmInfo& algorithm, const std::shared_ptr<const Dataset>& data) {
    ParamSet params(algorithm.params);
    for (const ParamSpec& spec : algorithm.params) {
        if (spec.rounds) {
            static_cast<void>(params.set(algorithm.params, spec.name, "2").hasValue());
        }
    }
    return [&algorithm, data, params](const ExecutionContext& context) {
        static_cast<void>(algorithm.fit(*data, params, context).value());
    };
}

Work lists(const std::string& id, const std::shared_ptr<const Dataset>& data) {
    const AlgorithmInfo& algorithm = *findAlgorithm(id);
    const auto model = algorithm.fit(*data, ParamSet(algorithm.params), withThreads(0)).value();
    std::vector<UserIndex> users;
    for (std::size_t user = 0; user < data->userCount(); ++user) {
        users.emplace_back(user);
    }
    return [model, data, users](const ExecutionContext& context) {
        static_cast<void>(recommendAll(*model, askersOf(*data, users), {}, context).value());
    };
}

Work evaluation(const std::shared_ptr<const Dataset>& data) {
    const auto input =
        std::make_shared<const EvaluationInput>(evaluationInput(splitDataset(*data, {}).value(), "per-user"));
    const AlgorithmInfo& algorithm = *findAlgorithm("popularity");
    const Contestant contestant{"popularity", algorithm.id, ParamSet(algorithm.params)};
    return [input, contestant](const ExecutionContext& context) {
        static_cast<void>(evaluate(*input, {contestant}, {}, context).value());
    };
}

Work neighbours(std::size_t rows) {
    constexpr std::size_t dims = 32;
    Random random(9);
    std::vector<float> values(rows * dims);
    for (float& value : values) {
        value = static_cast<float>(random.normal());
    }
    const std::shared_ptr<const NeighbourIndex> index =
        buildExactIndex({values, dims}, {.metric = IndexMetric::Cosine}).value();
    return [index, values](const ExecutionContext& context) {
        static_cast<void>(index->search({{values, dims}, 10, {}}, context).value());
    };
}

std::vector<Job> jobsOf(const std::string& chosen) {
    std::vector<Job> jobs;
    const auto add = [&](const std::string& name, const std::string& data, const auto& make) {
        if (chosen.empty() || ("," + chosen + ",").find("," + name + ",") != std::string::npos) {
            jobs.push_back({name, data, make()});
        }
    };
    for (const Shape& shape : shapes) {
        const std::shared_ptr<const Dataset> data = makeData(shape);
        const auto fewer = makeData({shape.name, shape.users / 4, shape.items / 2, shape.eventsEach});
        static_cast<void>(data->matrix());
        static_cast<void>(fewer->matrix());
        for (const AlgorithmInfo& algorithm : algorithms()) {
            add(algorithm.id, shape.name, [&] {
                const Work work = training(algorithm, data);
                const double before = processorSeconds();
                work(withThreads(1));
                return processorSeconds() - before < enough ? work : training(algorithm, fewer);
            });
        }
        for (const std::string id : {"als", "item_knn", "svdpp"}) {
            add("lists of " + id, shape.name, [&] { return lists(id, data); });
        }
        add("evaluation", shape.name, [&] { return evaluation(data); });
        add("neighbour index", shape.name, [&] { return neighbours(shape.users); });
    }
    return jobs;
}

struct Spent {
    double wall = 0;
    double processor = 0;
};

Spent spentOn(const Job& job, int threads, int times) {
    const double processor = processorSeconds();
    const auto start = std::chrono::steady_clock::now();
    for (int time = 0; time < times; ++time) {
        job.work(withThreads(threads));
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    return {wall.count() / times, (processorSeconds() - processor) / times};
}

double medianOf(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

struct Series {
    std::vector<double> wall;
    std::vector<double> processor;
    void add(const Spent& spent) {
        wall.push_back(spent.wall);
        processor.push_back(spent.processor);
    }
};

/// Turn about, so that what the machine does beside meets both. A ratio above the limit is looked at again:
/// what was chance goes away.
double compare(const Job& job, const std::string& state, double least) {
    const Spent first = spentOn(job, 1, 1); // and everything is warm
    const int times = std::clamp(static_cast<int>(std::ceil(least / (first.wall + 1e-9))), 1, 2000);
    Series one;
    Series two;
    const auto measure = [&](int pairs) {
        for (int pair = 0; pair < pairs; ++pair) {
            one.add(spentOn(job, 1, times));
            two.add(spentOn(job, 2, times));
        }
        return medianOf(two.wall) / medianOf(one.wall);
    };
    double ratio = measure(first.wall > 1 ? 1 : 3);
    for (int again = 0; again < 3 && ratio > limit; ++again) {
        ratio = measure(3);
    }
    fmt::print("{:<18} {:<7} {:<5} {:10.4f} {:10.4f} {:7.2f} {:10.4f} {:10.4f}{}\n", job.name, job.data,
               state, medianOf(one.wall), medianOf(two.wall), ratio, medianOf(one.processor),
               medianOf(two.processor), ratio > limit ? "  SLOWER" : "");
    std::fflush(stdout);
    return ratio;
}

/// Processes that do nothing but keep a processor busy, while it lives.
class BusyProcesses {
public:
    explicit BusyProcesses(int count) {
        for (int number = 0; number < count; ++number) {
            const pid_t child = fork();
            if (child == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                for (volatile unsigned turns = 0;;) {
                    turns = turns + 1;
                }
            }
            if (child > 0) {
                m_children.push_back(child);
            }
        }
    }
    ~BusyProcesses() {
        for (const pid_t child : m_children) {
            kill(child, SIGKILL);
            waitpid(child, nullptr, 0);
        }
    }
    BusyProcesses(const BusyProcesses&) = delete;
    BusyProcesses& operator=(const BusyProcesses&) = delete;

private:
    std::vector<pid_t> m_children;
};

/// Of all processors, by others than this process, which sleeps.
double busyShare() {
    const auto read = [] {
        std::ifstream file("/proc/stat");
        std::string name;
        file >> name;
        std::vector<double> ticks(8);
        for (double& tick : ticks) {
            file >> tick;
        }
        return std::pair(std::reduce(ticks.begin(), ticks.end()), ticks[3] + ticks[4]);
    };
    const auto [all, idle] = read();
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const auto [allLater, idleLater] = read();
    return 1 - (idleLater - idle) / std::max(allLater - all, 1.0);
}

int run(const std::string& chosen) {
    if (availableCores() < 2) {
        fmt::print("This machine lets the process have one core only: there is nothing to compare.\n");
        return EXIT_FAILURE;
    }
    const double busy = busyShare();
    fmt::print("Before the start {:.0f} % of the processors were busy{}\n\n", 100 * busy,
               busy > 0.1 ? ": THIS MACHINE IS NOT IDLE, the ratios say little" : "");
    const std::vector<Job> jobs = jobsOf(chosen);
    fmt::print("{:<18} {:<7} {:<5} {:>10} {:>10} {:>7} {:>10} {:>10}\n", "", "data", "state", "1 thread",
               "2 threads", "ratio", "CPU of 1", "CPU of 2");
    std::vector<std::string> slower;
    double worst = 0;
    const auto measureAll = [&](const std::string& state, double least) {
        for (const Job& job : jobs) {
            const double ratio = compare(job, state, least);
            worst = std::max(worst, ratio);
            if (ratio > limit) {
                slower.push_back(fmt::format("{} on {} data, {}: {:.2f}", job.name, job.data, state, ratio));
            }
        }
    };
    measureAll("idle", 0.03);
    {
        const BusyProcesses others(2);
        measureAll("busy", 0.1);
    }
    fmt::print("\nThe largest ratio is {:.2f}; the limit {:.2f}. {}\n", worst, limit,
               slower.empty() ? "PASSED: two threads are never slower than one." : "FAILED:");
    for (const std::string& line : slower) {
        fmt::print("  {}\n", line);
    }
    return slower.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace
} // namespace tastescope

int main(int argc, char** argv) {
    return tastescope::run(argc > 1 ? argv[1] : "");
}
