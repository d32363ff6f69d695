// SPDX-License-Identifier: GPL-3.0-or-later
// The overview of the data set page: six figures, four charts, two lists.
#pragma once

#include "engine/data/readiness.h"
#include "engine/data/statistics.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QListView;
class QStackedWidget;

namespace tastescope {

class Card;
class CategoryModel;
class ChartView;
class KeyFigures;
class QualityModel;
class SegmentedControl;
class Session;
class SignalModel;
class ShareLegend;
class TableView;
class TextLabel;

class DataOverview : public QWidget {
    Q_OBJECT
public:
    explicit DataOverview(Session& session, QWidget* parent = nullptr);
    void refresh();

Q_SIGNALS:
    /// A chart or list leads to rows of a table: what they are in words, and which.
    void itemsChosen(const QString& label, std::shared_ptr<const std::vector<std::uint32_t>> rows);
    void usersChosen(const QString& label, std::shared_ptr<const std::vector<std::uint32_t>> rows);

private:
    QWidget* makeLongTailCard();
    QWidget* makeWeeksCard();
    QWidget* makeCategoriesCard();
    QWidget* makeSignalsCard();
    QWidget* makeActivityCard();
    QWidget* makeQualityCard();
    void showNothing(); ///< of the data, until its statistics are there
    void showFigures(const Statistics& statistics);
    void showCategories(const Statistics& statistics);
    void showLongTail();
    void showActivity();
    void showWeeks(int choice);
    void chooseCategory(const QModelIndex& index);
    void chooseActivityBin(int bin);
    void chooseFinding(const QModelIndex& index);
    void changeWeights();
    void askForNewcomers(const std::shared_ptr<const Dataset>& dataset); ///< what stands in for a model there

    Session& m_session;
    KeyFigures* m_figures = nullptr;
    Card* m_tailCard = nullptr;
    SegmentedControl* m_tailView = nullptr;
    ChartView* m_longTail = nullptr;
    QComboBox* m_weekSignal = nullptr;
    ChartView* m_weeks = nullptr;
    Card* m_activityCard = nullptr;
    SegmentedControl* m_activityView = nullptr; ///< where there are ratings
    ChartView* m_activity = nullptr;
    Card* m_categoryCard = nullptr;
    QStackedWidget* m_categoryStack = nullptr; ///< the table, or words that there are none
    ShareLegend* m_categoryLegend = nullptr;
    TextLabel* m_noCategories = nullptr;
    TableView* m_categoryView = nullptr;
    CategoryModel* m_categories = nullptr;
    SignalModel* m_signals = nullptr;
    Card* m_qualityCard = nullptr;
    QListView* m_qualityView = nullptr;
    QualityModel* m_quality = nullptr;
};

} // namespace tastescope
