// SPDX-License-Identifier: GPL-3.0-or-later
// Whose lists the rule studio shows: one person, or up to four beside each other. How they are found, added,
// stepped through and taken away, and who they were the last time, of the project shown last. GUI thread
// only.
#pragma once

#include "ui/catalogue/catalogue.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <vector>

class QSettings;

namespace tastescope {

class LookupField;
class Session;
class StudioLayout;

class StudioPeople : public QObject {
    Q_OBJECT
public:
    /// Both outlive it, but for `view`, which may go at the same time.
    StudioPeople(Session& session, StudioLayout& view, QObject* parent);

    /// Who was shown, where this project was the last one shown, else somebody typical; null: nobody.
    void setData(std::shared_ptr<const Catalogue> catalogue);
    void want(const QString& id); ///< in the first place, as soon as the data is there
    void step(int by);            ///< in the first place the one before or after, round about
    void remove(UserIndex user);  ///< unless nobody were left

    const std::vector<UserIndex>& all() const { return m_people; }
    QString profile(UserIndex user) const; ///< "58 songs"

    void saveState(QSettings& settings) const;
    void restoreState(QSettings& settings);

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; ///< leaving the field that adds

private:
    void show(UserIndex user); ///< in the first place
    void add(UserIndex user);
    bool isShown(UserIndex user) const;
    bool mayAdd() const;
    void fillSearches();
    void openField();
    void closeField();
    void remembered(); ///< those of this project into m_people
    void tell();

    Session& m_session;
    StudioLayout& m_view;
    std::shared_ptr<const Catalogue> m_catalogue;
    std::vector<UserIndex> m_people;
    QString m_wanted;  ///< id, from before there was data
    QString m_project; ///< whose people m_ids are
    QStringList m_ids;
};

} // namespace tastescope
