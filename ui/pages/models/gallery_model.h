// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of model a person can train, with the forecast for the open data and whether one is trained.
#pragma once

#include "ui/session.h"

#include <QAbstractListModel>

namespace tastescope {

enum class GalleryFilter { All, Personal, NewItems, ExplainsItself };
enum class KindState { Untrained, Training, Trained };

/// Follows the session. Rows are the algorithms that pass the filter, in gallery order.
class GalleryModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole { IdRole = Qt::UserRole, TaglineRole, AboutRole, EffortRole, ForecastRole, StateRole };

    explicit GalleryModel(Session& session, QObject* parent = nullptr);
    void setFilter(GalleryFilter filter);
    const AlgorithmInfo* algorithm(const QModelIndex& index) const;
    QModelIndex indexOf(const std::string& algorithmId) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Entry {
        const AlgorithmInfo* info = nullptr;
        QString forecast;
        KindState state = KindState::Untrained;
    };
    void rebuild();
    void forecastAll();
    void refreshStates();

    Session& m_session;
    GalleryFilter m_filter = GalleryFilter::All;
    std::vector<Entry> m_entries;
};

} // namespace tastescope
