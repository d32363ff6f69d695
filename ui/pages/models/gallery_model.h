// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of model a person can train, with the forecast for the open data and whether one is trained.
#pragma once

#include <QAbstractListModel>

#include <map>
#include <string>
#include <vector>

namespace tastescope {

class Session;
struct AlgorithmInfo;

enum class GalleryFilter { All, Personal, NewItems, ExplainsItself };
enum class KindState { Untrained, Training, Trained };

/// Of its family: "Item-item regression".
QString familyTitle(const AlgorithmInfo& info);

/// Follows the session. Rows are the algorithms that pass the filter, by family in gallery order; the first
/// of a family carries its title as caption.
class GalleryModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole {
        IdRole = Qt::UserRole,
        TaglineRole,
        AboutRole,
        EffortRole,
        ForecastRole,
        OffRole, ///< cannot be trained on the open data; the tagline says why
        StateRole,
        CaptionRole ///< title of the family for its first kind, else ""
    };

    explicit GalleryModel(Session& session, QObject* parent = nullptr);
    void setFilter(GalleryFilter filter);
    void setFamily(const std::string& family);                      ///< "" = all
    const AlgorithmInfo* algorithm(const QModelIndex& index) const; ///< null for an invalid index
    QModelIndex indexOf(const std::string& algorithmId) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Entry {
        const AlgorithmInfo* info = nullptr;
        bool first = false; ///< of its family
        KindState state = KindState::Untrained;
    };
    void rebuild();
    void forecastAll();
    void refreshStates();

    Session& m_session;
    GalleryFilter m_filter = GalleryFilter::All;
    std::string m_family;
    std::vector<Entry> m_entries;
    std::map<std::string, QString> m_forecasts; ///< by algorithm
};

} // namespace tastescope
