// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/studio_presenter.h"

#include "engine/pipeline/ranker/ranked_recommender.h"
#include "engine/registry/registry.h"
#include "storage/use_cases/clock.h"
#include "ui/catalogue/lookup_field.h"
#include "ui/jobs/job_runner.h"
#include "ui/navigation/navigator.h"
#include "ui/pages/studio/draft_editor.h"
#include "ui/pages/studio/effect_panel.h"
#include "ui/pages/studio/lists/moves_view.h"
#include "ui/pages/studio/lists/people_view.h"
#include "ui/pages/studio/pinned_dialog.h"
#include "ui/pages/studio/pipeline_strip.h"
#include "ui/pages/studio/rules/draft.h"
#include "ui/pages/studio/rules/rule_words.h"
#include "ui/pages/studio/story_popup.h"
#include "ui/pages/studio/studio_index.h"
#include "ui/pages/studio/studio_layout.h"
#include "ui/pages/studio/studio_people.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QApplication>

#include <algorithm>
#include <functional>

namespace tastescope {
namespace {

constexpr std::size_t matchLimit = 20;
constexpr qint64 popularity = 0; ///< as a ranker's id: none is trained

/// The largest first; what has no room for its name in one.
std::vector<StageShare> sharesOf(const std::vector<std::pair<std::string, std::size_t>>& sources) {
    constexpr std::size_t named = 3;
    std::vector<StageShare> all;
    for (const auto& [source, count] : sources) {
        all.push_back({toQString(source), count});
    }
    std::ranges::stable_sort(all, std::greater(), &StageShare::count);
    if (all.size() > named) {
        std::size_t rest = 0;
        for (std::size_t at = named - 1; at < all.size(); ++at) {
            rest += all[at].count;
        }
        const std::size_t others = all.size() - named + 1;
        all.resize(named - 1);
        all.push_back({StudioPresenter::tr("%1 others").arg(others), rest});
    }
    return all;
}

} // namespace

StudioPresenter::StudioPresenter(Session& session, Navigator& navigator, StudioLayout& view, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_view(view)
    , m_runner(new StudioRunner(session.jobs(), this))
    , m_editor(new DraftEditor(session, view, this))
    , m_people(new StudioPeople(session, view, this))
    , m_index(new StudioIndex(session.jobs(), this)) {
    connectParts(navigator);
    connect(m_editor, &DraftEditor::shown, m_runner, &StudioRunner::setRules);
    connect(m_editor, &DraftEditor::shown, this, &StudioPresenter::showAge);
    connect(m_people, &StudioPeople::changed, this, &StudioPresenter::peopleChanged);
    connect(&session, &Session::projectChanged, this, &StudioPresenter::loadData);
    connect(&session, &Session::datasetChanged, this, &StudioPresenter::loadData);
    connect(&session.models(), &ProjectModels::changed, this, &StudioPresenter::refreshRankers);
    connect(m_runner, &StudioRunner::previewed, this, &StudioPresenter::showPreview);
    connect(m_runner, &StudioRunner::previewFailed, this, [this](const Error& error) {
        m_problem = formatError(error);
        m_view.moves->setStale(true);
        m_view.several->setStale(true);
        showNote();
    });
    connect(m_runner, &StudioRunner::progressed, m_view.effect, &EffectPanel::showWorking);
    connect(m_runner, &StudioRunner::measuredChanged, this, &StudioPresenter::showMeasured);
    connect(m_runner, &StudioRunner::measureFailed, this,
            [this](const Error& error) { m_view.effect->showFailed(formatError(error)); });
    connect(m_runner, &StudioRunner::stopped, m_view.effect, &EffectPanel::showStopped);
    connect(m_runner, &StudioRunner::curveChanged, this, &StudioPresenter::showCurve);
    loadData();
}

void StudioPresenter::connectParts(Navigator& navigator) {
    const auto open = [&navigator](const QString& page) {
        return [&navigator, page] { navigator.open(page); };
    };
    connect(m_view.noData, &EmptyState::primaryClicked, this, [this] { m_session.openDemo(); });
    connect(m_view.noData, &EmptyState::alternativeClicked, this, open(QStringLiteral("import")));
    connect(m_view.noPerson, &EmptyState::primaryClicked, this, open(QStringLiteral("import")));
    connect(m_view.train, &QAbstractButton::clicked, this, open(QStringLiteral("models")));
    connect(m_view.strip, &PipelineStrip::rankerChosen, this, [this](qint64 id) {
        if (id == PipelineStrip::trainOne) {
            trainRanker();
            return;
        }
        m_choice.choose({id}); // also what stands in for another
        if (id != m_ranker || !m_runner->world()) {
            m_ranker = id;
            makeWorld();
        }
    });
    connect(m_view.where, &LookupField::chosen, this, [this](quint32 item) {
        m_view.where->setCaption({});
        PlacesView* lists = m_view.isSeveral() ? static_cast<PlacesView*>(m_view.several) : m_view.moves;
        lists->light(static_cast<int>(item));
        openStory(static_cast<int>(item),
                  m_view.isSeveral() ? static_cast<std::size_t>(std::max(0, lists->currentIndex().column()))
                                     : 0);
    });
    connect(m_view.moves, &PlacesView::opened, this, [this](int item) { openStory(item, 0); });
    connect(m_view.several, &PlacesView::opened, this,
            [this](int item, int column) { openStory(item, static_cast<std::size_t>(column)); });
    connect(m_view.several, &PeopleView::removeWanted, this, [this](int column) {
        const auto at = static_cast<std::size_t>(column);
        if (at < m_columns.size()) { // also while other lists are being made
            m_people->remove(m_columns[at]);
        }
    });
    // Rules about an item are the editor's, whichever list it stands in.
    connect(m_view.several, &PlacesView::pinWanted, m_view.moves, &PlacesView::pinWanted);
    connect(m_view.several, &PlacesView::buryWanted, m_view.moves, &PlacesView::buryWanted);
    connect(m_view.several, &PlacesView::filterWanted, m_view.moves, &PlacesView::filterWanted);
    connect(m_view.effect, &EffectPanel::cancelled, m_runner, &StudioRunner::cancel);
    connect(m_view.effect, &EffectPanel::againWanted, m_runner, &StudioRunner::again);
    connect(m_view.effect, &EffectPanel::lambdaPicked, m_editor, &DraftEditor::setLambda);
    connect(m_view.effect, &EffectPanel::pinClicked, this, &StudioPresenter::pin);
    connect(m_view.effect, &EffectPanel::compareClicked, this, &StudioPresenter::compare);
}

void StudioPresenter::wake() {
    m_awake = true;
    m_runner->setAwake(true);
    if (m_catalogue) {
        refreshRankers(); // models came and went meanwhile
    }
}

void StudioPresenter::sleep() {
    m_awake = false;
    m_runner->setAwake(false);
}

void StudioPresenter::loadData() {
    m_runner->setWorld(std::nullopt);
    m_catalogue.reset();
    m_facts.reset();
    m_people->setData(nullptr);
    m_index->forget();
    m_ranker = -1;
    m_choice.clear();
    m_wantsRanker = false;
    m_problem.clear();
    m_hasPeople = true; // until the catalogue tells
    dropPins();
    m_view.effect->clear();
    m_view.effect->showDone();
    m_view.setSeveral(false);
    m_view.moves->setMoves({}, {});
    m_view.several->setPeople({});
    m_columns.clear();
    m_lists.clear();
    m_view.courtModel->setRows({});
    m_view.ledgerModel->setRows({});
    m_editor->clear();
    fillSearch();
    chooseShown();
    const auto dataset = m_session.dataset();
    if (!dataset) {
        return;
    }
    m_session.jobs().ask<std::shared_ptr<const Catalogue>>(
        QStringLiteral("studio/catalogue"),
        [dataset](const ExecutionContext& context) { return Catalogue::of(dataset, context); }, this,
        [this](Result<std::shared_ptr<const Catalogue>> catalogue) {
            if (catalogue && (*catalogue)->sharedDataset() == m_session.dataset()) {
                takeCatalogue(std::move(*catalogue));
            }
        });
}

void StudioPresenter::takeCatalogue(std::shared_ptr<const Catalogue> catalogue) {
    m_catalogue = std::move(catalogue);
    m_view.setNouns(m_catalogue->dataset().nouns());
    m_editor->setData(m_catalogue);
    m_hasPeople = m_catalogue->middlingUser().has_value();
    fillSearch();
    chooseShown();
    m_people->setData(m_catalogue);
    refreshRankers();
}

void StudioPresenter::chooseShown() {
    m_view.setShown(!m_session.dataset() ? StudioLayout::Shown::NoData
                    : !m_hasPeople       ? StudioLayout::Shown::NoPerson
                                         : StudioLayout::Shown::Studio);
}

void StudioPresenter::fillSearch() {
    if (!m_catalogue) { // of the data before nothing is left
        m_view.where->setSearch({});
        return;
    }
    m_view.where->setSearch(
        [of = m_catalogue](const QString& text,
                           const ExecutionContext& context) -> Result<std::vector<Match>> {
            std::vector<Match> matches;
            for (const ItemIndex item : of->findItems(text, matchLimit, context)) {
                matches.push_back({item.value, of->title(item), of->creator(item)});
            }
            return matches;
        });
}

void StudioPresenter::wantUser(const QString& id) {
    m_people->want(id);
}

void StudioPresenter::step(int by) {
    m_people->step(by);
}

void StudioPresenter::saveState(QSettings& settings) const {
    m_people->saveState(settings);
}

void StudioPresenter::restoreState(QSettings& settings) {
    m_people->restoreState(settings);
}

const SessionModel* StudioPresenter::ranker() const {
    return m_ranker > popularity ? m_session.models().find(m_ranker) : nullptr;
}

void StudioPresenter::refreshRankers() {
    takeTrained();
    std::vector<std::pair<qint64, QString>> rankers;
    std::vector<qint64> ids;
    for (const bool personal : {true, false}) { // personal models first: lists of theirs differ
        for (const SessionModel& model : m_session.models().all()) {
            const AlgorithmInfo* algorithm = findAlgorithm(model.stored.algorithm);
            const bool asks = model.stored.algorithm == rankerId || (algorithm && algorithm->personal);
            if (model.problem.isEmpty() && asks == personal) {
                rankers.emplace_back(model.stored.id, toQString(model.stored.name));
                ids.push_back(model.stored.id);
            }
        }
    }
    const bool none = rankers.empty();
    if (none) {
        rankers.emplace_back(popularity, tr("Popularity"));
    }
    m_choice.refreshOne(ids);
    m_ranker = none ? popularity : m_choice.first();
    m_view.strip->setRankers(rankers, m_ranker);
    m_view.sourceRow->setVisible(none);
    m_view.source->setText(
        tr("No model is trained yet: the rules act on Popularity, the same for everybody."));
    const SessionModel* model = ranker();
    const bool same = m_runner->world() && m_ranker == m_shownRanker &&
                      (!model || toQString(model->stored.name) == m_rankerName);
    if (!same) {
        makeWorld();
    }
}

void StudioPresenter::trainRanker() {
    m_rankersBefore.clear();
    for (const SessionModel& model : m_session.models().all()) {
        m_rankersBefore.insert(model.stored.id);
    }
    m_wantsRanker = m_session.models().train({std::string(rankerId), {}, tr("Ranker").toStdString()}) > 0;
    refreshRankers(); // the choice is as before until there is one
}

void StudioPresenter::takeTrained() {
    if (!m_wantsRanker) {
        return;
    }
    for (const SessionModel& model : m_session.models().all()) {
        if (model.stored.algorithm == rankerId && !m_rankersBefore.contains(model.stored.id)) {
            m_choice.choose({model.stored.id});
            m_wantsRanker = false;
            return;
        }
    }
}

void StudioPresenter::makeWorld() {
    if (!m_catalogue || !m_hasPeople || m_ranker < 0 || !m_awake) {
        return;
    }
    outdate();
    const SessionModel* model = ranker();
    if (model && !model->model) {
        m_session.models().ensureLoaded(m_ranker); // changed() follows
        return;
    }
    m_shownRanker = m_ranker;
    m_rankerName = model ? toQString(model->stored.name) : tr("Popularity");
    m_session.jobs().ask<StudioWorld>(
        QStringLiteral("studio/world"),
        [data = m_catalogue->sharedDataset(), facts = m_facts, name = m_rankerName.toStdString(),
         with = model ? model->model : nullptr](const ExecutionContext& context) -> Result<StudioWorld> {
            StudioWorld world{data, facts, nullptr};
            if (!world.facts) {
                world.facts = std::make_shared<const RuleFacts>(ruleFactsOf(data));
            }
            std::shared_ptr<const Recommender> by = with;
            if (!by) {
                TRY_ASSIGN(const AlgorithmInfo* algorithm, requireAlgorithm("popularity"));
                TRY_ASSIGN(by, algorithm->fit(*data, ParamSet(algorithm->params), context));
            }
            world.ranker = rankerWithin(*by);
            if (world.ranker) {
                for (const RankerSource& one : world.ranker->features().sources()) {
                    world.models.push_back({one.title, one.algorithm, one.model});
                }
            } else {
                world.models.push_back({name, {}, by});
            }
            world.source = std::make_shared<const ModelCandidates>(std::move(by));
            return world;
        },
        this,
        [this, by = m_ranker](Result<StudioWorld> world) {
            if (world && by == m_ranker && m_catalogue && world->data == m_catalogue->sharedDataset()) {
                m_facts = world->facts;
                m_editor->setFacts(m_facts);
                m_runner->setWorld(*world);
            }
        });
}

void StudioPresenter::outdate() {
    if (m_ranker != m_shownRanker) {
        dropPins();
    }
    if (!m_runner->world()) {
        return;
    }
    m_runner->setWorld(std::nullopt); // or an answer on its way would pass for one of the new ranker
    m_view.effect->setStale(true);
    m_view.effect->showDone();
    m_view.moves->setStale(true);
    m_view.several->setStale(true);
    m_view.effect->dropCurve(); // it comes behind the gauges
    m_view.courtModel->setRows({});
    m_view.ledgerModel->setRows({});
    showAge();
}

void StudioPresenter::showPreview() {
    if (!m_catalogue || m_runner->previews().empty()) {
        return;
    }
    m_problem.clear();
    showLists();
    showStrip();
    m_editor->setPreview(m_runner->previews().front());
    showNote();
}

/// Who is taken away leaves at once; whoever comes follows with their list.
void StudioPresenter::peopleChanged() {
    const std::vector<UserIndex>& all = m_people->all();
    std::vector<UserIndex> columns;
    std::vector<PersonList> lists;
    for (std::size_t at = 0; at < m_lists.size(); ++at) {
        if (std::ranges::find(all, m_columns[at]) != all.end()) {
            columns.push_back(m_columns[at]);
            lists.push_back(m_lists[at]);
        }
    }
    if (lists.size() > 1 && lists.size() == all.size() && lists.size() < m_lists.size()) {
        m_columns = std::move(columns);
        m_lists = std::move(lists);
        m_view.several->setPeople(m_lists);
    }
    m_runner->setUsers(all);
}

void StudioPresenter::showLists() {
    std::vector<PersonList> lists;
    m_columns.clear();
    m_lists.clear();
    for (const Preview& one : m_runner->previews()) {
        const UserIndex user = one.people.ranked->users.front();
        m_columns.push_back(user);
        lists.push_back({m_catalogue->userLabel(user), m_people->profile(user),
                         movesOf(one.story, one.people.prepared->people().front(), m_runner->previewRules(),
                                 *m_catalogue),
                         noteOf(one.story)});
    }
    m_view.setSeveral(lists.size() > 1);
    if (lists.size() > 1) {
        const Nouns& nouns = m_catalogue->dataset().nouns();
        const int shared = sharedItems(lists);
        m_view.counts->setText(tr("%1 %2 in all %3 lists")
                                   .arg(QString::number(shared),
                                        toQString(shared == 1 ? nouns.item : nouns.items),
                                        QString::number(lists.size())));
        m_view.several->setStale(false);
        m_view.several->setPeople(lists);
        m_lists = std::move(lists);
        return;
    }
    ListMoves& moves = lists.front().moves;
    m_view.counts->setText(tr("%1 places: %2 up, %3 down, %4 left")
                               .arg(moves.rows.size())
                               .arg(moves.up)
                               .arg(moves.down)
                               .arg(moves.left));
    m_view.moves->setStale(false);
    m_view.moves->setMoves(std::move(moves), tr("Nothing is left to recommend to this person"));
}

void StudioPresenter::showStrip() {
    const Preview& now = m_runner->previews().front();
    const PreparedPerson& person = now.people.prepared->people().front();
    StripNumbers numbers;
    numbers.sources = sharesOf(now.sources);
    numbers.candidates = numbers.ranked = person.items.size();
    if (numbers.sources.empty()) {
        numbers.sources = {{tr("Best of %1").arg(m_rankerName), person.items.size()}};
        numbers.collecting = now.collected;
    } else { // a learned ranker asks its sources while it ranks: one time for both
        numbers.ranking = now.collected;
        numbers.remark = tr("%1 features").arg(m_runner->world()->ranker->features().count());
    }
    numbers.ruling = now.story.milliseconds;
    const RuleSet& rules = m_runner->previewRules();
    numbers.balances = static_cast<int>(balanceTerms(rules.balance).size());
    numbers.limits = static_cast<int>(rules.limits.size());
    numbers.rules = static_cast<int>(std::ranges::count_if(rules.rules, &Rule::on));
    numbers.places = now.story.list.size();
    m_view.strip->setNumbers(numbers);
}

QString StudioPresenter::noteOf(const ListStory& story) const {
    if (!story.relaxed.empty()) {
        const RuleWords words(m_runner->previewRules(), *m_catalogue);
        const PersonRelaxation& first = story.relaxed.front();
        const QString text = relaxationSentence(words, first.path, first.asked, first.given, first.why);
        return story.relaxed.size() == 1
                   ? text
                   : text + tr(" (and %1 more in the rule court)").arg(story.relaxed.size() - 1);
    }
    if (story.list.size() == story.length) {
        return {};
    }
    return (story.shortened ? tr("Limits leave %1 of %2 places. The rule court names what would fill them.")
                            : tr("Filters leave %1 of %2 places."))
        .arg(story.list.size())
        .arg(story.length);
}

void StudioPresenter::showNote() {
    QString text = m_problem;
    const std::vector<Preview>& now = m_runner->previews();
    if (text.isEmpty() && m_catalogue && !now.empty()) {
        text = now.size() > 1 ? QString() : noteOf(now.front().story); // columns have their own
        if (text.isEmpty() && std::ranges::any_of(m_runner->previewRules().limits,
                                                  [](const Limit& one) { return one.cap.has_value(); })) {
            text = tr("Caps over all people are counted in the effect, not in these lists.");
        }
    }
    m_view.note->setKind(m_problem.isEmpty() ? NoteKind::Caution : NoteKind::Failure);
    m_view.note->setText(text);
    m_view.note->setVisible(!text.isEmpty());
}

bool StudioPresenter::isNow() const {
    return m_runner->measured() && sameRules(m_runner->measuredRules(), m_editor->rules());
}

void StudioPresenter::showAge() {
    const bool now = isNow();
    m_view.effect->setMayPin(now);
    if (m_runner->measured()) {
        m_view.effect->setStale(!now);
    }
    if (now && !m_runner->isMeasuring()) {
        m_view.effect->showDone();
    }
}

void StudioPresenter::showGauges() {
    const Measured& last = *m_runner->measured();
    const Nouns& nouns = m_catalogue->dataset().nouns();
    const std::size_t people = last.people.prepared->people().size();
    const auto pinned = [this](int which) { return m_pinned[which] ? &*m_pinned[which] : nullptr; };
    m_view.effect->setGauges(
        gaugesOf(last.numbers, m_runner->measuredRules(), pinned(0), pinned(1), m_catalogue->dataset()),
        tr("%1 %2").arg(formatCount(people), toQString(nouns.users)));
}

void StudioPresenter::showMeasured() {
    const Measured& last = *m_runner->measured();
    if (!m_catalogue) {
        return;
    }
    showGauges();
    showAge();
    m_view.effect->showDone();
    m_view.courtModel->setRows(courtRows(m_runner->measuredRules(), last.numbers,
                                         last.people.prepared->people().size(), *m_catalogue));
    m_view.ledgerModel->setRows(ledgerRows(last));
}

void StudioPresenter::showCurve() {
    const Measured* now = m_runner->measured();
    const auto value = [&](std::string_view id) {
        const auto found = std::ranges::find(now->numbers.effects, id, &ListEffect::id);
        return found == now->numbers.effects.end() ? 0.0 : found->after.mean;
    };
    if (now) {
        m_view.effect->setCurve(m_runner->curve(), {m_runner->measuredRules().balance.mmr,
                                                    value("relevance_kept"), value("ild")});
    }
}

void StudioPresenter::openStory(int item, std::size_t person) {
    if (person >= m_columns.size() || !m_catalogue || item < 0) {
        return;
    }
    const std::vector<Preview>& all = m_runner->previews();
    const auto now = std::ranges::find_if(
        all, [&](const Preview& one) { return one.people.ranked->users.front() == m_columns[person]; });
    if (now == all.end()) {
        return; // their list is being made
    }
    const QString whom =
        m_view.isSeveral() ? m_catalogue->userLabel(now->people.ranked->users.front()) : QString();
    const ItemIndex index(static_cast<std::size_t>(item));
    const std::shared_ptr<const NeighbourGraphs> graphs = m_index->of(*m_runner->world());
    m_session.jobs().ask<ItemStages>(
        QStringLiteral("studio/story"),
        [people = now->people, world = *m_runner->world(), rules = m_runner->previewRules(), index, graphs,
         unbuilt = m_index->takeProblem()](const ExecutionContext& context) -> Result<ItemStages> {
            TRY_ASSIGN(auto stages, itemStages(world, people, rules, index, wallClockNow(), graphs, context));
            stages.unbuilt = unbuilt.toStdString();
            return stages;
        },
        this,
        [this, index, list = now->story, people = now->people, rules = m_runner->previewRules(),
         catalogue = m_catalogue, ranker = m_rankerName, whom](const Result<ItemStages>& told) {
            if (!told || catalogue != m_catalogue || !m_awake || QApplication::activeModalWidget()) {
                return; // nobody asks any longer, or another question is open
            }
            const PreparedPerson& whose = people.prepared->people().front();
            const bool had = std::ranges::any_of(whose.person.history,
                                                 [&](const HistoryEntry& one) { return one.item == index; });
            ItemTale tale = taleOf(index, *told, list, whose, rules, *catalogue, ranker, had);
            tale.whom = whom;
            StoryDialog dialog(tale, m_view.window());
            dialog.exec();
        });
}

void StudioPresenter::pin(int which) {
    if (m_pinned[which]) {
        m_pinned[which].reset();
    } else if (isNow()) {
        m_pinned[which] = m_runner->measured()->numbers;
    }
    m_view.effect->setPinned(m_pinned[0].has_value(), m_pinned[1].has_value());
    if (m_catalogue && m_runner->measured()) {
        showGauges();
    }
}

void StudioPresenter::dropPins() {
    std::ranges::fill(m_pinned, std::nullopt);
    m_view.effect->setPinned(false, false);
}

void StudioPresenter::compare() {
    if (!m_catalogue) {
        return;
    }
    const auto pinned = [this](int which) { return m_pinned[which] ? &*m_pinned[which] : nullptr; };
    const Measured* last = m_runner->measured();
    PinnedDialog dialog(compareRows(pinned(0), pinned(1), last ? &last->numbers : nullptr,
                                    m_runner->measuredRules(), m_catalogue->dataset()),
                        isNow(), m_view.window());
    dialog.exec();
}

} // namespace tastescope

#include "moc_studio_presenter.cpp"
