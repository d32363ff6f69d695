// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for other weights of the open data set's signals. It only asks: the caller hands the answer to the
// session, where it can be undone.
#pragma once

#include "engine/data/dataset.h"
#include "engine/data/statistics.h"

#include <QDialog>

#include <vector>

namespace tastescope {

class SignalWeightEditor;

class WeightsDialog : public QDialog {
    Q_OBJECT
public:
    /// Signals without events are listed too; `models` = how many would be out of date.
    WeightsDialog(const Dataset& dataset, const std::vector<SignalCount>& counts, std::size_t models,
                  QWidget* parent = nullptr);
    std::vector<SignalType> types() const;
    PairPolicy policy() const;

private:
    SignalWeightEditor* m_editor = nullptr;
};

} // namespace tastescope
