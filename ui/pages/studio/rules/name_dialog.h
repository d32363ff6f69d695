// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for a name. GUI thread only.
#pragma once

#include <QDialog>

class QLineEdit;

namespace tastescope {

class NameDialog : public QDialog {
    Q_OBJECT
public:
    NameDialog(const QString& title, const QString& label, const QString& name, QWidget* parent = nullptr);
    QString name() const; ///< without blanks around it; never empty once accepted

private:
    QLineEdit* m_field;
};

} // namespace tastescope
