// SPDX-License-Identifier: GPL-3.0-or-later
// What the rule studio shows: which rules, for whom, ranked by what. It asks the session and
// puts answers into the parts; which rules is the editor's. GUI thread only.
#pragma once

#include "ui/catalogue/catalogue.h"
#include "ui/pages/studio/lists/people_model.h"
#include "ui/pages/studio/studio_runner.h"
#include "ui/session/kept_choice.h"

#include <QObject>

#include <memory>
#include <optional>
#include <set>
#include <vector>

class QSettings;

namespace tastescope {

class DraftEditor;
class Navigator;
class Session;
class StudioIndex;
class StudioLayout;
class StudioPeople;
struct SessionModel;

class StudioPresenter : public QObject {
    Q_OBJECT
public:
    /// All three outlive it, but for `view`, which may go at the same time.
    StudioPresenter(Session& session, Navigator& navigator, StudioLayout& view, QObject* parent);

    void wantUser(const QString& id); ///< shown as soon as the data is there
    void step(int by);                ///< the person before or after, round about
    void wake();                      ///< it is looked at: work may begin
    void sleep();
    void saveState(QSettings& settings) const;
    void restoreState(QSettings& settings);

private:
    void connectParts(Navigator& navigator);
    void loadData();
    void takeCatalogue(std::shared_ptr<const Catalogue> catalogue);
    void chooseShown();
    void fillSearch();

    // The ranker.
    void refreshRankers();
    void trainRanker();
    void takeTrained();
    void makeWorld();
    void outdate(); ///< what is shown is of another ranker
    const SessionModel* ranker() const;

    // Answers.
    void showPreview();
    void showLists();
    void peopleChanged();
    void showStrip();
    QString noteOf(const ListStory& story) const; ///< what gave way in a list, or what it lacks
    bool isNow() const; ///< what was measured is of the rules as they are, and of the ranker
    void showAge();     ///< whether it is
    void showMeasured();
    void showGauges();
    void showCurve();
    void showNote();
    void openStory(int item, std::size_t person);
    void pin(int which);
    void dropPins();
    void compare();

    Session& m_session;
    StudioLayout& m_view;
    StudioRunner* m_runner;
    DraftEditor* m_editor;
    StudioPeople* m_people;
    StudioIndex* m_index;
    std::shared_ptr<const Catalogue> m_catalogue;
    std::shared_ptr<const RuleFacts> m_facts;
    QString m_rankerName;
    qint64 m_shownRanker = -1;  ///< whose lists are shown, or are being made
    KeptChoice m_choice;        ///< of a ranker
    qint64 m_ranker = -1;       ///< shown by it; 0 = popularity made for the purpose; -1 = not known yet
    bool m_wantsRanker = false; ///< one is being trained: it is chosen when it is there
    std::set<qint64> m_rankersBefore; ///< models that were there before that one
    std::vector<UserIndex> m_columns; ///< whose lists are shown, which others may be on their way
    std::vector<PersonList> m_lists;  ///< theirs, while there are several
    bool m_hasPeople = true;
    bool m_awake = false; ///< somebody looks
    QString m_problem;    ///< of rules that cannot be applied to the data
    std::optional<MeasuredRules> m_pinned[2];
};

} // namespace tastescope
