// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/studio_people.h"

#include "ui/catalogue/lookup_field.h"
#include "ui/pages/studio/lists/people_view.h"
#include "ui/pages/studio/studio_layout.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QKeyEvent>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t matchLimit = 20;

/// People but those in `without`.
LookupField::Search searchOf(std::shared_ptr<const Catalogue> of, std::vector<UserIndex> without) {
    return [of = std::move(of), without = std::move(without)](
               const QString& text, const ExecutionContext& context) -> Result<std::vector<Match>> {
        std::vector<Match> matches;
        for (const UserIndex user : of->findUsers(text, matchLimit + without.size(), context)) {
            if (std::ranges::find(without, user) != without.end() || matches.size() == matchLimit) {
                continue;
            }
            const Interactions& events = of->dataset().events();
            matches.push_back({user.value, of->userLabel(user),
                               formatCounted(events.lastOf(user) - events.firstOf(user),
                                             StudioPeople::tr("1 event"), StudioPeople::tr("%1 events"))});
        }
        return matches;
    };
}

} // namespace

StudioPeople::StudioPeople(Session& session, StudioLayout& view, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_view(view) {
    connect(view.person, &LookupField::chosen, this, [this](quint32 user) { show(UserIndex(user)); });
    connect(view.another, &LookupField::chosen, this, [this](quint32 user) {
        add(UserIndex(user));
        closeField();
    });
    connect(view.addPerson, &QAbstractButton::clicked, this, &StudioPeople::openField);
    connect(view.before, &QAbstractButton::clicked, this, [this] { step(-1); });
    connect(view.next, &QAbstractButton::clicked, this, [this] { step(1); });
    view.another->installEventFilter(this);
}

void StudioPeople::setData(std::shared_ptr<const Catalogue> catalogue) {
    m_catalogue = std::move(catalogue);
    m_people.clear();
    if (m_catalogue) {
        remembered();
        const auto wanted = m_wanted.isEmpty() ? std::nullopt : m_catalogue->userOf(m_wanted);
        const auto middling = m_catalogue->middlingUser();
        if (wanted) {
            show(*wanted);
        } else if (m_people.empty() && middling) {
            show(*middling);
        }
        m_wanted.clear();
    }
    tell();
}

void StudioPeople::remembered() {
    if (m_project.isEmpty() || m_project != m_session.path()) {
        return;
    }
    for (const QString& id : std::as_const(m_ids)) {
        const auto user = m_catalogue->userOf(id);
        if (user && !isShown(*user) && m_people.size() < PeopleView::mostPeople) {
            m_people.push_back(*user);
        }
    }
}

void StudioPeople::want(const QString& id) {
    if (!m_catalogue) {
        m_wanted = id;
    } else if (const auto user = m_catalogue->userOf(id)) {
        show(*user);
    }
}

void StudioPeople::step(int by) {
    if (!m_catalogue || m_people.empty()) {
        return;
    }
    const auto users = static_cast<qint64>(m_catalogue->dataset().userCount());
    qint64 at = m_people.front().value;
    for (qint64 tried = 0; tried < users; ++tried) {
        at = (at + users + by) % users;
        const UserIndex user(static_cast<std::size_t>(at));
        if (!isShown(user)) {
            return show(user);
        }
    }
}

void StudioPeople::show(UserIndex user) {
    if (!m_catalogue || user.value >= m_catalogue->dataset().userCount()) {
        return; // chosen from a list of the data before
    }
    const auto known = std::ranges::find(m_people, user);
    if (known != m_people.end()) { // beside the first: they change places
        std::swap(m_people.front(), *known);
    } else if (m_people.empty()) {
        m_people.push_back(user);
    } else {
        m_people.front() = user;
    }
    tell();
}

void StudioPeople::add(UserIndex user) {
    if (mayAdd() && user.value < m_catalogue->dataset().userCount() && !isShown(user)) {
        m_people.push_back(user);
        tell();
    }
}

void StudioPeople::remove(UserIndex user) {
    if (m_people.size() > 1 && isShown(user)) {
        std::erase(m_people, user);
        tell();
    }
}

bool StudioPeople::isShown(UserIndex user) const {
    return std::ranges::find(m_people, user) != m_people.end();
}

bool StudioPeople::mayAdd() const {
    return m_catalogue && m_people.size() < PeopleView::mostPeople &&
           m_people.size() < m_catalogue->dataset().userCount();
}

QString StudioPeople::profile(UserIndex user) const {
    const Dataset& data = m_catalogue->dataset();
    const std::size_t had = data.matrix().countOf(user);
    return tr("%1 %2").arg(formatCount(had), toQString(had == 1 ? data.nouns().item : data.nouns().items));
}

void StudioPeople::fillSearches() {
    if (!m_catalogue) { // of the data before nothing is left
        m_view.person->setSearch({});
        m_view.another->setSearch({});
        return;
    }
    m_view.person->setSearch(searchOf(m_catalogue, {}));
    m_view.another->setSearch(searchOf(m_catalogue, m_people));
}

void StudioPeople::tell() {
    fillSearches();
    const bool nobody = !m_catalogue || m_people.empty();
    m_view.person->setCaption(nobody ? QString() : m_catalogue->userLabel(m_people.front()));
    m_view.profile->setText(nobody ? QString() : profile(m_people.front()));
    if (!nobody) {
        m_project = m_session.path();
        m_ids.clear();
        for (const UserIndex user : m_people) {
            m_ids << m_catalogue->userId(user);
        }
    }
    closeField();
    Q_EMIT changed();
}

void StudioPeople::openField() {
    m_view.showField(true);
    m_view.another->setFocus();
}

void StudioPeople::closeField() {
    const bool had = m_view.another->hasFocus();
    m_view.addPerson->setEnabled(mayAdd());
    m_view.showField(false);
    m_view.profile->setVisible(m_people.size() < 2); // heads of columns say it
    if (had) {
        QWidget* next = m_view.several;
        if (m_view.addPerson->isEnabled()) {
            next = m_view.addPerson;
        }
        next->setFocus();
    }
}

bool StudioPeople::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut) {
        const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
        if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason) {
            QMetaObject::invokeMethod(
                this,
                [this] {
                    if (!m_view.another->hasFocus()) { // it may have come back
                        closeField();
                    }
                },
                Qt::QueuedConnection);
        }
    } else if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape &&
               m_view.another->text().isEmpty()) {
        closeField();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

void StudioPeople::saveState(QSettings& settings) const {
    settings.setValue(QStringLiteral("people"), m_ids);
    settings.setValue(QStringLiteral("peopleOf"), m_project);
}

void StudioPeople::restoreState(QSettings& settings) {
    m_ids = settings.value(QStringLiteral("people")).toStringList();
    m_project = settings.value(QStringLiteral("peopleOf")).toString();
    if (m_catalogue) {
        setData(m_catalogue);
    }
}

} // namespace tastescope

#include "moc_studio_people.cpp"
