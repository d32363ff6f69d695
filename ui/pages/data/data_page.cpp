// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_page.h"

#include "engine/data/dataset.h"
#include "engine/data/statistics.h"
#include "ui/pages/data/overview.h"
#include "ui/pages/data/table_panel.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int creatorsTab = 1 + int(DataTable::Creators); ///< there is none where no item has one

} // namespace

DataPage::DataPage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent) {
    m_head = new PageHead(tr("Data overview"), {}, this);
    m_tabs = new SegmentedControl(tr("Part of the data set"),
                                  {tr("Overview"), tr("Items"), tr("Creators"), tr("Users"), tr("Events")},
                                  m_head);
    auto* importButton = new Button(ButtonKind::Plain, tr("Import data"), QStringLiteral("import"), m_head);
    m_head->addAction(m_tabs);
    m_head->addAction(importButton);

    m_stack = new QStackedWidget(this);
    m_overview = new DataOverview(session, m_stack);
    m_stack->addWidget(m_overview);
    for (std::size_t table = 0; table < m_tables.size(); ++table) {
        m_tables[table] = new TablePanel(static_cast<DataTable>(table), session, m_stack);
        m_stack->addWidget(m_tables[table]);
    }
    m_empty =
        new EmptyState(tr("No data set yet"), tr("Import a file of interactions, or look at the demo first."),
                       tr("Import data"), tr("Open demo"), m_stack);
    m_stack->addWidget(m_empty);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(8);
    layout->addWidget(m_head);
    layout->addWidget(m_stack, 1);

    const auto import = [this] { this->navigator().open(QStringLiteral("import")); };
    connect(importButton, &QAbstractButton::clicked, this, import);
    connect(m_empty, &EmptyState::primaryClicked, this, import);
    connect(m_empty, &EmptyState::alternativeClicked, this, [this] { this->session().openDemo(); });
    connect(m_tabs, &SegmentedControl::chosen, this, &DataPage::showTab);
    connect(&session, &Session::projectChanged, this, &DataPage::refresh);
    connect(&session, &Session::datasetChanged, this, &DataPage::refresh);
    connect(&session, &Session::statisticsReady, this, &DataPage::showSubtitle);
    connect(m_overview, &DataOverview::itemsChosen, this, [this](const QString& label, auto rows) {
        m_tables[std::size_t(DataTable::Items)]->setRowFilter(rows, label);
        showTab(1 + int(DataTable::Items));
    });
    connect(m_overview, &DataOverview::usersChosen, this, [this](const QString& label, auto rows) {
        m_tables[std::size_t(DataTable::Users)]->setRowFilter(rows, label);
        showTab(1 + int(DataTable::Users));
    });
    connect(m_tables[std::size_t(DataTable::Items)], &TablePanel::rowActivated, this, &DataPage::showItem);
    connect(m_tables[std::size_t(DataTable::Users)], &TablePanel::rowActivated, this, &DataPage::showUser);
    refresh();
}

void DataPage::activate(const QVariantMap& arguments) {
    if (arguments.contains(QStringLiteral("tab"))) {
        showTab(arguments.value(QStringLiteral("tab")).toInt());
    }
}

void DataPage::refresh() {
    const auto dataset = session().dataset();
    for (TablePanel* table : m_tables) {
        table->invalidate();
    }
    m_tabs->setVisible(dataset != nullptr);
    if (!dataset) {
        m_head->setSubtitle(QString());
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_tabs->setSegmentText(1, session().nounTitle(&Nouns::items));
    m_tabs->setSegmentText(creatorsTab, session().nounTitle(&Nouns::creators));
    m_tabs->setSegmentText(3, session().nounTitle(&Nouns::users));
    m_tabs->setSegmentVisible(creatorsTab, dataset->itemAttributes().creatorCount() > 0);
    showSubtitle();
    showTab(m_stack->currentWidget() == m_empty ? m_firstTab : m_tabs->current());
    m_overview->refresh();
}

void DataPage::showSubtitle() {
    const auto dataset = session().dataset();
    const auto statistics = session().statistics();
    if (!dataset) {
        return;
    }
    const QString name = toQString(dataset->name());
    m_head->setSubtitle(
        statistics && statistics->firstTime != noTime
            ? tr("%1, %2 to %3")
                  .arg(name, formatDate(statistics->firstTime), formatDate(statistics->lastTime))
            : name);
}

void DataPage::showTab(int tab) {
    const auto dataset = session().dataset();
    if (dataset && tab >= 0 && tab < m_stack->count() - 1) {
        const bool has = tab != creatorsTab || dataset->itemAttributes().creatorCount() > 0;
        m_tabs->setCurrent(has ? tab : 0);
        m_stack->setCurrentIndex(has ? tab : 0);
    }
}

void DataPage::showItem(quint32 row) {
    if (const auto dataset = session().dataset()) {
        navigator().open(QStringLiteral("similar"),
                         {{QStringLiteral("item"), toQString(dataset->items().at(row))}});
    }
}

void DataPage::showUser(quint32 row) {
    if (const auto dataset = session().dataset()) {
        navigator().open(QStringLiteral("explore"),
                         {{QStringLiteral("user"), toQString(dataset->users().at(row))}});
    }
}

void DataPage::focusSearch() {
    if (m_stack->currentWidget() == m_overview) {
        showTab(1);
    }
    if (auto* table = qobject_cast<TablePanel*>(m_stack->currentWidget())) {
        table->focusSearch();
    }
}

void DataPage::saveState(QSettings& settings) const {
    settings.setValue(QStringLiteral("tab"), m_tabs->current());
}

void DataPage::restoreState(QSettings& settings) {
    m_firstTab = std::clamp(settings.value(QStringLiteral("tab"), 0).toInt(), 0, m_stack->count() - 2);
    showTab(m_firstTab);
}

} // namespace tastescope
