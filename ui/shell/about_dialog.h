// SPDX-License-Identifier: GPL-3.0-or-later
// Name, version, licence, and the libraries with theirs.
#pragma once

#include <QDialog>

namespace tastescope {

struct LibraryInfo {
    QString name;
    QString version;
    QString licence;
};
/// Versions as found at run time where the library tells, else as built against.
std::vector<LibraryInfo> libraries();

class AboutDialog : public QDialog {
    Q_OBJECT
public:
    explicit AboutDialog(QWidget* parent);
};

} // namespace tastescope
