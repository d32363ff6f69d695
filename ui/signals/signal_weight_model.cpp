// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signals/signal_weight_model.h"

#include "ui/text/format.h"

#include <cmath>

namespace tastescope {

namespace {

bool edit(SignalWeight& row, const QVariant& value) {
    bool isNumber = false;
    const double weight = value.toDouble(&isNumber);
    if (!isNumber || !std::isfinite(weight)) {
        return false;
    }
    row.type.weight = weight;
    return true;
}

double weightOf(const SignalWeight& row) {
    return row.type.weight;
}

} // namespace

SignalWeightModel::SignalWeightModel(QObject* parent)
    : ColumnTable(
          {{tr("Signal"), [](const SignalWeight& row) { return capitalised(toQString(row.type.name)); }},
           {tr("Weight"),
            [](const SignalWeight& row) {
                return QString::number(row.type.weight).replace(u'-', QChar(0x2212));
            },
            weightOf,
            Qt::AlignRight,
            {},
            edit},
           {QString(), nullptr, weightOf, Qt::AlignRight},
           {tr("Rows"), [](const SignalWeight& row) { return formatCount(row.rows); },
            [](const SignalWeight& row) { return qulonglong(row.rows); }, Qt::AlignRight}},
          {{WeightRole, weightOf}}, parent) {}

} // namespace tastescope
