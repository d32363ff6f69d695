// SPDX-License-Identifier: GPL-3.0-or-later
// What can be compared: the trained models' kinds and settings, every other kind as it comes, and lists,
// scores and predictions from files; which of them are chosen, and what their training will cost. Everything
// is trained anew on the train part of a split. GUI thread only.
#pragma once

#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/outside/outside_kind.h"
#include "ui/tables/column_table.h"
#include "ui/tables/table_delegate.h"

#include <filesystem>
#include <limits>
#include <optional>

namespace tastescope {

class Session;
struct RuleSet;

struct ContestantRow {
    QString name;
    Contestant contestant;                 ///< algorithm and settings; without an algorithm for a file
    std::filesystem::path file;            ///< made elsewhere
    OutsideKind kind = OutsideKind::Lists; ///< of the file
    QString settings;
    QString from;             ///< "trained %1", "an earlier run", a file's name
    std::optional<Time> when; ///< of "%1": said as it is today whenever it is shown
    QString off;              ///< why it cannot be trained on the data; empty = it can
    double seconds = std::numeric_limits<double>::quiet_NaN(); ///< of its training, once forecast
    bool chosen = false;
    bool kept = false; ///< lists that the project keeps
};

class ContestantTable : public ColumnTable<ContestantRow> {
    Q_OBJECT
public:
    enum Section { Name, Settings, From, Cost };

    explicit ContestantTable(Session& session, QObject* parent = nullptr);
    /// Chosen at first: what is trained, or three quick kinds where nothing is.
    void refresh();
    void toggle(int row);
    void choose(const EvaluateRequest& request); ///< exactly its contestants; unknown ones are added
    void addLists(const QStringList& files);     ///< chosen at once
    /// A file of scores or predictions, chosen at once; it is named by its path, and read when it is run
    /// with.
    void addNumbers(const QString& file, OutsideKind kind);
    bool isRemovable(int row) const; ///< a file that the project keeps no copy of
    void remove(int row);
    std::vector<RuleSet> ruleSets() const; ///< that the project keeps
    bool takesRules(int row) const;        ///< a model that can be trained, without rules so far
    /// A rule set behind a row's model, chosen at once.
    void addRules(int row, const RuleSet& rules);
    /// What is chosen or trained and can be trained anew: labels as applyTo() gives them.
    std::vector<Contestant> trainable() const;
    /// Contestants with a label of their own each, and files.
    void applyTo(EvaluateRequest& request) const;
    int chosenCount() const;
    Session& session() const { return m_session; }
    double seconds() const; ///< of all chosen; NaN while it is not known

    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void chosenChanged();

private:
    void forecast();
    void addFile(const std::filesystem::path& file, OutsideKind kind);

    Session& m_session;
    bool m_touched = false; ///< a person chose
};

/// A click anywhere in a row, or Space, chooses it.
class ContestantDelegate : public TableDelegate {
    Q_OBJECT
public:
    using TableDelegate::TableDelegate;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;
};

} // namespace tastescope
