// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/rules/share_sliders.h"

#include "ui/text/format.h"
#include "ui/widgets/retire.h"
#include "ui/widgets/slider_row.h"
#include "ui/widgets/tab_order.h"

#include <QDoubleSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {

ShareSliders::ShareSliders(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(6);
    for (const QString& objective :
         {tr("Relevance"), tr("Variety"), tr("Novelty"), tr("New releases"), tr("Small creators")}) {
        addRow(objective);
    }
}

void ShareSliders::addRow(const QString& objective) {
    const std::size_t at = m_rows.size();
    m_names.push_back(tr("%1, %").arg(objective));
    auto* row = new SliderRow(m_names.back(), {0, 100, 0, 0, false}, this);
    m_column->addWidget(row);
    tabBehind(m_rows.empty() ? static_cast<QWidget*>(this) : m_rows.back(), row);
    m_rows.push_back(row);
    m_open.push_back(1);
    connect(row, &SliderRow::valueMoved, this,
            [this, at](double value) { Q_EMIT moved(movedTo(at, value)); });
    connect(row, &SliderRow::valueChanged, this, [this, at](double value) {
        const Shares shares = movedTo(at, value);
        m_moving = none;
        Q_EMIT changed(shares, m_names[at]);
    });
}

Shares ShareSliders::movedTo(std::size_t row, double value) {
    if (m_moving != row) {
        m_moving = row;
        m_before = shareValues(m_shares);
    }
    return withShareValues(m_shares,
                           rescaledShares(m_before, row, static_cast<unsigned>(value + 0.5), m_open));
}

void ShareSliders::setData(const DataTraits& traits, const Nouns& nouns) {
    const auto allow = [this](std::size_t row, bool on, const QString& why) {
        m_open[row] = on ? 1 : 0;
        m_rows[row]->setEnabled(on);
        m_rows[row]->setToolTip(on ? QString() : why);
    };
    allow(1, traits.attributes,
          tr("The %1 have no attributes that likeness could be told by").arg(toQString(nouns.items)));
    allow(3, traits.releases, tr("The data does not say when anything was released"));
    allow(4, traits.creators, tr("The data has no %1").arg(toQString(nouns.creators)));
}

void ShareSliders::showAttributes(const Shares& shares) {
    const std::size_t fixed = shareKeys.size();
    std::vector<QString> wanted(m_names.begin(), m_names.begin() + static_cast<std::ptrdiff_t>(fixed));
    for (const auto& [name, share] : shares.attributes) {
        wanted.push_back(tr("%1, %").arg(toQString(name)));
    }
    if (wanted == m_names) {
        return;
    }
    const auto same = std::ranges::mismatch(m_names, wanted).in1 - m_names.begin();
    const auto stay = static_cast<std::size_t>(same); // and the focus with them
    const std::size_t focused = focusedRow();
    const QString name = focused == none ? QString() : m_names[focused];
    const bool inBox = qobject_cast<const QAbstractSpinBox*>(window()->focusWidget());
    const std::vector<SliderRow*> gone(m_rows.begin() + same, m_rows.end());
    for (SliderRow* row : gone) {
        row->disconnect(this); // losing the focus, it would send what was being typed, as of another row
    }
    m_rows.resize(stay);
    m_names.resize(stay);
    m_open.resize(stay);
    for (std::size_t at = stay - fixed; at < shares.attributes.size(); ++at) {
        addRow(toQString(shares.attributes[at].first));
    }
    if (focused != none && focused >= stay) { // to the same attribute, else to what stands in its place
        const auto named = static_cast<std::size_t>(std::ranges::find(m_names, name) - m_names.begin());
        SliderRow* row = m_rows[named < m_rows.size() ? named : std::min(focused, m_rows.size() - 1)];
        row->show();
        if (QWidget* part = inBox ? row->findChild<QDoubleSpinBox*>() : firstFocus(*row)) {
            part->setFocus(Qt::OtherFocusReason);
        }
    }
    for (SliderRow* row : gone) {
        retire(row);
    }
    m_moving = none; // what was kept of the move is of other rows
}

void ShareSliders::sendWaiting() {
    for (SliderRow* row : std::vector(m_rows)) { // the answer may bring others
        row->sendWaiting();
    }
}

std::size_t ShareSliders::focusedRow() const {
    const QWidget* focus = window()->focusWidget();
    const auto row =
        std::ranges::find_if(m_rows, [focus](const SliderRow* one) { return one->isAncestorOf(focus); });
    return row == m_rows.end() ? none : static_cast<std::size_t>(row - m_rows.begin());
}

void ShareSliders::setShares(const Shares& shares, const Shares& preset) {
    showAttributes(shares);
    m_shares = shares;
    const std::vector<unsigned> values = shareValues(shares);
    const std::vector<unsigned> ticks = shareValues(withAttributesOf(preset, shares));
    for (std::size_t at = 0; at < m_rows.size(); ++at) {
        SliderRow* row = m_rows[at];
        row->setPreset(ticks[at]);
        if (!row->isMoving() || row->value() != values[at]) {
            row->setValue(values[at]);
        }
    }
    if (m_moving != none && (m_moving >= m_rows.size() || !m_rows[m_moving]->isMoving())) {
        m_moving = none; // somebody else has changed them meanwhile
    }
}

} // namespace tastescope

#include "moc_share_sliders.cpp"
