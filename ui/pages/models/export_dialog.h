// SPDX-License-Identifier: GPL-3.0-or-later
// Asks how long the exported lists of a model shall be and where they go. It only asks: the caller hands the
// answer to the session.
#pragma once

#include <QDialog>

class QSpinBox;

namespace tastescope {

class Session;
class TextLabel;

class ExportDialog : public QDialog {
    Q_OBJECT
public:
    ExportDialog(const Session& session, const QString& model, QWidget* parent);
    std::size_t count() const;
    QString path() const { return m_path; } ///< ends in .csv or .json once the dialog was accepted

private:
    void showRows();
    void chooseFile();

    const Session& m_session;
    const QString m_model;
    QString m_path;
    QSpinBox* m_count = nullptr;
    TextLabel* m_rows = nullptr;
};

} // namespace tastescope
