// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/param_row.h"

#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_row.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

constexpr int labelWidth = 148;
constexpr int boxWidth = 72;
constexpr int boxHeight = 28; // what the style sheet gives boxes at least
constexpr int lineHeight = 32;

double asNumber(const ParamValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*whole);
    }
    const auto* real = std::get_if<double>(&value);
    return real ? *real : 0;
}

/// A slider row stacks its label over the groove; here both and the value share one line, and the line has a
/// label of its own.
void layOutInOneLine(SliderRow& slider) {
    delete slider.layout();
    auto* row = new QHBoxLayout(&slider);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    auto* box = slider.findChild<QDoubleSpinBox*>(QString(), Qt::FindDirectChildrenOnly);
    for (QWidget* child : slider.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (qobject_cast<QLabel*>(child)) {
            child->hide();
        } else if (child != box) {
            row->addWidget(child, 1);
        }
    }
    row->addWidget(box);
    const auto resize = [box] { box->setFixedHeight(Theme::instance().scaled(boxHeight)); };
    resize();
    QObject::connect(&Theme::instance(), &Theme::changed, box, resize);
}

/// A choice's id as words: "bm25" stays, "gradient_steps" becomes "Gradient steps".
QString choiceText(const std::string& id) {
    return capitalised(toQString(id).replace(QLatin1Char('_'), QLatin1Char(' ')));
}

} // namespace

FormLine::FormLine(const QString& label, const QString& help, QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this)) {
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(0);
    auto* name = new TextLabel(TextStyle::Body, Role::Text, label, this);
    name->setElided(true);
    name->setToolTip(help);
    const auto resize = [this, name] {
        name->setFixedWidth(Theme::instance().scaled(labelWidth));
        setFixedHeight(Theme::instance().scaled(lineHeight));
    };
    resize();
    connect(&Theme::instance(), &Theme::changed, this, resize);
    m_grid->addWidget(name, 0, 0);
    m_grid->setColumnStretch(1, 1);
    setToolTip(help);
}

void FormLine::addField(QWidget* field) {
    m_grid->addWidget(field, 0, 1, Qt::AlignVCenter);
}

void FormLine::addWideField(QWidget* field) {
    m_grid->addWidget(field, 0, 1, 1, 2);
}

void FormLine::addValueBox(QWidget* box) {
    const auto resize = [box] {
        const Theme& theme = Theme::instance();
        box->setFont(theme.font(TextStyle::Small));
        box->setFixedSize(theme.scaled(boxWidth), theme.scaled(boxHeight));
    };
    resize();
    connect(&Theme::instance(), &Theme::changed, box, resize);
    m_grid->addWidget(box, 0, 2);
}

ParamRow::ParamRow(const ParamSpec& spec, QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    const QString title = toQString(spec.title);
    const QString help = toQString(spec.help);
    auto* line = new FormLine(title, help, this);
    column->addWidget(line);
    if (spec.byData) {
        m_reason = new TextLabel(TextStyle::Micro, Role::Text3, {}, this);
        m_reason->setElided(true);
        m_reason->hide();
        column->setSpacing(0);
        column->addWidget(m_reason);
    }
    if (spec.type == ParamType::Integer || spec.type == ParamType::Real) {
        addSlider(spec);
        layOutInOneLine(*m_slider);
        m_slider->setToolTip(help);
        line->addWideField(m_slider);
        return;
    }
    if (spec.type == ParamType::Flag) {
        m_switch = new Switch(title, line);
        m_switch->setToolTip(help);
        auto* place = new QWidget(line);
        auto* row = new QHBoxLayout(place);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_switch);
        row->addStretch(1);
        line->addField(place);
        connect(m_switch, &QCheckBox::toggled, this,
                [this](bool on) { Q_EMIT changed(on ? QStringLiteral("true") : QStringLiteral("false")); });
        return;
    }
    m_choice = new ComboBox(line);
    m_choice->setProperty("small", true);
    m_choice->setAccessibleName(title);
    m_choice->setToolTip(help);
    m_choice->setFont(Theme::instance().font(TextStyle::Small));
    for (const std::string& choice : spec.choices) {
        m_choice->addItem(choiceText(choice), toQString(choice));
    }
    line->addField(m_choice);
    connect(m_choice, &QComboBox::currentIndexChanged, this,
            [this](int index) { Q_EMIT changed(m_choice->itemData(index).toString()); });
}

void ParamRow::addSlider(const ParamSpec& spec) {
    SliderRow::Range range;
    range.low = spec.low;
    range.high = spec.high;
    range.preset = asNumber(spec.standard);
    range.decimals = decimalsOf(spec);
    range.logarithmic = spec.logarithmic;
    m_slider = new SliderRow(toQString(spec.title), range, this);
    const bool whole = spec.type == ParamType::Integer;
    connect(m_slider, &SliderRow::valueChanged, this, [this, whole, range](double value) {
        // The box rounds, also past the ends of the range.
        const double inside = std::clamp(value, range.low, range.high);
        Q_EMIT changed(whole ? QString::number(std::llround(inside)) : QString::number(inside, 'g', 12));
    });
}

void ParamRow::setValue(const ParamValue& value) {
    const QSignalBlocker quiet(this);
    if (m_slider) {
        m_slider->setValue(asNumber(value));
    } else if (m_switch) {
        m_switch->setChecked(std::get<bool>(value));
    } else {
        m_choice->setCurrentIndex(m_choice->findData(toQString(std::get<std::string>(value))));
    }
}

void ParamRow::setChosen(const ParamValue& value, const QString& why) {
    // A value that stands here already may be under a person's hand by now.
    if (m_chosen != value) {
        m_chosen = value;
        if (m_slider) {
            m_slider->setPreset(asNumber(value));
        }
        if (!m_slider || !m_slider->isMoving()) { // what the person sets now comes after what the data chose
            setValue(value);
        }
    }
    setReason(why);
}

void ParamRow::dropChosen(const ParamValue& standard) {
    if (m_chosen) { // else it stands here all the time
        setChosen(standard, {});
        m_chosen.reset();
    }
    setReason({});
}

void ParamRow::setReason(const QString& why) {
    if (!m_reason) {
        return;
    }
    const QString text = why.isEmpty() ? QString() : tr("by the data: %1").arg(why);
    m_reason->setText(text);
    m_reason->setVisible(!text.isEmpty());
    for (QWidget* control : {static_cast<QWidget*>(m_slider), static_cast<QWidget*>(m_choice),
                             static_cast<QWidget*>(m_switch)}) {
        if (control) {
            control->setAccessibleDescription(text);
        }
    }
    if (m_slider) { // its parts are what the focus goes to
        for (QWidget* part : m_slider->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
            if (part->focusPolicy() != Qt::NoFocus) {
                part->setAccessibleDescription(text);
            }
        }
    }
}

int decimalsOf(const ParamSpec& spec) {
    if (spec.type == ParamType::Integer) {
        return 0;
    }
    const auto whole = [](double value, int decimals) {
        const double scaled = value * std::pow(10.0, decimals);
        return std::abs(scaled - std::round(scaled)) < 1e-6;
    };
    const double span = spec.high - spec.low;
    // Powers of ten need one digit more than the default has, or their lower end cannot be set at all.
    int decimals = spec.logarithmic ? 3 : span >= 1000 ? 0 : span >= 50 ? 1 : 2;
    while (decimals < 6 && !whole(asNumber(spec.standard), decimals)) {
        ++decimals;
    }
    return decimals;
}

} // namespace tastescope
