// SPDX-License-Identifier: GPL-3.0-or-later
// Who or what the neighbours are counted from: flat cover, title, chips, figures. GUI thread only.
#pragma once

#include "ui/pages/similar/similar_index.h"

#include <QFrame>

#include <array>

namespace tastescope {

class Button;
class Chip;
class IconButton;
class TextLabel;

/// A flat picture made from the hash of an id: the same id looks the same everywhere.
class Cover : public QWidget {
    Q_OBJECT
public:
    explicit Cover(QWidget* parent = nullptr);
    void setSeed(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::uint64_t m_seed = 0;
};

class CentreStrip : public QFrame {
    Q_OBJECT
public:
    explicit CentreStrip(QWidget* parent = nullptr);
    void setFacts(const SimilarFacts& facts, SimilarKind kind);
    void setBackPossible(bool possible);
    void setExploreText(const QString& text);

Q_SIGNALS:
    void backClicked();
    void exploreClicked();

private:
    struct Figure {
        QWidget* cell = nullptr; ///< holds the three others
        QFrame* line = nullptr;
        TextLabel* label = nullptr;
        TextLabel* value = nullptr;
    };
    Cover* m_cover = nullptr;
    TextLabel* m_title = nullptr;
    TextLabel* m_subtitle = nullptr;
    QWidget* m_chipRow = nullptr;
    std::array<Chip*, 4> m_chips{};
    std::vector<int> m_slots;
    std::array<Figure, 5> m_figures{};
    IconButton* m_back = nullptr;
    Button* m_explore = nullptr;
};

} // namespace tastescope
