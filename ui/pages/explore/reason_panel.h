// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector: why this item? A sentence, what the history adds, attributes in common, matching factors.
#pragma once

#include "ui/pages/explore/reason.h"

#include <QFrame>

class QLabel;
class QVBoxLayout;

namespace tastescope {

class Button;
class Chip;
class IconButton;
class Note;
class TextLabel;

/// Signed bars from a common zero line, one row a past item. Ctrl+C copies them with the rest.
class ContributionBars : public QWidget {
    Q_OBJECT
public:
    explicit ContributionBars(QWidget* parent = nullptr);
    void setBars(const std::vector<ReasonBar>& bars);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<ReasonBar> m_bars;
};

/// One axis a factor: filled dot the person, ring the item.
class FactorAxes : public QWidget {
    Q_OBJECT
public:
    explicit FactorAxes(QWidget* parent = nullptr);
    void setAxes(const std::vector<ReasonAxis>& axes);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<ReasonAxis> m_axes;
};

class ReasonPanel : public QFrame {
    Q_OBJECT
public:
    explicit ReasonPanel(QWidget* parent = nullptr);
    void setReason(const Reason& reason, const QString& question, const QString& userNoun,
                   const QString& itemNoun);
    /// The head alone, where there is no more to tell than a sentence.
    void setSentence(const Reason& reason, const QString& question);
    void clear(const QString& hint);

Q_SIGNALS:
    void closed();
    void openSimilar(quint32 item);

private:
    QWidget* makeSection(QVBoxLayout& into, const QString& heading, TextLabel** remark, QWidget* content);

    quint32 m_item = 0;
    TextLabel* m_question = nullptr;
    TextLabel* m_title = nullptr;
    TextLabel* m_creator = nullptr;
    Chip* m_category = nullptr;
    Note* m_sentence = nullptr;
    QWidget* m_body = nullptr;
    TextLabel* m_addsRemark = nullptr;
    ContributionBars* m_bars = nullptr;
    TextLabel* m_others = nullptr;
    QWidget* m_chipSection = nullptr;
    QWidget* m_chips = nullptr;
    QWidget* m_axisSection = nullptr;
    TextLabel* m_axisRemark = nullptr;
    FactorAxes* m_axes = nullptr;
    Button* m_similar = nullptr;
};

} // namespace tastescope
