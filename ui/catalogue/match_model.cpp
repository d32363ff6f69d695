// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/catalogue/match_model.h"

namespace tastescope {

void MatchModel::setMatches(std::vector<Match> matches) {
    beginResetModel();
    m_matches = std::move(matches);
    endResetModel();
}

int MatchModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_matches.size());
}

QVariant MatchModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Match& match = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: // what the completer puts into the field
        return match.title;
    case Qt::AccessibleTextRole:
        return match.remark.isEmpty() ? match.title : match.title + QStringLiteral(", ") + match.remark;
    case IndexRole:
        return match.index;
    case RemarkRole:
        return match.remark;
    default:
        return {};
    }
}

} // namespace tastescope
