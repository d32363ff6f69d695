// SPDX-License-Identifier: GPL-3.0-or-later
// Similar: what is close, and do the models agree?
#pragma once

#include "ui/navigation/page.h"
#include "ui/pages/similar/model_choice.h"

#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

class QComboBox;
class QStackedWidget;

namespace tastescope {

class Card;
class CentreStrip;
class EmptyState;
class NeighbourBoard;
class NeighbourMapView;
class Button;
class OverlapMatrix;
class SegmentedControl;
class SimilarSearch;
class TextLabel;

class SimilarPage : public Page {
    Q_OBJECT
public:
    SimilarPage(Session& session, Navigator& navigator, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("similar"); }
    /// {"item": id} or {"user": id}: that one becomes the centre.
    void activate(const QVariantMap& arguments) override;
    void focusSearch() override;
    void saveState(QSettings& settings) const override;
    void restoreState(QSettings& settings) override;
    QList<QWidget*> regions() override;

    std::optional<SimilarEntity> centre() const { return m_centre; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeContent();
    QWidget* makeListsCard();
    QWidget* makeMapCard();
    void reset();
    void showNothing(); ///< until there is an answer
    void buildIndex();
    void applyTarget();
    void takeModels();
    void showWords();
    void setKind(SimilarKind kind);
    void setCentre(SimilarEntity entity);
    void goTo(SimilarEntity entity); ///< with a way back
    void goBack();
    void ask();
    void askMap(const NeighbourAnswer& answer);
    void buildGraphs(); ///< for large models, as jobs; answers are exact until they are there
    void showAnswer(const NeighbourAnswer& answer);
    void trainBoth();

    std::shared_ptr<const SimilarIndex> m_index;
    SimilarKind m_kind = SimilarKind::Items;
    std::optional<SimilarEntity> m_centre;
    std::vector<SimilarEntity> m_past;
    QVariantMap m_target; ///< asked for before the index was there
    ModelChoice m_models;
    std::set<std::pair<qint64, SimilarKind>> m_graphsBegun; ///< of models, once each
    int m_mapsWanted = 0;                                   ///< only the latest is shown
    bool m_stale = true;                                    ///< the data changed since the index was built

    SegmentedControl* m_kinds = nullptr;
    SimilarSearch* m_search = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_noProject = nullptr;
    EmptyState* m_noModel = nullptr;
    QWidget* m_content = nullptr;
    CentreStrip* m_strip = nullptr;
    Card* m_listsCard = nullptr;
    QComboBox* m_length = nullptr;
    NeighbourBoard* m_board = nullptr;
    TextLabel* m_agreement = nullptr;
    TextLabel* m_ranks = nullptr;
    Card* m_matrixCard = nullptr;
    OverlapMatrix* m_matrix = nullptr;
    Button* m_addList = nullptr;
    Card* m_mapCard = nullptr;
    NeighbourMapView* m_map = nullptr;
};

} // namespace tastescope
