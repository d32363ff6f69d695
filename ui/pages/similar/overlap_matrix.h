// SPDX-License-Identifier: GPL-3.0-or-later
// How many of the k nearest each pair of models shares, as a table of coloured cells. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

namespace tastescope {

class OverlapMatrix : public QWidget {
    Q_OBJECT
public:
    explicit OverlapMatrix(QWidget* parent = nullptr);
    void setShared(const QStringList& names, const std::vector<std::vector<int>>& shared, int k);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QStringList m_names;
    std::vector<std::vector<int>> m_shared;
    int m_k = 1;
};

} // namespace tastescope
