// SPDX-License-Identifier: GPL-3.0-or-later
// An import that is being prepared: the plan, samples of its files and, counted in the background, what it
// would bring. Nothing is written.
#pragma once

#include "engine/data/readiness.h"
#include "storage/import/loading/import_report.h"
#include "storage/import/loading/preview.h"
#include "storage/import/planning/plan_import.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace tastescope {

class Session;

/// What the whole files would give under the plan.
struct ImportCount {
    ImportReport report;
    Nouns nouns;
    std::vector<SignalType> signalTypes;
    std::vector<SignalCount> signalCounts;
    Readiness readiness;
};

class ImportDraft : public QObject {
    Q_OBJECT
public:
    explicit ImportDraft(Session& session, QObject* parent = nullptr);

    /// Looks at the files in a job; planned() or failed() follows.
    void setPaths(const QStringList& paths);
    void addPaths(const QStringList& paths);
    const QStringList& paths() const { return m_paths; }
    void clear();

    bool hasPlan() const { return m_hasPlan; }
    const ImportPlan& plan() const { return m_plan; }
    /// By index of plan().files; rows may still be empty while a sample is being read.
    const FilePreview& preview(std::size_t file) const { return m_previews[file]; }
    /// The first column of times of which no value tells day and month apart; null when there is none.
    struct OpenDate {
        const ColumnPlan* column = nullptr;
        std::size_t file = 0;
        std::size_t place = 0; ///< of the column
    };
    OpenDate openDate() const;
    /// The first file whose header is at odds with its rows.
    std::optional<std::size_t> openHeader() const;
    /// What failed to be planned could be text that is cut in a way that was not found: readAs() tries again.
    bool mayBeCutOtherwise() const { return m_mayBeCut; }
    void readAs(const Dialect& dialect);
    std::size_t understoodColumns(std::size_t file) const;

    /// Changes the plan; samples and the count are taken again.
    void edit(const std::function<void(ImportPlan&)>& change);
    /// Reads a file in another way. Where that cuts other columns, their roles are guessed anew in a job
    /// first; fileReplaced() follows.
    void replaceFile(std::size_t file, const FilePlan& changed);
    /// Its plan as it is given, with other columns; fileReplaced() follows.
    void setFile(std::size_t file, const FilePlan& changed);
    /// Signal weights change readiness words only, not the samples.
    void editSignals(const std::function<void(ImportPlan&)>& change);

    const ImportCount* count() const { return m_count.get(); } ///< null while not known
    bool isCounting() const { return m_counting; }
    /// Why the files could not be planned or counted; empty = nothing known. An edit or other files reset it.
    const QString& problem() const { return m_problem; }
    /// What keeps the plan from running, in words; empty = nothing.
    QString missing() const;

Q_SIGNALS:
    void planned();
    void previewChanged(int file);
    void fileReplaced(int file); ///< by replaceFile(): other columns
    void countChanged();
    void failed(const QString& text); ///< problem() is new

private:
    /// Another plan, or none: what was found out under the one before is let go, answers under way included.
    void beginAnew();
    void makePlan(const ImportHints& hints);
    void readPreviews();
    void startCount();

    Session& m_session;
    QStringList m_paths;
    bool m_hasPlan = false;
    bool m_mayBeCut = false;
    bool m_counting = false;
    QString m_problem;
    int m_round = 0; ///< goes up with every other plan: answers of an earlier round do not count
    ImportPlan m_plan;
    std::vector<FilePreview> m_previews;
    std::shared_ptr<const ImportCount> m_count;
    QTimer m_rest; ///< edits settle before the files are counted again
};

} // namespace tastescope
