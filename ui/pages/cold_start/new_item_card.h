// SPDX-License-Identifier: GPL-3.0-or-later
// A new item: its attributes in a form, how many people would be shown it, and what it stands beside.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "engine/onboarding/item_rehearsal.h"
#include "engine/onboarding/new_item.h"
#include "ui/catalogue/catalogue.h"

#include <QWidget>

#include <memory>
#include <optional>

class QComboBox;

namespace tastescope {

class Card;
class ItemForm;
class JobRunner;
class Note;
class RankedListView;
class TextLabel;

/// The reach on a line from nobody to everybody, with its interval.
class ReachBar : public QWidget {
    Q_OBJECT
public:
    explicit ReachBar(QWidget* parent = nullptr);
    void setReach(double reach, std::optional<Interval> interval, double people);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_reach = 0;
    double m_people = 1;
    std::optional<Interval> m_interval;
};

class NewItemCard : public QWidget {
    Q_OBJECT
public:
    NewItemCard(JobRunner& jobs, QWidget* parent = nullptr);

    /// Begins anew; null: nothing. Data without attributes of items has a sentence instead of a form.
    void setCatalogue(std::shared_ptr<const Catalogue> catalogue, const QString& item, const QString& people);
    /// How sure the reach is, from a rehearsal; null: not known.
    void setReachError(std::shared_ptr<const ItemRehearsal> rehearsal);
    static constexpr std::size_t listLength = 30;

Q_SIGNALS:
    void placed(); ///< what is shown is of the form as it is

private:
    void beginLike(int row);
    void ask();
    void show(const Placement& placement);
    void showReach();

    JobRunner& m_jobs;
    std::shared_ptr<const Catalogue> m_catalogue;
    std::shared_ptr<const ItemRehearsal> m_rehearsal;
    std::optional<Placement> m_placement;
    QString m_item;
    QString m_people;
    Card* m_card = nullptr;
    QComboBox* m_like = nullptr;
    QWidget* m_body = nullptr;
    ItemForm* m_form = nullptr;
    TextLabel* m_reach = nullptr;
    TextLabel* m_interval = nullptr;
    TextLabel* m_most = nullptr;
    ReachBar* m_bar = nullptr;
    RankedListView* m_nearest = nullptr;
    Note* m_note = nullptr;
    Note* m_nothing = nullptr;
};

} // namespace tastescope
