// SPDX-License-Identifier: GPL-3.0-or-later
// The models to compare, as a dialog over the results.
#pragma once

#include <QDialog>

namespace tastescope {

class ContestantTable;
class TableView;

class ModelsDialog : public QDialog {
    Q_OBJECT
public:
    ModelsDialog(ContestantTable& contestants, QWidget* parent);
};

/// The table of contestants as both the page and the dialog show it.
TableView* makeContestantView(ContestantTable& contestants, QWidget* parent);
/// A button whose menu puts a rule set of the project behind the current row's model.
QWidget* makeRulesButton(ContestantTable& contestants, TableView& table, QWidget* parent);
/// A button, and the key Delete, that take a file away again.
QWidget* makeRemoveButton(ContestantTable& contestants, TableView& table, QWidget* parent);
/// Asks for files of lists, scores or predictions made elsewhere and adds them.
void askForLists(ContestantTable& contestants, QWidget& over);

} // namespace tastescope
