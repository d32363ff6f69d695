// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/similar_page.h"

#include "engine/models/algorithm.h"
#include "ui/format.h"
#include "ui/pages/similar/centre_strip.h"
#include "ui/pages/similar/neighbour_board.h"
#include "ui/pages/similar/overlap_matrix.h"
#include "ui/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardItemModel>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t searchLimit = 20;
constexpr int rowRole = Qt::UserRole;

} // namespace

SimilarPage::SimilarPage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent) {
    auto* head =
        new PageHead(tr("Similar"), tr("What each model thinks is close, and where they agree"), this);
    m_kinds = new SegmentedControl(tr("What to compare"), {tr("Items"), tr("Users")}, head);
    makeSearch(head);
    head->addAction(m_kinds);
    head->addAction(m_search);

    m_stack = new QStackedWidget(this);
    m_content = makeContent();
    m_noProject =
        new EmptyState(tr("No data set yet"), tr("Import a file of interactions, or look at the demo first."),
                       tr("Import data"), tr("Open demo"), m_stack);
    m_noModel = new EmptyState(tr("No model to ask yet"),
                               tr("Train Popularity and Item-kNN: it takes a few seconds."), tr("Train both"),
                               tr("Choose a model"), m_stack);
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
    connect(m_noModel, &EmptyState::primaryClicked, this, &SimilarPage::trainBoth);
    connect(m_noModel, &EmptyState::alternativeClicked, this,
            [this] { this->navigator().open(QStringLiteral("models")); });
    connect(m_kinds, &SegmentedControl::chosen, this,
            [this](int kind) { setKind(kind == 0 ? SimilarKind::Items : SimilarKind::Users); });
    connect(&session, &Session::projectChanged, this, &SimilarPage::reset);
    connect(&session, &Session::datasetChanged, this, &SimilarPage::reset);
    connect(&session, &Session::modelsChanged, this, &SimilarPage::takeModels);
    reset();
}

void SimilarPage::makeSearch(QWidget* parent) {
    m_search = new SearchField(tr("Find by title or id"), parent);
    m_search->setFixedWidth(248);
    m_found = new QStandardItemModel(this);
    m_completer = new QCompleter(m_found, this);
    m_completer->setWidget(m_search);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->popup()->setAccessibleName(tr("Found"));
    connect(m_search, &SearchField::searched, this, &SimilarPage::search);
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            &SimilarPage::takeFound);
    connect(m_search, &QLineEdit::textEdited, this, [this] { // what was found fits the former text
        m_goWhenFound = false;
        m_found->clear();
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        const QModelIndex marked = m_completer->popup()->currentIndex();
        if (m_completer->popup()->isVisible() && marked.isValid()) {
            takeFound(marked);
        } else if (m_found->rowCount() > 0) {
            takeFound(m_found->index(0, 0));
        } else {
            m_goWhenFound = true;
        }
    });
}

void SimilarPage::takeFound(const QModelIndex& index) {
    const std::uint32_t row = index.data(rowRole).toUInt();
    m_goWhenFound = false;
    m_completer->popup()->hide();
    m_search->clear();
    goTo({m_kind, row});
    m_board->focusList();
}

QWidget* SimilarPage::makeContent() {
    auto* content = new QWidget(this);
    m_strip = new CentreStrip(content);
    m_matrixCard = new Card(tr("Shared neighbours"), {}, content);
    m_matrixCard->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_matrix = new OverlapMatrix(m_matrixCard);
    m_matrixCard->body()->addWidget(m_matrix);
    auto* right = new QVBoxLayout;
    right->addWidget(m_matrixCard);
    right->addStretch();
    auto* lower = new QHBoxLayout;
    lower->setSpacing(16);
    lower->addWidget(makeListsCard(), 871);
    lower->addLayout(right, 320);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(m_strip);
    layout->addLayout(lower, 1);
    connect(m_strip, &CentreStrip::backClicked, this, &SimilarPage::goBack);
    connect(m_strip, &CentreStrip::exploreClicked, this, [this] {
        navigator().open(QStringLiteral("explore"), {{QStringLiteral("user"), m_index->id(*m_centre)}});
    });
    return content;
}

QWidget* SimilarPage::makeListsCard() {
    m_listsCard = new Card(tr("Nearest"), {}, this);
    m_length = new QComboBox(m_listsCard);
    m_length->setProperty("small", true);
    m_length->setAccessibleName(tr("Length of the lists"));
    for (const int length : {10, 20, 50}) {
        m_length->addItem(tr("Top %1").arg(length), length);
    }
    m_listsCard->addAction(m_length);
    m_board = new NeighbourBoard(m_listsCard);
    auto* scroll = new QScrollArea(m_listsCard);
    scroll->setWidgetResizable(true);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_board->setObjectName(QStringLiteral("scrollBody"));
    scroll->setWidget(m_board);
    m_agreement = new TextLabel(TextStyle::Small, Role::Text2, {}, m_listsCard);
    m_ranks = new TextLabel(TextStyle::Small, Role::Text2, {}, m_listsCard);
    m_ranks->setElided(true);
    m_ranks->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const auto makeLine = [this] {
        auto* line = new QFrame(m_listsCard);
        line->setObjectName(QStringLiteral("separator"));
        line->setFixedHeight(1);
        return line;
    };
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 9, 16, 9);
    foot->setSpacing(16);
    foot->addWidget(m_agreement);
    foot->addWidget(m_ranks, 1);
    QVBoxLayout* body = m_listsCard->body();
    body->setSpacing(0);
    body->addWidget(makeLine());
    body->addWidget(scroll, 1);
    body->addWidget(makeLine());
    body->addLayout(foot);
    connect(m_length, &QComboBox::activated, this, &SimilarPage::ask);
    connect(m_board, &NeighbourBoard::modelChosen, this, &SimilarPage::chooseModel);
    connect(m_board, &NeighbourBoard::picked, this, &SimilarPage::goTo);
    connect(m_board, &NeighbourBoard::columnFocused, scroll,
            [scroll](QWidget* column) { scroll->ensureWidgetVisible(column, 8, 0); });
    connect(m_board, &NeighbourBoard::lit, m_ranks, &TextLabel::setText);
    connect(m_board, &NeighbourBoard::entered, this, [this](SimilarEntity entity) {
        if (entity.kind == SimilarKind::Items) {
            goTo(entity);
        } else {
            navigator().open(QStringLiteral("explore"), {{QStringLiteral("user"), m_index->id(entity)}});
        }
    });
    return m_listsCard;
}

void SimilarPage::reset() {
    m_index.reset();
    m_centre.reset();
    m_past.clear();
    m_stale = true;
    m_search->clear();
    m_found->clear();
    showWords();
    takeModels();
    if (isVisible()) {
        buildIndex();
    }
}

void SimilarPage::showWords() {
    if (!session().dataset()) {
        return;
    }
    const bool items = m_kind == SimilarKind::Items;
    m_kinds->setSegmentText(0, session().nounTitle(&Nouns::items));
    m_kinds->setSegmentText(1, session().nounTitle(&Nouns::users));
    m_listsCard->setHeading(tr("Nearest %1").arg(session().noun(items ? &Nouns::items : &Nouns::users)));
    m_listsCard->setRemark(
        tr("%1 per model, lines join the same %2")
            .arg(m_length->currentData().toString(), session().noun(items ? &Nouns::item : &Nouns::user)));
    m_listsCard->body()->setContentsMargins(0, 0, 0, 0); // a new heading brings the standard ones back
    m_matrixCard->setRemark(tr("of %1").arg(m_length->currentData().toString()));
    m_strip->setExploreText(tr("Explore %1").arg(session().noun(&Nouns::user)));
}

void SimilarPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (m_stale) {
        buildIndex();
    }
    takeModels();
}

void SimilarPage::buildIndex() {
    const auto dataset = session().dataset();
    if (!dataset) {
        return;
    }
    m_stale = false;
    session().jobs().ask<std::shared_ptr<const SimilarIndex>>(
        QStringLiteral("similar/index"),
        [dataset](const ExecutionContext& context) { return SimilarIndex::build(dataset, context); }, this,
        [this, dataset](Result<std::shared_ptr<const SimilarIndex>> index) {
            if (index && dataset == session().dataset()) {
                m_index = *index;
                applyTarget();
            }
        });
}

void SimilarPage::activate(const QVariantMap& arguments) {
    if (!arguments.isEmpty()) {
        m_target = arguments;
    }
    if (m_index) {
        applyTarget();
    } else if (m_stale) {
        buildIndex();
    }
}

void SimilarPage::applyTarget() {
    const QVariantMap target = std::exchange(m_target, {});
    std::optional<SimilarEntity> wanted;
    if (target.contains(QStringLiteral("item"))) {
        wanted = m_index->find(SimilarKind::Items, target.value(QStringLiteral("item")).toString());
    } else if (target.contains(QStringLiteral("user"))) {
        wanted = m_index->find(SimilarKind::Users, target.value(QStringLiteral("user")).toString());
    }
    if (!wanted && !m_centre) {
        wanted = m_index->busiest(m_kind);
    }
    if (wanted) {
        goTo(*wanted);
    }
}

std::vector<NeighbourModelSource> SimilarPage::modelSources() const {
    std::vector<NeighbourModelSource> asked;
    for (const qint64 id : m_chosen) {
        if (const SessionModel* model = session().findModel(id)) {
            asked.push_back(
                {id, toQString(model->stored.name), toQString(model->stored.algorithm), model->model,
                 model->problem.isEmpty() && !model->model ? tr("Reading the model…") : model->problem});
        }
    }
    return asked;
}

void SimilarPage::takeModels() {
    const auto& models = session().models();
    if (!session().dataset() || models.empty()) {
        m_chosen.clear();
        m_stack->setCurrentWidget(session().dataset() ? m_noModel : m_noProject);
        m_kinds->setEnabled(false);
        m_search->setEnabled(false);
        return;
    }
    m_kinds->setEnabled(true);
    m_search->setEnabled(true);
    m_stack->setCurrentWidget(m_content);
    std::erase_if(m_chosen, [this](qint64 id) { return !session().findModel(id); });
    std::vector<NeighbourModelSource> all;
    std::vector<qint64> byAge;
    for (const SessionModel& model : models) {
        all.push_back(
            {model.stored.id, toQString(model.stored.name), toQString(model.stored.algorithm), {}, {}});
        byAge.push_back(model.stored.id);
    }
    std::sort(byAge.begin(), byAge.end());
    for (const qint64 id : byAge) {
        if (m_chosen.size() < NeighbourBoard::maxLists &&
            std::find(m_chosen.begin(), m_chosen.end(), id) == m_chosen.end()) {
            m_chosen.push_back(id);
        }
    }
    m_board->setModels(all, m_chosen);
    if (isVisible()) {
        for (const qint64 id : m_chosen) {
            const SessionModel* model = session().findModel(id);
            if (model && !model->model && model->problem.isEmpty()) {
                session().ensureLoaded(id);
            }
        }
    }
    ask();
}

void SimilarPage::chooseModel(int column, qint64 model) {
    const auto place = static_cast<std::size_t>(column);
    const auto other = std::find(m_chosen.begin(), m_chosen.end(), model);
    if (other != m_chosen.end()) {
        std::swap(*other, m_chosen[place]); // a model is asked once
    } else {
        m_chosen[place] = model;
    }
    takeModels();
}

void SimilarPage::setKind(SimilarKind kind) {
    if (m_index && kind != m_kind) {
        if (const auto centre = m_index->busiest(kind)) {
            goTo(*centre);
        }
    }
    m_kinds->setCurrent(m_kind == SimilarKind::Items ? 0 : 1);
}

void SimilarPage::goTo(SimilarEntity entity) {
    if (m_centre == entity) {
        return;
    }
    if (m_centre) {
        m_past.push_back(*m_centre);
    }
    setCentre(entity);
}

void SimilarPage::goBack() {
    if (!m_past.empty()) {
        const SimilarEntity entity = m_past.back();
        m_past.pop_back();
        setCentre(entity);
    }
}

void SimilarPage::setCentre(SimilarEntity entity) {
    m_centre = entity;
    if (m_kind != entity.kind) {
        m_kind = entity.kind;
        m_found->clear();
    }
    m_kinds->setCurrent(m_kind == SimilarKind::Items ? 0 : 1);
    m_strip->setBackPossible(!m_past.empty());
    ask();
}

void SimilarPage::ask() {
    showWords();
    if (!m_index || !m_centre || m_chosen.empty()) {
        return;
    }
    session().jobs().ask<NeighbourAnswer>(
        QStringLiteral("similar/neighbours"),
        [index = m_index, centre = *m_centre, models = modelSources(),
         k = static_cast<std::size_t>(m_length->currentData().toInt())](const ExecutionContext& context) {
            return askNeighbours(*index, centre, models, k, context);
        },
        this,
        [this](Result<NeighbourAnswer> answer) {
            if (answer) {
                showAnswer(*answer);
            }
        });
}

void SimilarPage::showAnswer(const NeighbourAnswer& answer) {
    m_strip->setFacts(answer.facts, m_kind);
    m_board->setLists(answer.lists);
    const int lists = static_cast<int>(answer.lists.size());
    QStringList parts;
    for (int in = lists; in >= 1; --in) {
        const int count = answer.inLists[static_cast<std::size_t>(in)];
        parts << (in == lists && lists > 1 ? tr("Bold in all lists: %1").arg(count)
                  : in == 3                ? tr("In three: %1").arg(count)
                  : in == 2                ? tr("In two: %1").arg(count)
                                           : tr("In one: %1").arg(count));
    }
    m_agreement->setText(parts.join(QStringLiteral("     ")));
    QStringList names;
    for (const NeighbourList& list : answer.lists) {
        names << list.name;
    }
    m_matrixCard->setVisible(lists > 1);
    m_matrix->setShared(names, answer.shared, m_length->currentData().toInt());
}

void SimilarPage::search(const QString& text) {
    const QString wanted = text.trimmed();
    m_found->clear();
    if (!m_index || wanted.isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    using Found = std::vector<SimilarEntity>;
    session().jobs().ask<Found>(
        QStringLiteral("similar/search"),
        [index = m_index, kind = m_kind, wanted](const ExecutionContext& context) -> Result<Found> {
            return index->search(kind, wanted, searchLimit, context);
        },
        this,
        [this, index = m_index](Result<Found> found) {
            if (!found || index != m_index) {
                return;
            }
            m_found->clear();
            for (const SimilarEntity& entity : *found) {
                const QString remark = index->remark(entity);
                auto* item = new QStandardItem(
                    remark.isEmpty() ? index->title(entity) : tr("%1, %2").arg(index->title(entity), remark));
                item->setData(entity.row, rowRole);
                item->setEditable(false);
                m_found->appendRow(item);
            }
            if (!found->empty() && m_goWhenFound) {
                takeFound(m_found->index(0, 0));
            } else if (!found->empty() && m_search->hasFocus()) {
                m_completer->complete();
            }
        });
}

void SimilarPage::trainBoth() {
    for (const char* algorithm : {"popularity", "item_knn"}) {
        TrainRequest request;
        request.algorithm = algorithm;
        request.params = ParamSet(findAlgorithm(algorithm)->params);
        session().train(request);
    }
}

void SimilarPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Backspace && event->modifiers() == Qt::NoModifier) {
        goBack();
        return;
    }
    Page::keyPressEvent(event);
}

void SimilarPage::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
}

void SimilarPage::saveState(QSettings& settings) const {
    settings.setValue(QStringLiteral("length"), m_length->currentData());
}

void SimilarPage::restoreState(QSettings& settings) {
    const int place = m_length->findData(settings.value(QStringLiteral("length"), 10).toInt());
    m_length->setCurrentIndex(std::max(0, place));
}

QList<QWidget*> SimilarPage::regions() {
    return {m_search, m_board};
}

} // namespace tastescope
