// SPDX-License-Identifier: GPL-3.0-or-later
// Several people's lists after the rules beside each other, each with its head: who it is, how much moved,
// what gave way. An item is lit in every list that has it. GUI thread only.
#pragma once

#include "ui/pages/studio/lists/people_model.h"
#include "ui/pages/studio/lists/places_view.h"

namespace tastescope {

/// As any list of places; Delete takes a person away.
class PeopleView : public PlacesView {
    Q_OBJECT
public:
    static constexpr std::size_t mostPeople = 4;

    explicit PeopleView(QWidget* parent = nullptr);
    void setPeople(const std::vector<PersonList>& people);
    const PeopleModel& people() const { return *m_model; }

Q_SIGNALS:
    void removeWanted(int column);

protected:
    const MoveSide& sideAt(int row, int column) const override;
    QRect columnRect(int column) const override;
    int columnAt(int x) const override;
    int mainColumn() const override { return 0; }
    int headHeight() const override;
    QString nothingText() const override { return tr("Nothing is left to recommend to these people"); }
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void updateGeometries() override;

private:
    class Head;
    class Heads;
    void paintPlace(QPainter& painter, const QRect& rect, int place, const MoveSide& of) const;

    PeopleModel* m_model;
    Heads* m_heads;
    bool m_noted = false; ///< some head has a note
};

} // namespace tastescope
