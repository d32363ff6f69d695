// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/input/outside_dialog.h"

#include "engine/data/dataset.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/session.h"
#include "ui/tables/table_delegate.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/screen_size.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QShortcut>
#include <QVBoxLayout>

namespace tastescope {
namespace {

QString wrongText(const OutsideRow& row, const Session& session) {
    if (!row.problem.isEmpty()) {
        return row.problem;
    }
    if (!row.table) {
        return OutsideListTable::tr("reading…");
    }
    const QString wrong = outsideWrong(*row.table, session.noun(&Nouns::items), session.noun(&Nouns::users));
    return wrong.isEmpty() ? OutsideListTable::tr("nothing") : wrong;
}

OutsideListTable::Columns columnsOf(const Session& session) {
    const auto small = [](const std::function<QString(const OutsideRow&)>& hint) {
        return OutsideListTable::Roles{
            {Qt::FontRole, [](const OutsideRow&) { return Theme::instance().font(TextStyle::Small); }},
            {Qt::ForegroundRole,
             [](const OutsideRow& row) {
                 return QBrush(Theme::instance().color(row.problem.isEmpty() ? Role::Text2 : Role::Error));
             }},
            {Qt::ToolTipRole, [hint](const OutsideRow& row) { return hint(row); }}};
    };
    const auto wrong = [&session](const OutsideRow& row) { return wrongText(row, session); };
    const auto people = [](const OutsideRow& row) {
        return row.table
                   ? OutsideListTable::tr("%1 of %2")
                         .arg(formatCount(row.table->counts().usersWithList), formatCount(row.lists.users))
                   : formatCount(row.lists.users);
    };
    const auto name = [](const OutsideRow& row) { return toQString(row.lists.name); };
    return {
        {OutsideListTable::tr("Name"),
         name,
         name,
         Qt::AlignLeft,
         {{Qt::FontRole, [](const OutsideRow&) { return Theme::instance().font(TextStyle::BodyStrong); }}},
         [](OutsideRow& row, const QVariant& typed) {
             row.lists.name = typed.toString().trimmed().toStdString();
             return !row.lists.name.empty();
         }},
        {OutsideListTable::tr("People"), people,
         [](const OutsideRow& row) { return qulonglong(row.lists.users); }, Qt::AlignRight,
         small([](const OutsideRow&) {
             return OutsideListTable::tr("People of the data who have a list, of all in the file");
         })},
        {OutsideListTable::tr("Wrong in it"), wrong, nullptr, Qt::AlignLeft, small(wrong)},
        {OutsideListTable::tr("From"),
         [](const OutsideRow& row) { return QFileInfo(toQString(row.lists.origin)).fileName(); }, nullptr,
         Qt::AlignLeft, small([](const OutsideRow& row) { return toQString(row.lists.origin); })}};
}

} // namespace

QString outsideWrong(const OutsideTable& table, const QString& itemNouns, const QString& userNouns) {
    const OutsideCounts& counts = table.counts();
    QStringList words;
    if (counts.unknownItems > 0) {
        words << OutsideListTable::tr("%1 of unknown %2").arg(formatCount(counts.unknownItems), itemNouns);
    }
    if (counts.unknownUsers > 0) {
        words << OutsideListTable::tr("%1 of unknown %2").arg(formatCount(counts.unknownUsers), userNouns);
    }
    if (table.head().repeated > 0) {
        words << OutsideListTable::tr("%1 repeated").arg(formatCount(table.head().repeated));
    }
    if (counts.seen > 0) {
        words << OutsideListTable::tr("%1 of %2 in the history").arg(formatCount(counts.seen), itemNouns);
    }
    return words.join(QStringLiteral(", "));
}

QStringList chooseLists(QWidget& over) {
    return QFileDialog::getOpenFileNames(
        &over, OutsideListTable::tr("Lists made elsewhere: a CSV file of user, item, and rank or score"), {},
        OutsideListTable::tr("CSV tables (*.csv *.tsv *.txt *.gz);;All files (*)"));
}

OutsideListTable::OutsideListTable(Session& session, QObject* parent)
    : ColumnTable(columnsOf(session), parent)
    , m_session(session) {
    const ProjectLists& lists = session.experiments().lists();
    connect(&lists, &ProjectLists::outsideChanged, this, &OutsideListTable::refresh);
    connect(&lists, &ProjectLists::outsideRead, this, &OutsideListTable::refresh);
    connect(&session, &Session::projectChanged, this, &OutsideListTable::refresh);
    connect(&session, &Session::datasetChanged, this, &OutsideListTable::refresh);
    connect(&session, &Session::failed, this, &OutsideListTable::refresh); // what was typed may not hold
    connect(&Theme::instance(), &Theme::changed, this, &OutsideListTable::tellAllChanged);
    refresh();
}

void OutsideListTable::refresh() {
    ProjectLists& lists = m_session.experiments().lists();
    std::vector<OutsideRow> all;
    for (const StoredOutside& one : lists.outside()) {
        all.push_back({one, lists.outsideTable(one.id), lists.outsideProblem(one.id)});
    }
    mergeRows(std::move(all),
              [](const OutsideRow& a, const OutsideRow& b) { return a.lists.id == b.lists.id; });
}

bool OutsideListTable::setData(const QModelIndex& index, const QVariant& value, int role) {
    const bool named = role == Qt::EditRole && index.isValid() && index.column() == Name;
    if (named && !m_session.experiments().lists().renameOutside(at(index.row()).lists.id, value.toString())) {
        return false; // said already
    }
    return ColumnTable::setData(index, value, role);
}

OutsideDialog::OutsideDialog(Session& session, QWidget* parent) : QDialog(parent), m_session(session) {
    const Theme& theme = Theme::instance();
    setWindowTitle(tr("Lists from elsewhere"));
    setAccessibleName(windowTitle());
    m_lists = new OutsideListTable(session, this);
    m_table = new TableView(QStringLiteral("outside_lists"), windowTitle(), this);
    m_table->setModel(m_lists);
    m_table->setItemDelegate(new TableDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(session.isReadOnly()
                                 ? QAbstractItemView::NoEditTriggers
                                 : QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    m_table->setYielding({OutsideListTable::From});
    m_table->setEmptyText(tr("No lists yet. Add a CSV file of user, item, and rank or score."));
    m_add = new Button(ButtonKind::Plain, tr("Add lists"), QStringLiteral("file"), this);
    m_rename = new Button(ButtonKind::Plain, tr("Rename"), {}, this);
    m_rename->setToolTip(tr("Gives the selected lists another name (F2)"));
    m_remove = new Button(ButtonKind::Plain, tr("Remove"), QStringLiteral("remove"), this);
    m_remove->setToolTip(tr("Removes the selected lists from the project (Delete)"));
    auto* close = new Button(ButtonKind::Primary, tr("Done"), {}, this);
    close->setDefault(true);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    for (Button* button : {m_add, m_rename, m_remove}) {
        foot->addWidget(button);
    }
    foot->addStretch(1);
    foot->addWidget(close);
    auto* about = new TextLabel(
        TextStyle::Small, Role::Text2,
        tr("The project keeps a copy. Each is a model to compare in Evaluate and a column of Explore."),
        this);
    about->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    layout->addWidget(about);
    layout->addWidget(m_table, 1);
    layout->addLayout(foot);
    auto* removeKey = new QShortcut(Qt::Key_Delete, m_table);
    removeKey->setContext(Qt::WidgetShortcut);
    connect(removeKey, &QShortcut::activated, this, &OutsideDialog::remove);
    connect(m_add, &QAbstractButton::clicked, this, &OutsideDialog::add);
    connect(m_rename, &QAbstractButton::clicked, this, &OutsideDialog::rename);
    connect(m_remove, &QAbstractButton::clicked, this, &OutsideDialog::remove);
    connect(close, &QAbstractButton::clicked, this, &QDialog::accept);
    connect(m_lists, &QAbstractItemModel::rowsInserted, this, &OutsideDialog::refresh);
    connect(m_lists, &QAbstractItemModel::rowsRemoved, this, &OutsideDialog::refresh);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &OutsideDialog::refresh);
    resizeToScreen(*this, {theme.scaled(720), theme.scaled(420)});
    if (m_lists->rowCount() > 0) {
        m_table->setCurrentIndex(m_lists->index(0, 0));
    }
    refresh();
    m_table->setFocus();
}

void OutsideDialog::refresh() {
    const bool mayChange = m_session.isOpen() && !m_session.isReadOnly();
    const bool any = mayChange && m_table->currentIndex().isValid() && m_lists->rowCount() > 0;
    m_add->setEnabled(mayChange);
    m_rename->setEnabled(any);
    m_remove->setEnabled(any);
}

void OutsideDialog::add() {
    m_session.experiments().lists().addOutside(chooseLists(*this));
}

void OutsideDialog::rename() {
    const QModelIndex current = m_table->currentIndex();
    if (m_rename->isEnabled() && current.isValid()) {
        m_table->setCurrentIndex(current.siblingAtColumn(OutsideListTable::Name));
        m_table->edit(m_table->currentIndex());
    }
}

void OutsideDialog::remove() {
    const QModelIndex current = m_table->currentIndex();
    if (m_remove->isEnabled() && current.isValid()) {
        m_session.experiments().lists().removeOutside(m_lists->at(current.row()).lists.id);
    }
}

} // namespace tastescope
