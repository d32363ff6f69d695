// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/signals_panel.h"

#include "ui/format.h"
#include "ui/pages/import/import_draft.h"
#include "ui/theme/theme.h"
#include "ui/widgets/table_view.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tastescope {

void SignalWeightModel::setRows(std::vector<Row> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int SignalWeightModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SignalWeightModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    if (role == WeightRole || (role == SortRole && (column == WeightColumn || column == BarColumn))) {
        return row.type.weight;
    }
    if (role == Qt::EditRole && column == WeightColumn) {
        return row.type.weight;
    }
    if (role == SortRole && column == RowsColumn) {
        return QVariant::fromValue<qulonglong>(row.rows);
    }
    if (role == Qt::DisplayRole || role == SortRole) {
        switch (column) {
        case NameColumn:
            return capitalised(toQString(row.type.name));
        case WeightColumn:
            return QString::number(row.type.weight).replace(u'-', QChar(0x2212));
        case RowsColumn:
            return formatCount(row.rows);
        default:
            return {};
        }
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (column == NameColumn ? Qt::AlignLeft : Qt::AlignRight));
    }
    return {};
}

bool SignalWeightModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    bool isNumber = false;
    const double weight = value.toDouble(&isNumber);
    if (role != Qt::EditRole || index.column() != WeightColumn || !isNumber || !std::isfinite(weight)) {
        return false;
    }
    m_rows[static_cast<std::size_t>(index.row())].type.weight = weight;
    Q_EMIT dataChanged(index, index.siblingAtColumn(BarColumn));
    Q_EMIT edited();
    return true;
}

QVariant SignalWeightModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (section == NameColumn ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QString titles[] = {tr("Signal"), tr("Weight"), QString(), tr("Rows")};
    return titles[section];
}

Qt::ItemFlags SignalWeightModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == WeightColumn ? flags | Qt::ItemIsEditable : flags;
}

void SignalWeightDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    if (index.column() == SignalWeightModel::WeightColumn) {
        // An outline says that the cell can be edited.
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(theme.color(Role::Outline));
        painter->setBrush(theme.color(Role::Surface));
        const QRectF box = QRectF(option.rect).adjusted(4.5, 4.5, -4.5, -4.5);
        painter->drawRoundedRect(box, 5, 5);
        const double weight = index.data(SignalWeightModel::WeightRole).toDouble();
        painter->setFont(theme.font(TextStyle::Body));
        painter->setPen(theme.color(weight < 0 ? Role::Down : Role::Text));
        painter->drawText(box.adjusted(4, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter,
                          index.data().toString());
        painter->restore();
        return;
    }
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() != SignalWeightModel::BarColumn) {
        return;
    }
    double largest = 1e-9;
    double lowest = 0;
    for (int row = 0; row < index.model()->rowCount(); ++row) {
        const double weight = index.siblingAtRow(row).data(SignalWeightModel::WeightRole).toDouble();
        largest = std::max(largest, weight);
        lowest = std::min(lowest, weight);
    }
    const double weight = index.data(SignalWeightModel::WeightRole).toDouble();
    const double room = option.rect.width() - 32;
    const double scale = room / (largest - lowest);
    const double zero = option.rect.left() + 24 - lowest * scale;
    const double height = 8;
    const QRectF bar(std::min(zero, zero + weight * scale), option.rect.center().y() - height / 2,
                     std::abs(weight) * scale, height);
    painter->fillRect(bar, weight < 0 ? theme.diverging(1) : theme.color(Role::Accent));
}

QWidget* SignalWeightDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                            const QModelIndex& index) const {
    auto* box = new QDoubleSpinBox(parent);
    box->setRange(-1000, 1000);
    box->setDecimals(2);
    box->setSingleStep(0.5);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAlignment(Qt::AlignRight);
    box->setAccessibleName(tr("Weight of %1").arg(index.siblingAtColumn(0).data().toString()));
    return box;
}

SignalsPanel::SignalsPanel(ImportDraft& draft, QWidget* parent)
    : Card(tr("Signal weights"), tr("how much one event says"), parent)
    , m_draft(draft) {
    m_policy = new QComboBox(this);
    m_policy->setAccessibleName(tr("Several events of one pair"));
    for (const auto& [policy, text] :
         {std::pair(PairPolicy::Sum, tr("Events add up")), std::pair(PairPolicy::Max, tr("Largest counts")),
          std::pair(PairPolicy::Last, tr("Latest counts")), std::pair(PairPolicy::Mean, tr("Mean counts"))}) {
        m_policy->addItem(text, static_cast<int>(policy));
    }
    addAction(m_policy);
    m_model = new SignalWeightModel(this);
    m_view = new TableView(tr("Signal weights"), this);
    m_view->setModel(m_model);
    m_view->setItemDelegate(new SignalWeightDelegate(m_view));
    m_view->setSortingEnabled(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                            QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_view->verticalHeader()->setDefaultSectionSize(37);
    m_view->horizontalHeader()->setSectionResizeMode(SignalWeightModel::BarColumn, QHeaderView::Stretch);
    m_view->setColumnWidth(SignalWeightModel::NameColumn, 104);
    m_view->setColumnWidth(SignalWeightModel::WeightColumn, 68);
    m_view->setColumnWidth(SignalWeightModel::RowsColumn, 84);
    body()->addWidget(m_view, 1);

    m_thresholdRow = new QWidget(this);
    auto* row = new QHBoxLayout(m_thresholdRow);
    row->setContentsMargins(0, 8, 0, 0);
    m_threshold = new Switch(tr("Turn values into likes"), m_thresholdRow);
    m_thresholdValue = new QDoubleSpinBox(m_thresholdRow);
    m_thresholdValue->setAccessibleName(tr("Values from here on are likes"));
    m_thresholdValue->setRange(-1e9, 1e9);
    m_thresholdValue->setDecimals(1);
    m_thresholdValue->setValue(4);
    m_thresholdValue->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_thresholdValue->setFixedWidth(64);
    row->addWidget(m_threshold);
    row->addWidget(new TextLabel(TextStyle::Small, Role::Text2, tr("Values from"), m_thresholdRow));
    row->addWidget(m_thresholdValue);
    row->addWidget(
        new TextLabel(TextStyle::Small, Role::Text2, tr("on are likes, others dislikes"), m_thresholdRow));
    row->addStretch();
    body()->addWidget(m_thresholdRow);

    connect(m_model, &SignalWeightModel::edited, this, &SignalsPanel::sendWeights);
    connect(m_policy, &QComboBox::activated, this, &SignalsPanel::sendWeights);
    connect(m_threshold, &QCheckBox::toggled, this, &SignalsPanel::sendThreshold);
    connect(m_thresholdValue, &QDoubleSpinBox::editingFinished, this, &SignalsPanel::sendThreshold);
    connect(&draft, &ImportDraft::planned, this, &SignalsPanel::refresh);
    connect(&draft, &ImportDraft::countChanged, this, &SignalsPanel::refresh);
}

void SignalsPanel::refresh() {
    const ImportPlan& plan = m_draft.plan();
    bool hasValue = false;
    for (const FilePlan& file : plan.files) {
        for (const ColumnPlan& column : file.columns) {
            hasValue = hasValue || (file.kind == FileKind::Interactions && column.role == ColumnRole::Value);
        }
    }
    m_thresholdRow->setVisible(hasValue);
    m_policy->setCurrentIndex(m_policy->findData(static_cast<int>(plan.policy)));
    const ImportCount* count = m_draft.count();
    if (!count) {
        return;
    }
    std::vector<SignalWeightModel::Row> rows;
    for (const SignalCount& of : count->signalCounts) {
        SignalType type = count->signalTypes[of.signal];
        for (const SignalType& chosen : plan.signals) {
            if (chosen.name == type.name) {
                type = chosen;
            }
        }
        rows.push_back({type, of.events});
    }
    m_model->setRows(std::move(rows));
}

void SignalsPanel::sendWeights() {
    m_draft.editSignals([this](ImportPlan& plan) {
        plan.signals.clear();
        for (const SignalWeightModel::Row& row : m_model->rows()) {
            plan.signals.push_back(row.type);
        }
        plan.policy = static_cast<PairPolicy>(m_policy->currentData().toInt());
    });
}

void SignalsPanel::sendThreshold() {
    const bool on = m_threshold->isChecked();
    const ImportPlan& before = m_draft.plan();
    if (before.aboveSignal.empty() == !on && (!on || before.threshold == m_thresholdValue->value())) {
        return;
    }
    m_draft.edit([this, on](ImportPlan& plan) {
        plan.threshold = m_thresholdValue->value();
        plan.aboveSignal = on ? "like" : "";
        plan.belowSignal = on ? "dislike" : "";
        plan.signals.clear();
    });
}

} // namespace tastescope
