// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/history_panel.h"

#include "engine/data/dataset.h"
#include "ui/catalogue/lookup_field.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/explore/group_bar.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/retire.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

namespace tastescope {
namespace {

constexpr std::size_t matchLimit = 20;
constexpr std::size_t legendEntries = 3;

QFrame* makeLine(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    return line;
}

} // namespace

TasteBar::TasteBar(QWidget* parent) : QWidget(parent) {
    setFixedHeight(8);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TasteBar::setTaste(const std::vector<TasteShare>& taste) {
    m_taste = taste;
    QStringList words;
    for (const TasteShare& share : taste) {
        words << tr("%1 %2").arg(share.name, formatPercent(share.percent / 100.0));
    }
    setAccessibleName(tr("Taste by category"));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    setToolTip(words.join(u'\n'));
    update();
}

void TasteBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    double left = 0;
    for (const TasteShare& share : m_taste) {
        const double width = share.share * this->width();
        const QColor color = share.slot >= 0 ? Theme::instance().categorical(share.slot)
                                             : Theme::instance().color(Role::Outline);
        painter.fillRect(QRectF(left, 0, std::max(1.0, width - 2), height()), color);
        left += width;
    }
}

HistoryPanel::HistoryPanel(Session& session, QWidget* parent) : QFrame(parent), m_session(session) {
    setObjectName(QStringLiteral("panel"));
    setMinimumWidth(248);
    m_search = new LookupField(tr("Search"), session.jobs(), this);
    m_group = new GroupBar(this);
    m_chips = new FlowLayout(nullptr, 8);
    m_taste = new TasteBar(this);
    auto* legend = new QWidget(this);
    m_legend = new FlowLayout(legend, 10);
    // One line: what has no room on it is in the bar's tooltip.
    const auto oneLine = [legend] { legend->setFixedHeight(Theme::instance().lineHeight(TextStyle::Micro)); };
    oneLine();
    connect(&Theme::instance(), &Theme::changed, legend, oneLine);
    auto* upper = new QVBoxLayout;
    upper->setContentsMargins(16, 16, 16, 12);
    upper->setSpacing(10);
    upper->addWidget(m_search);
    upper->addWidget(m_group);
    upper->addLayout(m_chips);
    upper->addWidget(m_taste);
    upper->addWidget(legend);

    auto* heading = new QHBoxLayout;
    heading->setContentsMargins(16, 8, 16, 6);
    heading->setSpacing(8);
    heading->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("History"), this));
    m_order = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    heading->addWidget(m_order);
    heading->addStretch();

    m_model = new HistoryModel(this);
    m_view = new QListView(this);
    m_view->setAccessibleName(tr("History"));
    m_view->setModel(m_model);
    auto* delegate = new HistoryDelegate(m_view);
    m_view->setItemDelegate(delegate);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMouseTracking(true);
    m_view->setUniformItemSizes(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->installEventFilter(this);
    auto* list = new QHBoxLayout;
    list->setContentsMargins(8, 0, 8, 0);
    list->addWidget(m_view);

    m_add = new LookupField(tr("Add to the history"), session.jobs(), this);
    m_add->setKeyHint(QStringLiteral("A"));
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 12, 16, 12);
    foot->addWidget(m_add);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(upper);
    layout->addWidget(makeLine(this));
    layout->addLayout(heading);
    layout->addLayout(list, 1);
    layout->addWidget(makeLine(this));
    layout->addLayout(foot);

    connect(m_search, &LookupField::chosen, this, &HistoryPanel::userChosen);
    connect(m_add, &LookupField::chosen, this, &HistoryPanel::itemAdded);
    connect(delegate, &HistoryDelegate::markClicked, this, &HistoryPanel::toggle);
    connect(&Theme::instance(), &Theme::changed, m_view, &QAbstractItemView::doItemsLayout);
}

void HistoryPanel::setCatalogue(std::shared_ptr<const Catalogue> catalogue) {
    m_catalogue = std::move(catalogue);
    m_search->setAccessibleName(tr("Search %1").arg(m_session.noun(&Nouns::users)));
    m_search->setPlaceholderText(tr("Search %1").arg(m_session.noun(&Nouns::users)));
    m_add->setAccessibleName(tr("Add one of the %1 to the history").arg(m_session.noun(&Nouns::items)));
    const bool times = m_catalogue && m_catalogue->dataset().events().hasTimes();
    m_order->setText(times ? tr("newest first") : QString());
    if (!m_catalogue) { // of the person before nothing is left
        m_search->setSearch({});
        m_search->setCaption({});
        m_add->setSearch({});
        m_model->setRows({});
        retireAll(*m_chips);
        retireAll(*m_legend);
        m_taste->hide();
        return;
    }
    m_search->setSearch([of = m_catalogue](const QString& text,
                                           const ExecutionContext& context) -> Result<std::vector<Match>> {
        std::vector<Match> matches;
        for (const UserIndex user : of->findUsers(text, matchLimit, context)) {
            const Interactions& events = of->dataset().events();
            matches.push_back({user.value, of->userLabel(user),
                               formatCounted(events.lastOf(user) - events.firstOf(user),
                                             HistoryPanel::tr("1 event"), HistoryPanel::tr("%1 events"))});
        }
        return matches;
    });
    m_add->setSearch([of = m_catalogue](const QString& text,
                                        const ExecutionContext& context) -> Result<std::vector<Match>> {
        std::vector<Match> matches;
        for (const ItemIndex item : of->findItems(text, matchLimit, context)) {
            matches.push_back({item.value, of->title(item), of->creator(item)});
        }
        return matches;
    });
}

void HistoryPanel::setPerson(const Person& person) {
    m_search->setCaption(person.label);
    m_group->setCurrent(person.id);
    showProfile(person);
}

void HistoryPanel::showProfile(const Person& person) {
    retireAll(*m_chips);
    retireAll(*m_legend);
    const QString span = spanText(person.days);
    QStringList words;
    if (!span.isEmpty()) {
        words << span;
    }
    words << formatCounted(person.events, tr("1 event"), tr("%1 events"))
          << tr("%1 %2").arg(formatCount(person.past.size()),
                             m_session.noun(person.past.size() == 1 ? &Nouns::item : &Nouns::items));
    for (const QString& word : words) {
        m_chips->addWidget(new Chip(word, ChipKind::Outlined, this));
    }
    m_taste->setTaste(person.taste);
    m_taste->setVisible(!person.taste.empty());
    m_legend->parentWidget()->setVisible(!person.taste.empty());
    for (std::size_t place = 0; place < std::min(legendEntries, person.taste.size()); ++place) {
        const TasteShare& share = person.taste[place];
        auto* label = new TextLabel(
            TextStyle::Micro, Role::Text2,
            QStringLiteral("%1 %2").arg(share.name, formatPercent(share.percent / 100.0)), this);
        auto* mark = new QLabel(this);
        const auto tint = [mark, slot = share.slot] {
            QPixmap pixmap(QSize(8, 8) * mark->devicePixelRatioF());
            pixmap.setDevicePixelRatio(mark->devicePixelRatioF());
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(slot >= 0 ? Theme::instance().categorical(slot)
                                       : Theme::instance().color(Role::Outline));
            painter.drawEllipse(0, 0, 8, 8);
            painter.end();
            mark->setPixmap(pixmap);
        };
        tint();
        connect(&Theme::instance(), &Theme::changed, mark, tint);
        auto* entry = new QWidget(this);
        auto* row = new QHBoxLayout(entry);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(5);
        row->addWidget(mark);
        row->addWidget(label);
        m_legend->addWidget(entry);
    }
}

void HistoryPanel::setPast(std::vector<HistoryRow> rows) {
    const int kept = m_view->currentIndex().row();
    m_model->setRows(std::move(rows));
    if (kept >= 0 && m_model->rowCount() > 0) {
        m_view->selectionModel()->setCurrentIndex(m_model->index(std::min(kept, m_model->rowCount() - 1)),
                                                  QItemSelectionModel::NoUpdate);
    }
}

void HistoryPanel::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void HistoryPanel::focusAdd() {
    m_add->setFocus(Qt::ShortcutFocusReason);
}

void HistoryPanel::toggle(int row) {
    Q_EMIT itemToggled(m_model->at(row).item.value);
}

bool HistoryPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool asked = key->key() == Qt::Key_Delete || key->key() == Qt::Key_Space;
        if (asked && m_view->currentIndex().isValid()) {
            toggle(m_view->currentIndex().row());
            return true;
        }
        if (key->matches(QKeySequence::Copy)) {
            QGuiApplication::clipboard()->setText(
                m_model->asText(m_view->selectionModel()->selectedIndexes()));
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace tastescope
