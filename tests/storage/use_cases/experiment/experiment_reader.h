// SPDX-License-Identifier: GPL-3.0-or-later
// Results of an experiment written to a file and read from it.
#pragma once

#include "storage/use_cases/experiment/experiment_table.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace tastescope::test {

class ExperimentReader : public testing::Test {
protected:
    Result<ExperimentTable> read(const std::string& content, ExperimentRequest request = {}) const {
        request.file = folder.write("results.csv", content);
        return readExperimentTable(request, {});
    }
    ExperimentTable sound(const std::string& content, ExperimentRequest request = {}) const {
        auto table = read(content, std::move(request));
        EXPECT_TRUE(table) << table.error().text();
        return table ? *std::move(table) : ExperimentTable{};
    }
    TemporaryFolder folder;
};

} // namespace tastescope::test
