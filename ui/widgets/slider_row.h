// SPDX-License-Identifier: GPL-3.0-or-later
// Label, groove with a tick at the preset value, and an editable value box.
#pragma once

#include <QWidget>

class QDoubleSpinBox;

namespace tastescope {

/// Changes are sent after 120 ms of rest, and never while the pointer holds the knob; double-click and
/// Delete return to the preset; the wheel acts only when focused. Screen readers have the groove as a slider.
class SliderRow : public QWidget {
    Q_OBJECT
public:
    struct Range {
        double low = 0;
        double high = 1;
        double preset = 0;
        int decimals = 2;
        bool logarithmic = false;
    };
    SliderRow(const QString& label, const Range& range, QWidget* parent = nullptr);
    double value() const;
    void setValue(double value); ///< emits nothing
    void setPreset(double value);
    /// The person changed it, and it has not rested yet; or holds it.
    bool isMoving() const;
    /// Before something else acts: what has been changed and is not sent yet is sent now, held or not.
    void sendWaiting();

Q_SIGNALS:
    void valueMoved(double value); ///< at once, for what keeps pace with the hand
    void valueChanged(double value);

private:
    class Groove;
    void change(double value); ///< by the person: clamped, sent after the rest
    void letGo();              ///< the pointer no longer holds the knob
    double shareOf(double value) const;
    double valueOf(double share) const;
    Range m_range;
    Groove* m_groove = nullptr;
    QDoubleSpinBox* m_box = nullptr;
    class QTimer* m_rest = nullptr;
    bool m_unsent = false; ///< the person changed it since it was last sent or set
};

} // namespace tastescope
