// SPDX-License-Identifier: GPL-3.0-or-later
// The painted pictures of the start page: the demo's dots and the three steps.
#pragma once

#include <QWidget>

namespace tastescope {

/// Clusters of dots in the category colours, always the same ones.
class DemoPicture : public QWidget {
public:
    explicit DemoPicture(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

enum class StepKind { LongTail, Compare, Shape };

class StepPicture : public QWidget {
public:
    static constexpr int fullHeight = 168; ///< a lower one is squeezed

    explicit StepPicture(StepKind kind, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {218, fullHeight}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    StepKind m_kind;
};

} // namespace tastescope
