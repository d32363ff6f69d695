// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/table_panel.h"

#include "engine/data/dataset.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/session.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHeaderView>
#include <QVBoxLayout>

namespace tastescope {

TablePanel::TablePanel(DataTable table, Session& session, QWidget* parent)
    : QWidget(parent)
    , m_table(table)
    , m_session(session) {
    auto* card = new Card(QString(), QString(), this);
    m_search = new SearchField(tr("Search this table"), card);
    m_search->setFixedWidth(280);
    m_filterChip = new Chip(QString(), ChipKind::Good, card);
    m_clearFilter = new IconButton(QStringLiteral("close"), tr("Show all rows again"), card);
    m_count = new TextLabel(TextStyle::Small, Role::Text3, {}, card);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(8);
    tools->setContentsMargins(0, 12, 0, 8);
    tools->addWidget(m_search);
    tools->addWidget(m_filterChip);
    tools->addWidget(m_clearFilter);
    tools->addStretch();
    tools->addWidget(m_count);
    m_view = new TableView(key(), tr("Rows of the data set"), card);
    m_model = new QueryTableModel(this);
    m_view->setModel(m_model);
    card->body()->addLayout(tools);
    card->body()->addWidget(m_view, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card);

    setRowFilter(nullptr, QString());
    connect(m_search, &SearchField::searched, this, [this](const QString& text) {
        m_query.filter = text.trimmed();
        query();
    });
    connect(m_clearFilter, &QAbstractButton::clicked, this, [this] { setRowFilter(nullptr, QString()); });
    connect(m_model, &QueryTableModel::sortRequested, this, [this](int column, Qt::SortOrder order) {
        m_query.sortColumn = column;
        m_query.descending = order == Qt::DescendingOrder;
        query();
    });
    connect(m_view, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        if (m_built && m_built == m_session.dataset()) {
            Q_EMIT rowActivated(index.data(QueryTableModel::RowRole).toUInt());
        }
    });
}

void TablePanel::setRowFilter(std::shared_ptr<const std::vector<std::uint32_t>> rows, const QString& label) {
    m_query.only = std::move(rows);
    m_filterChip->setText(label);
    m_filterChip->setVisible(!label.isEmpty());
    m_clearFilter->setVisible(!label.isEmpty());
    query();
}

void TablePanel::invalidate() {
    m_stale = true;
    m_built.reset();
    m_model->setRows({}); // the columns stay, and with them the order that was chosen
    m_count->setText({});
    m_query.only = nullptr;
    m_filterChip->hide();
    m_clearFilter->hide();
    if (isVisible()) {
        build();
    }
}

void TablePanel::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
}

QString TablePanel::key() const {
    return QStringLiteral("table%1").arg(static_cast<int>(m_table));
}

void TablePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) {
        build();
    }
}

void TablePanel::build() {
    const auto dataset = m_session.dataset();
    if (!dataset) {
        return;
    }
    m_stale = false;
    m_session.jobs().ask<DataTableSource>(
        QStringLiteral("data/build/") + key(),
        [table = m_table, dataset](const ExecutionContext&) -> Result<DataTableSource> {
            return makeDataTable(table, dataset);
        },
        this,
        [this, dataset](Result<DataTableSource> built) {
            if (!built || dataset != m_session.dataset()) {
                return;
            }
            m_built = dataset;
            const auto columns = static_cast<int>(built->source->columns.size());
            if (!m_model->source() || m_model->columnCount() != columns) {
                // Nobody chose this order; what was chosen stays, also when the data is another.
                const QSignalBlocker quiet(m_view->horizontalHeader());
                m_query.sortColumn = built->sortColumn;
                m_query.descending = true;
                m_view->horizontalHeader()->setSortIndicator(built->sortColumn, Qt::DescendingOrder);
            }
            m_view->setSortingEnabled(true);
            m_model->setSource(built->source, {}); // where a person sorted before, the view asks for it now
            query();
        });
}

void TablePanel::query() {
    const auto source = m_model->source();
    if (!source || !m_built) {
        return;
    }
    m_session.jobs().ask<std::vector<quint32>>(
        QStringLiteral("data/query/") + key(),
        [source, query = m_query](const ExecutionContext& context) {
            return runTableQuery(*source, query, context);
        },
        this,
        [this, source, built = m_built](Result<std::vector<quint32>> rows) {
            if (rows && built == m_built && source == m_model->source()) {
                const std::size_t shown = rows->size();
                m_model->setRows(std::move(*rows));
                showCount(shown, source->rows);
            }
        });
}

void TablePanel::showCount(std::size_t shown, std::size_t all) {
    m_count->setText(shown == all ? tr("%1 rows").arg(formatCount(all))
                                  : tr("%1 of %2 rows").arg(formatCount(shown), formatCount(all)));
}

} // namespace tastescope
