// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_palette.h"

#include "engine/data/dataset.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/session.h"
#include "ui/shell/palette_model.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>

namespace tastescope {

namespace {

constexpr int paletteWidth = 560;
constexpr int paletteHeight = 420;
constexpr int restMs = 90;
constexpr std::size_t hitsOfAKind = 8;

/// A key's cap at the right of `row`; its left edge.
int paintKey(QPainter& painter, const QRect& row, const QString& text) {
    const Theme& theme = Theme::instance();
    painter.setFont(theme.font(TextStyle::Micro));
    const int width = painter.fontMetrics().horizontalAdvance(text) + 9;
    const QRectF cap(row.right() - width + 0.5, row.center().y() - theme.scaled(18) / 2.0 + 0.5, width,
                     theme.scaled(18));
    painter.setPen(theme.color(Role::Line));
    painter.setBrush(theme.color(Role::Surface));
    painter.drawRoundedRect(cap, 3, 3);
    painter.setPen(theme.color(Role::Text3));
    painter.drawText(cap, Qt::AlignCenter, text);
    return static_cast<int>(cap.left());
}

/// Says at the end of the field which key closes the palette.
class PaletteField : public QLineEdit {
public:
    using QLineEdit::QLineEdit;

protected:
    void paintEvent(QPaintEvent* event) override {
        QLineEdit::paintEvent(event);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        paintKey(painter, rect().adjusted(0, 0, -8, 0), CommandPalette::tr("Esc"));
    }
};

class PaletteDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        const bool section = index.data(PaletteModel::SectionRole).toBool();
        return {10, Theme::instance().scaled(section ? 28 : 36)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Theme& theme = Theme::instance();
        const QRect row = option.rect.adjusted(8, 0, -8, 0);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (index.data(PaletteModel::SectionRole).toBool()) {
            painter->setFont(theme.font(TextStyle::Micro));
            painter->setPen(theme.color(Role::Text3));
            painter->drawText(row.adjusted(8, 8, 0, -4), Qt::AlignVCenter, index.data().toString());
            painter->restore();
            return;
        }
        const bool selected = option.state & QStyle::State_Selected;
        if (selected || option.state & QStyle::State_MouseOver) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.color(selected ? Role::AccentSoft : Role::Sunken));
            painter->drawRoundedRect(row, 4, 4);
        }
        const int size = theme.scaled(16);
        paintIcon(*painter, QRect(row.left() + 8, row.center().y() - size / 2 + 1, size, size),
                  index.data(PaletteModel::IconRole).toString(), Role::Text3);
        QRect words = row.adjusted(8 + size + 10, 0, -8, 0);
        if (selected) {
            words.setRight(paintKey(*painter, words, CommandPalette::tr("Enter")) - 8);
        }
        painter->setFont(theme.font(selected ? TextStyle::BodyStrong : TextStyle::Body));
        painter->setPen(theme.color(Role::Text));
        const QString title =
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, words.width());
        painter->drawText(words, Qt::AlignVCenter | Qt::TextSingleLine, title);
        words.setLeft(words.left() + painter->fontMetrics().horizontalAdvance(title) + 10);
        painter->setFont(theme.font(TextStyle::Small));
        painter->setPen(theme.color(Role::Text3));
        if (words.width() > 24) {
            painter->drawText(
                words, Qt::AlignVCenter | Qt::TextSingleLine,
                painter->fontMetrics().elidedText(index.data(PaletteModel::DetailRole).toString(),
                                                  Qt::ElideRight, words.width()));
        }
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(Session& session, QWidget* parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_session(session)
    , m_field(new PaletteField(this))
    , m_list(new QListView(this))
    , m_none(new TextLabel(TextStyle::Body, Role::Text2, {}, this))
    , m_model(new PaletteModel(this))
    , m_rest(new QTimer(this)) {
    setAccessibleName(tr("Command palette"));
    m_field->setAccessibleName(tr("Search"));
    m_field->setProperty("tall", true);
    m_field->installEventFilter(this);
    auto* glass = m_field->addAction(icon(QStringLiteral("search"), Role::Text2), QLineEdit::LeadingPosition);
    m_list->setAccessibleName(tr("Results"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 8);
    column->setSpacing(0);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(8, 8, 8, 4);
    head->addWidget(m_field);
    column->addLayout(head);
    column->addWidget(m_list, 1);
    m_none->setWordWrap(true);
    m_none->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_none->setContentsMargins(16, 8, 16, 0);
    m_none->hide();
    column->addWidget(m_none, 1);
    m_rest->setSingleShot(true);
    m_rest->setInterval(restMs);
    connect(m_field, &QLineEdit::textChanged, m_rest, qOverload<>(&QTimer::start));
    connect(m_rest, &QTimer::timeout, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    const auto restyle = [this, glass] {
        const Theme& theme = Theme::instance();
        m_field->setFixedHeight(theme.scaled(36));
        m_field->setTextMargins(0, 0, theme.scaled(36), 0); // the key's cap stands there
        glass->setIcon(icon(QStringLiteral("search"), Role::Text2));
        resize(theme.scaled(paletteWidth), theme.scaled(paletteHeight));
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
}

void CommandPalette::open(const std::vector<PaletteEntry>& fixed) {
    m_fixed = fixed;
    m_field->clear();
    m_rest->stop();
    m_runFirst = false;
    m_field->setPlaceholderText(
        m_session.dataset() ? tr("%1, %2, models, pages, commands")
                                  .arg(m_session.nounTitle(&Nouns::items), m_session.noun(&Nouns::users))
                            : tr("Pages and commands"));
    show(m_fixed);
    const QWidget* window = parentWidget();
    const int width = std::min(Theme::instance().scaled(paletteWidth), window->width() - 32);
    resize(width, std::min(Theme::instance().scaled(paletteHeight), window->height() - 80));
    QDialog::move(window->mapToGlobal(QPoint((window->width() - width) / 2, window->height() / 9)));
    QDialog::show();
    m_field->setFocus();
}

void CommandPalette::search() {
    const QString query = m_field->text().trimmed();
    const std::vector<PaletteEntry> fixed = filterEntries(m_fixed, query);
    const std::shared_ptr<const Dataset> data = m_session.dataset();
    if (!data || query.isEmpty()) {
        show(fixed);
        return;
    }
    // Titles can be many: the answer comes from a worker; a later key press replaces an earlier question.
    m_session.jobs().ask<std::vector<PaletteEntry>>(
        QStringLiteral("palette"),
        [data, query](const ExecutionContext& context) {
            return searchDataset(*data, query, hitsOfAKind, context);
        },
        this,
        [this, fixed, shows = m_shows](Result<std::vector<PaletteEntry>> found) {
            if (found && shows == m_shows && isVisible()) {
                std::vector<PaletteEntry> all = std::move(*found);
                all.insert(all.end(), fixed.begin(), fixed.end());
                show(all);
            }
        });
}

void CommandPalette::show(const std::vector<PaletteEntry>& found) {
    ++m_shows;
    m_model->setEntries(found, {m_session.dataset() ? m_session.nounTitle(&Nouns::items) : QString(),
                                m_session.dataset() ? m_session.nounTitle(&Nouns::users) : QString(),
                                tr("Models"), tr("Pages"), tr("Commands")});
    m_list->setVisible(!found.empty());
    m_none->setVisible(found.empty());
    m_none->setText(
        tr("Nothing is called \"%1\". Part of a name or an id is enough.").arg(m_field->text().trimmed()));
    m_list->setCurrentIndex(m_model->index(std::max(0, m_model->nextEntry(0, 1))));
    describe();
    if (std::exchange(m_runFirst, false)) {
        run(m_list->currentIndex());
    }
}

void CommandPalette::move(int step) {
    const int next = m_model->nextEntry(m_list->currentIndex().row() + step, step);
    if (next >= 0) {
        m_list->setCurrentIndex(m_model->index(next));
        describe();
    }
}

void CommandPalette::describe() {
    QString words = m_none->text();
    if (const PaletteEntry* entry = m_model->entry(m_list->currentIndex())) {
        words = entry->detail.isEmpty() ? entry->title : tr("%1, %2").arg(entry->title, entry->detail);
    }
    if (words != m_field->accessibleDescription()) { // each change is said aloud
        m_field->setAccessibleDescription(words);
    }
}

void CommandPalette::run(const QModelIndex& index) {
    if (const PaletteEntry* entry = m_model->entry(index)) {
        const PaletteEntry copy = *entry;
        hide();
        Q_EMIT chosen(copy);
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down:
            move(1);
            return true;
        case Qt::Key_Up:
            move(-1);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_rest->isActive()) { // typed faster than the list: run the first answer to what is typed
                m_rest->stop();
                m_runFirst = true;
                search();
            } else {
                run(m_list->currentIndex());
            }
            return true;
        case Qt::Key_Escape:
            hide();
            return true;
        default:
            break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Role::Surface));
    painter.setPen(theme.color(Role::Outline));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace tastescope
