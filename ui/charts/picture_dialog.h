// SPDX-License-Identifier: GPL-3.0-or-later
// Before the file of a picture: its colours and its size. The kind of the file follows its name, later.
#pragma once

#include "ui/charts/chart_picture.h"

#include <QDialog>

class QComboBox;
class QSpinBox;

namespace tastescope {

class SegmentedControl;

class PictureDialog : public QDialog {
    Q_OBJECT
public:
    /// `shown` is the size of the picture as it is on the screen, `look` what is offered first.
    PictureDialog(const QSize& shown, const PictureLook& look, QWidget* parent);
    PictureLook look() const;

private:
    void sizeChosen();

    QSize m_shown;
    SegmentedControl* m_colors;
    QComboBox* m_size;
    QSpinBox* m_width;
    QSpinBox* m_height;
};

} // namespace tastescope
