// SPDX-License-Identifier: GPL-3.0-or-later
// Small data with every kind of column, and a project that holds some.
#pragma once

#include "storage/project/project.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace tastescope::test {

/// Ids and texts that are easily spoiled, several signals, values, times and gaps in all of them.
ProjectData sampleData();
/// `events` seeded events of `users` users and `items` items, with ratings and times.
ProjectData randomData(std::size_t users, std::size_t items, std::size_t events, std::uint64_t seed);

/// As another program would change a project: without any of our precautions.
void runSql(const std::filesystem::path& file, const std::string& sql);

void expectSameTable(const AttributeTable& a, const AttributeTable& b);
void expectSameEvents(const Interactions& a, const Interactions& b);

/// A project of randomData() at folder / "p.tastescope", open for writing, and its data set.
class ProjectTest : public testing::Test {
protected:
    explicit ProjectTest(ProjectData data = randomData(60, 40, 1500, 3)) : m_data(std::move(data)) {}
    void SetUp() override;

    TemporaryFolder folder;
    std::unique_ptr<Project> project;
    std::shared_ptr<const Dataset> dataset;

private:
    ProjectData m_data;
};

} // namespace tastescope::test
