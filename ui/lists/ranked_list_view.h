// SPDX-License-Identifier: GPL-3.0-or-later
// A list of ranked rows that glide to their new places when the list changes.
#pragma once

#include "ui/lists/ranked_list_model.h"
#include "ui/lists/recommendation_delegate.h"

#include <QHash>
#include <QListView>
#include <QVariantAnimation>

namespace tastescope {

/// Keeps the selected entry over a change of rows. Rows move for 160 ms; not at all without a screen or when
/// the style wants no animation. Ctrl+C copies rows as TSV.
class RankedListView : public QListView {
    Q_OBJECT
public:
    explicit RankedListView(const QString& accessibleName, QWidget* parent = nullptr);

    RankedListModel& rows() { return *m_rows; }
    RecommendationDelegate& rowDelegate() { return *m_delegate; }
    void setMotion(bool on) { m_motion = on; }
    /// -1 = nothing selected.
    qint64 selectedEntry() const;
    void selectEntry(qint64 index); ///< of a row that is not in the list: clears
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void entrySelected(qint64 index); ///< by the person; -1 = none
    void entryOpened(qint64 index);   ///< Enter or double-click

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void rememberRows();
    void restoreRows();
    double rowShift(int row) const;

    RankedListModel* m_rows;
    RecommendationDelegate* m_delegate;
    QVariantAnimation m_glide;
    QHash<quint32, int> m_oldRows;
    qint64 m_kept = -1;
    bool m_restoring = false;
    bool m_motion;
};

} // namespace tastescope
