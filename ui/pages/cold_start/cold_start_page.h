// SPDX-License-Identifier: GPL-3.0-or-later
// Cold start: a stranger answers a few questions and sees the list follow; how much answers are worth, by
// people who are kept back; and a new item, placed by its attributes.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "engine/onboarding/item_rehearsal.h"
#include "engine/onboarding/people_rehearsal.h"
#include "ui/catalogue/catalogue.h"
#include "ui/navigation/page.h"
#include "ui/pages/cold_start/interview.h"
#include "ui/session/kept_choice.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

class QComboBox;
class QProgressBar;
class QStackedWidget;

namespace tastescope {

class Button;
class Card;
class ChartView;
class EmptyState;
class JobStrip;
class NewItemCard;
class PickTiles;
class RankedListView;
class TextLabel;
struct SessionModel;
struct StoredModel;

class ColdStartPage : public Page {
    Q_OBJECT
public:
    ColdStartPage(Session& session, Navigator& navigator, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("coldstart"); }
    QList<QWidget*> regions() override;
    void saveState(QSettings& settings) const override;
    void restoreState(QSettings& settings) override;

    const std::vector<GivenAnswer>& answers() const { return m_answers; }
    /// Asked so far, with those that nobody had an opinion of.
    std::size_t asked() const { return m_answers.size() + m_passed.size(); }

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeContent();
    QWidget* makePickCard();
    QWidget* makeChartCard();

    void reset(); ///< another project or other data
    void takeModels();
    void buildCatalogue();
    void prepare(); ///< another model or way to ask
    void startOver();
    void showOthers(); ///< none of these
    void pick(int row);
    void showTiles();
    void askList();
    void showList(InterviewList list);
    void showKnown();
    void rehearse();
    /// Kept, and shown if its model is the one chosen; else it is said where it can be seen.
    void takeRehearsal(const StoredModel& of, std::shared_ptr<const PeopleRehearsal> people);
    void showRehearsal();
    void showJob(quint64 job);
    void showStrip(); ///< of the rehearsal: that it waits, how far it is, or that it was cancelled
    void trainFirst();
    const SessionModel* chosenModel() const;
    AskStrategy strategy() const;
    std::vector<GivenAnswer> allAnswers() const;

    QStackedWidget* m_stack = nullptr;
    QWidget* m_content = nullptr;
    EmptyState* m_noProject = nullptr;
    EmptyState* m_noModel = nullptr;
    QComboBox* m_model = nullptr;
    QComboBox* m_ask = nullptr;
    Button* m_again = nullptr;
    TextLabel* m_counts = nullptr;
    Button* m_others = nullptr;
    PickTiles* m_tiles = nullptr;
    RankedListView* m_list = nullptr;
    TextLabel* m_source = nullptr;
    TextLabel* m_known = nullptr;
    QProgressBar* m_gain = nullptr;
    Card* m_chartCard = nullptr;
    JobStrip* m_strip = nullptr;
    ChartView* m_chart = nullptr;
    Button* m_rehearse = nullptr;
    NewItemCard* m_newItem = nullptr;

    std::shared_ptr<const Catalogue> m_catalogue;
    std::shared_ptr<const InterviewBasis> m_basis;
    std::map<qint64, std::shared_ptr<const PeopleRehearsal>> m_rehearsals; ///< by model
    std::shared_ptr<const PeopleRehearsal> m_rehearsal;                    ///< shown: of the model chosen
    KeptChoice m_choice;                                                   ///< of a model
    std::vector<GivenAnswer> m_answers;
    std::vector<ItemIndex> m_passed; ///< shown, and nobody knew
    std::vector<ListPlace> m_places;
    quint64 m_job = 0; ///< the rehearsal that waits or runs
    bool m_wasCancelled = false;
    bool m_stale = true;
};

} // namespace tastescope
