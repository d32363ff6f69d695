// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/gallery_model.h"

#include "engine/data/dataset.h"
#include "engine/registry/registry.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/models/training_costs.h"
#include "ui/session/kind_fit.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/text/format.h"

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
        return familyOf(info).explainsItself;
    case GalleryFilter::All:
        break;
    }
    return true;
}

} // namespace

QString familyTitle(const AlgorithmInfo& info) {
    return toQString(familyOf(info).title);
}

GalleryModel::GalleryModel(Session& session, QObject* parent)
    : QAbstractListModel(parent)
    , m_session(session) {
    connect(&session, &Session::projectChanged, this, &GalleryModel::forecastAll);
    connect(&session, &Session::datasetChanged, this, &GalleryModel::forecastAll);
    connect(&session.models(), &ProjectModels::changed, this, &GalleryModel::refreshStates);
    connect(&session.models(), &ProjectModels::countChanged, this, &GalleryModel::forecastAll);
    connect(&session.models(), &ProjectModels::queued, this, &GalleryModel::refreshStates);
    connect(&session.jobs(), &JobRunner::jobChanged, this, &GalleryModel::refreshStates);
    connect(&session.jobs(), &JobRunner::threadsChanged, this, &GalleryModel::forecastAll);
    rebuild();
    forecastAll();
}

void GalleryModel::setFilter(GalleryFilter filter) {
    if (filter != m_filter) {
        m_filter = filter;
        rebuild();
    }
}

void GalleryModel::setFamily(const std::string& family) {
    if (family != m_family) {
        m_family = family;
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
    const auto forecast = m_forecasts.find(entry.info->id);
    const QString cost = forecast == m_forecasts.end() ? QString() : forecast->second;
    const QString title = toQString(entry.info->title);
    const std::shared_ptr<const Dataset> dataset = m_session.dataset();
    const QString off = dataset ? whyOff(*entry.info, *dataset) : QString();
    const QString tagline = off.isEmpty() ? toQString(entry.info->tagline) : off;
    switch (role) {
    case Qt::DisplayRole:
        return title;
    case Qt::ToolTipRole:
        return off.isEmpty()
                   ? tr("%1. %2").arg(familyTitle(*entry.info), toQString(entry.info->about))
                   : tr("%1. %2. %3").arg(familyTitle(*entry.info), off, toQString(entry.info->about));
    case AboutRole:
        return toQString(entry.info->about);
    case CaptionRole:
        return entry.first ? familyTitle(*entry.info) : QString();
    case Qt::AccessibleTextRole: {
        const QString state = entry.state == KindState::Trained    ? tr("trained")
                              : entry.state == KindState::Training ? tr("training")
                                                                   : tr("not trained");
        return tr("%1, %2, %3, effort %4 of 4, %5, %6")
            .arg(title, familyTitle(*entry.info), tagline, QString::number(entry.info->effort), cost, state);
    }
    case IdRole:
        return toQString(entry.info->id);
    case TaglineRole:
        return tagline;
    case EffortRole:
        return entry.info->effort;
    case ForecastRole:
        return off.isEmpty() ? cost : QString();
    case OffRole:
        return !off.isEmpty();
    case StateRole:
        return static_cast<int>(entry.state);
    default:
        return {};
    }
}

void GalleryModel::rebuild() {
    beginResetModel();
    m_entries.clear();
    for (const Family& family : families()) {
        if (!m_family.empty() && family.id != m_family) {
            continue;
        }
        bool first = true;
        for (const AlgorithmInfo& info : algorithms()) {
            if (info.family == family.id && passes(info, m_filter)) {
                m_entries.push_back({&info, first, KindState::Untrained});
                first = false;
            }
        }
    }
    endResetModel();
    refreshStates();
}

void GalleryModel::forecastAll() {
    const std::shared_ptr<const Dataset> dataset = m_session.dataset();
    if (!dataset) {
        m_forecasts.clear();
        return;
    }
    using Forecasts = std::vector<std::pair<std::string, Forecast>>;
    m_session.jobs().ask<Forecasts>(
        QStringLiteral("models/forecasts"),
        [dataset, past = pastTrainings(m_session)](const ExecutionContext& context) -> Result<Forecasts> {
            Forecasts all;
            for (const AlgorithmInfo& info : algorithms()) {
                if (context.stopRequested()) {
                    return cancelledError();
                }
                all.emplace_back(
                    info.id, forecastTraining(info, *dataset, ParamSet(info.params), context.threads, past));
            }
            return all;
        },
        this,
        [this](Result<Forecasts> all) {
            if (!all || m_entries.empty()) {
                return;
            }
            for (const auto& [algorithm, forecast] : *all) {
                m_forecasts[algorithm] = tr("about %1").arg(formatDuration(std::max(1.0, forecast.seconds)));
            }
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        });
}

void GalleryModel::refreshStates() {
    for (std::size_t row = 0; row < m_entries.size(); ++row) {
        Entry& entry = m_entries[row];
        KindState state = KindState::Untrained;
        for (const SessionModel& model : m_session.models().all()) {
            if (model.stored.algorithm == entry.info->id && !model.stale && model.problem.isEmpty()) {
                state = KindState::Trained;
            }
        }
        const JobInfo* job = m_session.jobs().current();
        const TrainRequest* request = job ? m_session.models().request(job->id) : nullptr;
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
