// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_lists.h"

#include "storage/files/output_check.h"
#include "storage/project/model_store.h"
#include "storage/project/outside_store.h"
#include "storage/project/store_names.h"
#include "storage/use_cases/board/board_files.h"
#include "storage/use_cases/clock.h"
#include "ui/session/edit_command.h"
#include "ui/session/open_project.h"
#include "ui/text/format.h"

#include <QTimer>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace tastescope {
namespace {

/// What could not be read for a passing reason is not asked for at every repaint.
constexpr std::chrono::seconds untilAgain{2};

struct MadeBoard {
    TestBoard board;
    std::weak_ptr<const Dataset> dataset; ///< in whose rows it is
};

} // namespace

ProjectLists::ProjectLists(OpenProject& project) : m_project(project) {
    connect(&project, &OpenProject::failed, this, [this] { m_leaving.clear(); }); // they may have stayed
}

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
    if (m_project.file) {
        ask({++m_pipelines, receiver, done});
    }
}

void ProjectLists::ask(PipelineQuestion question) {
    const std::shared_ptr<ProjectFile> file = m_project.file;
    QObject* receiver = question.receiver;
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
        [this, file, question = std::move(question)](Result<ProjectPipeline> pipeline) mutable {
            if (file != m_project.file || (!pipeline && pipeline.error().code == ErrorCode::Cancelled)) {
                return;
            }
            const bool passing = !pipeline && pipeline.error().code == ErrorCode::Io;
            const bool known = passing && std::exchange(question.told, true);
            if (passing) {
                askLater(question);
            }
            if (!known) {
                question.done(std::move(pipeline));
            }
        });
}

void ProjectLists::askLater(PipelineQuestion question) {
    QTimer::singleShot(untilAgain, this,
                       [this, question = std::move(question), file = std::weak_ptr(m_project.file),
                        dataset = std::weak_ptr(m_project.dataset)]() mutable {
                           const bool wanted = question.receiver && question.number == m_pipelines;
                           if (wanted && m_project.file && file.lock() == m_project.file &&
                               dataset.lock() == m_project.dataset) {
                               ask(std::move(question));
                           }
                       });
}

quint64 ProjectLists::makeBoard(std::size_t length) {
    const std::shared_ptr<ProjectFile> file = m_project.file;
    if (!file) {
        return 0;
    }
    m_project.jobs.cancel(m_job);
    m_job = m_project.jobs.start<MadeBoard>(
        tr("Test board"),
        [file, data = m_project.data, length](const ExecutionContext& context) {
            const std::shared_ptr<const Dataset> dataset = data->get();
            return file->use(context, [&](Project& project) -> Result<MadeBoard> {
                TRY_ASSIGN(const auto plan, keptBoard(project));
                TRY_ASSIGN(auto board, tastescope::makeBoard(project, dataset, plan, length, context));
                return MadeBoard{std::move(board), dataset};
            });
        },
        this,
        [this, file](Result<MadeBoard> made) {
            if (file == m_project.file && made) {
                m_plan = made->board.plan;
                if (made->dataset.lock() == m_project.dataset) { // else its rows are of other people
                    m_board = std::make_shared<const TestBoard>(std::move(made->board));
                    Q_EMIT boardMade();
                }
            } else if (file == m_project.file && made.error().code != ErrorCode::Cancelled) {
                Q_EMIT m_project.failed(tr("The test board was not made"), formatError(made.error()));
            }
            Q_EMIT boardEnded();
        },
        [](const MadeBoard& made) {
            return formatCounted(made.board.people.size(), tr("1 person"), tr("%1 people"));
        });
    return m_job;
}

void ProjectLists::changeBoard(BoardChange change, const QString& title) {
    if (!m_project.mayChange(tr("The test board was not changed"))) {
        return;
    }
    const auto before = std::make_shared<BoardPlan>();
    m_project.undo.push(new EditCommand(
        title, [this, change = std::move(change), before] { apply(change, before); },
        [this, before] { apply([before](BoardPlan& plan, const auto&) { plan = *before; }, nullptr); }));
}

void ProjectLists::apply(const BoardChange& change, const std::shared_ptr<BoardPlan>& before) {
    m_project.edit<BoardPlan>(
        tr("The test board was not changed"),
        [change, before](Project& project, const ExecutionContext&) -> Result<BoardPlan> {
            TRY_ASSIGN(auto plan, keptBoard(project));
            if (before) {
                *before = plan;
            }
            TRY_ASSIGN(const auto models, project.models().all());
            change(plan, models);
            TRY(tastescope::keepBoard(project, plan));
            return plan;
        },
        [this](BoardPlan plan) {
            m_plan = std::move(plan);
            Q_EMIT boardChanged();
        });
}

void ProjectLists::takeName(const std::string& before, const std::string& now) {
    const auto rename = [&](std::string& name) { name = name == before ? now : name; };
    const auto renameIn = [&](BoardPlan& plan) {
        std::ranges::for_each(plan.expectations, rename, &Expectation::model);
    };
    renameIn(m_plan);
    if (m_board) {
        auto board = std::make_shared<TestBoard>(*m_board);
        renameIn(board->plan);
        std::ranges::for_each(board->models, rename, &BoardModel::name);
        m_board = std::move(board);
    }
}

void ProjectLists::importBoard(const QString& path) {
    if (!m_project.mayChange(tr("The test board was not changed"))) {
        return;
    }
    m_project.jobs.ask<BoardPlan>(
        QStringLiteral("session.board.import"),
        [path = std::filesystem::path(path.toStdString())](const ExecutionContext& context) {
            return readBoardFile(path, context.stop);
        },
        this,
        [this, file = m_project.file](const Result<BoardPlan>& plan) {
            if (file != m_project.file) {
                return;
            }
            if (plan) {
                changeBoard([read = *plan](BoardPlan& kept, const auto&) { kept = read; },
                            tr("Import a test board"));
            } else if (plan.error().code != ErrorCode::Cancelled) {
                Q_EMIT m_project.failed(tr("The test board was not read"), formatError(plan.error()));
            }
        });
}

void ProjectLists::exportBoard(const QString& path) {
    if (!m_project.file) {
        return;
    }
    const bool table = path.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive);
    m_project.jobs.ask<bool>(
        QStringLiteral("session.board.export"),
        [path = std::filesystem::path(path.toStdString()), project = m_project.file->path(), table,
         plan = m_plan, checked = m_board ? m_board->checked : std::vector<CheckedExpectation>()](
            const ExecutionContext&) -> Result<bool> {
            TRY(checkOutput(path, "", project));
            TRY(table ? writeCheckedBoard(path, checked) : writeBoardFile(path, plan));
            return true;
        },
        this,
        [this, path](const Result<bool>& done) {
            if (done) {
                Q_EMIT m_project.notice(tr("The test board is written"), path);
            } else {
                Q_EMIT m_project.failed(tr("The test board was not written"), formatError(done.error()));
            }
        });
}

const StoredOutside* ProjectLists::findOutside(qint64 id) const {
    const auto found = std::ranges::find(m_outside, id, &StoredOutside::id);
    return found == m_outside.end() ? nullptr : &*found;
}

void ProjectLists::take(std::vector<StoredOutside> outside) {
    // The board is in the rows of the data before, and whoever shows one asks for it anew.
    m_project.jobs.cancel(std::exchange(m_job, 0));
    m_board.reset();
    m_outside = std::move(outside);
    m_leaving.clear();
    m_tables.clear();
}

void ProjectLists::addOutside(const QStringList& files) {
    const std::shared_ptr<ProjectFile> file = m_project.file;
    if (!file || files.isEmpty() || !m_project.mayChange(tr("The lists were not kept"))) {
        return;
    }
    using Edits = std::vector<OutsideEdit>;
    m_project.jobs.start<Edits>(
        formatCounted(static_cast<qulonglong>(files.size()), tr("Read 1 file of lists"),
                      tr("Read %1 files of lists")),
        [file, files](const ExecutionContext& context) -> Result<Edits> {
            Edits edits;
            for (const QString& path : files) {
                TRY_ASSIGN(auto read, readOutside(path.toStdString(), context));
                edits.push_back({std::move(read)});
            }
            TRY(file->use(context, [&](Project& project) -> Result<void> {
                TRY_ASSIGN(const auto all, project.outside().all());
                for (OutsideEdit& edit : edits) {
                    const auto known = std::ranges::find(all, edit.now.head.origin, &StoredOutside::origin);
                    // What is damaged cannot be brought back by undo, and is replaced all the same.
                    if (known != all.end()) {
                        if (auto lists = project.outside().lists(known->id, context)) {
                            edit.before = ReadOutside{*known, std::move(*lists)};
                        }
                    }
                }
                return {};
            }));
            return edits;
        },
        this,
        [this, file](Result<Edits> edits) {
            if (file != m_project.file || (!edits && edits.error().code == ErrorCode::Cancelled)) {
                return;
            }
            if (!edits) {
                Q_EMIT m_project.failed(tr("The lists were not kept"), formatError(edits.error()));
                return;
            }
            for (OutsideEdit& edit : *edits) {
                const auto now = std::make_shared<const ReadOutside>(std::move(edit.now));
                const auto before =
                    edit.before ? std::make_shared<const ReadOutside>(std::move(*edit.before)) : nullptr;
                m_project.undo.push(new EditCommand(
                    tr("Add %1").arg(toQString(now->head.name)), [this, now] { putOutside(now); },
                    [this, now, before] { before ? putOutside(before) : takeOutside(now->head.origin); }));
            }
        });
}

void ProjectLists::removeOutside(qint64 id) {
    const StoredOutside* known = findOutside(id);
    if (!known || m_leaving.contains(id) || !m_project.mayChange(tr("The lists were not removed"))) {
        return;
    }
    m_leaving.insert(id);
    m_project.edit<std::shared_ptr<const ReadOutside>>(
        tr("The lists were not removed"),
        [head = *known](Project& project,
                        const ExecutionContext& context) -> Result<std::shared_ptr<const ReadOutside>> {
            auto lists = project.outside().lists(head.id, context);
            if (!lists && lists.error().code == ErrorCode::Corrupt) {
                return std::make_shared<const ReadOutside>(ReadOutside{head, {}}); // nothing to bring back
            }
            TRY(lists);
            return std::make_shared<const ReadOutside>(ReadOutside{head, std::move(*lists)});
        },
        [this](const std::shared_ptr<const ReadOutside>& before) {
            const QString name = toQString(before->head.name);
            const auto take = [this, origin = before->head.origin, said = tr("%1 is removed").arg(name),
                               lost = !before->lists.users] {
                takeOutside(origin, [this, said, lost, step = m_project.nextStep()] {
                    if (lost) {
                        Q_EMIT m_project.notice(said, tr("It was damaged and cannot come back."));
                    } else {
                        m_project.tellEdited(step, said, tr("Undo brings it back."));
                    }
                });
            };
            m_project.undo.push(new EditCommand(tr("Remove %1").arg(name), take, [this, before] {
                if (before->lists.users) {
                    putOutside(before);
                }
            }));
        });
}

bool ProjectLists::mayBeCalled(qint64 id, const std::string& name) {
    if (name.size() > longestStoredName) {
        Q_EMIT m_project.failed(
            tr("The name is too long"),
            tr("Lists are named with at most %1 bytes. Choose a shorter name.").arg(longestStoredName));
        return false;
    }
    const bool taken = std::ranges::any_of(
        m_outside, [&](const StoredOutside& one) { return one.id != id && one.name == name; });
    if (taken) {
        Q_EMIT m_project.failed(
            tr("The name is taken"),
            tr("Other lists of this project are called %1. Choose another name.").arg(toQString(name)));
    }
    return !taken;
}

bool ProjectLists::renameOutside(qint64 id, const QString& name) {
    const StoredOutside* known = findOutside(id);
    const std::string wanted = name.trimmed().toStdString();
    if (!known || wanted.empty() || wanted == known->name) {
        return true;
    }
    if (!mayBeCalled(id, wanted) || !m_project.mayChange(tr("The lists were not renamed"))) {
        return false;
    }
    m_project.undo.push(new EditCommand(
        tr("Rename %1").arg(toQString(known->name)), [this, id, wanted] { nameOutside(id, wanted); },
        [this, id, before = known->name] { nameOutside(id, before); }));
    return true;
}

void ProjectLists::putOutside(const std::shared_ptr<const ReadOutside>& lists) {
    m_project.edit<StoredOutside>(
        tr("The lists were not kept"),
        [lists](Project& project, const ExecutionContext& context) {
            return project.outside().put(lists->head, lists->lists, context);
        },
        [this](StoredOutside stored) {
            m_tables.erase(stored.id);
            const auto known = std::ranges::find(m_outside, stored.id, &StoredOutside::id);
            if (known != m_outside.end()) {
                *known = std::move(stored);
            } else {
                m_outside.insert(std::ranges::upper_bound(m_outside, stored.id, {}, &StoredOutside::id),
                                 std::move(stored));
            }
            Q_EMIT outsideChanged();
        });
}

void ProjectLists::takeOutside(const std::string& origin, const std::function<void()>& done) {
    m_project.edit<bool>(
        tr("The lists were not removed"),
        [origin](Project& project, const ExecutionContext&) -> Result<bool> {
            TRY_ASSIGN(const auto all, project.outside().all());
            for (const StoredOutside& one : all) {
                if (one.origin == origin) {
                    TRY(project.outside().remove(one.id));
                }
            }
            return true;
        },
        [this, origin, done](bool) {
            std::erase_if(m_outside, [&](const StoredOutside& one) { return one.origin == origin; });
            std::erase_if(m_leaving, [this](qint64 id) { return !findOutside(id); });
            Q_EMIT outsideChanged();
            done();
        });
}

void ProjectLists::nameOutside(qint64 id, const std::string& name) {
    m_project.edit<bool>(
        tr("The lists were not renamed"),
        [id, name](Project& project, const ExecutionContext&) -> Result<bool> {
            TRY(project.outside().rename(id, name));
            return true;
        },
        [this, id, name](bool) {
            for (StoredOutside& one : m_outside) {
                one.name = one.id == id ? name : one.name;
            }
            Q_EMIT outsideChanged();
        });
}

std::shared_ptr<const OutsideTable> ProjectLists::outsideTable(qint64 id) {
    const StoredOutside* head = findOutside(id);
    if (!head || !m_project.dataset) {
        return nullptr;
    }
    const auto known = m_tables.find(id);
    if (known != m_tables.end() && known->second.data == m_project.dataset) {
        const OutsideAnswer& answer = known->second;
        const bool passing = !answer.problem.isEmpty() && !answer.damaged;
        if (!passing || std::chrono::steady_clock::now() - answer.failed < untilAgain) {
            return answer.table;
        }
    }
    m_tables[id] = {m_project.dataset}; // it is asked for
    readOutsideTable(*head);
    return nullptr;
}

void ProjectLists::readOutsideTable(const StoredOutside& head) {
    using Table = std::shared_ptr<const OutsideTable>;
    m_project.jobs.ask<Table>(
        QStringLiteral("session.outside.%1").arg(head.id),
        [file = m_project.file, head, dataset = m_project.dataset](const ExecutionContext& context) {
            return file->use(context, [&](Project& project) -> Result<Table> {
                TRY_ASSIGN(const auto lists, project.outside().lists(head.id, context));
                return OutsideTable::of(head, lists, *dataset, context);
            });
        },
        this,
        [this, id = qint64{head.id}, dataset = m_project.dataset](Result<Table> table) {
            const auto asked = m_tables.find(id);
            if (asked == m_tables.end() || asked->second.data != dataset ||
                (!table && table.error().code == ErrorCode::Cancelled)) {
                return; // of other lists or data than there are now
            }
            if (table) {
                asked->second.table = std::move(*table);
            } else {
                asked->second.problem = formatError(table.error());
                asked->second.damaged = table.error().code == ErrorCode::Corrupt;
                asked->second.failed = std::chrono::steady_clock::now();
            }
            Q_EMIT outsideRead(id);
        });
}

QString ProjectLists::outsideProblem(qint64 id) const {
    const auto known = m_tables.find(id);
    return known == m_tables.end() ? QString() : known->second.problem;
}

bool ProjectLists::isOutsideDamaged(qint64 id) const {
    const auto known = m_tables.find(id);
    return known != m_tables.end() && known->second.damaged;
}

void ProjectLists::leave() {
    m_plan = {};
    take({});
}

} // namespace tastescope

#include "moc_project_lists.cpp"
