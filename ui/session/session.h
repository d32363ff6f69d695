// SPDX-License-Identifier: GPL-3.0-or-later
// What is open: the project and its data set, and the changes a person can make to them. What belongs to
// models, searches, rules, experiments and exports are objects of their own behind it. Pages talk to the
// session, never to each other. All files are touched in jobs; results arrive by signals on the GUI thread.
#pragma once

#include <QObject>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

class QUndoStack;

namespace tastescope {

class Dataset;
class JobRunner;
class ProjectExperiments;
class ProjectExports;
class ProjectModels;
class ProjectRules;
class ProjectSearches;
class ProjectWatch;
enum class PairPolicy : std::uint8_t;
struct ImportPlan;
struct ImportReport;
struct Nouns;
struct RecentProject;
struct SignalType;
struct Statistics;

class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(JobRunner& jobs, QObject* parent = nullptr);
    ~Session() override;

    bool isOpen() const;
    QString path() const;
    QString projectName() const;
    std::shared_ptr<const Dataset> dataset() const;       ///< null while nothing is open
    std::shared_ptr<const Statistics> statistics() const; ///< null until computed (statisticsReady)
    QString fingerprint() const;                          ///< of the open data, "" until known
    JobRunner& jobs() const;
    QUndoStack& undoStack();

    ProjectModels& models() const;
    ProjectSearches& searches() const;
    ProjectRules& rules() const;
    ProjectExperiments& experiments() const;
    ProjectExports& exports() const;

    /// Nouns of the open data set as capitalised or plain text: noun(&Nouns::items) -> "songs".
    QString noun(std::string Nouns::*which) const;
    QString nounTitle(std::string Nouns::*which) const; ///< "Songs"

    void openProject(const QString& path);
    /// Changes nothing and needs no lock: a project that is open in another window, too.
    void openForReading(const QString& path);
    void closeProject();
    /// Asked before a project is left while work on it is under way; false keeps it. Null: never asked.
    void setLeaveQuestion(std::function<bool()> question);
    /// Visible jobs of the open project that have not ended.
    int workUnderWay() const;

    /// The file of the open project may not be written to, or was opened for reading.
    bool isReadOnly() const;
    /// What other programs did to the file.
    ProjectWatch& watch() const;
    /// Looks whether all changes are in the file, under its name: notice or failed tells.
    void checkSaved();
    /// All of the open project as a visible job, also when its own file is gone; copied() follows.
    void saveCopy(const QString& path);

    /// Makes (or reopens, when it exists) the demo project in the application's data folder. Where it has no
    /// model, a few are trained in jobs, so that there is something to look at (demoModels).
    void openDemo();
    /// Imports into `path` as a job and opens the result.
    void importInto(const QString& path, const ImportPlan& plan);
    const ImportReport* lastImport() const; ///< of this run of the program; null when none
    void setSignals(const std::vector<SignalType>& signals,
                    PairPolicy policy); ///< undoable; models become stale

    /// Newest first; paths that vanished stay and are marked when shown.
    std::vector<RecentProject> recentProjects() const;
    void forgetRecent(const QString& path);

Q_SIGNALS:
    void projectChanged(); ///< opened, closed or another one; dataset() and models() are new
    void datasetChanged(); ///< the data of the open project changed (import, signal weights)
    void demoOpened();     ///< follows projectChanged() when it is the demo; its models may still be trained
    void statisticsReady();
    void inUse(const QString& path, const QString& text); ///< not opened: another window has it
    void copied(const QString& path);
    void recentChanged();
    void importFinished();                                  ///< lastImport() is new
    void importEnded();                                     ///< in whichever way, or was not begun
    void failed(const QString& title, const QString& text); ///< shown as a toast that stays
    void notice(const QString& title, const QString& text); ///< shown as a toast
    void edited(const QString& title, const QString& text); ///< as a toast that offers undo

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tastescope
