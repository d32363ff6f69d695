// SPDX-License-Identifier: GPL-3.0-or-later
// What the Explore page shows: which person, with which edit of the history, by which models, and why. It
// asks the session and puts the answers into the panels. GUI thread only.
#pragma once

#include "ui/pages/explore/history_edits.h"
#include "ui/pages/explore/known_lists.h"
#include "ui/pages/explore/reason.h"
#include "ui/session/kept_choice.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace tastescope {

class ExploreLayout;
class HeldOutNumbers;
class Navigator;
class Session;

class ExplorePresenter : public QObject {
    Q_OBJECT
public:
    /// All three outlive it, but for `view`, which may go at the same time.
    ExplorePresenter(Session& session, Navigator& navigator, ExploreLayout& view, QObject* parent);

    /// Shown as soon as the data is there; an unknown id is left alone.
    void wantUser(const QString& id);
    /// Steps stay among these people, of whom the first is shown; until the group is left or other data
    /// comes.
    void wantGroup(const QString& title, const QStringList& ids);
    void putFirst(const QString& modelName);
    /// The person before or after, of the group where there is one, round about.
    void step(int by);
    void addItem(ItemIndex item);
    void toggleItem(ItemIndex item);

private:
    void connectPanels(Navigator& navigator);
    void loadData();
    void chooseShown(); ///< a person, or why there is none
    void refreshModels();
    void loadModels();
    void openPipeline();                                    ///< for columns of rule sets; recompute() follows
    std::optional<ExploreModel> asked(qint64 column) const; ///< nothing while it cannot be asked
    void explainRules(const ExploreModel& by, ItemIndex item);
    void explainOutside(qint64 column, ItemIndex item);
    std::shared_ptr<const OutsideTable> outsideTable(qint64 column) const; ///< null while it is not there
    void showPerson(UserIndex user, const HistoryEdit& edit = {});
    /// Shows this history edit; what undo and redo call. Opens the person when another one is shown.
    void showEdit(UserIndex user, const HistoryEdit& edit);
    void pushEdit(NamedEdit edit);
    void recompute();
    /// What stands in for short histories, once for the data and beside the page; recompute() follows.
    void measureOrder();
    QString listsKey() const;
    void showLists(const Lists& lists);
    void showNothing();
    void select(); ///< what was selected before, in the lists as they are now
    void readHeldOut();
    void showHeldOut();
    bool showsHeldOut(qint64 model) const; ///< in place of what it recommends now
    void tellHeldOut(qint64 model, ItemIndex item);
    void clearReason();
    bool isItem(ItemIndex item) const; ///< of the data as it is now
    void explain(qint64 model, ItemIndex item);
    void trainBoth();

    Session& m_session;
    ExploreLayout& m_view;
    std::shared_ptr<const Catalogue> m_catalogue;
    const Dataset* m_measured = nullptr; ///< of which measureOrder() was asked
    std::optional<Person> m_person;
    HistoryEdit m_edit;
    KnownLists m_known;
    std::shared_ptr<const HeldOutNumbers> m_heldOut;   ///< null until read
    KeptChoice m_models;                               ///< and rule sets, as columns have them
    std::shared_ptr<const ProjectPipeline> m_pipeline; ///< of the models as they are; null until it is needed
    QString m_pipelineProblem;
    QString m_wantedUser;
    int m_personsWanted = 0; ///< only the latest is shown
    bool m_hasPeople = true; ///< false: nobody has a single event
    qint64 m_selectedModel = 0;
    qint64 m_selectedItem = -1;
};

} // namespace tastescope
