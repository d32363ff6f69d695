// SPDX-License-Identifier: GPL-3.0-or-later
// Data set: what have we got, and what is odd?
#pragma once

#include "ui/navigation/page.h"

#include <array>

class QStackedWidget;

namespace tastescope {

class DataOverview;
class EmptyState;
class PageHead;
class SegmentedControl;
class TablePanel;

class DataPage : public Page {
    Q_OBJECT
public:
    DataPage(Session& session, Navigator& navigator, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("data"); }
    /// {"tab": 0…4} opens a tab.
    void activate(const QVariantMap& arguments) override;
    void focusSearch() override;
    void saveState(QSettings& settings) const override;
    void restoreState(QSettings& settings) override;

private:
    void refresh();
    void showSubtitle();
    void showTab(int tab);
    void showItem(quint32 row);
    void showUser(quint32 row);

    PageHead* m_head = nullptr;
    SegmentedControl* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    DataOverview* m_overview = nullptr;
    EmptyState* m_empty = nullptr;
    std::array<TablePanel*, 4> m_tables{}; ///< in the order of DataTable
    int m_firstTab = 0;                    ///< the one of the last time, when a data set is opened
};

} // namespace tastescope
