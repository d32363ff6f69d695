// SPDX-License-Identifier: GPL-3.0-or-later
// What a lookup field offers below itself: at most some twenty users or items that fit the typed text.
#pragma once

#include <QAbstractListModel>
#include <QString>

#include <cstdint>
#include <vector>

namespace tastescope {

struct Match {
    std::uint32_t index = 0; ///< row number in the data set
    QString title;
    QString remark; ///< creator, number of events
    friend bool operator==(const Match&, const Match&) = default;
};

class MatchModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole { IndexRole = Qt::UserRole, RemarkRole };

    using QAbstractListModel::QAbstractListModel;
    void setMatches(std::vector<Match> matches);
    const Match& at(int row) const { return m_matches[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<Match> m_matches;
};

} // namespace tastescope
