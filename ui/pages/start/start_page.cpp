// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/start_page.h"

#include "engine/data/demo/demo_world.h"
#include "ui/input/open_paths.h"
#include "ui/pages/start/start_drop_zone.h"
#include "ui/pages/start/start_figures.h"
#include "ui/pages/start/start_pictures.h"
#include "ui/pages/start/start_recent.h"
#include "ui/session/recent_projects.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QScrollArea>

namespace tastescope {

namespace {

constexpr int topRowHeight = 248;
constexpr int lowTopRowHeight = 216;
constexpr int lowBelow = 780; ///< page height under which everything moves closer
constexpr int lowPictureHeight = 72;
constexpr int recentWidth = 344;
constexpr int dropWidth = 240;
constexpr int tightBelow = 1240; ///< page width under which margins and side parts shrink

QFrame* horizontalLine(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    return line;
}

QFrame* plainCard(QWidget* parent) {
    auto* card = new QFrame(parent);
    card->setObjectName(QStringLiteral("card"));
    return card;
}

TextLabel* wrapped(TextStyle style, Role role, const QString& text, QWidget* parent) {
    auto* label = new TextLabel(style, role, text, parent);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return label;
}

} // namespace

StartPage::StartPage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent) {
    auto* title = new TextLabel(TextStyle::Display, Role::Text, tr("See what a recommender would do"), this);
    auto* promise = wrapped(TextStyle::Heading, Role::Text2,
                            tr("Open a data set, compare models on real people, shape the rules and watch "
                               "the consequences. Everything stays on this computer."),
                            this);
    const auto lighten = [promise] {
        QFont font = Theme::instance().font(TextStyle::Heading);
        font.setWeight(QFont::Normal);
        promise->setFont(font);
    };
    lighten();
    connect(&Theme::instance(), &Theme::changed, promise, lighten);

    auto* drop = new DropZone(this);
    connect(drop, &DropZone::dropped, this,
            [this](const QStringList& paths) { openPaths(this->session(), this->navigator(), paths); });
    connect(drop, &DropZone::chooseClicked, this,
            [this] { chooseData(this->session(), this->navigator(), this); });
    auto* top = new QHBoxLayout;
    top->setSpacing(16);
    m_demo = buildDemoCard();
    top->addWidget(m_demo, 1);
    top->addWidget(drop);
    auto* left = new QVBoxLayout;
    m_left = left;
    left->addLayout(top);
    left->addWidget(buildSteps(), 1);
    m_recentCard = buildRecent();
    auto* columns = new QHBoxLayout;
    columns->setSpacing(24);
    columns->addLayout(left, 1);
    columns->addWidget(m_recentCard);
    auto* body = new QWidget(this);
    body->setObjectName(QStringLiteral("scrollBody"));
    auto* column = new QVBoxLayout(body);
    m_column = column;
    column->setSpacing(0);
    column->addWidget(title);
    column->addSpacing(8);
    column->addWidget(promise);
    column->addSpacing(24);
    column->addLayout(columns, 1);
    // Small windows and large text: the page scrolls rather than squeezing its words.
    auto* area = new QScrollArea(this);
    area->setFocusPolicy(Qt::NoFocus);
    area->setAccessibleName(tr("Start"));
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(body);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(area);
    m_drop = drop;
    resizeToTheme();
    connect(&Theme::instance(), &Theme::changed, this, &StartPage::resizeToTheme);
    connect(&session, &Session::recentChanged, this, &StartPage::refreshRecent);
    refreshRecent();
}

void StartPage::resizeToTheme() {
    const Theme& theme = Theme::instance();
    const bool tight = width() < theme.scaled(tightBelow);
    const bool low = height() < theme.scaled(lowBelow);
    m_column->setContentsMargins(tight ? 24 : 56, low ? 16 : tight ? 24 : 40, tight ? 24 : 56, low ? 16 : 24);
    m_column->itemAt(3)->spacerItem()->changeSize(0, low ? 16 : 24);
    m_column->invalidate();
    m_left->setSpacing(low ? 16 : 24);
    for (StepPicture* picture : std::as_const(m_stepPictures)) {
        picture->setFixedHeight(theme.scaled(low ? lowPictureHeight : StepPicture::fullHeight));
    }
    const int topRow = theme.scaled(low ? lowTopRowHeight : topRowHeight);
    m_picture->setFixedWidth(theme.scaled(tight ? 120 : 184));
    m_demo->setFixedHeight(topRow);
    m_drop->setFixedSize(theme.scaled(tight ? 208 : dropWidth), topRow);
    m_recentCard->setFixedWidth(theme.scaled(tight ? 280 : recentWidth));
}

void StartPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    resizeToTheme();
}

QWidget* StartPage::buildDemoCard() {
    const DemoOptions demo;
    auto* card = plainCard(this);
    auto* open = new Button(ButtonKind::Primary, tr("Open demo"), {}, card);
    open->setTall(true);
    connect(open, &Button::clicked, this, [this] { session().openDemo(); });
    auto* figures = new FigureStrip({{formatCount(demo.items), tr("songs")},
                                     {formatCount(demo.users), tr("listeners")},
                                     {formatCount(demo.events), tr("events")}},
                                    card);
    auto* name = new TextLabel(TextStyle::Title, Role::Text, tr("Demo music service"), card);
    auto* words = new QVBoxLayout;
    words->setContentsMargins(24, 24, 16, 24);
    words->setSpacing(0);
    words->addWidget(new TextLabel(TextStyle::Small, Role::Text3, tr("Built-in demo"), card));
    words->addSpacing(4);
    words->addWidget(name);
    words->addSpacing(6);
    words->addWidget(
        wrapped(TextStyle::Body, Role::Text2,
                tr("An invented service with songs, artists and listeners. Two years of listening."), card));
    words->addSpacing(12);
    words->addWidget(figures);
    words->addStretch(1);
    words->addWidget(open, 0, Qt::AlignLeft);
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(1, 1, 1, 1);
    row->setSpacing(0);
    row->addLayout(words, 1);
    m_picture = new DemoPicture(card);
    row->addWidget(m_picture);
    return card;
}

QWidget* StartPage::buildSteps() {
    struct Step {
        StepKind kind;
        QString title;
        QString words;
        QString where;
    };
    const std::vector<Step> steps{
        {StepKind::LongTail, tr("Understand the data"),
         tr("Find the long tail, thin weeks and listeners with too little history before any model does."),
         tr("Data set")},
        {StepKind::Compare, tr("Compare on people"),
         tr("Put three models side by side for one listener, ask why, and measure them."),
         tr("Explore listeners, Similar, Evaluate")},
        {StepKind::Shape, tr("Shape and foresee"),
         tr("Turn a rule and see its cost, watch a filter bubble form, plan a test."),
         tr("Rule studio, Bubble lab, A/B lab")}};
    auto* card = plainCard(this);
    auto* heading = new TextLabel(TextStyle::Heading, Role::Text, tr("What you can do here"), card);
    heading->setContentsMargins(20, 12, 20, 12);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Step& step = steps[i];
        auto* cell = new QVBoxLayout;
        cell->setContentsMargins(20, 16, 20, 16);
        cell->setSpacing(0);
        auto* title = new QHBoxLayout;
        title->setSpacing(8);
        title->addWidget(new TextLabel(TextStyle::Card, Role::Accent, QString::number(i + 1), card));
        auto* name = new TextLabel(TextStyle::Heading, Role::Text, step.title, card);
        name->setElided(true);
        title->addWidget(name, 1);
        m_stepPictures += new StepPicture(step.kind, card);
        cell->addWidget(m_stepPictures.back());
        cell->addSpacing(12);
        cell->addLayout(title);
        cell->addSpacing(4);
        cell->addWidget(wrapped(TextStyle::Body, Role::Text2, step.words, card));
        cell->addSpacing(8);
        cell->addWidget(wrapped(TextStyle::Small, Role::Text3, step.where, card));
        cell->addStretch(1);
        if (i > 0) {
            auto* line = new QFrame(card);
            line->setObjectName(QStringLiteral("separator"));
            line->setFixedWidth(1);
            row->addWidget(line);
        }
        row->addLayout(cell, 1);
    }
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(heading);
    column->addWidget(horizontalLine(card));
    column->addLayout(row, 1);
    return card;
}

QWidget* StartPage::buildRecent() {
    auto* card = plainCard(this);
    auto* open = new Button(ButtonKind::Plain, tr("Open"), QStringLiteral("open"), card);
    open->setSmall(true);
    open->setAccessibleName(tr("Open a project"));
    connect(open, &Button::clicked, this, [this] { chooseProject(session(), this); });
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 16, 12);
    head->addWidget(new TextLabel(TextStyle::Heading, Role::Text, tr("Recent projects"), card), 1);
    head->addWidget(open);
    m_model = new RecentModel(session().jobs(), this);
    m_recent = new QListView(card);
    m_recent->setAccessibleName(tr("Recent projects"));
    m_recent->setModel(m_model);
    m_recent->setItemDelegate(new RecentDelegate(m_recent));
    m_recent->setMouseTracking(true);
    m_recent->setFrameShape(QFrame::NoFrame);
    m_recent->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_recent->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_recent->installEventFilter(this);
    connect(m_recent, &QListView::activated, this, &StartPage::openRecent);
    connect(&Theme::instance(), &Theme::changed, m_recent, &QListView::doItemsLayout);
    m_none = wrapped(TextStyle::Body, Role::Text3, tr("Your projects will be listed here"), card);
    m_none->setAlignment(Qt::AlignCenter);
    auto* foot = new TextLabel(TextStyle::Small, Role::Text3,
                               tr("Projects are single files, easy to move or send."), card);
    foot->setWordWrap(true);
    foot->setContentsMargins(16, 12, 16, 12);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(horizontalLine(card));
    column->addWidget(m_recent, 1);
    column->addWidget(m_none, 1);
    column->addWidget(horizontalLine(card));
    column->addWidget(foot);
    return card;
}

void StartPage::activate(const QVariantMap&) {
    refreshRecent();
}

QList<QWidget*> StartPage::regions() {
    return {m_demo, m_recent};
}

void StartPage::refreshRecent() {
    m_model->setRecent(session().recentProjects());
    m_recent->setVisible(m_model->rowCount() > 0);
    m_none->setVisible(m_model->rowCount() == 0);
}

void StartPage::openRecent(const QModelIndex& index) {
    if (index.isValid()) {
        session().openProject(index.data(RecentModel::PathRole).toString());
    }
}

bool StartPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_recent && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Delete && m_recent->currentIndex().isValid()) {
            session().forgetRecent(m_recent->currentIndex().data(RecentModel::PathRole).toString());
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

} // namespace tastescope
