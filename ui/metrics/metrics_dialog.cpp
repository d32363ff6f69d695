// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/metrics/metrics_dialog.h"

#include "engine/metrics/metric.h"
#include "ui/metrics/metric_facts.h"
#include "ui/tables/column_table.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/screen_size.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

using Row = const MetricInfo*;

std::vector<Column<Row>> columns() {
    const auto font = [](const Row&) { return Theme::instance().font(TextStyle::Small); };
    const auto meaning = [](const Row& row) { return metricFacts(*row).front().text; };
    const Column<Row>::Roles roles{{Qt::FontRole, font}, {Qt::ToolTipRole, meaning}};
    const auto better = [](const Row& row) {
        return row->direction == MetricDirection::Higher  ? MetricsDialog::tr("higher")
               : row->direction == MetricDirection::Lower ? MetricsDialog::tr("lower")
                                                          : QStringLiteral("–");
    };
    return {Column<Row>(
                MetricsDialog::tr("Measure"), [](const Row& row) { return toQString(row->title); }, nullptr,
                Qt::AlignLeft, roles),
            Column<Row>(MetricsDialog::tr("Better"), better, nullptr, Qt::AlignLeft, roles),
            Column<Row>(
                MetricsDialog::tr("Unit"), [](const Row& row) { return toQString(row->unit); }, nullptr,
                Qt::AlignLeft, roles)};
}

/// Takes F1 before a shortcut of the window does, which it would else be ambiguous with.
class HelpKey : public QObject {
public:
    HelpKey(QWidget& widget, std::function<QString()> metric)
        : QObject(&widget)
        , m_widget(widget)
        , m_metric(std::move(metric)) {}

    bool eventFilter(QObject* watched, QEvent* event) override {
        const bool pressed = event->type() == QEvent::KeyPress;
        if ((pressed || event->type() == QEvent::ShortcutOverride) &&
            static_cast<QKeyEvent*>(event)->key() == Qt::Key_F1 &&
            static_cast<QKeyEvent*>(event)->modifiers() == Qt::NoModifier) {
            event->accept();
            if (pressed) {
                MetricsDialog(m_metric(), m_widget.window()).exec();
            }
            return true;
        }
        return QObject::eventFilter(watched, event);
    }

private:
    QWidget& m_widget;
    std::function<QString()> m_metric;
};

} // namespace

MetricsDialog::MetricsDialog(const QString& metric, QWidget* parent) : QDialog(parent) {
    const Theme& theme = Theme::instance();
    setWindowTitle(tr("What the measures mean"));
    setAccessibleName(windowTitle());
    m_field = new SearchField(tr("Search measures"), this);
    m_field->installEventFilter(this);
    m_count = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    m_rows = new ColumnTable<Row>(columns(), this);
    m_table = new TableView(QStringLiteral("measures"), tr("Measures"), this);
    m_table->setModel(m_rows);
    m_table->setDense(true);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setMinimumWidth(theme.scaled(300));
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    head->addWidget(m_count, 1);
    head->addWidget(m_field);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(16);
    middle->addWidget(m_table, 1);
    middle->addWidget(makeAbout(), 1);
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    close->setAutoDefault(false); // Enter is for the search
    auto* foot = new QHBoxLayout;
    foot->addWidget(
        new TextLabel(TextStyle::Small, Role::Text3,
                      tr("L the list, k its length, T what there was to find, H the past of a person."),
                      this),
        1);
    foot->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addLayout(middle, 1);
    layout->addLayout(foot);
    connect(m_field, &QLineEdit::textChanged, this, &MetricsDialog::search);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid()) {
                    tell(m_rows->at(current.row()));
                }
            });
    connect(close, &QAbstractButton::clicked, this, &QDialog::accept);
    resizeToScreen(*this, {theme.scaled(820), theme.scaled(600)});
    search();
    const int at = m_rows->find([&](Row row) { return toQString(row->id) == metric; });
    m_table->setCurrentIndex(m_rows->index(std::max(0, at)));
    m_field->setFocus();
}

QWidget* MetricsDialog::makeAbout() {
    auto* inside = new QWidget;
    inside->setObjectName(QStringLiteral("scrollBody")); // the colour of the dialog
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 8, 0);
    column->setSpacing(0);
    m_title = new TextLabel(TextStyle::Card, Role::Text, {}, inside);
    column->addWidget(m_title);
    for (const MetricFact& fact : metricFacts(metrics().front())) {
        column->addSpacing(8);
        auto* name = new TextLabel(TextStyle::Small, Role::Text2, fact.name, inside);
        name->setWordWrap(true);
        column->addWidget(name);
        m_facts.push_back(new TextLabel(TextStyle::Body, Role::Text, {}, inside));
        m_facts.back()->setWordWrap(true);
        column->addWidget(m_facts.back());
    }
    column->addStretch(1);
    m_about = new QScrollArea(this);
    m_about->setAccessibleName(tr("About the measure"));
    m_about->setFrameShape(QFrame::NoFrame);
    m_about->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_about->setWidgetResizable(true);
    m_about->setWidget(inside);
    QSizePolicy policy = m_about->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // the list stays as wide as it is while nothing is found
    m_about->setSizePolicy(policy);
    return m_about;
}

void MetricsDialog::search() {
    const QModelIndex current = m_table->currentIndex();
    const Row before = current.isValid() ? m_rows->at(current.row()) : nullptr;
    std::vector<Row> found;
    for (const MetricInfo& metric : metrics()) {
        if (isAbout(metric, m_field->text())) {
            found.push_back(&metric);
        }
    }
    m_table->setEmptyText(tr("No measure is about \"%1\"").arg(m_field->text().trimmed()));
    m_count->setText(tr("%1 of %2").arg(found.size()).arg(metrics().size()));
    const auto kept = std::ranges::find(found, before);
    const int row = kept == found.end() ? 0 : static_cast<int>(kept - found.begin());
    m_rows->setRows(std::move(found));
    if (m_rows->rowCount() > 0) {
        m_table->setCurrentIndex(m_rows->index(row));
        tell(m_rows->at(row)); // after a reset the row may be the one it was, and nothing told of
    } else {
        tell(nullptr);
    }
}

void MetricsDialog::tell(const MetricInfo* metric) {
    m_about->setVisible(metric != nullptr);
    if (!metric) {
        return;
    }
    m_title->setText(toQString(metric->title));
    QStringList spoken;
    const std::vector<MetricFact> facts = metricFacts(*metric);
    for (std::size_t at = 0; at < facts.size(); ++at) {
        m_facts[at]->setText(facts[at].text);
        spoken << facts[at].name + QStringLiteral(": ") + facts[at].text;
    }
    m_about->setAccessibleDescription(spoken.join(u'\n'));
}

bool MetricsDialog::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_table->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void openMetricsOnF1(QWidget& widget, std::function<QString()> metric) {
    widget.installEventFilter(new HelpKey(widget, std::move(metric)));
}

} // namespace tastescope
