// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/gallery_model.h"

#include "ui/format.h"

#include <algorithm>

namespace tastescope {

namespace {

bool passes(const AlgorithmInfo& info, GalleryFilter filter) {
    switch (filter) {
    case GalleryFilter::Personal:
        return info.personal;
    case GalleryFilter::NewItems:
        return info.scoresNewItems;
    case GalleryFilter::ExplainsItself:
        // Counting, likeness and attributes can be said in a sentence; factors cannot.
        return info.family == "baselines" || info.family == "neighbourhood" || info.family == "content";
    case GalleryFilter::All:
        break;
    }
    return true;
}

} // namespace

GalleryModel::GalleryModel(Session& session, QObject* parent)
    : QAbstractListModel(parent)
    , m_session(session) {
    connect(&session, &Session::projectChanged, this, &GalleryModel::forecastAll);
    connect(&session, &Session::datasetChanged, this, &GalleryModel::forecastAll);
    connect(&session, &Session::modelsChanged, this, &GalleryModel::refreshStates);
    connect(&session, &Session::trainingQueued, this, &GalleryModel::refreshStates);
    connect(&session.jobs(), &JobRunner::jobChanged, this, &GalleryModel::refreshStates);
    rebuild();
}

void GalleryModel::setFilter(GalleryFilter filter) {
    if (filter != m_filter) {
        m_filter = filter;
        rebuild();
    }
}

const AlgorithmInfo* GalleryModel::algorithm(const QModelIndex& index) const {
    return index.isValid() ? m_entries[static_cast<std::size_t>(index.row())].info : nullptr;
}

QModelIndex GalleryModel::indexOf(const std::string& algorithmId) const {
    for (std::size_t row = 0; row < m_entries.size(); ++row) {
        if (m_entries[row].info->id == algorithmId) {
            return index(static_cast<int>(row));
        }
    }
    return {};
}

int GalleryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant GalleryModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Entry& entry = m_entries[static_cast<std::size_t>(index.row())];
    const QString title = toQString(entry.info->title);
    const QString tagline = toQString(entry.info->tagline);
    switch (role) {
    case Qt::DisplayRole:
        return title;
    case Qt::ToolTipRole:
    case AboutRole:
        return toQString(entry.info->about);
    case Qt::AccessibleTextRole: {
        const QString state = entry.state == KindState::Trained    ? tr("trained")
                              : entry.state == KindState::Training ? tr("training")
                                                                   : tr("not trained");
        return tr("%1, %2, effort %3 of 4, %4, %5")
            .arg(title, tagline, QString::number(entry.info->effort), entry.forecast, state);
    }
    case IdRole:
        return toQString(entry.info->id);
    case TaglineRole:
        return tagline;
    case EffortRole:
        return entry.info->effort;
    case ForecastRole:
        return entry.forecast;
    case StateRole:
        return static_cast<int>(entry.state);
    default:
        return {};
    }
}

void GalleryModel::rebuild() {
    beginResetModel();
    m_entries.clear();
    for (const AlgorithmInfo& info : algorithms()) {
        if (passes(info, m_filter)) {
            m_entries.push_back({&info, {}, KindState::Untrained});
        }
    }
    endResetModel();
    forecastAll();
}

void GalleryModel::forecastAll() {
    const std::shared_ptr<const Dataset> dataset = m_session.dataset();
    for (Entry& entry : m_entries) {
        entry.forecast.clear();
        if (dataset) {
            const Forecast forecast = entry.info->forecast(*dataset, ParamSet(entry.info->params), 0);
            entry.forecast = tr("about %1").arg(formatDuration(std::max(1.0, forecast.seconds)));
        }
    }
    if (!m_entries.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }
    refreshStates();
}

void GalleryModel::refreshStates() {
    for (std::size_t row = 0; row < m_entries.size(); ++row) {
        Entry& entry = m_entries[row];
        KindState state = KindState::Untrained;
        for (const SessionModel& model : m_session.models()) {
            if (model.stored.algorithm == entry.info->id && !model.stale && model.problem.isEmpty()) {
                state = KindState::Trained;
            }
        }
        const JobInfo* job = m_session.jobs().current();
        const TrainRequest* request = job ? m_session.trainRequest(job->id) : nullptr;
        if (request && request->algorithm == entry.info->id) {
            state = KindState::Training;
        }
        if (state != entry.state) {
            entry.state = state;
            const QModelIndex changed = index(static_cast<int>(row));
            Q_EMIT dataChanged(changed, changed);
        }
    }
}

} // namespace tastescope
