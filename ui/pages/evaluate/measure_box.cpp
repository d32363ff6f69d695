// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/measure_box.h"

#include "storage/experiments/metric_keys.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QSignalBlocker>

namespace tastescope {

std::string firstKeyOf(const std::vector<std::string>& keys, std::initializer_list<std::string_view> wanted,
                       std::string_view besides) {
    for (const std::string_view one : wanted) {
        for (const std::string& key : keys) {
            if (key != besides && (key == one || key.starts_with(std::string(one) + "@"))) {
                return key;
            }
        }
    }
    for (const std::string& key : keys) {
        if (key != besides) {
            return key;
        }
    }
    return keys.empty() ? std::string() : keys.front();
}

void fillKeys(QComboBox& box, const EvaluationResult& result, const QString& pattern) {
    const QSignalBlocker quiet(&box);
    box.clear();
    for (const std::string& key : metricKeysOf(result)) {
        box.addItem(pattern.arg(metricTitle(key, result)), toQString(key));
        box.setItemData(box.count() - 1, metricHelp(key), Qt::ToolTipRole);
    }
    box.setEnabled(box.count() > 1);
    box.view()->setMinimumWidth(box.view()->sizeHintForColumn(0) + Theme::instance().scaled(32));
}

void keepWidth(QComboBox& box, int letters) {
    box.setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box.setMinimumContentsLength(letters);
}

} // namespace tastescope
