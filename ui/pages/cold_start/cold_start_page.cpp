// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cold_start/cold_start_page.h"

#include "engine/registry/registry.h"
#include "storage/use_cases/coldstart/onboard.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/job_strip.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/cold_start/new_item_card.h"
#include "ui/pages/cold_start/pick_tiles.h"
#include "ui/pages/cold_start/rehearsal_chart.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QSettings>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t tilesAtOnce = 9;
constexpr std::size_t listLength = 10;
constexpr std::size_t questionsRehearsed = 10;
constexpr std::size_t peopleRehearsed = 400; ///< a whole share of a large project would take minutes

/// Both rehearsals; that of items is null where nothing is known of them.
struct Rehearsals {
    std::shared_ptr<const PeopleRehearsal> people;
    std::shared_ptr<const ItemRehearsal> items;
};

QFrame* makeLine(QWidget* parent, bool upright = false) {
    auto* line = new QFrame(parent);
    line->setObjectName(QStringLiteral("separator"));
    upright ? line->setFixedWidth(1) : line->setFixedHeight(1);
    return line;
}

/// As ListSource, in the window's language; the order in which lists fall back is told with it.
QString sourceWords(ListSource source) {
    switch (source) {
    case ListSource::Model:
        return ColdStartPage::tr("From the model: two likes or more");
    case ListSource::Content:
        return ColdStartPage::tr("From one liked item, by attributes");
    case ListSource::Segment:
        return ColdStartPage::tr("Popular with people like them");
    case ListSource::Popularity:
        break;
    }
    return ColdStartPage::tr("Popular with everybody: under two likes");
}

} // namespace

ColdStartPage::ColdStartPage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent) {
    m_stack = new QStackedWidget(this);
    QWidget* head = makeHead();
    m_content = makeContent();
    m_noProject =
        new EmptyState(tr("No data set yet"), tr("Import a file of interactions, or look at the demo first."),
                       tr("Import data"), tr("Open demo"), m_stack);
    m_noModel = new EmptyState(tr("No model to ask yet"),
                               tr("Train a model that can be told answers: Item-kNN takes a few seconds."),
                               tr("Train Item-kNN"), tr("Choose a model"), m_stack);
    for (QWidget* page : {m_content, static_cast<QWidget*>(m_noProject), static_cast<QWidget*>(m_noModel)}) {
        m_stack->addWidget(page);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(8);
    layout->addWidget(head);
    layout->addWidget(m_stack, 1);
    connect(m_noProject, &EmptyState::primaryClicked, this,
            [this] { this->navigator().open(QStringLiteral("import")); });
    connect(m_noProject, &EmptyState::alternativeClicked, this, [this] { this->session().openDemo(); });
    connect(m_noModel, &EmptyState::primaryClicked, this, &ColdStartPage::trainFirst);
    connect(m_noModel, &EmptyState::alternativeClicked, this,
            [this] { this->navigator().open(QStringLiteral("models")); });
    connect(&session, &Session::projectChanged, this, &ColdStartPage::reset);
    connect(&session, &Session::datasetChanged, this, &ColdStartPage::reset);
    connect(&session.models(), &ProjectModels::changed, this, &ColdStartPage::takeModels);
    connect(&session.jobs(), &JobRunner::jobChanged, this, &ColdStartPage::showJob);
    reset();
}

QWidget* ColdStartPage::makeHead() {
    auto* head = new PageHead(
        tr("Cold start"), tr("Strangers answer a few questions, new things lean on their attributes"), this);
    m_model = new ComboBox(head);
    m_model->setAccessibleName(tr("Model"));
    m_model->setMinimumContentsLength(14);
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_ask = new ComboBox(head);
    m_ask->setAccessibleName(tr("What to ask"));
    for (const StrategyInfo& info : askStrategies()) {
        m_ask->addItem(strategyTitle(info.strategy), static_cast<int>(info.strategy));
    }
    m_again = new Button(ButtonKind::Plain, tr("Start over"), QStringLiteral("refresh"), head);
    head->addAction(new TextLabel(TextStyle::Body, Role::Text2, tr("Model"), head));
    head->addAction(m_model);
    head->addAction(new TextLabel(TextStyle::Body, Role::Text2, tr("Ask"), head));
    head->addAction(m_ask);
    head->addAction(m_again);
    connect(m_model, &QComboBox::activated, this, [this](int row) {
        m_choice.choose({m_model->itemData(row).toLongLong()});
        m_wasCancelled = false; // that was a rehearsal of another model
        takeModels();
        showStrip();
    });
    connect(m_ask, &QComboBox::activated, this, [this] {
        startOver();
        prepare();
    });
    connect(m_again, &QAbstractButton::clicked, this, &ColdStartPage::startOver);
    return head;
}

QWidget* ColdStartPage::makeContent() {
    auto* content = new QWidget(m_stack);
    auto* left = new QVBoxLayout;
    left->setSpacing(16);
    left->addWidget(makePickCard(), 424);
    left->addWidget(makeChartCard(), 300);
    m_newItem = new NewItemCard(session().jobs(), content);
    auto* layout = new QHBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addLayout(left, 776);
    layout->addWidget(m_newItem, 416);
    return content;
}

QWidget* ColdStartPage::makePickCard() {
    auto* card = new Card(tr("Pick what you like"), {}, this);
    m_counts = new TextLabel(TextStyle::Small, Role::Text2, {}, card);
    m_others = new Button(ButtonKind::Quiet, tr("None of these"), QStringLiteral("refresh"), card);
    m_others->setSmall(true);
    m_others->setToolTip(tr("Those without an answer are not known; show others"));
    card->addAction(m_counts);
    card->addAction(m_others);
    m_tiles = new PickTiles(tr("Click what you like, twice what you do not"), card);
    m_tiles->setMinimumSize(240, 180);
    m_list = new RankedListView(tr("Recommendations for these answers"), card);
    m_list->setMinimumWidth(190);
    m_source = new TextLabel(TextStyle::Small, Role::Text2, {}, card);
    m_source->setElided(true);
    m_known = new TextLabel(TextStyle::Small, Role::Text2, {}, card);
    m_known->setElided(true);
    m_gain = new QProgressBar(card);
    m_gain->setRange(0, 100);
    m_gain->setTextVisible(false);
    m_gain->setFixedSize(96, 4);
    m_gain->setAccessibleName(tr("Share of the gain from all questions"));
    auto* lists = new QHBoxLayout;
    lists->setSpacing(0);
    lists->addSpacing(16);
    lists->addWidget(m_tiles, 456);
    lists->addSpacing(8);
    lists->addWidget(makeLine(card, true));
    lists->addWidget(m_list, 310);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 9, 16, 9);
    foot->setSpacing(12);
    foot->addWidget(m_gain);
    foot->addWidget(m_known, 456);
    foot->addWidget(m_source, 310);
    QVBoxLayout* body = card->body();
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    body->addLayout(lists, 1);
    body->addWidget(makeLine(card));
    body->addLayout(foot);
    connect(m_others, &QAbstractButton::clicked, this, &ColdStartPage::showOthers);
    connect(m_tiles, &PickTiles::picked, this, &ColdStartPage::pick);
    return card;
}

QWidget* ColdStartPage::makeChartCard() {
    m_chartCard = new Card(tr("How many questions are worth it?"), {}, this);
    m_rehearse = new Button(ButtonKind::Primary, tr("Rehearse"), {}, m_chartCard);
    m_rehearse->setSmall(true);
    m_rehearse->setToolTip(tr("Keep people and items back, ask the one and hide the other"));
    m_chartCard->addAction(m_rehearse);
    m_strip = new JobStrip(tr("Progress of the rehearsal"), m_chartCard);
    m_chartCard->body()->addWidget(m_strip);
    m_chart = new ChartView(m_chartCard);
    m_chart->setMinimumHeight(120);
    m_chartCard->body()->addWidget(m_chart, 1);
    connect(m_rehearse, &QAbstractButton::clicked, this, &ColdStartPage::rehearse);
    connect(m_strip, &JobStrip::cancelled, this, [this] { this->session().jobs().cancel(m_job); });
    return m_chartCard;
}

void ColdStartPage::reset() {
    if (m_job != 0) {
        session().jobs().cancel(m_job);
    }
    m_job = 0;
    m_wasCancelled = false;
    m_catalogue.reset();
    m_basis.reset();
    m_rehearsals.clear();
    m_rehearsal.reset();
    m_choice.clear();
    m_stale = true;
    m_answers.clear();
    m_passed.clear();
    m_places.clear();
    m_tiles->tiles().setTiles({});
    m_list->rows().setRows({});
    m_newItem->setCatalogue({}, session().noun(&Nouns::item), session().noun(&Nouns::users));
    takeModels();
    showKnown();
    if (isVisible()) {
        buildCatalogue();
    }
}

void ColdStartPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (m_stale) {
        buildCatalogue();
    }
    takeModels();
}

void ColdStartPage::changeEvent(QEvent* event) {
    Page::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_chart) {
        showKnown();
    }
}

void ColdStartPage::buildCatalogue() {
    const auto dataset = session().dataset();
    if (!dataset) {
        return;
    }
    m_stale = false;
    session().jobs().ask<std::shared_ptr<const Catalogue>>(
        QStringLiteral("coldstart/catalogue"),
        [dataset](const ExecutionContext& context) { return Catalogue::of(dataset, context); }, this,
        [this, dataset](Result<std::shared_ptr<const Catalogue>> catalogue) {
            if (catalogue && dataset == session().dataset()) {
                m_catalogue = *catalogue;
                m_newItem->setCatalogue(m_catalogue, session().noun(&Nouns::item),
                                        session().noun(&Nouns::users));
                prepare();
            }
        });
}

const SessionModel* ColdStartPage::chosenModel() const {
    return session().models().find(m_choice.first());
}

AskStrategy ColdStartPage::strategy() const {
    return static_cast<AskStrategy>(m_ask->currentData().toInt());
}

void ColdStartPage::takeModels() {
    std::vector<const SessionModel*> usable;
    for (const SessionModel& model : session().models().all()) {
        const AlgorithmInfo* info = findAlgorithm(model.stored.algorithm);
        if (info && info->personal && model.problem.isEmpty()) {
            usable.push_back(&model);
        }
    }
    // The newest first, and what knows attributes alone after what has learned from people: answers to a few
    // questions say more to it.
    std::ranges::sort(usable, std::ranges::greater(), [](const SessionModel* model) {
        return std::pair(findAlgorithm(model->stored.algorithm)->family != "content", model->stored.id);
    });
    const bool any = !usable.empty();
    m_model->setEnabled(any);
    m_ask->setEnabled(any);
    m_again->setEnabled(any);
    m_model->clear();
    std::vector<qint64> offered;
    for (const SessionModel* model : usable) {
        m_model->addItem(toQString(model->stored.name), static_cast<qlonglong>(model->stored.id));
        offered.push_back(model->stored.id);
    }
    m_choice.refreshOne(offered);
    if (!any) {
        m_stack->setCurrentWidget(session().dataset() ? m_noModel : m_noProject);
        return;
    }
    m_stack->setCurrentWidget(m_content);
    m_model->setCurrentIndex(m_model->findData(static_cast<qlonglong>(m_choice.first())));
    showRehearsal();
    const SessionModel* model = chosenModel();
    if (model && !model->model && isVisible()) {
        session().models().ensureLoaded(m_choice.first()); // changed() follows
    }
    prepare();
}

void ColdStartPage::prepare() {
    const SessionModel* model = chosenModel();
    if (!m_catalogue || !model || !model->model ||
        (m_basis && m_basis->model == model->model && m_basis->questions->strategy() == strategy())) {
        return;
    }
    session().jobs().ask<InterviewBasis>(
        QStringLiteral("coldstart/questions"),
        [dataset = m_catalogue->sharedDataset(), known = model->model, algorithm = model->stored.algorithm,
         how = strategy(), before = m_basis](const ExecutionContext& context) {
            return prepareInterview(dataset, known, algorithm, how, before.get(), context);
        },
        this,
        [this, catalogue = m_catalogue](Result<InterviewBasis> basis) {
            const SessionModel* chosen = chosenModel();
            // What was chosen back meanwhile is there already, and was not asked for again.
            if (!basis || catalogue != m_catalogue || !chosen || basis->model != chosen->model ||
                basis->questions->strategy() != strategy()) {
                return;
            }
            m_list->rowDelegate().setAlgorithm(toQString(chosen->stored.algorithm));
            const bool first = !m_basis || m_basis->questions->strategy() != basis->questions->strategy();
            m_basis = std::make_shared<const InterviewBasis>(*std::move(basis));
            if (first || m_tiles->tiles().tiles().empty()) {
                showTiles();
            }
            m_places.clear(); // another model moves everything, and no answer did
            askList();
        });
}

void ColdStartPage::startOver() {
    m_answers.clear();
    m_passed.clear();
    showTiles();
    askList();
    m_tiles->setFocus();
}

std::vector<GivenAnswer> ColdStartPage::allAnswers() const {
    std::vector<GivenAnswer> all = m_answers;
    for (const ItemIndex item : m_passed) {
        all.push_back({item, Answer::Unknown});
    }
    return all;
}

void ColdStartPage::showTiles() {
    if (!m_basis || !m_catalogue) {
        return;
    }
    std::vector<PickTile> tiles;
    for (const ItemIndex item : m_basis->questions->nextFew(allAnswers(), tilesAtOnce)) {
        tiles.push_back(
            {item, m_catalogue->title(item), m_catalogue->creator(item), m_catalogue->slot(item)});
    }
    m_tiles->tiles().setTiles(std::move(tiles));
    if (m_tiles->tiles().rowCount() > 0) {
        m_tiles->setCurrentIndex(m_tiles->tiles().index(0));
    }
    showKnown();
}

void ColdStartPage::showOthers() {
    for (const PickTile& tile : m_tiles->tiles().tiles()) {
        if (tile.answer == Answer::Unknown) {
            m_passed.push_back(tile.item);
        }
    }
    showTiles();
    m_tiles->setFocus();
}

void ColdStartPage::pick(int row) {
    const PickTile& tile = m_tiles->tiles().tiles()[static_cast<std::size_t>(row)];
    const Answer answer = nextAnswer(tile.answer);
    giveAnswer(m_answers, tile.item, answer);
    m_tiles->tiles().setAnswer(row, answer);
    showKnown();
    askList();
}

void ColdStartPage::askList() {
    if (!m_basis) {
        return;
    }
    session().jobs().ask<InterviewList>(
        QStringLiteral("coldstart/list"),
        [basis = m_basis, answers = m_answers, before = m_places](const ExecutionContext& context) {
            return listFor(*basis, answers, before, listLength, context);
        },
        this,
        [this, basis = m_basis](Result<InterviewList> list) {
            if (list && basis == m_basis) {
                showList(*std::move(list));
            }
        });
}

void ColdStartPage::showList(InterviewList list) {
    const bool compared = !m_places.empty();
    m_places = std::move(list.places);
    m_list->rows().setRows(rankedItems(*m_catalogue, m_places, compared));
    m_source->setText(sourceWords(list.source));
    const QString order =
        tr("With fewer than two likes: %1").arg(toQString(fallbackOrderWords(m_basis->rule->order())));
    m_source->setToolTip(order);
    m_source->setAccessibleDescription(order);
}

void ColdStartPage::showKnown() {
    const auto likes =
        static_cast<qulonglong>(std::ranges::count(m_answers, Answer::Like, &GivenAnswer::answer));
    m_counts->setText(
        tr("%1 liked, %2 disliked").arg(formatCount(likes), formatCount(m_answers.size() - likes)));
    const auto share = m_rehearsal ? gainShare(*m_rehearsal, strategy(), asked()) : std::nullopt;
    m_gain->setVisible(share.has_value());
    m_gain->setValue(share ? static_cast<int>(*share * 100 + 0.5) : 0);
    m_known->setText(
        share ? tr("%1 of the gain from %2 questions").arg(formatPercent(*share)).arg(questionsRehearsed)
              : formatCounted(asked(), tr("1 question asked"), tr("%1 questions asked")));
    m_chart->setSpec(rehearsalChart(m_rehearsal.get(), asked()));
    m_chartCard->setRemark(m_rehearsal
                               ? tr("NDCG@10 for %1 held-out %2, 95 % bands")
                                     .arg(formatCount(m_rehearsal->people), session().noun(&Nouns::users))
                               : QString());
    showStrip(); // whether there are results of before has changed with them
}

void ColdStartPage::rehearse() {
    const SessionModel* model = chosenModel();
    const AlgorithmInfo* info = model ? findAlgorithm(model->stored.algorithm) : nullptr;
    if (!m_catalogue || !info) {
        return;
    }
    PeopleRehearsalRequest request;
    request.algorithm = info->id;
    request.params = paramsOf(model->stored);
    request.questions = questionsRehearsed;
    request.people = peopleRehearsed;
    request.strategies = {strategy()};
    for (const AskStrategy other :
         {AskStrategy::Tree, AskStrategy::Diverse, AskStrategy::PopularityEntropy, AskStrategy::Random}) {
        if (other != strategy()) {
            request.strategies.push_back(other);
        }
    }
    m_wasCancelled = false;
    m_job = session().jobs().start<Rehearsals>(
        tr("Rehearse cold start"),
        [dataset = m_catalogue->sharedDataset(),
         request](const ExecutionContext& context) -> Result<Rehearsals> {
            Rehearsals out;
            TRY_ASSIGN(auto people, onboardPeople(*dataset, request, context));
            out.people = std::make_shared<const PeopleRehearsal>(std::move(people));
            ItemRehearsalRequest items;
            items.algorithms = {"content_tfidf"};
            items.k = NewItemCard::listLength;
            auto hidden = onboardItems(*dataset, items, context);
            if (hidden) {
                out.items = std::make_shared<const ItemRehearsal>(*std::move(hidden));
            } else if (hidden.error().code == ErrorCode::Cancelled) {
                return hidden.error(); // else nothing is known of the items, and the people stand
            }
            return out;
        },
        this,
        [this, catalogue = m_catalogue, of = model->stored](Result<Rehearsals> found) {
            if (catalogue != m_catalogue) {
                return; // of data that is no longer open: reset() has cancelled it
            }
            m_job = 0;
            if (found) {
                m_newItem->setReachError(found->items);
                takeRehearsal(of, found->people);
            } else if (!found && found.error().code == ErrorCode::Cancelled) {
                m_wasCancelled = true;
            } else if (!found) {
                Q_EMIT session().failed(tr("The rehearsal has failed"), formatError(found.error()));
            }
            showKnown();
        });
    showStrip();
}

void ColdStartPage::takeRehearsal(const StoredModel& of, std::shared_ptr<const PeopleRehearsal> people) {
    const SessionModel* known = session().models().find(of.id);
    if (!known || known->stored.trained != of.trained) { // another may have its number by now
        Q_EMIT session().notice(tr("The rehearsal of %1 has ended").arg(toQString(of.name)),
                                tr("The model was deleted meanwhile."));
        return;
    }
    m_rehearsals[of.id] = std::move(people);
    showRehearsal();
    if (of.id != m_choice.first()) {
        Q_EMIT session().notice(tr("The rehearsal of %1 is ready").arg(toQString(known->stored.name)),
                                tr("Choose that model in Cold start to see it."));
    }
}

void ColdStartPage::showRehearsal() {
    std::erase_if(m_rehearsals, [this](const auto& one) { return !session().models().find(one.first); });
    const auto found = m_rehearsals.find(m_choice.first());
    const auto wanted = found == m_rehearsals.end() ? nullptr : found->second;
    if (wanted != m_rehearsal) {
        m_rehearsal = wanted;
        showKnown();
    }
}

void ColdStartPage::showJob(quint64 job) {
    const JobInfo* info = job == m_job && job != 0 ? session().jobs().info(job) : nullptr;
    if (info && isActive(info->state)) {
        m_strip->showJob(*info);
    }
}

void ColdStartPage::showStrip() {
    m_rehearse->setEnabled(m_job == 0);
    if (m_job != 0) {
        showJob(m_job); // one that waits says nothing of itself
    } else if (m_wasCancelled) {
        m_strip->showCancelled(m_rehearsal ? KeptResults::OfBefore : KeptResults::None);
    } else {
        m_strip->clear();
    }
}

void ColdStartPage::trainFirst() {
    TrainRequest request;
    request.algorithm = firstChoice(ModelKind::Neighbours).id;
    request.params = ParamSet(firstChoice(ModelKind::Neighbours).params);
    session().models().train(request);
}

void ColdStartPage::saveState(QSettings& settings) const {
    settings.setValue(QStringLiteral("ask"), toQString(infoOf(strategy()).id));
}

void ColdStartPage::restoreState(QSettings& settings) {
    const auto known = parseAskStrategy(
        settings.value(QStringLiteral("ask"), QStringLiteral("tree")).toString().toStdString());
    const int row = known ? m_ask->findData(static_cast<int>(*known)) : 0;
    m_ask->setCurrentIndex(std::max(row, 0));
    prepare();
}

QList<QWidget*> ColdStartPage::regions() {
    return {m_noProject, m_noModel, m_tiles, m_list, m_chart, m_newItem};
}

} // namespace tastescope
