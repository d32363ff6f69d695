// SPDX-License-Identifier: GPL-3.0-or-later
// The left panel: who is looked at, their tastes, their past, and what is added to it or taken away.
#pragma once

#include "ui/catalogue/catalogue.h"
#include "ui/lists/history_model.h"
#include "ui/pages/explore/explore_state.h"

#include <QFrame>
#include <QStyledItemDelegate>

#include <memory>

class QListView;

namespace tastescope {

class FlowLayout;
class GroupBar;
class LookupField;
class Session;
class TextLabel;

/// Signal icon, title over creator with its dot, weight; a click on the mark at the right edge removes or
/// brings back.
class HistoryDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;

Q_SIGNALS:
    void markClicked(int row);
};

/// Shares of categories as one bar.
class TasteBar : public QWidget {
    Q_OBJECT
public:
    explicit TasteBar(QWidget* parent = nullptr);
    void setTaste(const std::vector<TasteShare>& taste);
    QSize sizeHint() const override { return {100, 8}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<TasteShare> m_taste;
};

class HistoryPanel : public QFrame {
    Q_OBJECT
public:
    explicit HistoryPanel(Session& session, QWidget* parent = nullptr);
    void setCatalogue(std::shared_ptr<const Catalogue> catalogue);
    void setPerson(const Person& person);
    void setPast(std::vector<HistoryRow> rows);
    void focusSearch();
    void focusAdd();
    GroupBar& group() const { return *m_group; }

Q_SIGNALS:
    void userChosen(quint32 user);
    void itemAdded(quint32 item);
    void itemToggled(quint32 item); ///< a kept one goes, a removed or added one comes back or goes again

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void toggle(int row);
    void showProfile(const Person& person);

    Session& m_session;
    std::shared_ptr<const Catalogue> m_catalogue;
    LookupField* m_search = nullptr;
    GroupBar* m_group = nullptr;
    FlowLayout* m_chips = nullptr;
    TasteBar* m_taste = nullptr;
    FlowLayout* m_legend = nullptr;
    TextLabel* m_order = nullptr;
    HistoryModel* m_model = nullptr;
    QListView* m_view = nullptr;
    LookupField* m_add = nullptr;
};

} // namespace tastescope
