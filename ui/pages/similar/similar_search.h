// SPDX-License-Identifier: GPL-3.0-or-later
// The search field of the Similar page: offers what fits below itself. Enter takes the marked one, else the
// best, also when it comes before the answer. GUI thread only; the search itself runs in a job.
#pragma once

#include "ui/pages/similar/similar_index.h"
#include "ui/widgets/controls.h"

#include <memory>

class QCompleter;
class QModelIndex;
class QStandardItemModel;

namespace tastescope {

class JobRunner;

class SimilarSearch : public SearchField {
    Q_OBJECT
public:
    SimilarSearch(const QString& placeholder, JobRunner& jobs, QWidget* parent);
    /// What is searched, null for nothing yet. What was found is forgotten.
    void setIndex(std::shared_ptr<const SimilarIndex> index);
    void setKind(SimilarKind kind);

Q_SIGNALS:
    void found(tastescope::SimilarEntity entity); ///< and chosen

private:
    void search(const QString& text);
    void offer(const SimilarIndex& index, const std::vector<SimilarEntity>& all);
    void take(const QModelIndex& index);

    JobRunner& m_jobs;
    std::shared_ptr<const SimilarIndex> m_index;
    SimilarKind m_kind = SimilarKind::Items;
    QStandardItemModel* m_found;
    QCompleter* m_completer;
    bool m_goWhenFound = false; ///< Enter came before the search had answered
};

} // namespace tastescope
