// SPDX-License-Identifier: GPL-3.0-or-later
// Widgets in reading order, wrapped into as many lines as the width asks for.
#pragma once

#include <QLayout>

#include <vector>

namespace tastescope {

class FlowLayout : public QLayout {
    Q_OBJECT
public:
    FlowLayout(QWidget* parent, int gap);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    int count() const override;
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return place(QRect(0, 0, width, 0), false); }
    void setGeometry(const QRect& rect) override;
    QSize sizeHint() const override { return minimumSize(); }
    QSize minimumSize() const override;

private:
    int place(const QRect& rect, bool apply) const;

    int m_gap;
    std::vector<QLayoutItem*> m_items;
};

} // namespace tastescope
