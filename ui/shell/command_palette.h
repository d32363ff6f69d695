// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl+K: go anywhere and do anything by typing. The focus stays in the field, so that its description tells
// which entry Enter would run.
#pragma once

#include "ui/shell/palette_search.h"

#include <QDialog>

class QLineEdit;
class QListView;
class QTimer;

namespace tastescope {

class PaletteModel;
class Session;
class TextLabel;

class CommandPalette : public QDialog {
    Q_OBJECT
public:
    /// `fixed`: models, pages and commands; asked for at every opening.
    CommandPalette(Session& session, QWidget* parent);
    void open(const std::vector<PaletteEntry>& fixed);
    PaletteModel* model() const { return m_model; }
    QLineEdit* field() const { return m_field; }

Q_SIGNALS:
    void chosen(const PaletteEntry& entry);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void search();
    void show(const std::vector<PaletteEntry>& found);
    void move(int step);
    void run(const QModelIndex& index);
    void describe();
    Session& m_session;
    QLineEdit* m_field;
    QListView* m_list;
    TextLabel* m_none; ///< in place of the list when nothing is found
    PaletteModel* m_model;
    QTimer* m_rest;
    std::vector<PaletteEntry> m_fixed;
    bool m_runFirst = false;
    int m_shows = 0; ///< an answer counts only while nothing else was shown since it was asked for
};

} // namespace tastescope
