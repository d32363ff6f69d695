// SPDX-License-Identifier: GPL-3.0-or-later
// One parameter as one line of the form: label, control, value.
#pragma once

#include "engine/models/params/param.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QGridLayout;

namespace tastescope {

class SliderRow;
class Switch;
class TextLabel;

/// Label 148 wide, a field that stretches, a value box of 72: the columns of every line of the form.
class FormLine : public QWidget {
    Q_OBJECT
public:
    FormLine(const QString& label, const QString& help, QWidget* parent = nullptr);
    void addField(QWidget* field);
    void addWideField(QWidget* field); ///< over the value box's column too
    void addValueBox(QWidget* box);

private:
    QGridLayout* m_grid;
};

class ParamRow : public QWidget {
    Q_OBJECT
public:
    explicit ParamRow(const ParamSpec& spec, QWidget* parent = nullptr);
    void setValue(const ParamValue& value); ///< emits nothing
    /// A value that nobody set: the data chose it, `why` stands below. Emits nothing.
    void setChosen(const ParamValue& value, const QString& why);
    /// No rule chooses any more, as when another parameter was set that it looked at: `standard` stands here
    /// again, without a reason. Emits nothing.
    void dropChosen(const ParamValue& standard);
    void setReason(const QString& why); ///< empty = no line below

Q_SIGNALS:
    void changed(const QString& text); ///< as ParamSet::set takes it

private:
    void addSlider(const ParamSpec& spec);

    SliderRow* m_slider = nullptr;
    QComboBox* m_choice = nullptr;
    Switch* m_switch = nullptr;
    std::optional<ParamValue> m_chosen; ///< what the data chose last
    TextLabel* m_reason = nullptr;      ///< only for what the data can choose
};

/// Decimals a value box needs so that the default is shown whole.
int decimalsOf(const ParamSpec& spec);

} // namespace tastescope
