// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/slider_row.h"

#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QAccessibleWidget>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {

namespace {

constexpr int restMs = 120;
constexpr double smallStep = 0.01; // of the groove, for an arrow key
constexpr double largeStep = 0.1;  // for Page Up and Page Down
constexpr int knob = 14;

} // namespace

/// The painted groove. Works in shares of its length; SliderRow turns shares into values.
class SliderRow::Groove : public QWidget {
public:
    explicit Groove(SliderRow* row) : QWidget(row), m_row(row) {
        [[maybe_unused]] static const bool known = [] {
            QAccessible::installFactory(&Groove::accessOf);
            return true;
        }();
        setFocusPolicy(Qt::StrongFocus);
        setFixedHeight(16);
        setCursor(Qt::PointingHandCursor);
    }

    double share() const { return m_share; }
    bool isHeld() const { return m_held; }
    void setShare(double share) {
        m_share = std::clamp(share, 0.0, 1.0);
        update();
        if (QAccessible::isActive()) {
            QAccessibleValueChangeEvent event(this, m_row->value());
            QAccessible::updateAccessibility(&event);
        }
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const double middle = height() / 2.0;
        const double x = position(m_share);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Role::Track));
        painter.drawRoundedRect(QRectF(0, middle - 2, width(), 4), 2, 2);
        painter.setBrush(theme.color(isEnabled() ? Role::Accent : Role::Outline));
        painter.drawRoundedRect(QRectF(0, middle - 2, x, 4), 2, 2);
        painter.setBrush(theme.color(Role::Text3));
        painter.drawRect(QRectF(position(m_row->shareOf(m_row->m_range.preset)) - 1, middle - 5, 2, 10));
        painter.setPen(QPen(theme.color(isEnabled() ? Role::Accent : Role::Outline), 2));
        painter.setBrush(theme.color(Role::Surface));
        painter.drawEllipse(QPointF(x, middle), knob / 2.0 - 1, knob / 2.0 - 1);
    }

    void mousePressEvent(QMouseEvent* event) override {
        if (event->button() == Qt::LeftButton) {
            m_held = true;
            moveTo(event->position().x());
        }
    }
    void mouseMoveEvent(QMouseEvent* event) override {
        if (event->buttons() & Qt::LeftButton) {
            moveTo(event->position().x());
        }
    }
    void mouseReleaseEvent(QMouseEvent* event) override {
        if (event->button() == Qt::LeftButton) {
            release();
        }
    }
    void mouseDoubleClickEvent(QMouseEvent*) override { m_row->change(m_row->m_range.preset); }

    // A hand whose release goes elsewhere holds it no longer.
    void hideEvent(QHideEvent* event) override {
        QWidget::hideEvent(event);
        release();
    }
    void changeEvent(QEvent* event) override {
        QWidget::changeEvent(event);
        if (event->type() == QEvent::EnabledChange) {
            release();
        }
    }

    void wheelEvent(QWheelEvent* event) override {
        if (!hasFocus()) {
            event->ignore();
            return;
        }
        step(event->angleDelta().y() > 0 ? smallStep : -smallStep);
        event->accept();
    }

    void keyPressEvent(QKeyEvent* event) override {
        switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Down:
            return step(-smallStep);
        case Qt::Key_Right:
        case Qt::Key_Up:
            return step(smallStep);
        case Qt::Key_PageDown:
            return step(-largeStep);
        case Qt::Key_PageUp:
            return step(largeStep);
        case Qt::Key_Home:
            return m_row->change(m_row->m_range.low);
        case Qt::Key_End:
            return m_row->change(m_row->m_range.high);
        case Qt::Key_Delete:
            return m_row->change(m_row->m_range.preset);
        default:
            QWidget::keyPressEvent(event);
        }
    }

private:
    class Access;
    static QAccessibleInterface* accessOf(const QString& kind, QObject* object);

    void release() {
        if (m_held) {
            m_held = false;
            m_row->letGo();
        }
    }
    double position(double share) const { return knob / 2.0 + share * (width() - knob); }
    void moveTo(double x) { m_row->change(m_row->valueOf((x - knob / 2.0) / std::max(1, width() - knob))); }
    // A step moves at least one unit of the value box, or it would be rounded away.
    void step(double share) {
        const double now = m_row->value();
        const double unit = std::pow(10.0, -m_row->m_range.decimals);
        double next = m_row->valueOf(m_share + share);
        if (std::abs(next - now) < unit) {
            next = now + (share > 0 ? unit : -unit);
        }
        m_row->change(next);
    }

    SliderRow* m_row;
    double m_share = 0;
    bool m_held = false;
};

/// The groove for a screen reader: a slider with the value as its box writes it, which a bare widget has not.
class SliderRow::Groove::Access final : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit Access(Groove* groove) : QAccessibleWidget(groove, QAccessible::Slider), m_row(*groove->m_row) {}

    QString text(QAccessible::Text what) const override {
        return what == QAccessible::Value ? m_row.m_box->text() : QAccessibleWidget::text(what);
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ValueInterface ? static_cast<QAccessibleValueInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    QVariant currentValue() const override { return m_row.value(); }
    void setCurrentValue(const QVariant& value) override { m_row.change(value.toDouble()); }
    QVariant maximumValue() const override { return m_row.m_range.high; }
    QVariant minimumValue() const override { return m_row.m_range.low; }
    QVariant minimumStepSize() const override { return m_row.m_box->singleStep(); }

private:
    SliderRow& m_row;
};

QAccessibleInterface* SliderRow::Groove::accessOf(const QString&, QObject* object) {
    auto* groove = dynamic_cast<Groove*>(object);
    return groove ? new Access(groove) : nullptr;
}

SliderRow::SliderRow(const QString& label, const Range& range, QWidget* parent)
    : QWidget(parent)
    , m_range(range)
    , m_groove(new Groove(this))
    , m_box(new QDoubleSpinBox(this))
    , m_rest(new QTimer(this)) {
    auto* name = new TextLabel(TextStyle::Small, Role::Text2, label, this);
    name->setElided(true);
    m_groove->setAccessibleName(label);
    m_box->setAccessibleName(tr("%1, value").arg(label));
    m_box->setProperty("small", true); // the style sheet then lets it be 24 high
    m_box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_box->setAlignment(Qt::AlignRight);
    m_box->setDecimals(range.decimals);
    m_box->setRange(range.low, range.high);
    m_box->setSingleStep(std::pow(10.0, -range.decimals));
    m_box->setKeyboardTracking(false);
    m_box->setFocusPolicy(Qt::StrongFocus);
    m_box->setLocale(QLocale::c());
    m_rest->setSingleShot(true);
    m_rest->setInterval(restMs);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(name, 1);
    head->addWidget(m_box);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_groove);
    const auto restyle = [this] {
        const Theme& theme = Theme::instance();
        m_box->setFont(theme.font(TextStyle::Small));
        m_box->setFixedSize(theme.scaled(72), theme.scaled(24));
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
    connect(m_box, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_groove->setShare(shareOf(value));
        m_unsent = true;
        m_rest->start();
        Q_EMIT valueMoved(value);
    });
    connect(m_rest, &QTimer::timeout, this, [this] {
        if (!m_groove->isHeld()) { // else when it is let go: a pause is not the end of a move
            sendWaiting();
        }
    });
    setValue(range.preset);
}

bool SliderRow::isMoving() const {
    return m_rest->isActive() || m_groove->isHeld();
}

void SliderRow::sendWaiting() {
    m_rest->stop();
    if (std::exchange(m_unsent, false)) {
        Q_EMIT valueChanged(value());
    }
}

void SliderRow::letGo() {
    if (m_unsent) {
        m_rest->start();
    }
}

double SliderRow::value() const {
    return m_box->value();
}

void SliderRow::setValue(double value) {
    const QSignalBlocker quiet(m_box);
    m_box->setValue(value);
    m_groove->setShare(shareOf(m_box->value()));
    m_rest->stop();
    m_unsent = false;
}

void SliderRow::change(double value) {
    m_box->setValue(std::clamp(value, m_range.low, m_range.high));
}

void SliderRow::setPreset(double value) {
    m_range.preset = value;
    m_groove->update();
}

double SliderRow::shareOf(double value) const {
    if (m_range.high <= m_range.low) {
        return 0;
    }
    // A logarithmic range that begins at 0 spans six powers of ten; its left end is 0 itself.
    if (m_range.logarithmic) {
        const double low = m_range.low > 0 ? m_range.low : m_range.high * 1e-6;
        return value <= low ? 0 : std::log(value / low) / std::log(m_range.high / low);
    }
    return (value - m_range.low) / (m_range.high - m_range.low);
}

double SliderRow::valueOf(double share) const {
    const double at = std::clamp(share, 0.0, 1.0);
    if (m_range.logarithmic) {
        const double low = m_range.low > 0 ? m_range.low : m_range.high * 1e-6;
        return at <= 0 ? m_range.low : low * std::pow(m_range.high / low, at);
    }
    return m_range.low + at * (m_range.high - m_range.low);
}

} // namespace tastescope
