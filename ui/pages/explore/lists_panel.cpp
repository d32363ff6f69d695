// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/lists_panel.h"

#include "engine/data/dataset.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/explore/column_source.h"
#include "ui/pages/explore/comparison_table_model.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/retire.h"
#include "ui/widgets/tab_order.h"

#include <QHBoxLayout>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {

ListsPanel::ListsPanel(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {
    m_strip = new WhatIfStrip(this);
    m_strip->hide();
    m_stack = new QStackedWidget(this);
    auto* columns = new QWidget(m_stack);
    m_row = new QHBoxLayout(columns);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(12);
    m_comparison = new ComparisonTableModel(this);
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(m_comparison);
    m_sorted->setSortRole(ComparisonTableModel::SortRole);
    auto* card = new Card({}, {}, m_stack);
    m_table = new TableView(QStringLiteral("compared_lists"), tr("Recommendations of all models"), card);
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->setEmptyText(tr("Nothing to recommend"));
    card->body()->addWidget(m_table);
    m_stack->addWidget(columns);
    m_stack->addWidget(card);
    m_legend = new TextLabel(TextStyle::Small, Role::Text2, {}, this);
    m_agreement = new TextLabel(TextStyle::Small, Role::Text2, {}, this);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_legend);
    foot->addStretch();
    foot->addWidget(m_agreement);
    auto* outside = new IconButton(QStringLiteral("file"),
                                   tr("Lists from elsewhere, as columns beside the models"), this);
    foot->addWidget(outside);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_strip);
    layout->addWidget(m_stack, 1);
    layout->addLayout(foot);
    connect(outside, &QAbstractButton::clicked, this, &ListsPanel::outsideWanted);
    connect(m_strip, &WhatIfStrip::resetClicked, this, &ListsPanel::resetClicked);
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
        if (!m_columns.empty()) {
            Q_EMIT itemSelected(m_columns.front()->model(),
                                index.data(ComparisonTableModel::IndexRole).toUInt());
        }
    });
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT itemOpened(index.data(ComparisonTableModel::IndexRole).toUInt());
    });
}

ListColumn* ListsPanel::addColumn() {
    auto* column = new ListColumn(m_session, this);
    m_row->addWidget(column, 1);
    tabBehind(m_columns.empty() ? m_row->parentWidget() : m_columns.back(), column);
    connect(column, &ListColumn::measureWanted, this, &ListsPanel::measureWanted);
    connect(column, &ListColumn::modelChosen, this, [this, column](qint64 model) {
        column->setModels(model);
        Q_EMIT columnsChanged();
    });
    connect(&column->list(), &RankedListView::entrySelected, this, [this, column](qint64 item) {
        tintOthers(column, item);
        if (item >= 0) {
            Q_EMIT itemSelected(column->model(), static_cast<quint32>(item));
        }
    });
    connect(&column->list(), &RankedListView::entryOpened, this,
            [this](qint64 item) { Q_EMIT itemOpened(static_cast<quint32>(item)); });
    return column;
}

void ListsPanel::setColumns(const std::vector<qint64>& models) {
    while (m_columns.size() > models.size()) {
        retire(m_columns.back());
        m_columns.pop_back();
    }
    while (m_columns.size() < models.size()) {
        m_columns.push_back(addColumn());
    }
    for (std::size_t place = 0; place < models.size(); ++place) {
        m_columns[place]->setModels(models[place]);
    }
}

std::vector<qint64> ListsPanel::columns() const {
    std::vector<qint64> models;
    for (const ListColumn* column : m_columns) {
        models.push_back(column->model());
    }
    return models;
}

void ListsPanel::setLists(const Lists& lists) {
    m_lists = lists;
    showRows();
    showTable();
    setEdit(m_removed, m_added);
}

void ListsPanel::setHeldOut(std::vector<HeldOutColumn> columns) {
    m_heldOut = std::move(columns);
    showRows();
    showLegend();
}

const HeldOutColumn* ListsPanel::heldOut(qint64 model) const {
    const auto found = std::find_if(m_heldOut.begin(), m_heldOut.end(),
                                    [&](const HeldOutColumn& column) { return column.model == model; });
    return found == m_heldOut.end() ? nullptr : &*found;
}

const ModelList* ListsPanel::listOf(qint64 column) const {
    const auto of = std::find_if(m_lists.columns.begin(), m_lists.columns.end(),
                                 [&](const ModelList& list) { return list.model == column; });
    return of == m_lists.columns.end() ? nullptr : &*of;
}

void ListsPanel::showRows() {
    for (ListColumn* column : m_columns) {
        const ModelList* list = m_view == View::HeldOut ? nullptr : listOf(column->model());
        column->setInstead(list ? list->instead : std::nullopt, list ? list->order : QString());
        const ModelList* answer = listOf(column->model());
        column->setWhyEmpty(answer ? answer->problem : QString());
        if (m_view != View::HeldOut) {
            list ? column->setRows(list->rows, list->problem) : column->setRows(std::nullopt);
        }
        const HeldOutColumn* measured = heldOut(column->model());
        column->setHeldOut(measured ? *measured : HeldOutColumn{}, m_view == View::HeldOut);
    }
    showAgreement();
}

void ListsPanel::showTable() {
    std::vector<std::vector<RankedRow>> rows;
    QStringList names;
    for (const ListColumn* column : m_columns) {
        const ModelList* list = listOf(column->model());
        rows.push_back(list ? list->rows : std::vector<RankedRow>{});
        names << columnName(m_session, column->model());
    }
    m_comparison->setLists(rows, names, m_session.nounTitle(&Nouns::item),
                           m_session.nounTitle(&Nouns::creator));
}

void ListsPanel::setEdit(const QStringList& removed, const QStringList& added) {
    m_removed = removed;
    m_added = added;
    m_strip->setEdit(removed, added, changedPlaces(m_lists.columns));
    showLegend();
}

void ListsPanel::showLegend() {
    const bool edited = !m_removed.isEmpty() || !m_added.isEmpty();
    const auto measured = std::find_if(m_heldOut.begin(), m_heldOut.end(), [](const HeldOutColumn& column) {
        return column.state != HeldOutColumn::State::NotMeasured;
    });
    m_strip->setVisible(edited && m_view != View::HeldOut);
    if (measured != m_heldOut.end() && (m_view == View::HeldOut || !edited)) {
        m_legend->setText(
            (m_view == View::HeldOut ? tr("Ring: held out, %1") : tr("NDCG@10: %1")).arg(measured->protocol));
    } else {
        m_legend->setText(edited ? tr("▲3 ▼2 moved since the what-if")
                                 : tr("Remove or add to the history to ask what if"));
    }
}

void ListsPanel::showAgreement() {
    std::vector<ModelList> shown = m_lists.columns;
    if (m_view == View::HeldOut) {
        shown.clear();
        for (const HeldOutColumn& column : m_heldOut) {
            if (column.state == HeldOutColumn::State::List) {
                shown.push_back({column.model, column.rows});
            }
        }
    }
    const std::vector<std::size_t> exactly = agreement(shown);
    const QString words[] = {tr("In one %1"), tr("In two %1"), tr("In all three %1")};
    QStringList parts;
    for (std::size_t count = exactly.size(); count > 0 && exactly.size() > 1; --count) {
        const bool all = count == exactly.size();
        parts << (all && count == 2 ? tr("In both %1") : words[std::min<std::size_t>(count, 3) - 1])
                     .arg(exactly[count - 1]);
    }
    m_agreement->setText(parts.join(QStringLiteral("     ")));
}

void ListsPanel::setView(View view) {
    m_view = view;
    m_stack->setCurrentIndex(view == View::Table ? 1 : 0);
    showRows();
    showLegend();
}

void ListsPanel::tintOthers(const ListColumn* from, qint64 item) {
    for (ListColumn* column : m_columns) {
        column->list().rowDelegate().setTinted(item < 0 ? std::nullopt
                                                        : std::optional(static_cast<std::uint32_t>(item)));
        if (column != from) {
            column->list().selectEntry(-1);
        }
        column->list().viewport()->update();
    }
}

bool ListsPanel::selectItem(qint64 model, qint64 item) {
    for (ListColumn* column : m_columns) {
        if (column->model() != model) {
            continue;
        }
        const RankedListModel& rows = column->list().rows();
        qint64 wanted = item;
        if (item < 0 || rows.rowOf(static_cast<std::uint32_t>(item)) < 0) {
            wanted = rows.rowCount() > 0 ? qint64{rows.at(0).index} : -1;
        }
        column->list().selectEntry(wanted);
        tintOthers(column, wanted);
        if (wanted >= 0) {
            Q_EMIT itemSelected(model, static_cast<quint32>(wanted));
        }
        return wanted >= 0;
    }
    return false;
}

} // namespace tastescope
