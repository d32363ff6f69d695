// SPDX-License-Identifier: GPL-3.0-or-later
// Models: which to train, and how is it going?
#pragma once

#include "ui/navigation/page.h"
#include "ui/pages/models/gallery_model.h"

#include <QSet>

class QComboBox;
class QSortFilterProxyModel;
class QStackedWidget;

namespace tastescope {

class Button;
class Card;
class EmptyState;
class GalleryView;
class ModelActions;
class PageHead;
class SegmentedControl;
class SettingsForm;
class TableView;
class TrainedModels;
class TrainingQueue;
struct TrainRequest;

class ModelsPage : public Page {
    Q_OBJECT
public:
    ModelsPage(Session& session, Navigator& navigator, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("models"); }
    /// "algorithm": the kind to set up; "model": the row to select, by id.
    void activate(const QVariantMap& arguments) override;
    void saveState(QSettings& settings) const override;
    void restoreState(QSettings& settings) override;
    QList<QWidget*> regions() override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildGallery();
    QWidget* buildTable();
    void refresh();
    void showKind(const QModelIndex& index);
    void chooseKind(const std::string& algorithm);
    void selectionChanged();
    void duplicate(qint64 model);
    void filterKinds();
    void searchSettings();
    void offerSearch(); ///< or why not
    void trainAll();
    void trainQuick();
    void train(const TrainRequest& request);
    void measure(quint64 job); ///< what a training left, where it is to be measured
    void trainDefaults(const std::vector<std::string>& algorithms);

    PageHead* m_head = nullptr;
    Button* m_search = nullptr;
    Button* m_trainAll = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_noData = nullptr;
    QWidget* m_content = nullptr;
    GalleryModel* m_kinds = nullptr;
    GalleryView* m_gallery = nullptr;
    SegmentedControl* m_filter = nullptr;
    QComboBox* m_family = nullptr;
    Button* m_measure = nullptr;
    Button* m_compare = nullptr;
    Button* m_export = nullptr;
    Card* m_galleryCard = nullptr;
    SettingsForm* m_form = nullptr;
    Card* m_tableCard = nullptr;
    QStackedWidget* m_tableStack = nullptr;
    TrainedModels* m_models = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    TableView* m_table = nullptr;
    ModelActions* m_actions = nullptr;
    TrainingQueue* m_queue = nullptr;
    std::string m_kind;        ///< the one set up, kept while a filter hides it
    QSet<quint64> m_toMeasure; ///< trainings
};

} // namespace tastescope
