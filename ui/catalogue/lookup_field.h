// SPDX-License-Identifier: GPL-3.0-or-later
// A search field that offers what fits below itself; the search runs off the GUI thread.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "ui/catalogue/match_model.h"
#include "ui/jobs/job_runner.h"
#include "ui/widgets/controls.h"

#include <functional>
#include <vector>

class QCompleter;

namespace tastescope {

/// Enter takes the marked match, or the best one when the list has not opened yet. Escape gives the text
/// before the search back.
class LookupField : public SearchField {
    Q_OBJECT
public:
    /// Runs in a job: best matches first, bounded.
    using Search = std::function<Result<std::vector<Match>>(const QString& text, const ExecutionContext&)>;

    LookupField(const QString& placeholder, JobRunner& jobs, QWidget* parent = nullptr);
    /// Null while nothing can be searched. What was found by the search before is forgotten, and what that
    /// one still finds: its rows are of other data.
    void setSearch(Search search);
    /// What stands in the field while nothing is typed (the chosen user); not searched for.
    void setCaption(const QString& text);
    /// The key that leads here, shown at the right while the field is empty; "" = none.
    void setKeyHint(const QString& key);

Q_SIGNALS:
    void chosen(quint32 index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void showCaption(); ///< its beginning is seen; marked as a whole while the field has the keys
    void ask(const QString& text, bool takeBest);
    void take(quint32 index);

    JobRunner& m_jobs;
    Search m_search;
    int m_searches = 0; ///< how many there were: an answer to an earlier one comes too late
    MatchModel* m_matches;
    QCompleter* m_completer;
    QString m_caption;
    QString m_best; ///< the words whose best match is being looked for
    QString m_keyHint;
    QString m_key; ///< of the questions to the job runner
};

} // namespace tastescope
