// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/key_figures.h"

#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tastescope {

KeyFigures::KeyFigures(int count, QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("card"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int place = 0; place < count; ++place) {
        if (place > 0) {
            auto* line = new QFrame(this);
            line->setObjectName(QStringLiteral("separator"));
            line->setFixedWidth(1);
            row->addWidget(line);
        }
        auto* cell = new QVBoxLayout;
        cell->setContentsMargins(16, 12, 12, 12);
        cell->setSpacing(0);
        const Cell labels{new TextLabel(TextStyle::Small, Role::Text2, {}, this),
                          new TextLabel(TextStyle::Figure, Role::Text, {}, this),
                          new TextLabel(TextStyle::Micro, Role::Text3, {}, this)};
        for (TextLabel* label : {labels.label, labels.value, labels.remark}) {
            label->setElided(true);
            cell->addWidget(label);
        }
        row->addLayout(cell, 1);
        m_cells.push_back(labels);
    }
}

void KeyFigures::setFigures(const std::vector<KeyFigure>& figures) {
    for (std::size_t place = 0; place < m_cells.size() && place < figures.size(); ++place) {
        m_cells[place].label->setText(figures[place].label);
        m_cells[place].value->setText(figures[place].value);
        m_cells[place].remark->setText(figures[place].remark);
    }
}

} // namespace tastescope
