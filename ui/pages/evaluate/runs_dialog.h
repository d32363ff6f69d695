// SPDX-License-Identifier: GPL-3.0-or-later
// Two evaluations side by side, by what differs.
#pragma once

#include <QDialog>

#include <cstdint>
#include <map>
#include <memory>

class QComboBox;

namespace tastescope {

class Session;
class Switch;
class TableView;
struct ProjectRun;
struct RunHead;
struct RunLine;
template <typename Row>
class ColumnTable;

class RunsDialog : public QDialog {
    Q_OBJECT
public:
    /// Of a project with two runs or more; at first `shown` against the one before it.
    RunsDialog(Session& session, std::int64_t shown, QWidget* parent);

private:
    void read();
    void compare();

    Session& m_session;
    /// Those that were asked for and answered; null where one cannot be read.
    std::map<std::int64_t, std::shared_ptr<const ProjectRun>> m_runs;
    QComboBox* m_a = nullptr;
    QComboBox* m_b = nullptr;
    Switch* m_only = nullptr;
    ColumnTable<RunLine>* m_lines = nullptr;
    TableView* m_table = nullptr;
};

/// "today 09:41, per-user, 20 % test, 5 models": a run in a box.
QString runTitle(const RunHead& run);

} // namespace tastescope
