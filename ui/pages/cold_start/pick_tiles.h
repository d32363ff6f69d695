// SPDX-License-Identifier: GPL-3.0-or-later
// Tiles that a stranger picks from: a picture, title and creator of an item; one click likes it, a second
// dislikes it, a third takes both back.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "engine/onboarding/answers.h"

#include <QAbstractListModel>
#include <QListView>
#include <QString>

#include <vector>

namespace tastescope {

struct PickTile {
    ItemIndex item;
    QString title;
    QString creator;
    int slot = -1; ///< colour of the category; -1 = none
    Answer answer = Answer::Unknown;
};

class PickTilesModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    void setTiles(std::vector<PickTile> tiles);
    const std::vector<PickTile>& tiles() const { return m_tiles; }
    void setAnswer(int row, Answer answer);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<PickTile> m_tiles;
};

/// Three beside each other. Space or Enter on a tile is a click.
class PickTiles : public QListView {
    Q_OBJECT
public:
    explicit PickTiles(const QString& accessibleName, QWidget* parent = nullptr);

    PickTilesModel& tiles() { return *m_model; }

Q_SIGNALS:
    void picked(int row); ///< by the person; the answer is as it was

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    QSize sizeHint() const override;

private:
    void lay();
    PickTilesModel* m_model;
};

} // namespace tastescope
