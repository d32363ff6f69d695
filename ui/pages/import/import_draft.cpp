// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/import_draft.h"

#include "engine/data/dataset.h"
#include "storage/import/loading/read_files.h"
#include "storage/import/loading/settle_dates.h"
#include "storage/import/planning/plan_import.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/session.h"
#include "ui/text/format.h"

#include <algorithm>

namespace tastescope {
namespace {

constexpr int restMilliseconds = 300;
constexpr std::size_t previewRows = 100;

Result<std::shared_ptr<const ImportCount>> countImport(const ImportPlan& plan,
                                                       const ExecutionContext& context) {
    TRY_ASSIGN(auto imported, readFiles(plan, nullptr, context));
    auto count = std::make_shared<ImportCount>();
    count->report = std::move(imported.report);
    const Dataset dataset(std::move(imported.parts), context);
    TRY_ASSIGN(const auto statistics, computeStatistics(dataset, context));
    count->nouns = dataset.nouns();
    count->signalTypes = dataset.signals();
    count->signalCounts = statistics.signals;
    count->readiness = assessReadiness(dataset, statistics);
    return std::shared_ptr<const ImportCount>(std::move(count));
}

// A reread file keeps the roles of the columns that still exist.
void keepRoles(const FilePlan& before, FilePlan& after) {
    for (std::size_t column = 0; column < after.columns.size() && column < before.columns.size(); ++column) {
        after.columns[column].role = before.columns[column].role;
        after.columns[column].attribute = before.columns[column].attribute;
        after.columns[column].decimalComma = before.columns[column].decimalComma;
    }
}

} // namespace

ImportDraft::ImportDraft(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMilliseconds);
    connect(&m_rest, &QTimer::timeout, this, &ImportDraft::startCount);
}

void ImportDraft::clear() {
    m_rest.stop();
    m_paths.clear();
    m_hasPlan = false;
    m_plan = {};
    m_previews.clear();
    beginAnew();
    Q_EMIT planned();
}

void ImportDraft::beginAnew() {
    ++m_round;
    m_count.reset();
    m_problem.clear();
    m_counting = missing().isEmpty(); // soon
}

void ImportDraft::addPaths(const QStringList& paths) {
    QStringList all = m_paths;
    for (const QString& path : paths) {
        if (!all.contains(path)) {
            all << path;
        }
    }
    setPaths(all);
}

void ImportDraft::setPaths(const QStringList& paths) {
    m_paths = paths;
    makePlan({});
}

void ImportDraft::readAs(const Dialect& dialect) {
    ImportHints hints;
    hints.delimiter = dialect.delimiter;
    hints.header = dialect.header ? "yes" : "no";
    makePlan(hints);
}

void ImportDraft::makePlan(const ImportHints& wanted) {
    beginAnew();
    std::vector<std::filesystem::path> files;
    for (const QString& path : m_paths) {
        files.emplace_back(path.toStdString());
    }
    m_session.jobs().ask<ImportPlan>(
        QStringLiteral("import/plan"),
        [files, wanted](const ExecutionContext& context) -> Result<ImportPlan> {
            ImportHints hints = wanted;
            hints.ask = true;
            TRY_ASSIGN(auto plan, planImport(files, hints, context.stop));
            TRY(settleDates(plan, context));
            return plan;
        },
        this,
        [this, paths = m_paths](Result<ImportPlan> plan) {
            if (paths != m_paths) {
                return; // begun anew meanwhile
            }
            m_hasPlan = plan.hasValue();
            m_mayBeCut = !plan && plan.error().code == ErrorCode::BadInput;
            if (!plan) {
                beginAnew(); // the plan before may have been counted meanwhile
                m_problem = formatError(plan.error());
                Q_EMIT failed(m_problem);
                return;
            }
            m_plan = std::move(*plan);
            beginAnew();
            m_previews.clear();
            for (const FilePlan& file : m_plan.files) {
                m_previews.push_back({file, {}, false});
            }
            Q_EMIT planned();
            readPreviews();
            m_rest.start();
        });
}

void ImportDraft::edit(const std::function<void(ImportPlan&)>& change) {
    change(m_plan);
    beginAnew();
    readPreviews();
    m_rest.start();
    Q_EMIT countChanged();
}

void ImportDraft::replaceFile(std::size_t file, const FilePlan& changed) {
    const Dialect& before = m_plan.files[file].dialect;
    const Dialect& after = changed.dialect;
    if (before.delimiter == after.delimiter && before.header == after.header &&
        before.preamble == after.preamble && before.comment == after.comment) {
        setFile(file, changed);
        return;
    }
    ImportHints hints;
    hints.delimiter = after.delimiter;
    hints.header = after.header ? "yes" : "no";
    hints.ask = true;
    m_session.jobs().ask<ImportPlan>(
        QStringLiteral("import/recut/%1").arg(file),
        [path = changed.path, hints](const ExecutionContext& context) {
            return planImport({path}, hints, context.stop);
        },
        this,
        [this, file, changed](Result<ImportPlan> again) {
            const bool same = file < m_plan.files.size() && m_plan.files[file].path == changed.path &&
                              m_plan.files[file].member == changed.member;
            if (!same) {
                return; // other files were chosen meanwhile
            }
            FilePlan next = changed;
            if (again) {
                const auto found =
                    std::find_if(again->files.begin(), again->files.end(),
                                 [&changed](const FilePlan& plan) { return plan.member == changed.member; });
                if (found != again->files.end()) {
                    next.columns = found->columns;
                    next.headerProblem = found->headerProblem;
                    next.unplacedNames = found->unplacedNames;
                    next.dialect.headerRows = found->dialect.headerRows;
                    next.dialect.ragged = found->dialect.ragged;
                    next.dialect.trim = found->dialect.trim;
                    keepRoles(changed, next);
                }
            }
            setFile(file, next);
        });
}

void ImportDraft::setFile(std::size_t file, const FilePlan& changed) {
    edit([&](ImportPlan& plan) { plan.files[file] = changed; });
    Q_EMIT fileReplaced(static_cast<int>(file));
}

void ImportDraft::editSignals(const std::function<void(ImportPlan&)>& change) {
    change(m_plan);
    m_rest.start();
}

void ImportDraft::readPreviews() {
    for (std::size_t file = 0; file < m_plan.files.size(); ++file) {
        m_previews[file].plan = m_plan.files[file];
        if (m_plan.files[file].kind == FileKind::Ignored) {
            continue;
        }
        m_session.jobs().ask<FilePreview>(
            QStringLiteral("import/preview/%1").arg(file),
            [plan = m_plan.files[file]](const ExecutionContext&) { return previewFile(plan, previewRows); },
            this,
            [this, file, round = m_round](Result<FilePreview> preview) {
                if (preview && round == m_round) {
                    m_previews[file] = std::move(*preview);
                    Q_EMIT previewChanged(static_cast<int>(file));
                }
            });
    }
}

void ImportDraft::startCount() {
    if (!m_hasPlan || !missing().isEmpty()) {
        return;
    }
    m_counting = true;
    m_problem.clear();
    Q_EMIT countChanged();
    m_session.jobs().ask<std::shared_ptr<const ImportCount>>(
        QStringLiteral("import/count"),
        [plan = m_plan](const ExecutionContext& context) { return countImport(plan, context); }, this,
        [this, round = m_round](Result<std::shared_ptr<const ImportCount>> count) {
            if (round != m_round) {
                return; // of another plan, which may lack what a count needs and so asks for none
            }
            m_counting = false;
            if (count) {
                m_count = std::move(*count);
            } else if (count.error().code != ErrorCode::Cancelled) {
                m_count.reset(); // of the weights before, where those alone were edited
                m_problem = formatError(count.error());
                Q_EMIT failed(m_problem);
            }
            Q_EMIT countChanged();
        });
}

std::size_t ImportDraft::understoodColumns(std::size_t file) const {
    const auto& columns = m_plan.files[file].columns;
    return static_cast<std::size_t>(
        std::count_if(columns.begin(), columns.end(),
                      [](const ColumnPlan& column) { return column.role != ColumnRole::Ignore; }));
}

QString ImportDraft::missing() const {
    if (!m_hasPlan) {
        return tr("Choose a file first");
    }
    if (openHeader()) {
        return tr("Say which columns the header names");
    }
    const std::vector<std::string> words = missingRoles(m_plan);
    if (!words.empty()) {
        return toQString(words.front());
    }
    const OpenDate open = openDate();
    return open.column ? tr("Say which day %1 is").arg(toQString(open.column->timeExample)) : QString();
}

std::optional<std::size_t> ImportDraft::openHeader() const {
    for (std::size_t file = 0; file < m_plan.files.size(); ++file) {
        if (m_plan.files[file].kind != FileKind::Ignored && !m_plan.files[file].headerProblem.empty()) {
            return file;
        }
    }
    return std::nullopt;
}

ImportDraft::OpenDate ImportDraft::openDate() const {
    for (std::size_t file = 0; file < m_plan.files.size(); ++file) {
        const auto& columns = m_plan.files[file].columns;
        for (std::size_t place = 0; place < columns.size(); ++place) {
            if (m_plan.files[file].kind == FileKind::Interactions &&
                columns[place].role == ColumnRole::Time && columns[place].timeAsks) {
                return {&columns[place], file, place};
            }
        }
    }
    return {};
}

} // namespace tastescope
