// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/studio_layout.h"

#include "ui/catalogue/lookup_field.h"
#include "ui/pages/studio/effect_panel.h"
#include "ui/pages/studio/lists/moves_view.h"
#include "ui/pages/studio/lists/people_view.h"
#include "ui/pages/studio/pipeline_strip.h"
#include "ui/pages/studio/rules/balance_panel.h"
#include "ui/pages/studio/rules/rules_list.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace tastescope {
namespace {

constexpr int narrowWindow = 1280;

int scaled(int pixels) {
    return Theme::instance().scaled(pixels);
}

QFrame* makeLine(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    return line;
}

template <typename Model>
TableView* makeTable(const QString& id, const QString& name, Model* model, QWidget* parent) {
    auto* view = new TableView(id, name, parent);
    auto* sorted = new QSortFilterProxyModel(view);
    sorted->setSourceModel(model);
    sorted->setSortRole(Model::SortRole);
    view->setDense(true);
    view->setModel(sorted);
    view->setSortingEnabled(true);
    view->sortByColumn(-1, Qt::AscendingOrder); // as they come
    view->setEmptyText(StudioLayout::tr("Known when the effect on the sample is"));
    return view;
}

} // namespace

StudioLayout::StudioLayout(JobRunner& jobs, QWidget* parent) : QWidget(parent) {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 16, 12);
    column->setSpacing(0);
    column->addWidget(makeHead());
    column->addSpacing(4);
    strip = new PipelineStrip(page);
    column->addWidget(strip);
    column->addSpacing(12);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    m_left = makeLeft();
    row->addWidget(m_left);
    centreCard = makeCentre(jobs);
    row->addWidget(centreCard, 1);
    effect = new EffectPanel(page);
    row->addWidget(effect);
    column->addLayout(row, 1);
    noData =
        new EmptyState(tr("No data set yet"),
                       tr("Rules are tried on people's lists. Import a file of interactions, or look at the "
                          "demo first."),
                       tr("Open demo"), tr("Import data"), this);
    noPerson = new EmptyState(tr("Nobody whose list could be changed"),
                              tr("The data has no event of anybody. Add a file of interactions to it."),
                              tr("Import data"), {}, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(page);
    m_stack->addWidget(noData);
    m_stack->addWidget(noPerson);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(&Theme::instance(), &Theme::changed, this, &StudioLayout::fit);
    fit();
}

QWidget* StudioLayout::makeHead() {
    auto* head = new PageHead(tr("Rule studio"),
                              tr("Re-rank what the model proposes and see what every rule costs"), this);
    preset = new ComboBox(head);
    preset->setAccessibleName(tr("Preset"));
    preset->setMinimumWidth(scaled(190));
    undo = new IconButton(QStringLiteral("undo"), tr("Undo"), head);
    redo = new IconButton(QStringLiteral("redo"), tr("Redo"), head);
    exchange = new Button(ButtonKind::Plain, tr("Export rules"), QStringLiteral("export"), head);
    save = new Button(ButtonKind::Primary, tr("Save preset"), {}, head);
    head->addAction(new TextLabel(TextStyle::Small, Role::Text3, tr("Preset"), head));
    for (QWidget* widget :
         {static_cast<QWidget*>(preset), static_cast<QWidget*>(undo), static_cast<QWidget*>(redo),
          static_cast<QWidget*>(exchange), static_cast<QWidget*>(save)}) {
        head->addAction(widget);
    }
    return head;
}

QWidget* StudioLayout::makeLeft() {
    auto* card = new QFrame(this);
    card->setObjectName(QStringLiteral("card"));
    auto* scroll = new QScrollArea(card);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* area = new QWidget(scroll);
    area->setObjectName(QStringLiteral("scrollBody"));
    leftArea = area;
    balance = new BalancePanel(area);
    auto* heading = new QHBoxLayout;
    heading->setContentsMargins(16, 8, 12, 4);
    heading->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("Pin, boost, bury, filter"), area), 1);
    addRule = new Button(ButtonKind::Quiet, tr("Rule"), QStringLiteral("add"), area);
    addRule->setSmall(true);
    heading->addWidget(addRule);
    rules = new RulesList(area);
    noRules =
        new TextLabel(TextStyle::Small, Role::Text3,
                      tr("No rule yet. P, B and F pin, bury and filter what is selected in the list."), area);
    noRules->setWordWrap(true);
    auto* below = new QVBoxLayout;
    below->setContentsMargins(12, 0, 12, 12);
    below->addWidget(rules);
    noRules->setContentsMargins(4, 0, 4, 0);
    below->addWidget(noRules);
    auto* column = new QVBoxLayout(area);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(balance);
    column->addWidget(makeLine(area));
    column->addLayout(heading);
    column->addLayout(below);
    column->addStretch(1);
    scroll->setWidget(area);
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(scroll);
    return card;
}

QLayout* StudioLayout::makePeople(JobRunner& jobs, QWidget* card) {
    person = new LookupField(tr("Search"), jobs, card);
    profile = new TextLabel(TextStyle::Small, Role::Text3, {}, card);
    profile->setElided(true);
    before = new IconButton(QStringLiteral("chevron"), tr("The one before (Alt+←)"), card);
    next = new IconButton(QStringLiteral("chevron"), tr("The next one (Alt+→)"), card);
    before->setIcon({});
    next->setIcon({});
    before->setToolButtonStyle(Qt::ToolButtonTextOnly);
    next->setToolButtonStyle(Qt::ToolButtonTextOnly);
    before->setText(QStringLiteral("‹"));
    next->setText(QStringLiteral("›"));
    addPerson = new Button(ButtonKind::Quiet, tr("Add person"), QStringLiteral("add"), card);
    addPerson->setSmall(true);
    another = new LookupField(tr("Search"), jobs, card);
    another->hide();
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 16, 4);
    head->setSpacing(8);
    head->addWidget(person, 3);
    head->addWidget(before);
    head->addWidget(next);
    head->addWidget(profile, 2);
    head->addWidget(addPerson);
    head->addWidget(another, 2);
    return head;
}

QWidget* StudioLayout::makeMiddles(QWidget* card) {
    moves = new MovesView(card);
    several = new PeopleView(card);
    m_lists = new QStackedWidget(card);
    m_lists->addWidget(moves);
    m_lists->addWidget(several);
    courtModel = new CourtModel(this);
    ledgerModel = new LedgerModel(this);
    court = makeTable(QStringLiteral("court"), tr("Rule court"), courtModel, card);
    ledger = makeTable(QStringLiteral("ledger"), tr("Places by creator"), ledgerModel, card);
    court->setShrinking({0, 4});
    m_middles = new QStackedWidget(card);
    m_middles->addWidget(m_lists);
    m_middles->addWidget(court);
    m_middles->addWidget(ledger);
    return m_middles;
}

QWidget* StudioLayout::makeCentre(JobRunner& jobs) {
    auto* card = new QFrame(this);
    card->setObjectName(QStringLiteral("card"));
    QLayout* head = makePeople(jobs, card);
    middle = new SegmentedControl(tr("What is shown"), {tr("Lists"), tr("Rule court"), tr("Creators")}, card);
    where = new LookupField(tr("Where did … go?"), jobs, card);
    where->setAccessibleName(tr("Where did an item go"));
    auto* second = new QHBoxLayout;
    second->setContentsMargins(16, 4, 16, 8);
    second->setSpacing(8);
    second->addWidget(middle);
    second->addStretch(1);
    second->addWidget(where, 3);
    note = new Note(NoteKind::Caution, {}, card);
    note->hide();
    sourceRow = new QWidget(card);
    source = new Note(NoteKind::Hint, {}, sourceRow);
    train = new Button(ButtonKind::Plain, tr("Train a model"), {}, sourceRow);
    train->setSmall(true);
    auto* of = new QHBoxLayout(sourceRow);
    of->setContentsMargins(16, 0, 16, 8);
    of->setSpacing(8);
    of->addWidget(source, 1);
    of->addWidget(train);
    sourceRow->hide();
    auto* notes = new QVBoxLayout;
    notes->setContentsMargins(16, 0, 16, 0);
    notes->addWidget(note);
    QWidget* middles = makeMiddles(card);
    m_legend = makeLegend(card);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(head);
    column->addLayout(second);
    column->addWidget(sourceRow);
    column->addLayout(notes);
    column->addWidget(middles, 1);
    column->addWidget(m_legend);
    connect(middle, &SegmentedControl::chosen, this, &StudioLayout::setMiddle);
    return card;
}

QWidget* StudioLayout::makeLegend(QWidget* parent) {
    auto* legend = new QWidget(parent);
    counts = new TextLabel(TextStyle::Small, Role::Text2, {}, legend);
    counts->setElided(true);
    auto* row = new QHBoxLayout(legend);
    row->setContentsMargins(16, 6, 16, 6);
    row->setSpacing(12);
    row->addWidget(counts, 1);
    const std::array<std::pair<Role, QString>, 3> marks{
        {{Role::Up, tr("▲ moved up")}, {Role::Down, tr("▼ moved down")}, {Role::Text3, tr("┄ from below")}}};
    for (const auto& [role, words] : marks) {
        m_fromBelow = new TextLabel(TextStyle::Small, role, words, legend);
        row->addWidget(m_fromBelow);
    }
    return legend;
}

void StudioLayout::setMiddle(int which) {
    middle->setCurrent(which);
    m_middles->setCurrentIndex(which);
    m_legend->setVisible(which == 0);
}

void StudioLayout::setSeveral(bool is) {
    if (is == isSeveral()) {
        return;
    }
    const QWidget* focused = m_lists->focusWidget();
    const bool had = focused && focused->hasFocus();
    m_lists->setCurrentIndex(is ? 1 : 0);
    m_fromBelow->setVisible(!is);
    if (had) {
        m_lists->currentWidget()->setFocus();
    }
}

bool StudioLayout::isSeveral() const {
    return m_lists->currentIndex() == 1;
}

void StudioLayout::showField(bool shown) {
    another->setVisible(shown);
    addPerson->setVisible(!shown);
    if (shown) {
        profile->hide();
    }
}

void StudioLayout::setShown(Shown what) {
    m_stack->setCurrentIndex(what == Shown::NoData ? 1 : what == Shown::NoPerson ? 2 : 0);
}

void StudioLayout::setNouns(const Nouns& nouns) {
    const QString items = toQString(nouns.items);
    middle->setSegmentText(2, capitalised(toQString(nouns.creators)));
    person->setPlaceholderText(tr("Search %1").arg(toQString(nouns.users)));
    person->setAccessibleName(tr("Search %1").arg(toQString(nouns.users)));
    const QString beside = tr("Add one of the %1").arg(toQString(nouns.users));
    another->setPlaceholderText(beside);
    another->setAccessibleName(beside);
    addPerson->setText(tr("Add %1").arg(toQString(nouns.user)));
    addPerson->setToolTip(tr("Up to four %1 beside each other").arg(toQString(nouns.users)));
    where->setPlaceholderText(tr("Where did one of the %1 go?").arg(items));
    ledgerModel->setNouns(nouns);
}

void StudioLayout::fit() {
    const bool narrow = window()->width() < scaled(narrowWindow);
    m_left->setFixedWidth(scaled(narrow ? 264 : 312));
    effect->setFixedWidth(scaled(narrow ? 224 : 264));
}

void StudioLayout::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

void StudioLayout::saveState(QSettings& settings) const {
    settings.setValue(QStringLiteral("middle"), m_middles->currentIndex());
    settings.setValue(QStringLiteral("measures"), effect->showsAll());
}

void StudioLayout::restoreState(QSettings& settings) {
    setMiddle(std::clamp(settings.value(QStringLiteral("middle"), 0).toInt(), 0, 2));
    effect->setShowsAll(settings.value(QStringLiteral("measures"), false).toBool());
}

} // namespace tastescope

#include "moc_studio_layout.cpp"
