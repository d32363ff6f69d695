// SPDX-License-Identifier: GPL-3.0-or-later
// Pins, boosts, buries and filters, and the limits that have no control of their own, as a list: order,
// sentence, live count, switch. GUI thread only.
#pragma once

#include "engine/data/dataset.h"
#include "engine/pipeline/rules/rule_set.h"
#include "ui/catalogue/catalogue.h"
#include "ui/tables/column_table.h"

#include <QListView>

#include <optional>
#include <vector>

namespace tastescope {

struct RuleRow {
    bool isLimit = false;
    std::size_t number = 0; ///< of the rule or limit
    QString icon;
    QString verb;   ///< "Bury"; empty for limits
    QString target; ///< "seen in the last 7 days"
    QString remark; ///< "6 of 50 candidates, ends 30 Jun 2026"
    bool on = true;
    bool waits = false; ///< switched on, but not in these days
};

/// `met` by rule, as ListStory has it; empty while it is not known. Limits first.
std::vector<RuleRow> ruleRows(const RuleSet& rules, const Catalogue& catalogue,
                              const std::vector<std::size_t>& met, std::size_t candidates, Time clock);

class RulesModel : public ColumnTable<RuleRow> {
    Q_OBJECT
public:
    explicit RulesModel(QObject* parent = nullptr);
};

/// Space switches, Enter or a double click changes, Delete removes, Alt+↑ and Alt+↓ or a drag move a rule.
class RulesList : public QListView {
    Q_OBJECT
public:
    explicit RulesList(QWidget* parent = nullptr);
    void setRows(std::vector<RuleRow> rows);
    const RulesModel& rules() const { return *m_model; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void switched(std::size_t rule, bool on);
    void moved(std::size_t rule, std::size_t to);
    void changeWanted(bool isLimit, std::size_t number);
    void removeWanted(bool isLimit, std::size_t number);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    const RuleRow* rowAt(const QModelIndex& index) const;
    void toggle(const RuleRow& row);
    void moveBy(const RuleRow& row, int by);
    int dropRow(int y) const; ///< before which the dragged rule would stand

    RulesModel* m_model;
    int m_dragged = -1; ///< row
    int m_dropAt = -1;
};

/// A switch as it is painted in a row, 28 × 16.
QRect switchRect(const QRect& row);

} // namespace tastescope
