// SPDX-License-Identifier: GPL-3.0-or-later
// Which bar of the categories is which: two squares with words.
#pragma once

#include <QStringList>
#include <QWidget>

namespace tastescope {

class ShareLegend : public QWidget {
    Q_OBJECT
public:
    explicit ShareLegend(QWidget* parent = nullptr);
    /// Of the grey and of the coloured bar.
    void setWords(const QString& grey, const QString& coloured);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QStringList m_words;
};

} // namespace tastescope
