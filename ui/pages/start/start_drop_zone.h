// SPDX-License-Identifier: GPL-3.0-or-later
// The dashed field that takes files and folders.
#pragma once

#include <QFrame>

namespace tastescope {

class DropZone : public QFrame {
    Q_OBJECT
public:
    explicit DropZone(QWidget* parent = nullptr);

Q_SIGNALS:
    void dropped(const QStringList& paths);
    void chooseClicked();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void setHot(bool hot);
    bool m_hot = false;
};

} // namespace tastescope
