// SPDX-License-Identifier: GPL-3.0-or-later
// The rail at the left: 184 wide with words, 48 with icons only.
#pragma once

#include "ui/shell/rail_model.h"

#include <QListView>

namespace tastescope {

class RailList : public QListView {
    Q_OBJECT
public:
    RailList(RailModel* model, const QString& accessibleName, QWidget* parent = nullptr);
    void setNarrow(bool narrow);
    bool narrow() const { return m_narrow; }

Q_SIGNALS:
    void chosen(const QString& id);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    bool m_narrow = false;
};

class Rail : public QWidget {
    Q_OBJECT
public:
    explicit Rail(const QSet<QString>& built, QWidget* parent = nullptr);
    void setDataOpen(bool open, const QString& people);
    void setCurrent(const QString& id); ///< marks nothing when the id is no place of the rail
    void setNarrow(bool narrow);
    bool isOpenable(const QString& id) const;
    /// Ids in order, for Ctrl+0 … Ctrl+9.
    QStringList ids() const;
    RailModel* model() const { return m_model; }
    RailList* list() const { return m_list; }

Q_SIGNALS:
    void chosen(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void resizeToTheme();
    RailModel* m_model;
    RailModel* m_bottomModel;
    RailList* m_list;
    RailList* m_bottom;
};

} // namespace tastescope
