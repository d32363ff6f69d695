// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/results_view.h"

#include "engine/metrics/metric.h"
#include "storage/experiments/metric_keys.h"
#include "ui/charts/scatter_view.h"
#include "ui/metrics/metrics_dialog.h"
#include "ui/pages/evaluate/checks/check_words.h"
#include "ui/pages/evaluate/gap_table.h"
#include "ui/pages/evaluate/leaderboard.h"
#include "ui/pages/evaluate/matrix_view.h"
#include "ui/pages/evaluate/measure_box.h"
#include "ui/pages/evaluate/result_matrices.h"
#include "ui/pages/evaluate/slices/slice_table.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/session/project_run.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSettings>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr int gridGap = 16;
constexpr int rightWidth = 472;
constexpr int narrowRightWidth = 400;
constexpr int narrowBelow = 1150;
constexpr int leastLeftWidth = 520;

QComboBox* smallBox(const QString& name, QWidget* parent) {
    auto* box = new ComboBox(parent);
    box->setProperty("small", true);
    box->setAccessibleName(name);
    return box;
}

} // namespace

ResultsView::ResultsView(QWidget* parent) : QWidget(parent) {
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(gridGap);
    m_grid->addWidget(makeLeaderboard(), 0, 0);
    m_grid->addWidget(makeTradeOff(), 0, 1);
    m_grid->addWidget(makeSegments(), 1, 0);
    m_grid->addWidget(makeGaps(), 1, 1);
    m_grid->setColumnStretch(0, 1);
    m_grid->setRowStretch(0, 348);
    m_grid->setRowStretch(1, 300);
    connect(&Theme::instance(), &Theme::changed, this, [this] { resizeEvent(nullptr); });
}

QWidget* ResultsView::makeLeaderboard() {
    m_boardCard = new Card(tr("Leaderboard"), {}, this);
    m_checks = new Button(ButtonKind::Quiet, tr("Checks"), QStringLiteral("check"), m_boardCard);
    m_checks->setSmall(true);
    m_checks->setToolTip(tr("Leaks, filters and files: what stands behind the numbers"));
    m_metric = smallBox(tr("Measure"), m_boardCard);
    auto* help = new IconButton(QStringLiteral("why"), tr("What the measures mean"), m_boardCard);
    m_boardCard->addAction(m_checks);
    m_boardCard->addAction(m_metric);
    m_boardCard->addAction(help);
    keepWidth(*m_metric, 22);
    const auto shown = [this] { return metricId(m_key); };
    openMetricsOnF1(*m_metric, shown);
    connect(help, &QAbstractButton::clicked, this, [this, shown] { MetricsDialog(shown(), this).exec(); });
    connect(m_checks, &QAbstractButton::clicked, this, &ResultsView::checksWanted);
    m_boardCard->body()->setContentsMargins(8, 0, 8, 8); // cells have 8 of their own
    m_board = new Leaderboard(this);
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(m_board);
    m_sorted->setSortRole(Leaderboard::SortRole);
    m_table = new TableView(QStringLiteral("leaderboard"), tr("Leaderboard"), m_boardCard);
    m_table->setItemDelegate(new LeaderboardDelegate(m_table));
    m_table->setModel(m_sorted);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSortingEnabled(true);
    m_boardCard->body()->addWidget(m_table);
    openMetricsOnF1(*m_table, shown);
    connect(m_metric, &QComboBox::activated, this, [this] {
        m_key = chosen(*m_metric);
        showAll();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid()) {
                    select(static_cast<int>(m_board->at(m_sorted->mapToSource(current).row()).model));
                }
            });
    return m_boardCard;
}

QWidget* ResultsView::makeTradeOff() {
    m_tradeCard = new Card(tr("Trade-off"), {}, this);
    m_acrossBox = smallBox(tr("Measure across"), m_tradeCard);
    m_sweep = new Button(ButtonKind::Quiet, tr("Sweep"), QStringLiteral("step"), m_tradeCard);
    m_sweep->setSmall(true);
    m_sweep->setToolTip(
        tr("Moves one parameter of a model, or one weight of a rule set, over several values"));
    m_tradeCard->addAction(m_acrossBox);
    m_tradeCard->addAction(m_sweep);
    keepWidth(*m_acrossBox, 11);
    openMetricsOnF1(*m_acrossBox, [this] { return metricId(m_across); });
    m_scatter = new ScatterView(m_tradeCard);
    m_scatter->setAccessibleName(tr("Trade-off"));
    m_tradeCard->body()->setContentsMargins(16, 0, 12, 12);
    m_tradeCard->body()->addWidget(m_scatter);
    m_point = new QWidget(m_tradeCard);
    m_pointWords = new TextLabel(TextStyle::Small, Role::Text2, {}, m_point);
    m_pointWords->setElided(true);
    m_usePoint = new Button(ButtonKind::Plain, tr("Train with this value"), {}, m_point);
    m_usePoint->setSmall(true);
    auto* row = new QHBoxLayout(m_point);
    row->setContentsMargins(0, 4, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_pointWords, 1);
    row->addWidget(m_usePoint);
    m_point->hide();
    m_tradeCard->body()->addWidget(m_point);
    connect(m_sweep, &QAbstractButton::clicked, this, [this] { Q_EMIT sweepWanted(m_sweep); });
    connect(m_usePoint, &QAbstractButton::clicked, this, [this] {
        if (const Contestant* contestant = pickedContestant()) {
            Q_EMIT pointWanted(*contestant);
        }
    });
    connect(m_acrossBox, &QComboBox::activated, this, [this] {
        m_across = chosen(*m_acrossBox);
        showTradeOff();
    });
    connect(m_scatter, &ScatterView::picked, this, &ResultsView::pick);
    return m_tradeCard;
}

QWidget* ResultsView::makeSegments() {
    m_segmentCard = new Card(tr("For whom?"), {}, this);
    m_legend = new RampLegend(m_segmentCard);
    m_byBox = smallBox(tr("Groups by"), m_segmentCard);
    m_against = smallBox(tr("Compared with"), m_segmentCard);
    m_views = new SegmentedControl(tr("What is shown of people"), {tr("Groups"), tr("Apart"), tr("Slices")},
                                   m_segmentCard);
    for (QWidget* action : {static_cast<QWidget*>(m_legend), static_cast<QWidget*>(m_byBox),
                            static_cast<QWidget*>(m_against), static_cast<QWidget*>(m_views)}) {
        m_segmentCard->addAction(action);
    }
    m_people = new QStackedWidget(m_segmentCard);
    m_heat = new MatrixView(m_people);
    m_heat->setAccessibleName(tr("For whom?"));
    m_people->addWidget(m_heat);
    m_people->addWidget(makeApart());
    m_people->addWidget(makeSlices());
    m_segmentCard->body()->setContentsMargins(8, 0, 16, 12);
    m_segmentCard->body()->addWidget(m_people);
    connect(m_views, &SegmentedControl::chosen, this, &ResultsView::showPeople);
    connect(m_byBox, &QComboBox::activated, this, [this] {
        m_by = chosen(*m_byBox);
        showSegments();
    });
    connect(m_against, &QComboBox::activated, this, &ResultsView::askForSlices);
    connect(m_heat, &MatrixView::rowChosen, this,
            [this](int row) { select(static_cast<int>(m_order[static_cast<std::size_t>(row)])); });
    connect(m_heat, &MatrixView::cellOpened, this, [this](int, int column) {
        Q_EMIT peopleWanted({{m_by, m_segments[static_cast<std::size_t>(column)]}});
    });
    return m_segmentCard;
}

QWidget* ResultsView::makeApart() {
    m_apart = new GapTable(this);
    m_apartTable =
        new TableView(QStringLiteral("group_gaps"), tr("How far apart groups are served"), m_people);
    m_apartTable->setModel(m_apart);
    m_apartTable->setDense(true);
    m_apartTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_apartTable->setYielding({GapTable::Test, GapTable::Interval});
    connect(m_apartTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid()) {
                    select(static_cast<int>(m_apart->at(current.row()).model));
                }
            });
    return m_apartTable;
}

QWidget* ResultsView::makeSlices() {
    m_slices = new SliceTable(this);
    m_sliceTable = new TableView(QStringLiteral("slices"), tr("Whom the model loses"), m_people);
    m_sliceTable->setModel(m_slices);
    m_sliceTable->setDense(true);
    m_sliceTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_sliceTable->setYielding({SliceTable::Second, SliceTable::First});
    m_sliceTable->setShrinking({SliceTable::People});
    connect(m_sliceTable, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT peopleWanted(m_slices->at(index.row()).conditions); });
    return m_sliceTable;
}

QWidget* ResultsView::makeGaps() {
    m_gapCard = new Card(tr("Which gaps are real?"), {}, this);
    m_gaps = new MatrixView(m_gapCard);
    m_gaps->setAccessibleName(tr("Which gaps are real?"));
    m_gaps->setSquare(true);
    m_gapCard->body()->setContentsMargins(8, 0, 16, 12);
    m_gapCard->body()->addWidget(m_gaps);
    connect(m_gaps, &MatrixView::rowChosen, this,
            [this](int row) { select(static_cast<int>(m_order[static_cast<std::size_t>(row)])); });
    return m_gapCard;
}

std::string ResultsView::chosen(const QComboBox& box) const {
    return box.currentData().toString().toStdString();
}

void ResultsView::setRun(std::shared_ptr<const ProjectRun> run, const QString& users) {
    if (run == m_run && users == m_users) {
        return;
    }
    // The model a person looked at stays selected where the other run has it too.
    const std::string label = m_run && m_selected >= 0
                                  ? m_run->result.models[static_cast<std::size_t>(m_selected)].label
                                  : std::string();
    m_run = std::move(run);
    m_users = users;
    m_selected = -1;
    m_picked = {};
    m_sweeps.clear();
    m_question = {};
    fillBoxes();
    showAll();
    if (m_run) {
        const auto& models = m_run->result.models;
        const auto known = std::ranges::find(models, label, &ModelResult::label);
        select(known != models.end() ? static_cast<int>(known - models.begin())
               : m_order.empty()     ? -1
                                     : static_cast<int>(m_order.front()));
    }
}

void ResultsView::fillBoxes() {
    const EvaluationResult none;
    const EvaluationResult& result = m_run ? m_run->result : none;
    const std::vector<std::string> keys = metricKeysOf(result);
    fillKeys(*m_metric, result, tr("Sort by %1"));
    fillKeys(*m_acrossBox, result, QStringLiteral("%1"));
    if (std::ranges::find(keys, m_key) == keys.end()) {
        m_key = firstKeyOf(keys, {"ndcg", "recall", "rmse"});
    }
    if (std::ranges::find(keys, m_across) == keys.end()) {
        m_across = firstKeyOf(keys, {"ild", "ild_cooc", "novelty", "coverage"}, m_key);
    }
    const QSignalBlocker quiet(m_byBox);
    m_byBox->clear();
    const std::vector<std::string> all = m_run ? groupings(m_run->result) : std::vector<std::string>();
    for (const std::string& by : all) {
        m_byBox->addItem(groupingTitle(by), toQString(by));
    }
    if (std::ranges::find(all, m_nextBy) != all.end()) {
        m_by = std::exchange(m_nextBy, std::string());
    } else if (std::ranges::find(all, m_by) == all.end()) {
        m_by = std::ranges::find(all, "history length") != all.end() ? "history length"
               : all.empty()                                         ? std::string()
                                                                     : all.front();
    }
    m_metric->setCurrentIndex(m_metric->findData(toQString(m_key)));
    m_acrossBox->setCurrentIndex(m_acrossBox->findData(toQString(m_across)));
    m_byBox->setCurrentIndex(m_byBox->findData(toQString(m_by)));
    m_byBox->setVisible(!all.empty());
}

void ResultsView::showAll() {
    m_order = m_run ? ranking(m_run->result, m_key) : std::vector<std::size_t>();
    {
        const QSignalBlocker quiet(m_table->selectionModel()); // the rows are new, the person chose nothing
        m_board->show(m_run, m_key);
        const bool lower = metricDirection(m_key) < 0;
        m_table->sortByColumn(Leaderboard::Main, lower ? Qt::AscendingOrder : Qt::DescendingOrder);
        std::vector<int> yielding;
        for (int column = Leaderboard::FirstSpread; column < m_board->columnCount(); ++column) {
            if (column != m_board->firstOther()) {
                yielding.push_back(column);
            }
        }
        m_table->setYielding(std::move(yielding));
    }
    m_checks->setVisible(m_run != nullptr);
    if (m_run) {
        const EvaluationResult& result = m_run->result;
        m_checks->setText(checksTitle(result));
        m_checks->setIconName(!result.leaks || hasWarning(result) ? QStringLiteral("warning")
                                                                  : QStringLiteral("check"));
        QString remark = tr("%1 %2, 95 % intervals").arg(formatCount(result.usersWithTest), m_users);
        if (result.usersWithout > 0) {
            remark += tr(", %1 without test items").arg(formatCount(result.usersWithout));
        }
        if (result.sampled) {
            remark += tr(", sampled candidates");
        }
        m_boardCard->setRemark(remark);
        m_gaps->setMatrix(gapMatrix(result, m_order, m_key));
        m_gapCard->setRemark(gapRemark(result, m_key));
    } else {
        m_gaps->setMatrix({});
    }
    showTradeOff();
    showSegments();
    mark();
}

void ResultsView::showTradeOff() {
    TradeOff trade = m_run ? tradeOff(*m_run, m_across, m_key, m_sweeps) : TradeOff();
    m_points = std::move(trade.points);
    m_sweep->setVisible(m_run != nullptr && m_run->head.request.has_value());
    m_tradeCard->setRemark(m_run ? tr("%1 against").arg(metricTitle(m_key, m_run->result)) : QString());
    m_scatter->setSpec(std::move(trade.spec));
    mark();
    showPoint();
}

void ResultsView::setSweeps(std::vector<std::shared_ptr<const ProjectRun>> sweeps) {
    if (sweeps != m_sweeps) {
        m_sweeps = std::move(sweeps);
        m_picked = {};
        showTradeOff();
    }
}

void ResultsView::pick(int point) {
    m_picked = m_points[static_cast<std::size_t>(point)];
    if (m_picked.sweep < 0) {
        select(static_cast<int>(m_picked.model));
    }
    mark();
    showPoint();
}

/// What the picked point of a curve was made of; null for one that stands on no curve.
const Contestant* ResultsView::pickedContestant() const {
    const ProjectRun* run =
        m_picked.sweep < 0 ? m_run.get() : m_sweeps[static_cast<std::size_t>(m_picked.sweep)].get();
    const std::size_t model = m_picked.sweep < 0 ? static_cast<std::size_t>(m_selected) : m_picked.model;
    if (!run || !run->head.request || !run->head.request->sweep || model >= run->result.models.size()) {
        return nullptr;
    }
    const auto& contestants = run->head.request->contestants;
    const auto made = std::ranges::find(contestants, run->result.models[model].label, &Contestant::label);
    return made == contestants.end() ? nullptr : &*made;
}

void ResultsView::showPoint() {
    const Contestant* contestant = pickedContestant();
    m_point->setVisible(contestant != nullptr);
    if (contestant) {
        m_pointWords->setText(toQString(contestant->label));
        m_usePoint->setText(contestant->rules ? tr("Keep these rules") : tr("Train with this value"));
        m_usePoint->setIconName(contestant->rules ? QStringLiteral("save") : QStringLiteral("play"));
    }
}

void ResultsView::showSegments() {
    SegmentMatrix segments =
        m_run ? segmentMatrix(m_run->result, m_order, m_by, m_key, m_users) : SegmentMatrix();
    m_segments = std::move(segments.segments);
    const bool lower = metricDirection(m_key) < 0;
    m_legend->setEnds(metricText(m_key, lower ? segments.high : segments.low),
                      metricText(m_key, lower ? segments.low : segments.high));
    m_heat->setMatrix(std::move(segments.matrix));
    {
        const QSignalBlocker quiet(m_apartTable->selectionModel());
        if (m_run) {
            m_apart->show(m_run->result, m_order, m_by, m_key);
        } else {
            m_apart->clear();
        }
    }
    m_apartTable->setEmptyText(
        tr("There are no two groups of 20 %1 or more to compare by this measure").arg(m_users));
    showPeople();
    mark();
}

void ResultsView::showPeople() {
    const int view = m_views->current();
    m_people->setCurrentIndex(view);
    m_legend->setVisible(view == 0 && !m_segments.empty() && !isNarrow());
    m_byBox->setVisible(view < 2 && m_byBox->count() > 0);
    m_against->setVisible(view == 2 && m_against->count() > 0);
    if (view < 2) {
        m_segmentCard->setRemark(m_run ? tr("%1 by group").arg(metricTitle(m_key, m_run->result))
                                       : QString());
    }
    fillAgainst();
}

/// The models beside the selected one; the best of them unless a person chose another.
void ResultsView::fillAgainst() {
    const std::string before = chosen(*m_against);
    {
        const QSignalBlocker quiet(m_against);
        m_against->clear();
        for (const std::size_t model : m_order) {
            if (m_run && m_selected >= 0 && static_cast<int>(model) != m_selected) {
                const QString label = toQString(m_run->result.models[model].label);
                m_against->addItem(tr("against %1").arg(label), label);
            }
        }
        m_against->setCurrentIndex(std::max(0, m_against->findData(toQString(before))));
    }
    m_against->setVisible(m_views->current() == 2 && m_against->count() > 0);
    askForSlices();
}

void ResultsView::askForSlices() {
    if (m_views->current() != 2) {
        return;
    }
    SliceQuestion question;
    if (m_run && m_selected >= 0) {
        question = {m_run->result.models[static_cast<std::size_t>(m_selected)].label, chosen(*m_against),
                    m_key};
    }
    m_segmentCard->setRemark(
        question.a.empty()
            ? QString()
            : tr("where %1 loses by %2").arg(toQString(question.a), metricTitle(m_key, m_run->result)));
    if (question == m_question && m_slices->search()) {
        return;
    }
    m_question = question;
    m_slices->clear();
    if (question.b.empty()) {
        m_sliceTable->setEmptyText(tr("Two models or more can be compared"));
        return;
    }
    m_sliceTable->setEmptyText(tr("Looking …"));
    Q_EMIT slicesWanted(question);
}

void ResultsView::showSlices(const Result<SliceSearch>& search) {
    if (!search) {
        m_sliceTable->setEmptyText(formatError(search.error()));
    } else if (search->a == m_question.a && search->b == m_question.b &&
               search->metric == m_question.metric) {
        m_slices->show(*search, m_users);
        m_sliceTable->setEmptyText(m_slices->emptyWords());
    }
}

void ResultsView::setStale(bool stale) {
    m_board->setStale(stale);
    m_scatter->setQuiet(stale);
    m_heat->setStale(stale);
    m_apart->setStale(stale);
    m_slices->setStale(stale);
    m_gaps->setStale(stale);
}

void ResultsView::select(int model) {
    if (model != m_selected || m_picked.sweep >= 0) {
        m_selected = model;
        m_picked = {};
        mark();
        showPoint();
        fillAgainst();
    }
}

void ResultsView::mark() {
    const auto placeIn = [this](const std::vector<std::size_t>& places) {
        const auto found = std::ranges::find(places, static_cast<std::size_t>(m_selected));
        return m_selected < 0 || found == places.end() ? -1 : static_cast<int>(found - places.begin());
    };
    const TradeOff::Of shown =
        m_picked.sweep < 0 ? TradeOff::Of{-1, static_cast<std::size_t>(m_selected)} : m_picked;
    const auto point = std::ranges::find(m_points, shown);
    m_scatter->setSelected(point == m_points.end() ? -1 : static_cast<int>(point - m_points.begin()));
    const int row = placeIn(m_order);
    m_heat->setSelectedRow(m_heat->cells().rowCount() > row ? row : -1);
    m_gaps->setSelectedRow(m_gaps->cells().rowCount() > row ? row : -1);
    const int apart =
        m_apart->find([this](const GapRow& of) { return static_cast<int>(of.model) == m_selected; });
    if (apart >= 0 && m_apartTable->currentIndex().row() != apart) {
        m_apartTable->setCurrentIndex(m_apart->index(apart, GapTable::Name));
    }
    const int source =
        m_board->find([this](const LeaderRow& of) { return static_cast<int>(of.model) == m_selected; });
    const QModelIndex index = m_sorted->mapFromSource(m_board->index(source, Leaderboard::Name));
    if (source >= 0 && m_table->currentIndex().row() != index.row()) {
        m_table->setCurrentIndex(index);
    } else if (source >= 0 && !m_table->selectionModel()->isRowSelected(index.row())) {
        m_table->selectRow(index.row());
    }
}

void ResultsView::saveState(QSettings& settings) const {
    settings.setValue(QStringLiteral("measure"), toQString(m_key));
    settings.setValue(QStringLiteral("across"), toQString(m_across));
    settings.setValue(QStringLiteral("groups"), toQString(m_by));
    settings.setValue(QStringLiteral("people"), m_views->current());
}

void ResultsView::restoreState(QSettings& settings) {
    m_key = settings.value(QStringLiteral("measure")).toString().toStdString();
    m_across = settings.value(QStringLiteral("across")).toString().toStdString();
    m_by = settings.value(QStringLiteral("groups")).toString().toStdString();
    m_views->setCurrent(
        std::clamp(settings.value(QStringLiteral("people")).toInt(), 0, m_people->count() - 1));
    showPeople();
}

QList<QWidget*> ResultsView::regions() const {
    return {m_table, m_scatter, m_people->currentWidget(), m_gaps};
}

bool ResultsView::isNarrow() const {
    return width() < Theme::instance().scaled(narrowBelow);
}

void ResultsView::resizeEvent(QResizeEvent* event) {
    if (event) {
        QWidget::resizeEvent(event);
    }
    const Theme& theme = Theme::instance();
    const int right = theme.scaled(isNarrow() ? narrowRightWidth : rightWidth);
    m_legend->setVisible(m_views->current() == 0 && !m_segments.empty() && !isNarrow());
    // By itself the legend would ask for the width in which it is shown, and the view never get narrow.
    m_segmentCard->setMinimumWidth(theme.scaled(leastLeftWidth));
    m_tradeCard->setFixedWidth(right);
    m_gapCard->setFixedWidth(right);
}

} // namespace tastescope
