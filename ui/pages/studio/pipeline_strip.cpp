// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/pipeline_strip.h"

#include "engine/pipeline/ranker/tree_booster.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int stripHeight = 72;

QString timeText(double milliseconds) {
    return milliseconds < 0    ? QString()
           : milliseconds < 10 ? PipelineStrip::tr("%1 ms").arg(milliseconds, 0, 'f', 1)
                               : PipelineStrip::tr("%1 ms").arg(formatCount(qulonglong(milliseconds + 0.5)));
}

} // namespace

/// A bar of shares with the names below.
class PipelineStrip::Shares : public QWidget {
public:
    using QWidget::QWidget;
    void setSources(const std::vector<StageShare>& sources) {
        m_sources = sources;
        QStringList words;
        for (const StageShare& one : sources) {
            words << PipelineStrip::tr("%1 %2").arg(one.name, formatCount(one.count));
        }
        setAccessibleName(PipelineStrip::tr("Sources of candidates"));
        setAccessibleDescription(words.join(QStringLiteral(", ")));
        setToolTip(words.join(u'\n'));
        update();
    }
    QSize sizeHint() const override {
        return {Theme::instance().scaled(160), 14 + Theme::instance().lineHeight(TextStyle::Small)};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        double all = 0;
        for (const StageShare& one : m_sources) {
            all += static_cast<double>(one.count);
        }
        double left = 0;
        int words = 0;
        int step = 6;
        painter.setFont(theme.font(TextStyle::Small));
        for (const StageShare& one : m_sources) {
            const double wide = all > 0 ? width() * static_cast<double>(one.count) / all : 0;
            painter.fillRect(QRectF(left, 2, std::max(0.0, wide - 2), 8), theme.sequential(step));
            left += wide;
            const QRect square(words, 14 + (theme.lineHeight(TextStyle::Small) - 8) / 2, 8, 8);
            const QString text = PipelineStrip::tr("%1 %2").arg(one.name, formatCount(one.count));
            const int room =
                std::min(painter.fontMetrics().horizontalAdvance(text) + 1, width() - words - 13);
            if (room > 12) {
                painter.fillRect(square, theme.sequential(step));
                painter.setPen(theme.color(Role::Text3));
                painter.drawText(QRect(words + 13, 14, room, theme.lineHeight(TextStyle::Small)),
                                 Qt::AlignLeft | Qt::AlignVCenter,
                                 painter.fontMetrics().elidedText(text, Qt::ElideRight, room));
            }
            words += room + 27;
            step = std::max(1, step - 2);
        }
    }

private:
    std::vector<StageShare> m_sources;
};

/// How many go on.
class PipelineStrip::Arrow : public QWidget {
public:
    using QWidget::QWidget;
    void setCount(std::size_t count) {
        m_text = formatCount(count);
        setAccessibleName(PipelineStrip::tr("%1 go on").arg(m_text));
        update();
    }
    QSize sizeHint() const override { return {Theme::instance().scaled(68), 40}; }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setFont(theme.font(TextStyle::Heading));
        painter.setPen(theme.color(Role::Text));
        const int middle = height() / 2 + 8;
        painter.drawText(QRect(0, middle - 26, width(), 22), Qt::AlignCenter, m_text);
        painter.setPen(QPen(theme.color(Role::Outline), 1.5));
        painter.drawLine(QPointF(6, middle), QPointF(width() - 7, middle));
        painter.drawPolyline(QPolygonF({QPointF(width() - 12, middle - 4), QPointF(width() - 7, middle),
                                        QPointF(width() - 12, middle + 4)}));
    }

private:
    QString m_text;
};

PipelineStrip::PipelineStrip(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("card"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    QWidget* collect = makeStage(1, tr("Collect candidates"), m_collecting);
    m_shares = new Shares(collect);
    collect->layout()->addWidget(m_shares);
    m_candidates = new Arrow(this);
    QWidget* rank = makeStage(2, tr("Rank"), m_ranking);
    m_rankers = new ComboBox(rank);
    m_rankers->setAccessibleName(tr("Ranked by"));
    m_rankers->setProperty("small", true);
    m_remark = new TextLabel(TextStyle::Small, Role::Text3, {}, rank);
    m_remark->setElided(true);
    auto* by = new QHBoxLayout;
    by->setSpacing(8);
    by->addWidget(m_rankers, 2);
    by->addWidget(m_remark, 1);
    static_cast<QVBoxLayout*>(rank->layout())->addLayout(by);
    m_ranked = new Arrow(this);
    QWidget* apply = makeStage(3, tr("Apply rules"), m_ruling);
    apply->setObjectName(QStringLiteral("activeStage"));
    m_parts = new TextLabel(TextStyle::Small, Role::Text2, {}, apply);
    m_parts->setElided(true);
    apply->layout()->addWidget(m_parts);
    auto* final = new QWidget(this);
    auto* column = new QVBoxLayout(final);
    column->setContentsMargins(20, 6, 20, 6);
    column->setSpacing(0);
    column->addWidget(new TextLabel(TextStyle::Small, Role::Text3, tr("Final list"), final));
    m_places = new TextLabel(TextStyle::Title, Role::Text, {}, final);
    m_total = new TextLabel(TextStyle::Small, Role::Text3, {}, final);
    column->addWidget(m_places);
    column->addWidget(m_total);
    row->addWidget(collect, 5);
    row->addWidget(m_candidates);
    row->addWidget(rank, 5);
    row->addWidget(m_ranked);
    row->addWidget(apply, 4);
    row->addWidget(final);
    const auto restyle = [this, apply] {
        const Theme& theme = Theme::instance();
        setFixedHeight(theme.scaled(stripHeight));
        m_rankers->setFixedHeight(theme.scaled(24));
        QPalette palette = apply->palette();
        palette.setColor(QPalette::Window, theme.color(Role::AccentSoft));
        apply->setAutoFillBackground(true);
        apply->setPalette(palette);
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
    connect(m_rankers, &QComboBox::activated, this,
            [this](int at) { Q_EMIT rankerChosen(m_rankers->itemData(at).toLongLong()); });
}

QWidget* PipelineStrip::makeStage(int number, const QString& title, TextLabel*& time) {
    auto* stage = new QWidget(this);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new TextLabel(TextStyle::Small, Role::Text3, QString::number(number), stage));
    auto* name = new TextLabel(TextStyle::Card, Role::Text, title, stage);
    name->setElided(true);
    head->addWidget(name, 1);
    time = new TextLabel(TextStyle::Small, Role::Text3, {}, stage);
    head->addWidget(time);
    auto* column = new QVBoxLayout(stage);
    column->setContentsMargins(16, 7, 16, 7);
    column->setSpacing(4);
    column->addLayout(head);
    return stage;
}

QWidget& PipelineStrip::rankers() const {
    return *m_rankers;
}

void PipelineStrip::setRankers(const std::vector<std::pair<qint64, QString>>& rankers, qint64 current) {
    m_rankers->clear();
    for (const auto& [id, name] : rankers) {
        m_rankers->addItem(name, id);
    }
    m_rankers->setCurrentIndex(std::max(0, m_rankers->findData(current)));
    if (canBoost()) {
        m_rankers->insertSeparator(m_rankers->count());
        m_rankers->addItem(tr("Train a ranker on several models…"), trainOne);
    }
    m_rankers->setEnabled(m_rankers->count() > 1);
}

void PipelineStrip::setNumbers(const StripNumbers& numbers) {
    m_numbers = numbers;
    m_shares->setSources(numbers.sources);
    m_candidates->setCount(numbers.candidates);
    m_ranked->setCount(numbers.ranked);
    m_collecting->setText(timeText(numbers.collecting));
    m_ranking->setText(timeText(numbers.ranking));
    m_remark->setText(numbers.remark);
    m_ruling->setText(timeText(numbers.ruling));
    QStringList parts;
    parts << formatCounted(qulonglong(numbers.balances), tr("1 balance"), tr("%1 balances"))
          << formatCounted(qulonglong(numbers.limits), tr("1 limit"), tr("%1 limits"))
          << formatCounted(qulonglong(numbers.rules), tr("1 rule"), tr("%1 rules"));
    m_parts->setText(parts.join(QStringLiteral(" · ")));
    m_places->setText(formatCount(numbers.places));
    const double total =
        std::max(0.0, numbers.collecting) + std::max(0.0, numbers.ranking) + std::max(0.0, numbers.ruling);
    m_total->setText(numbers.ruling < 0 ? QString() : timeText(total));
}

} // namespace tastescope

#include "moc_pipeline_strip.cpp"
