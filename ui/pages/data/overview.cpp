// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/overview.h"

#include "engine/data/dataset.h"
#include "engine/data/personalisation.h"
#include "engine/data/statistics.h"
#include "storage/use_cases/newcomers/fallback_order.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/data/data_charts.h"
#include "ui/pages/data/key_figures.h"
#include "ui/pages/data/overview_lists.h"
#include "ui/pages/data/share_legend.h"
#include "ui/pages/data/weights_dialog.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QListView>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace tastescope {
namespace {

constexpr int signalsWidth = 226;
constexpr int figureCount = 6;

using Rows = std::shared_ptr<const std::vector<std::uint32_t>>;

ChartWords wordsOf(const Session& session) {
    return {session.nounTitle(&Nouns::item), session.noun(&Nouns::items), DataOverview::tr("events"),
            session.noun(&Nouns::users)};
}

/// Nothing that is there reads as none.
QString densityText(double share) {
    constexpr double shown = 1e-4;
    return share > 0 && share < shown / 2 ? DataOverview::tr("under %1").arg(formatPercent(shown, 2))
                                          : formatPercent(share, 2);
}

QListView* makeList(const QString& name, QAbstractItemModel* model, QStyledItemDelegate* delegate,
                    QWidget* parent) {
    auto* list = new QListView(parent);
    list->setAccessibleName(name);
    list->setModel(model);
    list->setItemDelegate(delegate);
    list->setFrameShape(QFrame::NoFrame);
    list->setMouseTracking(true);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setResizeMode(QListView::Adjust);
    return list;
}

} // namespace

DataOverview::DataOverview(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {
    m_figures = new KeyFigures(figureCount, this);
    auto* left = new QVBoxLayout;
    left->setSpacing(16);
    left->addWidget(makeLongTailCard(), 311);
    left->addWidget(makeWeeksCard(), 304);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(16);
    upper->addWidget(makeCategoriesCard(), 1);
    upper->addWidget(makeSignalsCard());
    auto* lower = new QHBoxLayout;
    lower->setSpacing(16);
    lower->addWidget(makeActivityCard(), 1);
    lower->addWidget(makeQualityCard(), 1);
    auto* right = new QVBoxLayout;
    right->setSpacing(16);
    right->addLayout(upper, 311);
    right->addLayout(lower, 304);
    auto* charts = new QHBoxLayout;
    charts->setSpacing(16);
    charts->addLayout(left, 583);
    charts->addLayout(right, 608);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(m_figures);
    layout->addLayout(charts, 1);
    connect(&session, &Session::statisticsReady, this, &DataOverview::refresh);
}

QWidget* DataOverview::makeLongTailCard() {
    m_tailCard = new Card(tr("Long tail"), {}, this);
    m_tailCard->setMinimumHeight(180);
    m_tailView = new SegmentedControl(tr("Scale of the long tail"), {tr("Log"), tr("Share")}, m_tailCard);
    m_tailCard->addAction(m_tailView);
    m_longTail = new ChartView(m_tailCard);
    m_tailCard->body()->addWidget(m_longTail, 1);
    connect(m_tailView, &SegmentedControl::chosen, this, &DataOverview::showLongTail);
    return m_tailCard;
}

QWidget* DataOverview::makeWeeksCard() {
    auto* card = new Card(tr("Events per week"), {}, this);
    card->setMinimumHeight(180);
    m_weekSignal = new ComboBox(card);
    m_weekSignal->setAccessibleName(tr("Signal counted per week"));
    card->addAction(m_weekSignal);
    m_weeks = new ChartView(card);
    card->body()->addWidget(m_weeks, 1);
    connect(m_weekSignal, &QComboBox::activated, this, &DataOverview::showWeeks);
    return card;
}

QWidget* DataOverview::makeCategoriesCard() {
    auto* card = new Card(tr("Categories"), {}, this);
    m_categoryCard = card;
    m_categoryLegend = new ShareLegend(card);
    m_noCategories = new TextLabel(TextStyle::Small, Role::Text2, {}, card);
    m_noCategories->setElided(true);
    m_noCategories->setAlignment(Qt::AlignCenter);
    m_categories = new CategoryModel(this);
    m_categoryView =
        new TableView(QStringLiteral("categories"), tr("Categories by share of items and of events"), card);
    m_categoryView->setModel(m_categories);
    m_categoryView->setItemDelegate(makeCategoryDelegate(m_categoryView));
    m_categoryView->setShowGrid(false);
    m_categoryView->setSortingEnabled(false);
    m_categoryView->horizontalHeader()->hide();
    m_categoryView->horizontalHeader()->setStretchLastSection(false); // the bars take what is left
    m_categoryView->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_categoryView->setDense(true);
    m_categoryStack = new QStackedWidget(card);
    m_categoryStack->addWidget(m_categoryView);
    m_categoryStack->addWidget(m_noCategories);
    card->body()->setSpacing(2);
    card->body()->addWidget(m_categoryLegend);
    card->body()->addWidget(m_categoryStack, 1);
    connect(m_categoryView, &QAbstractItemView::activated, this, &DataOverview::chooseCategory);
    connect(m_categoryView, &QAbstractItemView::clicked, this, &DataOverview::chooseCategory);
    return card;
}

QWidget* DataOverview::makeSignalsCard() {
    auto* card = new Card(tr("Signals"), {}, this);
    const auto resize = [card] { card->setFixedWidth(Theme::instance().scaled(signalsWidth)); };
    resize();
    connect(&Theme::instance(), &Theme::changed, card, resize);
    auto* change = new Button(ButtonKind::Quiet, tr("Weights"), QStringLiteral("rules"), card);
    change->setSmall(true);
    change->setToolTip(tr("Change how much one event of each signal says"));
    change->setAccessibleName(tr("Change signal weights"));
    card->addAction(change);
    connect(change, &QAbstractButton::clicked, this, &DataOverview::changeWeights);
    m_signals = new SignalModel(this);
    QListView* list = makeList(tr("Signals by number of events"), m_signals, makeSignalDelegate(this), card);
    card->body()->addWidget(list, 1);
    return card;
}

QWidget* DataOverview::makeActivityCard() {
    m_activityCard = new Card(tr("Activity"), {}, this);
    m_activityView =
        new SegmentedControl(tr("People or ratings"), {tr("Activity"), tr("Ratings")}, m_activityCard);
    m_activityCard->addAction(m_activityView);
    m_activity = new ChartView(m_activityCard);
    m_activityCard->body()->addWidget(m_activity, 1);
    connect(m_activityView, &SegmentedControl::chosen, this, &DataOverview::showActivity);
    connect(m_activity, &ChartView::pointClicked, this, [this](int, int bin) {
        if (m_activityView->current() == 0) {
            chooseActivityBin(bin);
        }
    });
    return m_activityCard;
}

QWidget* DataOverview::makeQualityCard() {
    m_qualityCard = new Card(tr("Quality"), {}, this);
    m_quality = new QualityModel(this);
    m_qualityView =
        makeList(tr("What to look at in the data"), m_quality, makeQualityDelegate(this), m_qualityCard);
    m_qualityCard->body()->addWidget(m_qualityView, 1);
    connect(m_qualityView, &QAbstractItemView::activated, this, &DataOverview::chooseFinding);
    connect(m_qualityView, &QAbstractItemView::clicked, this, &DataOverview::chooseFinding);
    return m_qualityCard;
}

void DataOverview::refresh() {
    const auto dataset = m_session.dataset();
    const auto statistics = m_session.statistics();
    if (!dataset || !statistics) {
        showNothing();
        return;
    }
    showFigures(*statistics);
    showLongTail();
    m_weekSignal->clear();
    m_weekSignal->addItem(tr("All signals"), -1);
    for (const SignalCount& count : statistics->signals) {
        if (count.events > 0 && dataset->signals().size() > 1) {
            m_weekSignal->addItem(capitalised(toQString(dataset->signals()[count.signal].name)),
                                  int(count.signal));
        }
    }
    m_weekSignal->setVisible(m_weekSignal->count() > 1 && !statistics->eventsPerWeek.empty());
    showWeeks(0);
    m_activityView->setVisible(!statistics->values.empty());
    if (statistics->values.empty()) {
        m_activityView->setCurrent(0);
    }
    showActivity();
    showCategories(*statistics);
    m_signals->setSignals(dataset->signals(), statistics->signals);
    m_session.jobs().ask<std::vector<QualityFinding>>(
        QStringLiteral("data/quality"),
        [dataset, statistics](const ExecutionContext&) -> Result<std::vector<QualityFinding>> {
            std::vector<QualityFinding> findings = whenNotToPersonalise(*dataset, *statistics);
            std::ranges::move(findQualityIssues(*dataset, *statistics), std::back_inserter(findings));
            return findings;
        },
        this,
        [this, dataset](Result<std::vector<QualityFinding>> found) {
            if (found && dataset == m_session.dataset()) {
                m_quality->setRows(std::move(*found));
                const int open = m_quality->openCount();
                m_qualityCard->setRemark(open ? tr("%1 to look at").arg(open) : tr("nothing to look at"));
                askForNewcomers(dataset);
            }
        });
}

void DataOverview::showNothing() {
    m_figures->setFigures(std::vector<KeyFigure>(figureCount));
    m_quality->setRows({}); // they lead to rows of the data before
    m_qualityCard->setRemark({});
    m_signals->setSignals({}, {});
}

void DataOverview::askForNewcomers(const std::shared_ptr<const Dataset>& dataset) {
    if (dataset->events().size() == 0) {
        return;
    }
    m_session.jobs().ask<FallbackOrder>(
        QStringLiteral("data/newcomers"),
        [dataset](const ExecutionContext& context) { return fallbackOrderOf(*dataset, context); }, this,
        [this, dataset](const Result<FallbackOrder>& order) {
            if (order && dataset == m_session.dataset()) {
                std::vector<QualityFinding> rows = m_quality->rows();
                rows.push_back({"newcomers",
                                tr("What newcomers get").toStdString(),
                                fallbackOrderWords(*order),
                                ReadinessStatus::Ok,
                                QualityFinding::Rows::None,
                                {}});
                m_quality->setRows(std::move(rows));
            }
        });
}

void DataOverview::showFigures(const Statistics& statistics) {
    const QString goodDensity =
        statistics.density >= 0.001 ? tr("good for factor models") : tr("thin: prefer item models");
    const QString spread = statistics.gini > 0.9   ? tr("very concentrated")
                           : statistics.gini > 0.6 ? tr("concentrated, as usual")
                                                   : tr("spread wide");
    // Many data sets name no creators: then the next best thing to count.
    const KeyFigure second =
        statistics.creators
            ? KeyFigure{m_session.nounTitle(&Nouns::creators), formatCount(statistics.creators),
                        tr("%1 small").arg(formatCount(statistics.smallCreators))}
        : !statistics.categories.empty()
            ? KeyFigure{tr("Categories"), formatCount(statistics.categories.size()),
                        tr("most events: %1").arg(toQString(statistics.categories.front().name))}
            : KeyFigure{tr("Signals"),
                        formatCount(static_cast<qulonglong>(
                            std::count_if(statistics.signals.begin(), statistics.signals.end(),
                                          [](const SignalCount& count) { return count.events > 0; }))),
                        tr("kinds of event")};
    m_figures->setFigures(
        {{m_session.nounTitle(&Nouns::items), formatCount(statistics.items),
          tr("%1 with 20+ events").arg(formatCount(statistics.itemsWith20Events))},
         second,
         {m_session.nounTitle(&Nouns::users), formatCount(statistics.users),
          tr("median %1 events").arg(formatCount(static_cast<qulonglong>(statistics.medianEventsPerUser)))},
         {tr("Events"), formatCount(statistics.events),
          tr("%1 distinct pairs").arg(formatCount(statistics.pairs))},
         {tr("Density"), densityText(statistics.density), goodDensity},
         {tr("Gini of events"), QString::number(statistics.gini, 'f', 2), spread}});
}

void DataOverview::showCategories(const Statistics& statistics) {
    const QString items = m_session.noun(&Nouns::items);
    m_categories->setShares(statistics.categories, statistics.otherCategories, items);
    m_categoryLegend->setWords(tr("share of %1").arg(items), tr("share of events"));
    m_noCategories->setText(tr("The %1 have no categories").arg(items));
    const bool any = !statistics.categories.empty();
    m_categoryCard->setRemark(any ? tr("difference in points") : QString());
    m_categoryLegend->setVisible(any);
    m_categoryStack->setCurrentIndex(any ? 0 : 1);
}

void DataOverview::changeWeights() {
    const auto dataset = m_session.dataset();
    const auto statistics = m_session.statistics();
    if (!dataset || !statistics) {
        return;
    }
    WeightsDialog dialog(*dataset, statistics->signals, m_session.models().all().size(), this);
    // An import or another project may have come meanwhile: its signals are others.
    if (dialog.exec() == QDialog::Accepted && m_session.dataset() == dataset) {
        m_session.setSignals(dialog.types(), dialog.policy());
    }
}

void DataOverview::showLongTail() {
    if (const auto statistics = m_session.statistics()) {
        const ChartWords words = wordsOf(m_session);
        m_tailCard->setRemark(tr("how events spread over %1").arg(words.items));
        m_longTail->setSpec(m_tailView->current() == 0 ? longTailChart(*statistics, words)
                                                       : lorenzChart(*statistics, words));
    }
}

void DataOverview::showActivity() {
    const auto statistics = m_session.statistics();
    if (!statistics) {
        return;
    }
    const bool ratings = m_activityView->current() == 1;
    m_activityCard->setHeading(ratings ? tr("Ratings")
                                       : tr("%1 activity").arg(m_session.nounTitle(&Nouns::user)));
    m_activityCard->setRemark(!ratings ? tr("events per %1").arg(m_session.noun(&Nouns::user))
                              : statistics->withoutValue > 0
                                  ? tr("%1 events without").arg(formatCount(statistics->withoutValue))
                                  : tr("events per value"));
    m_activity->setSpec(ratings ? ratingsChart(*statistics, wordsOf(m_session))
                                : activityChart(*statistics, wordsOf(m_session)));
}

void DataOverview::showWeeks(int choice) {
    const auto dataset = m_session.dataset();
    const auto statistics = m_session.statistics();
    const int signal = m_weekSignal->itemData(choice).toInt();
    if (!dataset || !statistics) {
        return; // the list was open when the project went
    }
    if (signal < 0) {
        m_weeks->setSpec(weeksChart(statistics->eventsPerWeek, statistics->firstWeek));
        return;
    }
    m_session.jobs().ask<std::vector<std::uint64_t>>(
        QStringLiteral("data/weeks"),
        [dataset, signal](const ExecutionContext&) -> Result<std::vector<std::uint64_t>> {
            return eventsPerWeek(*dataset, static_cast<SignalIndex>(signal));
        },
        this,
        [this, statistics, signal](Result<std::vector<std::uint64_t>> weeks) {
            // All signals may have been chosen meanwhile, which asks for nothing.
            if (weeks && statistics == m_session.statistics() &&
                signal == m_weekSignal->currentData().toInt()) {
                m_weeks->setSpec(weeksChart(*weeks, statistics->firstWeek));
            }
        });
}

void DataOverview::chooseCategory(const QModelIndex& index) {
    const auto dataset = m_session.dataset();
    const AttributeColumn* column = dataset ? dataset->itemAttributes().categories() : nullptr;
    if (!column) {
        return;
    }
    const std::string name = index.siblingAtColumn(0).data().toString().toStdString();
    const auto word = std::find(column->words.begin(), column->words.end(), name);
    if (word == column->words.end()) { // "Other"
        return;
    }
    const auto code = static_cast<std::uint32_t>(word - column->words.begin());
    m_session.jobs().ask<Rows>(
        QStringLiteral("data/category"),
        [dataset, column, code](const ExecutionContext&) -> Result<Rows> {
            auto rows = std::make_shared<std::vector<std::uint32_t>>();
            for (std::uint32_t item = 0; item < dataset->itemCount(); ++item) {
                const auto codes = column->codesOf(item);
                if (std::find(codes.begin(), codes.end(), code) != codes.end()) {
                    rows->push_back(item);
                }
            }
            return Rows(rows);
        },
        this,
        [this, name, dataset](Result<Rows> rows) {
            // Who went on to something else meanwhile is not led back.
            if (rows && dataset == m_session.dataset() && isVisible()) {
                Q_EMIT itemsChosen(toQString(name), *rows);
            }
        });
}

void DataOverview::chooseActivityBin(int bin) {
    const auto dataset = m_session.dataset();
    if (!dataset || bin < 0 || bin > 62) {
        return;
    }
    const std::uint64_t low = std::uint64_t{1} << bin;
    auto rows = std::make_shared<std::vector<std::uint32_t>>();
    for (std::uint32_t user = 0; user < dataset->userCount(); ++user) {
        const std::size_t events =
            dataset->events().lastOf(UserIndex(user)) - dataset->events().firstOf(UserIndex(user));
        if (events >= low && events < 2 * low) {
            rows->push_back(user);
        }
    }
    Q_EMIT usersChosen(tr("%1 to %2 events").arg(formatCount(low), formatCount(2 * low - 1)), rows);
}

void DataOverview::chooseFinding(const QModelIndex& index) {
    const QualityFinding& finding = m_quality->at(index.row());
    const auto rows = std::make_shared<const std::vector<std::uint32_t>>(finding.rows);
    if (finding.kind == QualityFinding::Rows::Items) {
        Q_EMIT itemsChosen(toQString(finding.title), rows);
    } else if (finding.kind == QualityFinding::Rows::Users) {
        Q_EMIT usersChosen(toQString(finding.title), rows);
    }
}

} // namespace tastescope
