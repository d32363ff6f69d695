// SPDX-License-Identifier: GPL-3.0-or-later
// One to three models' lists beside each other, or as one table, with what-if strip and agreement counts; or
// the lists that were measured with a part held out, with the hits in them.
#pragma once

#include "ui/pages/explore/explore_state.h"
#include "ui/pages/explore/held_out_column.h"

#include <QFrame>

#include <optional>
#include <vector>

class QComboBox;
class QHBoxLayout;
class QSortFilterProxyModel;
class QStackedWidget;

namespace tastescope {

class Button;
class Chip;
class ComparisonTableModel;
class EmptyState;
class RankedListView;
class HitCount;
class Session;
class TableView;
class TextLabel;

/// A list under its model's name; a bar in the model's colour on top.
class ListColumn : public QFrame {
    Q_OBJECT
public:
    ListColumn(Session& session, QWidget* parent = nullptr);
    void setModels(qint64 current); ///< fills the combo from the session
    qint64 model() const { return m_modelId; }
    /// What the model answered; nothing while it has not, or cannot: then a sentence says why.
    /// `problem` says why there is no answer.
    void setRows(std::optional<std::vector<RankedRow>> rows, const QString& problem = {});
    /// What is handed out in place of the model's list; nothing: it is.
    void setInstead(std::optional<ListSource> source, const QString& why);
    /// What is said where lists from elsewhere have no row for the person.
    void setWhyEmpty(const QString& sentence) { m_whyEmpty = sentence; }
    /// What was measured of the model, for the heading; with `shown` also its list, instead of the rows.
    void setHeldOut(const HeldOutColumn& column, bool shown);
    RankedListView& list() const { return *m_list; }

Q_SIGNALS:
    void modelChosen(qint64 model);
    void measureWanted(qint64 model);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool sayWhyEmpty(bool answered, const QString& problem); ///< false while there is nothing to say
    void showHeading(const HeldOutColumn& column, bool shown);
    void fillCombo();
    bool sayWhyOutside(bool answered); ///< the same for lists from elsewhere
    bool sayWhyUnread();               ///< of them: damaged, or not read yet
    QString standing() const;          ///< of the model: loading, stale, or what it is

    Session& m_session;
    qint64 m_modelId = 0;
    QString m_whyEmpty; ///< what the lists from elsewhere have no row for
    QString m_algorithm;
    QComboBox* m_combo = nullptr;
    HitCount* m_hits = nullptr;
    TextLabel* m_remark = nullptr;
    TextLabel* m_instead = nullptr;
    Chip* m_stale = nullptr;
    RankedListView* m_list = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_none = nullptr;
    EmptyState* m_unmeasured = nullptr;
};

/// Says what was edited and how much it changed.
class WhatIfStrip : public QFrame {
    Q_OBJECT
public:
    explicit WhatIfStrip(QWidget* parent = nullptr);
    void setEdit(const QStringList& removed, const QStringList& added, const ChangedPlaces& changed);

Q_SIGNALS:
    void resetClicked();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QHBoxLayout* m_chips = nullptr;
    TextLabel* m_changed = nullptr;
};

class ListsPanel : public QWidget {
    Q_OBJECT
public:
    static constexpr int maxColumns = 3;
    enum class View { Cards, Table, HeldOut };

    explicit ListsPanel(Session& session, QWidget* parent = nullptr);
    void setColumns(const std::vector<qint64>& models);
    std::vector<qint64> columns() const;
    /// Lists of the models as asked; columns without an answer are emptied.
    void setLists(const Lists& lists);
    void setEdit(const QStringList& removed, const QStringList& added);
    void setView(View view);
    View view() const { return m_view; }
    /// What was measured of the columns' models for the person shown.
    void setHeldOut(std::vector<HeldOutColumn> columns);
    /// Of a column; null where there is none.
    const HeldOutColumn* heldOut(qint64 model) const;
    /// Selects a row of the model's list: the best when the item is not in it. False when it has none.
    bool selectItem(qint64 model, qint64 item);

Q_SIGNALS:
    void columnsChanged();
    void itemSelected(qint64 model, quint32 item);
    void itemOpened(quint32 item);
    void resetClicked();
    void measureWanted(qint64 model);
    void outsideWanted(); ///< the lists from elsewhere, to add or change some

private:
    ListColumn* addColumn();
    const ModelList* listOf(qint64 column) const; ///< null without an answer
    void showRows();
    void showTable();
    void showLegend();
    void tintOthers(const ListColumn* from, qint64 item);
    void showAgreement();

    Session& m_session;
    Lists m_lists;
    View m_view = View::Cards;
    std::vector<HeldOutColumn> m_heldOut;
    QStringList m_removed, m_added;
    WhatIfStrip* m_strip = nullptr;
    QStackedWidget* m_stack = nullptr;
    QHBoxLayout* m_row = nullptr;
    std::vector<ListColumn*> m_columns;
    TableView* m_table = nullptr;
    ComparisonTableModel* m_comparison = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    TextLabel* m_legend = nullptr;
    TextLabel* m_agreement = nullptr;
};

} // namespace tastescope
