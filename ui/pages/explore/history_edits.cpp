// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/history_edits.h"

#include <QCoreApplication>

namespace tastescope {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("HistoryEdit", text);
}

} // namespace

NamedEdit withToggled(const Catalogue& catalogue, HistoryEdit edit, ItemIndex item) {
    const QString title = catalogue.title(item);
    if (std::erase_if(edit.added, [item](const HistoryEntry& entry) { return entry.item == item; }) > 0) {
        return {std::move(edit), tr("Take %1 out again").arg(title)};
    }
    if (std::erase(edit.removed, item) > 0) {
        return {std::move(edit), tr("Bring %1 back").arg(title)};
    }
    edit.removed.push_back(item);
    return {std::move(edit), tr("Remove %1").arg(title)};
}

NamedEdit withAdded(const Catalogue& catalogue, UserIndex user, HistoryEdit edit, ItemIndex item) {
    std::erase(edit.removed, item);
    std::erase_if(edit.added, [item](const HistoryEntry& entry) { return entry.item == item; });
    const Interactions& events = catalogue.dataset().events();
    Time newest = noTime;
    if (const std::size_t last = events.lastOf(user); last > events.firstOf(user)) {
        newest = events.time(last - 1);
    }
    const AddedSignal added = signalForAdding(catalogue);
    edit.added.push_back({item, added.weight, newest, added.rating});
    return {std::move(edit), tr("Add %1").arg(catalogue.title(item))};
}

HistoryEditCommand::HistoryEditCommand(HistoryEdit before, NamedEdit after, Show show)
    : QUndoCommand(after.text.simplified()) // Qt cuts it at a line break
    , m_before(std::move(before))
    , m_after(std::move(after.edit))
    , m_show(std::move(show)) {}

} // namespace tastescope
