// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/words/protocol_parts.h"

#include "storage/experiments/time_bound.h"
#include "storage/use_cases/evaluation_files.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("ProtocolParts", text);
}

QString fileName(const std::filesystem::path& path) {
    return toQString(path.filename().string());
}

QString signalWords(const EventFilter& filter) {
    QStringList names;
    for (const std::string& name : filter.signals) {
        names << toQString(name);
    }
    return names.isEmpty() ? QString() : tr("only %1").arg(names.join(QStringLiteral(", ")));
}

QString windowWords(const EventFilter& filter) {
    const QString from = toQString(timeBoundText(filter.from, DayEnd::First));
    const QString until = toQString(timeBoundText(filter.until, DayEnd::Last));
    return from.isEmpty() && until.isEmpty() ? QString()
           : until.isEmpty()                 ? tr("from %1").arg(from)
           : from.isEmpty()                  ? tr("until %1").arg(until)
                                             : tr("%1 to %2").arg(from, until);
}

QString leastWords(std::size_t events, const std::string& noun) {
    return events == 0 ? QString()
                       : tr("at least %1 per %2")
                             .arg(formatCounted(events, tr("1 event"), tr("%1 events")), toQString(noun));
}

} // namespace

QString partWords(ProtocolPart part, const EvaluateRequest& request, const Nouns& nouns) {
    const EventFilter& filter = request.filter;
    switch (part) {
    case ProtocolPart::Files:
        return request.trainFile.empty()
                   ? QString()
                   : tr("%1 and %2").arg(fileName(request.trainFile), fileName(request.testFile));
    case ProtocolPart::FoldsFile:
        return request.foldsFile.empty() ? QString() : tr("folds of %1").arg(fileName(request.foldsFile));
    case ProtocolPart::CandidatesFile:
        return request.candidatesFile.empty()
                   ? QString()
                   : tr("candidates of %1").arg(fileName(std::filesystem::path(request.candidatesFile)));
    case ProtocolPart::Signals:
        return signalWords(filter);
    case ProtocolPart::Window:
        return windowWords(filter);
    case ProtocolPart::Value:
        return filter.minValue ? tr("values of %1 or more").arg(QString::number(*filter.minValue))
                               : QString();
    case ProtocolPart::UserEvents:
        return leastWords(filter.minUserEvents, nouns.user);
    case ProtocolPart::ItemEvents:
        return leastWords(filter.minItemEvents, nouns.item);
    case ProtocolPart::Unseen:
        return request.leaveOutUnseen ? tr("without what training never saw") : QString();
    case ProtocolPart::Groups:
        return hasOwnGroups(request) ? tr("groups of %1").arg(fileName(std::filesystem::path(request.by)))
                                     : QString();
    case ProtocolPart::AllUsers:
        return request.options.allUsers ? tr("lists for all %1").arg(toQString(nouns.users)) : QString();
    }
    return {};
}

void clearPart(ProtocolPart part, EvaluateRequest& request) {
    EventFilter& filter = request.filter;
    switch (part) {
    case ProtocolPart::Files:
        request.trainFile.clear();
        request.testFile.clear();
        request.historyFile.clear();
        break;
    case ProtocolPart::FoldsFile:
        request.foldsFile.clear();
        break;
    case ProtocolPart::CandidatesFile:
        request.candidatesFile.clear();
        break;
    case ProtocolPart::Signals:
        filter.signals.clear();
        break;
    case ProtocolPart::Window:
        filter.from = EventFilter().from;
        filter.until = EventFilter().until;
        break;
    case ProtocolPart::Value:
        filter.minValue.reset();
        break;
    case ProtocolPart::UserEvents:
        filter.minUserEvents = 0;
        break;
    case ProtocolPart::ItemEvents:
        filter.minItemEvents = 0;
        break;
    case ProtocolPart::Unseen:
        request.leaveOutUnseen = false;
        break;
    case ProtocolPart::Groups:
        request.by.clear();
        break;
    case ProtocolPart::AllUsers:
        request.options.allUsers = false;
        break;
    }
}

void copyParts(const EvaluateRequest& from, EvaluateRequest& to) {
    to.trainFile = from.trainFile;
    to.testFile = from.testFile;
    to.historyFile = from.historyFile;
    to.foldsFile = from.foldsFile;
    to.candidatesFile = from.candidatesFile;
    to.filter = from.filter;
    to.leaveOutUnseen = from.leaveOutUnseen;
    to.by = from.by;
    to.options.allUsers = from.options.allUsers;
}

} // namespace tastescope
