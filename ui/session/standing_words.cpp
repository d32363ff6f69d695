// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/standing_words.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QDir>

namespace tastescope {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Standing", text);
}

} // namespace

QString standingMark(const StandingReport& report) {
    switch (report.standing) {
    case Standing::Fine:
        break;
    case Standing::ReadOnly:
        return say("read-only");
    case Standing::Outdated:
        return say("changed in the other window");
    case Standing::DiskFull:
        return say("disk full");
    case Standing::Moved:
        return say("moved");
    case Standing::Deleted:
        return say("deleted");
    case Standing::Replaced:
        return say("replaced");
    case Standing::Rewritten:
        return say("changed by another program");
    case Standing::FolderGone:
        return say("folder gone");
    case Standing::CameBack:
        return say("connected anew");
    case Standing::Unreachable:
        return say("cannot be reached");
    }
    return {};
}

QString standingSentence(const StandingReport& report) {
    switch (report.standing) {
    case Standing::Fine:
        break;
    case Standing::ReadOnly:
        return say("The project is open for reading only");
    case Standing::Outdated:
        return say("The project was changed in the other window");
    case Standing::DiskFull:
        return say("The disk of the project is full: %1 MB are left").arg(report.freeMegabytes);
    case Standing::Moved:
        return say("The project file was moved to %1")
            .arg(QDir::toNativeSeparators(toQString(report.movedTo.string())));
    case Standing::Deleted:
        return say("The project file was deleted");
    case Standing::Replaced:
        return say("Another program replaced the project file");
    case Standing::Rewritten:
        return say("Another program wrote into the project file");
    case Standing::FolderGone:
        return say("The folder of the project is gone");
    case Standing::CameBack:
        return say("The drive of the project was taken away and connected anew");
    case Standing::Unreachable:
        return say("The project file cannot be reached just now");
    }
    return {};
}

QString standingRemedy(const StandingReport& report) {
    switch (report.standing) {
    case Standing::Fine:
        break;
    case Standing::ReadOnly:
        return say("Everything can be looked at. Save a copy to change or train something.");
    case Standing::Outdated:
        return say("What is shown here is what was in it before. Open it again to see the changes.");
    case Standing::DiskFull:
        return say("Free some space before you train or change anything.");
    case Standing::Moved:
        return say("Nothing more is saved here. Open it where it is now.");
    case Standing::Deleted:
        return say("Nothing more is saved. What is open can still be saved as a copy.");
    case Standing::FolderGone:
        return say("Nothing more is saved. What is open can still be saved as a copy, "
                   "unless its drive was taken away.");
    case Standing::CameBack:
        return say("Nothing more is saved. Open it again to go on.");
    case Standing::Unreachable:
        return say("Nothing is saved until it can be. Check that its drive or network folder is connected.");
    case Standing::Replaced:
        return say("Nothing more is saved. Save a copy of what is open, or open the new file.");
    case Standing::Rewritten:
        return say("Nothing more is saved, so that nothing gets mixed. Open it again to see what it holds.");
    }
    return {};
}

} // namespace tastescope
