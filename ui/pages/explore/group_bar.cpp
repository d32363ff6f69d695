// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/group_bar.h"

#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/tab_order.h"

#include <QHBoxLayout>

namespace tastescope {

GroupBar::GroupBar(QWidget* parent) : QWidget(parent) {
    hide();
}

void GroupBar::build() {
    m_words = new TextLabel(TextStyle::Small, Role::AccentStrong, {}, this);
    m_words->setElided(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    row->addWidget(m_words, 1);
    const auto add = [&](const QString& text, const QString& name) {
        auto* button = new Button(ButtonKind::Quiet, text, {}, this);
        button->setSmall(true);
        button->setAccessibleName(name);
        button->setToolTip(name);
        row->addWidget(button);
        return button;
    };
    connect(add(QStringLiteral("‹"), tr("The one before in the group")), &QAbstractButton::clicked, this,
            [this] { Q_EMIT stepWanted(-1); });
    connect(add(QStringLiteral("›"), tr("The next one in the group")), &QAbstractButton::clicked, this,
            [this] { Q_EMIT stepWanted(1); });
    connect(add(QStringLiteral("×"), tr("Leave the group")), &QAbstractButton::clicked, this, [this] {
        setGroup({}, {});
        Q_EMIT left();
    });
    tabBehind(this, this);
}

void GroupBar::setGroup(const QString& title, const QStringList& ids) {
    m_title = title;
    m_ids = ids;
    tell();
}

void GroupBar::setCurrent(const QString& id) {
    m_current = id;
    tell();
}

QString GroupBar::stepped(int by) const {
    const qsizetype count = m_ids.size();
    const qsizetype at = m_ids.indexOf(m_current);
    return count == 0 ? QString()
           : at < 0   ? (by > 0 ? m_ids.first() : m_ids.last())
                      : m_ids[((at + by) % count + count) % count];
}

void GroupBar::tell() {
    if (m_ids.isEmpty()) {
        hide();
        return;
    }
    if (!m_words) { // most people never ask for a group, and every widget has its share of a change of theme
        build();
    }
    const qsizetype at = m_ids.indexOf(m_current);
    m_words->setText(at < 0 ? tr("%1, %2").arg(m_title, formatCount(static_cast<qulonglong>(m_ids.size())))
                            : tr("%1, %2 of %3")
                                  .arg(m_title, formatCount(static_cast<qulonglong>(at + 1)),
                                       formatCount(static_cast<qulonglong>(m_ids.size()))));
    setAccessibleName(m_words->text());
    show();
}

} // namespace tastescope
