// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/top_bar.h"

#include "engine/data/dataset.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/session.h"
#include "ui/shell/jobs_chip.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace tastescope {

namespace {

constexpr int barHeight = 48;
constexpr int brandWidth = 184;
constexpr int searchWidth = 376;

class Brand : public QWidget {
public:
    explicit Brand(QWidget* parent) : QWidget(parent) {}

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const int size = theme.scaled(22);
        paintIcon(painter, QRect(16, (height() - size) / 2, size, size), QStringLiteral("logo"),
                  Role::Accent);
        QFont font = theme.font(TextStyle::Card);
        font.setPixelSize(theme.scaled(14));
        painter.setFont(font);
        painter.setPen(theme.color(Role::Text));
        painter.drawText(rect().adjusted(16 + size + 8, 0, 0, 0), Qt::AlignVCenter,
                         QStringLiteral("Tastescope"));
    }
};

} // namespace

SearchOpener::SearchOpener(QWidget* parent) : QPushButton(parent) {
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void SearchOpener::setPlaceholder(const QString& text) {
    m_placeholder = text;
    setAccessibleName(text);
    setToolTip(tr("%1 (Ctrl+K)").arg(text));
    update();
}

QSize SearchOpener::sizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.scaled(searchWidth), theme.scaled(28)};
}

QSize SearchOpener::minimumSizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.scaled(160), theme.scaled(28)};
}

void SearchOpener::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.color(underMouse() ? Role::Outline : Role::Line));
    painter.setBrush(theme.color(isDown() ? Role::Track : Role::Bg));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    const int size = theme.scaled(16);
    paintIcon(painter, QRect(8, (height() - size) / 2, size, size), QStringLiteral("search"), Role::Text3);
    painter.setFont(theme.font(TextStyle::Micro));
    const QString keys = tr("Ctrl K");
    const int keysWidth = painter.fontMetrics().horizontalAdvance(keys) + 9;
    const QRectF cap(width() - keysWidth - 8.5, (height() - theme.scaled(18)) / 2.0 + 0.5, keysWidth,
                     theme.scaled(18) - 1);
    painter.setBrush(theme.color(Role::Surface));
    painter.setPen(theme.color(Role::Line));
    painter.drawRoundedRect(cap, 3, 3);
    painter.setPen(theme.color(Role::Text3));
    painter.drawText(cap, Qt::AlignCenter, keys);
    painter.setFont(theme.font(TextStyle::Body));
    const QRect words = rect().adjusted(8 + size + 8, 0, -keysWidth - 16, 0);
    painter.drawText(words, Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(m_placeholder, Qt::ElideRight, words.width()));
}

TopBar::TopBar(Session& session, QWidget* parent)
    : QToolBar(parent)
    , m_session(session)
    , m_body(new QWidget(this))
    , m_brand(new Brand(m_body))
    , m_project(new TextLabel(TextStyle::BodyStrong, Role::Text, {}, m_body))
    , m_slash(new TextLabel(TextStyle::Body, Role::Outline, QStringLiteral("/"), m_body))
    , m_dataset(new Button(ButtonKind::Quiet, {}, QStringLiteral("data"), m_body))
    , m_search(new SearchOpener(m_body))
    , m_jobs(new JobsChip(session.jobs(), m_body))
    , m_theme(new IconButton(QStringLiteral("theme"), tr("Switch between light and dark"), m_body))
    , m_help(new IconButton(QStringLiteral("why"), tr("Keyboard and help"), m_body)) {
    setObjectName(QStringLiteral("topBar"));
    setWindowTitle(tr("Top bar"));
    setMovable(false);
    setFloatable(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    m_project->setElided(true);
    m_dataset->setToolTip(tr("Open the data set page"));
    auto* row = new QHBoxLayout(m_body);
    row->setContentsMargins(0, 0, 16, 0);
    row->setSpacing(8);
    row->addWidget(m_brand);
    row->addSpacing(16); // the project's name stands above the page's title
    // Both sides are as wide as each other where there is room: the search stays where it is when jobs come
    // and go.
    auto* left = new QHBoxLayout;
    left->setSpacing(8);
    left->addWidget(m_project);
    left->addWidget(m_slash);
    left->addSpacing(-8);
    left->addWidget(m_dataset);
    left->addStretch(1);
    auto* right = new QHBoxLayout;
    right->setSpacing(8);
    right->addStretch(1);
    right->addWidget(m_jobs);
    right->addWidget(m_theme);
    right->addSpacing(-8);
    right->addWidget(m_help);
    row->addLayout(left, 1);
    row->addWidget(m_search);
    row->addLayout(right, 1);
    addWidget(m_body);
    m_body->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(m_search, &QPushButton::clicked, this, &TopBar::searchRequested);
    connect(m_jobs, &QToolButton::clicked, this, &TopBar::jobsRequested);
    connect(m_theme, &QToolButton::clicked, this, &TopBar::themeToggled);
    connect(m_help, &QToolButton::clicked, this, &TopBar::helpRequested);
    connect(m_dataset, &QPushButton::clicked, this, &TopBar::datasetClicked);
    connect(&session, &Session::projectChanged, this, &TopBar::refresh);
    connect(&session, &Session::datasetChanged, this, &TopBar::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &TopBar::resizeToTheme);
    connect(&Theme::instance(), &Theme::changed, this, &TopBar::refresh);
    resizeToTheme();
    refresh();
}

void TopBar::resizeToTheme() {
    const Theme& theme = Theme::instance();
    setFixedHeight(theme.scaled(barHeight));
    m_brand->setFixedWidth(theme.scaled(brandWidth));
    m_project->setMaximumWidth(theme.scaled(200));
    update();
}

void TopBar::refresh() {
    const bool open = m_session.isOpen();
    const auto data = m_session.dataset();
    m_project->setRole(open ? Role::Text : Role::Text2);
    m_project->setText(open ? m_session.projectName() : tr("No project open"));
    // The search gives way before a short name does.
    m_project->setMinimumWidth(std::min(m_project->sizeHint().width(), Theme::instance().scaled(96)));
    m_slash->setVisible(open && data);
    m_dataset->setVisible(open && data);
    if (data) {
        const QString name = toQString(data->name());
        QFontMetrics metrics(m_dataset->font());
        // A single & would be eaten as the mark of a mnemonic.
        m_dataset->setText(metrics.elidedText(name, Qt::ElideRight, Theme::instance().scaled(200))
                               .replace(QLatin1Char('&'), QStringLiteral("&&")));
        m_dataset->setIconName(QStringLiteral("data")); // with room before the words, now that there are some
        m_dataset->setAccessibleName(tr("Data set %1").arg(name));
        m_search->setPlaceholder(tr("Search %1, %2, models, commands")
                                     .arg(m_session.noun(&Nouns::items), m_session.noun(&Nouns::users)));
    } else {
        m_search->setPlaceholder(tr("Search commands and help"));
    }
}

} // namespace tastescope
