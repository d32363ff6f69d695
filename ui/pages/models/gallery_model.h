// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of model a person can train, with the forecast for the open data and whether one is trained.
#pragma once

#include "ui/session.h"

#include <QAbstractListModel>

#include <map>
#include <string>
#include <vector>

namespace tastescope {

enum class GalleryFilter { All, Personal, NewItems, ExplainsItself };
enum class KindState { Untrained, Training, Trained };

/// "Item-item regression" of "item-item".
QString familyTitle(const std::string& family);
/// All families in gallery order.
std::vector<std::string> families();

/// Follows the session. Rows are the algorithms that pass the filter, by family in gallery order, each family
/// below a heading that cannot be chosen.
class GalleryModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole {
        IdRole = Qt::UserRole,
        TaglineRole,
        AboutRole,
        EffortRole,
        ForecastRole,
        StateRole,
        HeadingRole
    };

    explicit GalleryModel(Session& session, QObject* parent = nullptr);
    void setFilter(GalleryFilter filter);
    void setFamily(const std::string& family);                      ///< "" = all
    int kindCount() const;                                          ///< rows without the headings
    const AlgorithmInfo* algorithm(const QModelIndex& index) const; ///< null for a heading
    QModelIndex indexOf(const std::string& algorithmId) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Entry {
        const AlgorithmInfo* info = nullptr; ///< null: a heading
        std::string family;
        KindState state = KindState::Untrained;
    };
    void rebuild();
    void forecastAll();
    void refreshStates();
    QVariant headingData(const Entry& entry, int role) const;

    Session& m_session;
    GalleryFilter m_filter = GalleryFilter::All;
    std::string m_family;
    std::vector<Entry> m_entries;
    std::map<std::string, QString> m_forecasts; ///< by algorithm
};

} // namespace tastescope
