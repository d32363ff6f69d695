// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_lists.h"

#include "storage/use_cases/clock.h"
#include "ui/session/edit_command.h"
#include "ui/session/open_project.h"
#include "ui/text/format.h"

#include <utility>

namespace tastescope {

ProjectLists::ProjectLists(OpenProject& project) : m_project(project) {}

void ProjectLists::heldOut(QObject* receiver,
                           const std::function<void(std::shared_ptr<const HeldOutNumbers>)>& done) {
    const std::shared_ptr<ProjectFile> file = m_project.file;
    if (!file) {
        return;
    }
    m_project.jobs.ask<HeldOutNumbers>(
        QStringLiteral("session.heldout"),
        [file](const ExecutionContext& context) {
            return file->use(context,
                             [&](Project& project) { return HeldOutNumbers::read(project, context); });
        },
        receiver,
        [this, file, done](Result<HeldOutNumbers> numbers) {
            if (file != m_project.file || (!numbers && numbers.error().code == ErrorCode::Cancelled)) {
                return;
            }
            if (!numbers) {
                Q_EMIT m_project.failed(tr("Hits cannot be marked"), formatError(numbers.error()));
            }
            done(numbers ? std::make_shared<const HeldOutNumbers>(std::move(*numbers)) : nullptr);
        });
}

void ProjectLists::openPipeline(QObject* receiver, const std::function<void(Result<ProjectPipeline>)>& done) {
    const std::shared_ptr<ProjectFile> file = m_project.file;
    if (!file) {
        return;
    }
    m_project.jobs.ask<ProjectPipeline>(
        QStringLiteral("session.pipeline"),
        [file, dataset = m_project.dataset](const ExecutionContext& context) {
            return file->use(context, [&](Project& project) {
                PipelineRequest request;
                request.clock = wallClockNow();
                return tastescope::openPipeline(project, dataset, request, context);
            });
        },
        receiver,
        [this, file, done](Result<ProjectPipeline> pipeline) {
            if (file == m_project.file && (pipeline || pipeline.error().code != ErrorCode::Cancelled)) {
                done(std::move(pipeline));
            }
        });
}

quint64 ProjectLists::makeBoard(std::size_t length) {
    const std::shared_ptr<ProjectFile> file = m_project.file;
    if (!file) {
        return 0;
    }
    m_project.jobs.cancel(m_job);
    m_job = m_project.jobs.start<TestBoard>(
        tr("Test board"),
        [file, dataset = m_project.dataset, length](const ExecutionContext& context) {
            return file->use(context, [&](Project& project) -> Result<TestBoard> {
                TRY_ASSIGN(const auto plan, keptBoard(project));
                return tastescope::makeBoard(project, dataset, plan, length, context);
            });
        },
        this,
        [this, file](Result<TestBoard> board) {
            if (file == m_project.file && board) {
                m_plan = board->plan;
                m_board = std::make_shared<const TestBoard>(std::move(*board));
                Q_EMIT boardMade();
            } else if (file == m_project.file && board.error().code != ErrorCode::Cancelled) {
                Q_EMIT m_project.failed(tr("The test board was not made"), formatError(board.error()));
            }
            Q_EMIT boardEnded();
        },
        [](const TestBoard& board) {
            return formatCounted(board.people.size(), tr("1 person"), tr("%1 people"));
        });
    return m_job;
}

void ProjectLists::keepBoard(const BoardPlan& plan, const QString& title) {
    if (!m_project.mayChange(tr("The test board was not changed"))) {
        return;
    }
    const auto before = std::make_shared<BoardPlan>(m_plan);
    m_project.undo.push(new EditCommand(
        title, [this, plan] { apply(plan); }, [this, before] { apply(*before); }));
}

void ProjectLists::apply(const BoardPlan& plan) {
    m_project.edit<bool>(
        tr("The test board was not changed"),
        [plan](Project& project, const ExecutionContext&) -> Result<bool> {
            TRY(tastescope::keepBoard(project, plan));
            return true;
        },
        [this, plan](bool) {
            m_plan = plan;
            Q_EMIT boardChanged();
        });
}

void ProjectLists::leave() {
    m_project.jobs.cancel(std::exchange(m_job, 0));
    m_board.reset();
    m_plan = {};
}

} // namespace tastescope

#include "moc_project_lists.cpp"
