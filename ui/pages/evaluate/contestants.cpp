// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/contestants.h"

#include "engine/registry/registry.h"
#include "storage/use_cases/rules/ruled_lists.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/evaluate/words/run_words.h"
#include "ui/session/kind_fit.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_models.h"
#include "ui/session/project_rules.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMouseEvent>

#include <array>
#include <cmath>
#include <map>
#include <set>

namespace tastescope {
namespace {

using Row = ContestantRow;

QBrush ink(Role role) {
    return Theme::instance().color(role);
}

QString hintOf(const Row& row) {
    if (!row.off.isEmpty()) {
        return row.off;
    }
    if (!row.file.empty()) {
        return toQString(row.file.string());
    }
    const AlgorithmInfo* info = findAlgorithm(row.contestant.algorithm);
    if (info && row.contestant.rules) {
        return ContestantTable::tr(
                   "%1, trained anew on the train part; the rules \"%2\" re-rank its best 1,000.")
            .arg(toQString(info->title), toQString(row.contestant.rules->name));
    }
    return info ? ContestantTable::tr("%1. Trained anew on the train part.").arg(toQString(info->about))
                : QString();
}

/// Where a row comes from, on the day on which it is read; or why it cannot be trained.
QString fromOf(const Row& row) {
    return !row.off.isEmpty() ? row.off : row.when ? row.from.arg(formatWhen(*row.when)) : row.from;
}

ContestantTable::Columns columns() {
    const auto body = [](TextStyle style) {
        return [style](const Row&) { return Theme::instance().font(style); };
    };
    const auto color = [](Role usual) {
        return [usual](const Row& row) { return ink(row.off.isEmpty() ? usual : Role::Text3); };
    };
    const ContestantTable::Roles small{{Qt::FontRole, body(TextStyle::Small)},
                                       {Qt::ForegroundRole, color(Role::Text2)},
                                       {Qt::ToolTipRole, hintOf}};
    return {{ContestantTable::tr("Model"),
             [](const Row& row) { return row.name; },
             {},
             Qt::AlignLeft,
             {{Qt::FontRole, body(TextStyle::BodyStrong)},
              {Qt::ForegroundRole, color(Role::Text)},
              {Qt::ToolTipRole, hintOf},
              {Qt::CheckStateRole,
               [](const Row& row) { return QVariant(row.chosen ? Qt::Checked : Qt::Unchecked); }}}},
            {ContestantTable::tr("Settings"),
             [](const Row& row) { return row.settings; },
             {},
             Qt::AlignLeft,
             small},
            {ContestantTable::tr("From"), fromOf, {}, Qt::AlignLeft, small},
            {ContestantTable::tr("Training"),
             [](const Row& row) { return std::isnan(row.seconds) ? QString() : formatDuration(row.seconds); },
             [](const Row& row) { return row.seconds; }, Qt::AlignRight, small}};
}

QString settingsOf(const AlgorithmInfo& info, const ParamSet& params) {
    const QString changes = toQString(params.textOfChanges(info.params));
    return changes.isEmpty() ? ContestantTable::tr("standard")
                             : QString(changes).replace(u',', QStringLiteral(", "));
}

Row rowOf(const AlgorithmInfo& info, const ParamSet& params, const QString& name, const QString& from) {
    Row row;
    row.name = name;
    row.contestant.algorithm = info.id;
    row.contestant.params = params;
    row.settings = settingsOf(info, params);
    row.from = from;
    return row;
}

/// The row with rules behind its model.
Row withRules(Row row, const ListRules& rules, const QString& from) {
    row.name = ContestantTable::tr("%1 + %2").arg(row.name, toQString(rules.name));
    row.settings = ContestantTable::tr("rules %1, %2").arg(toQString(rules.name), row.settings);
    row.contestant.rules = rules;
    row.from = from;
    row.when.reset();
    row.chosen = false;
    return row;
}

/// Where a request has the files of a kind.
std::vector<std::filesystem::path> EvaluateRequest::*filesOf(OutsideKind kind) {
    return kind == OutsideKind::Lists    ? &EvaluateRequest::listFiles
           : kind == OutsideKind::Scores ? &EvaluateRequest::scoreFiles
                                         : &EvaluateRequest::predictionFiles;
}
constexpr std::array outsideKindsInOrder{OutsideKind::Lists, OutsideKind::Scores, OutsideKind::Predictions};

Row rowOf(const std::filesystem::path& file, OutsideKind kind = OutsideKind::Lists) {
    Row row;
    row.name = QFileInfo(toQString(file.string())).completeBaseName();
    row.file = file;
    row.kind = kind;
    row.settings = kind == OutsideKind::Lists    ? ContestantTable::tr("lists")
                   : kind == OutsideKind::Scores ? ContestantTable::tr("scores of pairs")
                                                 : ContestantTable::tr("predictions of ratings");
    row.from = QFileInfo(toQString(file.string())).fileName();
    row.seconds = 0;
    return row;
}

/// Of lists that the project keeps: judged from its copy, under the name they have there.
Row keptRow(const StoredOutside& lists) {
    Row row = rowOf(std::filesystem::path(lists.origin));
    row.name = toQString(lists.name);
    row.settings = formatCounted(lists.users, ContestantTable::tr("lists of 1 person"),
                                 ContestantTable::tr("lists of %1 people"));
    row.chosen = true;
    row.kept = true; // without them there it goes
    return row;
}

bool isSameRow(const Row& a, const Row& b) {
    return a.file == b.file && a.kind == b.kind && isSame(a.contestant, b.contestant);
}

/// What is trained, newest first, then every kind as it comes.
std::vector<Row> rowsOf(const Session& session) {
    std::vector<Row> rows;
    const auto add = [&](Row row) {
        if (std::none_of(rows.begin(), rows.end(), [&](const Row& known) { return isSameRow(known, row); })) {
            rows.push_back(std::move(row));
        }
    };
    const std::vector<SessionModel>& models = session.models().all();
    for (auto model = models.rbegin(); model != models.rend(); ++model) {
        if (const AlgorithmInfo* info = findAlgorithm(model->stored.algorithm)) {
            Row row = rowOf(*info, paramsOf(model->stored), toQString(model->stored.name),
                            ContestantTable::tr("trained %1"));
            row.when = model->stored.trained;
            add(std::move(row));
        }
    }
    const std::size_t trained = rows.size();
    // Rules stand behind the newest model; addRules() puts them behind any other.
    for (const StoredRules& stored : session.rules().all()) {
        if (trained > 0 && stored.problem.empty()) {
            Row row = withRules(rows.front(), listRulesOf(stored.rules),
                                ContestantTable::tr("rule set, changed %1"));
            row.when = stored.changed;
            add(std::move(row));
        }
    }
    for (const AlgorithmInfo& info : algorithms()) {
        add(rowOf(info, ParamSet(info.params), toQString(info.title),
                  ContestantTable::tr("not trained yet")));
    }
    std::vector<Row> kept;
    for (const StoredOutside& lists : session.experiments().lists().outside()) {
        kept.push_back(keptRow(lists));
    }
    for (std::size_t at = 0; at < rows.size(); ++at) {
        const AlgorithmInfo& info = *findAlgorithm(rows[at].contestant.algorithm);
        rows[at].off = session.dataset() ? whyOff(info, *session.dataset()) : QString();
        rows[at].chosen = at < trained && rows[at].off.isEmpty();
    }
    const std::set<std::string> quick{firstChoice(ModelKind::Popularity).id,
                                      firstChoice(ModelKind::Neighbours).id,
                                      firstChoice(ModelKind::Factors).id};
    for (Row& row : rows) {
        row.chosen = row.chosen || (trained == 0 && quick.contains(row.contestant.algorithm));
    }
    rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(trained), kept.begin(), kept.end());
    return rows;
}

} // namespace

ContestantTable::ContestantTable(Session& session, QObject* parent)
    : ColumnTable(columns(), parent)
    , m_session(session) {
    connect(&session, &Session::projectChanged, this, [this] {
        m_touched = false;
        setRows({});
        refresh();
    });
    connect(&session, &Session::datasetChanged, this, [this] {
        std::vector<Row> all = rows();
        for (Row& row : all) {
            if (row.file.empty()) {
                row.seconds = std::numeric_limits<double>::quiet_NaN(); // it was forecast for other data
            }
        }
        updateRows(std::move(all));
        refresh();
    });
    connect(&session.models(), &ProjectModels::changed, this, &ContestantTable::refresh);
    connect(&session.rules(), &ProjectRules::changed, this, &ContestantTable::refresh);
    connect(&session.experiments().lists(), &ProjectLists::outsideChanged, this, &ContestantTable::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &ContestantTable::tellAllChanged);
    refresh();
}

void ContestantTable::refresh() {
    std::vector<Row> fresh = m_session.isOpen() ? rowsOf(m_session) : std::vector<Row>();
    for (const Row& row : rows()) {
        const auto known =
            std::find_if(fresh.begin(), fresh.end(), [&](const Row& other) { return isSameRow(row, other); });
        if (known != fresh.end()) {
            known->seconds = row.seconds;
            known->chosen = m_touched ? row.chosen : known->chosen;
        } else if (m_session.isOpen() && m_touched && !row.kept &&
                   (row.chosen || row.kind != OutsideKind::Lists)) {
            fresh.push_back(row); // a file, or settings of a model that is gone
        }
    }
    mergeRows(std::move(fresh), isSameRow);
    forecast();
    Q_EMIT chosenChanged();
}

void ContestantTable::toggle(int row) {
    std::vector<Row> all = rows();
    Row& toggled = all[static_cast<std::size_t>(row)];
    if (!toggled.off.isEmpty() && !toggled.chosen) {
        return;
    }
    toggled.chosen = !toggled.chosen;
    m_touched = true;
    updateRows(std::move(all));
    Q_EMIT chosenChanged();
}

void ContestantTable::choose(const EvaluateRequest& request) {
    std::vector<Row> all = rows();
    for (Row& row : all) {
        row.chosen = false;
    }
    const auto take = [&all](Row wanted) {
        const auto known =
            std::find_if(all.begin(), all.end(), [&](const Row& row) { return isSameRow(row, wanted); });
        if (known != all.end()) {
            known->chosen = true;
        } else {
            wanted.chosen = true;
            all.push_back(std::move(wanted));
        }
    };
    for (const Contestant& contestant : request.contestants) {
        if (const AlgorithmInfo* info = findAlgorithm(contestant.algorithm)) {
            Row row = rowOf(*info, contestant.params, toQString(contestant.label), tr("an earlier run"));
            row.contestant.sweptFrom = contestant.sweptFrom;
            if (contestant.rules) {
                row.contestant.rules = contestant.rules;
                row.settings = tr("rules %1, %2").arg(toQString(contestant.rules->name), row.settings);
            }
            take(std::move(row));
        }
    }
    for (const OutsideKind kind : outsideKindsInOrder) {
        for (const std::filesystem::path& file : request.*filesOf(kind)) {
            take(rowOf(file, kind));
        }
    }
    m_touched = true;
    mergeRows(std::move(all), isSameRow);
    forecast();
    Q_EMIT chosenChanged();
}

void ContestantTable::addFile(const std::filesystem::path& file, OutsideKind kind) {
    std::vector<Row> all = rows();
    Row row = rowOf(file, kind);
    row.chosen = true;
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const Row& other) { return isSameRow(row, other); });
    if (known == all.end()) {
        all.push_back(std::move(row));
    } else {
        known->chosen = true;
    }
    m_touched = true;
    mergeRows(std::move(all), isSameRow);
}

void ContestantTable::addLists(const QStringList& files) {
    for (const QString& file : files) {
        addFile(QFileInfo(file).absoluteFilePath().toStdString(), OutsideKind::Lists);
    }
    Q_EMIT chosenChanged();
    if (!m_session.isReadOnly()) {
        m_session.experiments().lists().addOutside(files); // named as the project keeps them, then
    }
}

void ContestantTable::addNumbers(const QString& file, OutsideKind kind) {
    addFile(QFileInfo(file).absoluteFilePath().toStdString(), kind);
    Q_EMIT chosenChanged();
}

bool ContestantTable::isRemovable(int row) const {
    return row >= 0 && row < rowCount() && !at(row).file.empty() && !at(row).kept;
}

void ContestantTable::remove(int row) {
    if (isRemovable(row)) {
        std::vector<Row> all = rows();
        all.erase(all.begin() + row);
        m_touched = true;
        mergeRows(std::move(all), isSameRow);
        Q_EMIT chosenChanged();
    }
}

std::vector<RuleSet> ContestantTable::ruleSets() const {
    std::vector<RuleSet> sets;
    for (const StoredRules& stored : m_session.rules().all()) {
        if (stored.problem.empty()) {
            sets.push_back(stored.rules);
        }
    }
    return sets;
}

bool ContestantTable::takesRules(int row) const {
    return row >= 0 && row < rowCount() && at(row).file.empty() && at(row).off.isEmpty() &&
           !at(row).contestant.rules;
}

void ContestantTable::addRules(int row, const RuleSet& rules) {
    std::vector<Row> all = rows();
    Row made = withRules(all[static_cast<std::size_t>(row)], listRulesOf(rules), tr("rule set"));
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const Row& other) { return isSameRow(other, made); });
    if (known == all.end()) {
        made.chosen = true;
        all.push_back(std::move(made));
    } else {
        known->chosen = true;
    }
    m_touched = true;
    mergeRows(std::move(all), isSameRow);
    Q_EMIT chosenChanged();
}

std::vector<Contestant> ContestantTable::trainable() const {
    std::vector<Contestant> chosen;
    std::vector<Contestant> others;
    for (const Row& row : rows()) {
        if (row.file.empty() && row.off.isEmpty()) {
            std::vector<Contestant>& into = row.chosen ? chosen : others;
            into.push_back(row.contestant);
            into.back().label = row.name.toStdString();
        }
    }
    chosen.insert(chosen.end(), others.begin(), others.end());
    return chosen;
}

void ContestantTable::applyTo(EvaluateRequest& request) const {
    request.contestants.clear();
    for (const OutsideKind kind : outsideKindsInOrder) {
        (request.*filesOf(kind)).clear();
    }
    std::map<std::string, int> met; // results are told apart by their labels
    for (const Row& row : rows()) {
        if (!row.chosen) {
            continue;
        }
        if (!row.file.empty()) {
            (request.*filesOf(row.kind)).push_back(row.file);
            continue;
        }
        Contestant contestant = row.contestant;
        contestant.label = row.name.toStdString();
        if (const int count = ++met[contestant.label]; count > 1) {
            contestant.label += " " + std::to_string(count);
        }
        request.contestants.push_back(std::move(contestant));
    }
}

int ContestantTable::chosenCount() const {
    return static_cast<int>(
        std::count_if(rows().begin(), rows().end(), [](const Row& row) { return row.chosen; }));
}

double ContestantTable::seconds() const {
    double sum = 0;
    for (const Row& row : rows()) {
        sum += row.chosen ? row.seconds : 0;
    }
    return sum;
}

Qt::ItemFlags ContestantTable::flags(const QModelIndex& index) const {
    const Qt::ItemFlags base = ColumnTable::flags(index);
    if (!index.isValid() || index.column() != Name) {
        return base;
    }
    return at(index.row()).off.isEmpty() ? base | Qt::ItemIsUserCheckable : base;
}

bool ContestantTable::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || !index.isValid()) {
        return ColumnTable::setData(index, value, role);
    }
    if (at(index.row()).chosen != (value.toInt() == Qt::Checked)) {
        toggle(index.row());
    }
    return true;
}

void ContestantTable::forecast() {
    const auto dataset = m_session.dataset();
    std::vector<Contestant> wanted;
    for (const Row& row : rows()) {
        if (std::isnan(row.seconds) && row.off.isEmpty()) {
            wanted.push_back(row.contestant);
        }
    }
    if (!dataset || wanted.empty()) {
        return;
    }
    m_session.jobs().ask<std::vector<double>>(
        QStringLiteral("evaluate/forecast"),
        [dataset, wanted](const ExecutionContext& context) -> Result<std::vector<double>> {
            std::vector<double> seconds;
            for (const Contestant& one : wanted) {
                if (context.stopRequested()) {
                    return cancelledError();
                }
                const AlgorithmInfo& info = *findAlgorithm(one.algorithm);
                seconds.push_back(info.forecast(*dataset, one.params, context.threads).seconds);
            }
            return seconds;
        },
        this,
        [this, dataset, wanted](Result<std::vector<double>> seconds) {
            if (!seconds || dataset != m_session.dataset()) {
                return;
            }
            std::vector<Row> all = rows();
            for (Row& row : all) {
                for (std::size_t at = 0; at < wanted.size(); ++at) {
                    if (row.file.empty() && isSame(row.contestant, wanted[at])) {
                        row.seconds = (*seconds)[at];
                    }
                }
            }
            updateRows(std::move(all));
            Q_EMIT chosenChanged();
        });
}

bool ContestantDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem&,
                                     const QModelIndex& index) {
    const auto toggle = [&] {
        const QModelIndex name = index.siblingAtColumn(ContestantTable::Name);
        const bool on = name.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        return model->setData(name, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    };
    if (event->type() == QEvent::MouseButtonRelease) {
        return static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton && toggle();
    }
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        return (key == Qt::Key_Space || key == Qt::Key_Select) && toggle();
    }
    return event->type() == QEvent::MouseButtonDblClick; // the two clicks have spoken
}

} // namespace tastescope
