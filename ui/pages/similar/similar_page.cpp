// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/similar_page.h"

#include "ui/pages/similar/centre_strip.h"
#include "ui/pages/similar/neighbour_board.h"
#include "ui/pages/similar/neighbour_map_view.h"
#include "ui/pages/similar/overlap_matrix.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
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
#include <array>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t searchLimit = 20;
constexpr int rowRole = Qt::UserRole;

/// The order of the segments.
constexpr std::array kindsInOrder{SimilarKind::Items, SimilarKind::Creators, SimilarKind::Users};

int segmentOf(SimilarKind kind) {
    return static_cast<int>(std::find(kindsInOrder.begin(), kindsInOrder.end(), kind) - kindsInOrder.begin());
}

std::string Nouns::*nounOf(SimilarKind kind, bool plural) {
    switch (kind) {
    case SimilarKind::Items:
        return plural ? &Nouns::items : &Nouns::item;
    case SimilarKind::Users:
        return plural ? &Nouns::users : &Nouns::user;
    case SimilarKind::Creators:
        break;
    }
    return plural ? &Nouns::creators : &Nouns::creator;
}

} // namespace

SimilarPage::SimilarPage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent) {
    auto* head =
        new PageHead(tr("Similar"), tr("What each model thinks is close, and where they agree"), this);
    m_kinds = new SegmentedControl(tr("What to compare"), {tr("Items"), tr("Creators"), tr("Users")}, head);
    makeSearch(head);
    head->addAction(m_kinds);
    head->addAction(m_search);

    m_stack = new QStackedWidget(this);
    m_content = makeContent();
    m_noProject =
        new EmptyState(tr("No data set yet"), tr("Import a file of interactions, or look at the demo first."),
                       tr("Import data"), tr("Open demo"), m_stack);
    m_noModel =
        new EmptyState(tr("No model to ask yet"), tr("Train Item-kNN and Content: it takes a few seconds."),
                       tr("Train both"), tr("Choose a model"), m_stack);
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
            [this](int segment) { setKind(kindsInOrder[static_cast<std::size_t>(segment)]); });
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
    right->setSpacing(16);
    right->addWidget(m_matrixCard);
    right->addWidget(makeMapCard(), 1);
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
    m_addList = new Button(ButtonKind::Quiet, tr("Model"), QStringLiteral("add"), m_listsCard);
    m_addList->setSmall(true);
    m_addList->setAccessibleName(tr("Add a list of another model"));
    m_listsCard->addAction(m_length);
    m_listsCard->addAction(m_addList);
    connect(m_addList, &QAbstractButton::clicked, this, &SimilarPage::addList);
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
        if (entity.kind != SimilarKind::Users) {
            goTo(entity);
        } else {
            navigator().open(QStringLiteral("explore"), {{QStringLiteral("user"), m_index->id(entity)}});
        }
    });
    connect(m_board, &NeighbourBoard::pointed, this, [this](qint64 row) {
        m_map->setLit(row < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(row)));
    });
    return m_listsCard;
}

QWidget* SimilarPage::makeMapCard() {
    m_mapCard = new Card(tr("Neighbourhood"), {}, this);
    auto* table = new IconButton(QStringLiteral("data"), tr("Open the map as a table"), m_mapCard);
    m_mapCard->addAction(table);
    m_map = new NeighbourMapView(m_mapCard);
    m_mapCard->body()->setContentsMargins(16, 0, 16, 8);
    m_mapCard->body()->addWidget(m_map, 1);
    connect(table, &QAbstractButton::clicked, m_map, &NeighbourMapView::openTable);
    connect(m_map, &NeighbourMapView::picked, this, &SimilarPage::goTo);
    connect(m_map, &NeighbourMapView::pointed, this, [this](qint64 row) {
        m_board->light(row < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(row)));
    });
    return m_mapCard;
}

void SimilarPage::reset() {
    m_index.reset();
    m_chosenByPerson = false;
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
    for (const SimilarKind kind : kindsInOrder) {
        m_kinds->setSegmentText(segmentOf(kind), session().nounTitle(nounOf(kind, true)));
    }
    const bool creators = session().dataset()->itemAttributes().creatorCount() > 0;
    m_kinds->setSegmentVisible(segmentOf(SimilarKind::Creators), creators);
    m_listsCard->setHeading(tr("Nearest %1").arg(session().noun(nounOf(m_kind, true))));
    m_listsCard->setRemark(
        tr("%1 per model, lines join the same %2")
            .arg(m_length->currentData().toString(), session().noun(nounOf(m_kind, false))));
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

void SimilarPage::setKind(SimilarKind kind) {
    if (m_index && kind != m_kind) {
        if (const auto centre = m_index->busiest(kind)) {
            goTo(*centre);
        }
    }
    m_kinds->setCurrent(segmentOf(m_kind));
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
    m_kinds->setCurrent(segmentOf(m_kind));
    m_strip->setBackPossible(!m_past.empty());
    ask();
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
    return {m_search, m_noProject, m_noModel, m_board, m_map};
}

} // namespace tastescope
