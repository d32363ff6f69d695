// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/start_recent.h"

#include "ui/jobs/job_runner.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <filesystem>
#include <system_error>
#include <utility>

namespace tastescope {

namespace {

QString wordsOf(const RecentRow& row) {
    const RecentProject& project = row.project;
    return QStringList{project.name, project.dataset, project.detail, formatWhen(project.opened)}.join(
        QStringLiteral(", "));
}

QString pathOf(const RecentRow& row) {
    return row.project.path;
}

/// What cannot be looked at, as for want of access, is not said to be gone.
bool isMissing(const QString& path) {
    std::error_code ignored;
    const std::filesystem::file_status found =
        std::filesystem::status(std::filesystem::path(path.toStdString()), ignored);
    return found.type() == std::filesystem::file_type::not_found;
}

} // namespace

RecentModel::RecentModel(JobRunner& jobs, QObject* parent)
    : ColumnTable({{{}, [](const RecentRow& row) { return row.project.name; }}},
                  {{Qt::AccessibleTextRole, wordsOf},
                   {Qt::ToolTipRole, pathOf},
                   {PathRole, pathOf},
                   {DatasetRole, [](const RecentRow& row) { return row.project.dataset; }},
                   {DetailRole,
                    [](const RecentRow& row) {
                        return row.missing ? tr("The file is not there any more") : row.project.detail;
                    }},
                   {WhenRole, [](const RecentRow& row) { return formatWhen(row.project.opened); }},
                   {MissingRole, [](const RecentRow& row) { return row.missing; }}},
                  parent)
    , m_jobs(jobs) {}

void RecentModel::setRecent(std::vector<RecentProject> recent) {
    std::vector<RecentRow> rows;
    for (RecentProject& project : recent) {
        const bool missing = m_missing.contains(project.path);
        rows.push_back({std::move(project), missing});
    }
    setRows(std::move(rows));
    look();
}

void RecentModel::look() {
    if (m_looking) {
        m_lookAgain = true;
        return;
    }
    m_looking = true;
    m_lookAgain = false;
    QStringList paths;
    for (const RecentRow& row : rows()) {
        paths << row.project.path;
    }
    using Missing = QSet<QString>;
    m_jobs.ask<Missing>(
        QStringLiteral("start.recent.%1").arg(reinterpret_cast<quintptr>(this)),
        [paths](const ExecutionContext& context) -> Result<Missing> {
            Missing missing;
            for (const QString& path : paths) {
                if (context.stopRequested()) {
                    return cancelledError();
                }
                if (isMissing(path)) {
                    missing.insert(path);
                }
            }
            return missing;
        },
        this,
        [this](Result<Missing> missing) {
            m_looking = false;
            if (missing) {
                m_missing = std::move(*missing);
                mark();
            }
            if (m_lookAgain) {
                look();
            }
        });
}

void RecentModel::mark() {
    std::vector<RecentRow> marked = rows();
    bool changed = false;
    for (RecentRow& row : marked) {
        const bool missing = m_missing.contains(row.project.path);
        changed |= std::exchange(row.missing, missing) != missing;
    }
    if (changed) {
        updateRows(std::move(marked)); // the selection stays
    }
}

QSize RecentDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {10, Theme::instance().scaled(79)};
}

void RecentDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const bool missing = index.data(RecentModel::MissingRole).toBool();
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    painter->fillRect(option.rect, theme.color(selected  ? Role::AccentSoft
                                               : hovered ? Role::Sunken
                                                         : Role::Surface));
    painter->setPen(theme.color(Role::Line));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    const int size = theme.scaled(18);
    const QRect inner = option.rect.adjusted(16, theme.scaled(12), -16, -theme.scaled(12));
    paintIcon(*painter, QRect(inner.left(), inner.top() + 1, size, size),
              missing ? QStringLiteral("warning") : QStringLiteral("data"), Role::Text3);
    QRect line = inner.adjusted(size + 12, 0, 0, 0);
    line.setHeight(theme.lineHeight(TextStyle::Body));
    const auto words = [&](TextStyle style, Role role, const QString& text, Qt::Alignment side) {
        painter->setFont(theme.font(style));
        painter->setPen(theme.color(role));
        painter->drawText(line, static_cast<int>(side | Qt::AlignVCenter) | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(text, Qt::ElideRight, line.width()));
        return painter->fontMetrics().horizontalAdvance(text);
    };
    const QRect whole = line;
    const int when =
        words(TextStyle::Small, Role::Text3, index.data(RecentModel::WhenRole).toString(), Qt::AlignRight);
    line.setRight(line.right() - when - 8);
    words(TextStyle::BodyStrong, missing ? Role::Text3 : Role::Text, index.data().toString(), Qt::AlignLeft);
    line = whole.translated(0, whole.height());
    line.setHeight(theme.lineHeight(TextStyle::Small));
    words(TextStyle::Small, Role::Text3, index.data(RecentModel::DatasetRole).toString(), Qt::AlignLeft);
    line.translate(0, line.height() + 2);
    words(TextStyle::Micro, missing ? Role::Warn : Role::Text3,
          index.data(RecentModel::DetailRole).toString(), Qt::AlignLeft);
    painter->restore();
}

} // namespace tastescope
