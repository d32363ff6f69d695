// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/compare_dialog.h"

#include "storage/project/experiment_store.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/models/compare_table.h"
#include "ui/pages/models/loss_chart.h"
#include "ui/tables/table_delegate.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"
#include "ui/widgets/screen_size.h"

#include <QHBoxLayout>
#include <QHeaderView>

#include <iterator>

namespace tastescope {

namespace {

std::vector<LossRun> runsOf(const std::vector<SessionModel>& models) {
    std::vector<LossRun> runs;
    for (const SessionModel& model : models) {
        if (!model.stored.losses.empty()) {
            runs.push_back(
                {toQString(model.stored.name), toQString(model.stored.algorithm), model.stored.losses});
        }
    }
    return runs;
}

} // namespace

CompareDialog::CompareDialog(const std::vector<SessionModel>& models,
                             const std::vector<StoredMetric>& metrics, const QString& protocol,
                             const std::string& unmeasured, QWidget* parent)
    : QDialog(parent) {
    const Theme& theme = Theme::instance();
    setWindowTitle(tr("Compare models"));
    auto* only = new Switch(tr("Only what differs"), this);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(
        new TextLabel(TextStyle::Heading, Role::Text, tr("%1 models side by side").arg(models.size()), this));
    head->addStretch(1);
    head->addWidget(new TextLabel(TextStyle::Small, Role::Text2, tr("Only what differs"), this));
    head->addWidget(only);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addLayout(head);
    if (const std::vector<LossRun> runs = runsOf(models); !runs.empty()) {
        layout->addWidget(new TextLabel(TextStyle::Micro, Role::Text3,
                                        inShares(runs) ? tr("Loss as a share of the first of each run")
                                                       : tr("Loss per iteration"),
                                        this));
        auto* chart = new ChartView(this);
        chart->setSpec(lossChart(runs, false));
        chart->setFixedHeight(theme.scaled(176));
        layout->addWidget(chart);
    }
    auto* compared = new ColumnTable<CompareRow>(compareColumns(models), this);
    const auto show = [compared,
                       rows = compareRows(models, metrics, protocol, unmeasured)](bool onlyDifferences) {
        std::vector<CompareRow> shown;
        std::copy_if(rows.begin(), rows.end(), std::back_inserter(shown),
                     [onlyDifferences](const CompareRow& row) { return row.differs || !onlyDifferences; });
        compared->setRows(std::move(shown));
    };
    show(false);
    auto* table =
        new TableView(QStringLiteral("compared_models"), tr("Settings and figures of the models"), this);
    table->setItemDelegate(new TableDelegate(table));
    table->setModel(compared);
    table->setDense(true);
    table->setEmptyText(tr("The models do not differ"));
    layout->addWidget(table, 1);
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    layout->addLayout(dialogFoot({close}));
    connect(only, &QCheckBox::toggled, this, show);
    connect(close, &QAbstractButton::clicked, this, &QDialog::accept);
    resizeToScreen(*this,
                   {theme.scaled(220 + 140 * static_cast<int>(models.size()) + 40), theme.scaled(600)});
}

} // namespace tastescope
