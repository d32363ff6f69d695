// SPDX-License-Identifier: GPL-3.0-or-later
// Some people out of all, as another page asked for them: who they are, the place among them, the way from
// one to the next and back to everybody. Hidden without a group. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>

namespace tastescope {

class Button;
class TextLabel;

class GroupBar : public QWidget {
    Q_OBJECT
public:
    explicit GroupBar(QWidget* parent = nullptr);
    /// Ids in the order of the steps; empty ones end the group.
    void setGroup(const QString& title, const QStringList& ids);
    const QStringList& ids() const { return m_ids; }
    void setCurrent(const QString& id); ///< who is shown, of the group or not
    /// The one `by` steps from who is shown, round about; empty without a group.
    QString stepped(int by) const;

Q_SIGNALS:
    void stepWanted(int by);
    void left(); ///< back to everybody

private:
    void build();
    void tell();

    QString m_title;
    QStringList m_ids;
    QString m_current;
    TextLabel* m_words = nullptr; ///< null before the first group
};

} // namespace tastescope
