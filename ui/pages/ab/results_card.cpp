// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/results_card.h"

#include "engine/base/name_list.h"
#include "ui/input/open_paths.h"
#include "ui/jobs/job_strip.h"
#include "ui/pages/ab/ab_export.h"
#include "ui/pages/ab/ab_state.h"
#include "ui/pages/ab/results_table.h"
#include "ui/pages/ab/roles_dialog.h"
#include "ui/session/session.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/flow_layout.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr int rowHeight = 32;
constexpr int lowHeight = 720;    ///< of the page
constexpr int widestChoice = 120; ///< of the names of columns

ChipKind chipKind(SplitVerdict verdict) {
    return verdict == SplitVerdict::Stop   ? ChipKind::Error
           : verdict == SplitVerdict::Warn ? ChipKind::Warn
                                           : ChipKind::Good;
}

} // namespace

ResultsCard::ResultsCard(Session& session, QWidget* parent)
    : Card(tr("Results so far"), {}, parent)
    , m_session(session)
    , m_job(session.jobs(), QStringLiteral("ab/results"), this, [this] { refresh(); }) {
    setAccessibleName(tr("Results so far"));
    makeActions();
    m_strip = new JobStrip(tr("Progress of reading the results"), this);
    m_empty = new EmptyState(
        tr("Load results"),
        tr("A CSV file with one row a person, or totals by arm. The planner at the left works without."),
        tr("Load results"), tr("Simulate a test"), this);
    m_empty->setSentenceWidth(420);
    m_failed = new EmptyState(tr("These results cannot be read"), {}, tr("Choose another file"),
                              tr("Say what columns mean"), this);
    m_failed->setSentenceWidth(520);
    m_content = makeContent();
    body()->setContentsMargins(0, 0, 0, 0);
    body()->setSpacing(0);
    auto* strip = new QHBoxLayout;
    strip->setContentsMargins(16, 0, 16, 0);
    strip->addWidget(m_strip);
    body()->addLayout(strip);
    for (QWidget* state : {static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_failed), m_content}) {
        body()->addWidget(state);
    }
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(m_empty, &EmptyState::primaryClicked, this, &ResultsCard::chooseFile);
    connect(m_empty, &EmptyState::alternativeClicked, this, &ResultsCard::simulateWanted);
    connect(m_failed, &EmptyState::primaryClicked, this, &ResultsCard::chooseFile);
    connect(m_failed, &EmptyState::alternativeClicked, this, &ResultsCard::chooseColumns);
    connect(m_strip, &JobStrip::cancelled, this, [this] { m_job.cancel(); });
    connect(&session.jobs(), &JobRunner::jobChanged, this, [this](quint64 job) {
        if (job != 0 && job == m_job.job()) {
            refresh();
        }
    });
    connect(&Theme::instance(), &Theme::changed, this, &ResultsCard::fitTable);
    refresh();
}

void ResultsCard::makeActions() {
    m_split = new Chip({}, ChipKind::Good, this);
    m_columnsButton = new IconButton(QStringLiteral("columns"), tr("What the columns mean"), this);
    m_more = new IconButton(QStringLiteral("more"), tr("More with the results"), this);
    m_load = new Button(ButtonKind::Plain, tr("Load results"), QStringLiteral("import"), this);
    m_load->setSmall(true);
    for (QWidget* action : {static_cast<QWidget*>(m_split), static_cast<QWidget*>(m_columnsButton),
                            static_cast<QWidget*>(m_more), static_cast<QWidget*>(m_load)}) {
        addAction(action);
    }
    connect(m_load, &QAbstractButton::clicked, this, &ResultsCard::chooseFile);
    connect(m_columnsButton, &QAbstractButton::clicked, this, &ResultsCard::chooseColumns);
    connect(m_more, &QAbstractButton::clicked, this, &ResultsCard::openMenu);
}

QWidget* ResultsCard::makeOptions() {
    auto* box = new QWidget(this);
    auto* flow = new FlowLayout(box, 12);
    const auto group = [&](const QString& label, std::initializer_list<QWidget*> fields) {
        auto* pair = new QWidget(box);
        auto* row = new QHBoxLayout(pair);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(6);
        if (!label.isEmpty()) {
            row->addWidget(new TextLabel(TextStyle::Small, Role::Text2, label, pair));
        }
        for (QWidget* field : fields) {
            row->addWidget(field);
        }
        flow->addWidget(pair);
    };
    const auto combo = [&](const QString& name) {
        auto* field = new ComboBox(box);
        field->setAccessibleName(name);
        field->setProperty("small", true);
        field->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        const auto restyle = [field] { field->setMaximumWidth(Theme::instance().scaled(widestChoice)); };
        restyle();
        connect(&Theme::instance(), &Theme::changed, field, restyle);
        return field;
    };
    m_control = combo(tr("Control arm"));
    m_segment = combo(tr("Kinds of people"));
    m_covariate = combo(tr("Known before the test"));
    m_cuped = new Switch(tr("Take away what was known before (CUPED)"), box);
    m_cuped->setToolTip(
        tr("CUPED: takes away what was known of people before the test, so that intervals are "
           "narrower. Choose a column that the test could not change."));
    m_scale = new SegmentedControl(tr("Shown as"), {tr("Lift"), tr("Difference")}, box);
    group(tr("Control"), {m_control});
    group(tr("Within"), {m_segment});
    group(tr("CUPED"), {m_cuped, m_covariate});
    group({}, {m_scale});
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    box->setSizePolicy(policy);
    connect(m_control, &QComboBox::activated, this, &ResultsCard::chooseControl);
    connect(m_segment, &QComboBox::activated, this, &ResultsCard::chooseSegment);
    connect(m_covariate, &QComboBox::activated, this, [this] {
        m_cuped->setChecked(m_covariate->currentIndex() > 0);
        chooseCovariate();
    });
    connect(m_cuped, &QAbstractButton::clicked, this, &ResultsCard::chooseCovariate);
    connect(m_scale, &SegmentedControl::chosen, this, &ResultsCard::showAnswer);
    return box;
}

QWidget* ResultsCard::makeContent() {
    auto* content = new QWidget(this);
    m_warning = new Note(NoteKind::Caution, {}, content);
    m_table = new ResultsTable(this);
    m_view = new TableView(QStringLiteral("abResults"), tr("Measures"), content);
    m_view->setModel(m_table);
    m_view->setItemDelegate(new IntervalDelegate(ResultsTable::IntervalRole, 208, m_view));
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setSortingEnabled(false);
    m_sentence = new TextLabel(TextStyle::Body, Role::Text, {}, content);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_notes = new TextLabel(TextStyle::Micro, Role::Text3, {}, content);
    m_notes->setElided(true);
    m_goal = new ComboBox(content);
    m_goal->setAccessibleName(tr("What is good in this measure"));
    m_goal->setProperty("small", true);
    m_goal->addItems({tr("more is better"), tr("less is better"), tr("set by a rule")});
    m_goal->setToolTip(tr("A measure that a rule sets, as the share of small creators, was no finding"));
    auto* head = new QVBoxLayout;
    head->setContentsMargins(16, 0, 16, 8);
    head->setSpacing(8);
    head->addWidget(makeOptions());
    head->addWidget(m_warning);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_sentence);
    words->addWidget(m_notes);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 8, 16, 10);
    foot->setSpacing(12);
    foot->addLayout(words, 1);
    foot->addWidget(m_goal, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    auto* table = new QHBoxLayout;
    table->setContentsMargins(8, 0, 8, 0);
    table->addWidget(m_view);
    column->addLayout(table);
    column->addLayout(foot);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ResultsCard::showChosen);
    connect(m_goal, &QComboBox::activated, this, &ResultsCard::chooseGoal);
    return content;
}

QString ResultsCard::fileName() const {
    return QFileInfo(QString::fromStdString(m_question.request.file.string())).fileName();
}

void ResultsCard::chooseFile() {
    const QString before = QString::fromStdString(m_question.request.file.string());
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Load results"), QFileInfo(before).path(), dataFilter());
    if (!path.isEmpty()) {
        load(path);
    }
}

void ResultsCard::load(const QString& path) {
    m_question.request = {};
    m_question.request.file = path.toStdString();
    ask();
}

void ResultsCard::setGoal(const WatchGoal& goal, bool now) {
    const bool other = !(goal == m_question.goal);
    m_question.goal = goal;
    if (now && other && answer()) {
        ask();
    }
}

void ResultsCard::ask() {
    m_restored = false;
    m_job.start(
        tr("Read %1").arg(fileName()), QString::fromStdString(m_question.request.file.string()),
        [question = m_question](const ExecutionContext& context) { return readResults(question, context); });
}

void ResultsCard::refresh() {
    const JobInfo* info = m_job.job() != 0 ? m_session.jobs().info(m_job.job()) : nullptr;
    if (info && m_job.running()) {
        m_strip->showJob(*info);
        return;
    }
    if (m_job.running()) {
        return; // a small file: the answer comes before a word could be read
    }
    if (m_job.cancelled() && answer()) {
        m_question = answer()->question; // what stays is named, and asked again, as it was read
    }
    m_strip->setVisible(m_job.cancelled());
    if (m_job.cancelled()) {
        m_strip->showCancelled(answer() ? KeptResults::OfBefore : KeptResults::None);
    }
    if (const Error* error = m_job.error()) {
        m_failed->setTexts(tr("%1 cannot be read").arg(fileName()), formatError(*error));
        showState(m_failed);
    } else {
        showState(answer() ? m_content : m_empty);
    }
    showOptions();
    showAnswer();
}

void ResultsCard::showState(const QWidget* state) {
    for (QWidget* one : {static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_failed), m_content}) {
        one->setVisible(one == state);
    }
}

void ResultsCard::showOptions() {
    const bool any = answer() != nullptr;
    m_split->setVisible(any);
    m_columnsButton->setVisible(any);
    m_more->setVisible(any);
    m_load->setText(any || m_job.error() ? tr("Load others") : tr("Load results"));
    if (!any) {
        setRemark({});
        return;
    }
    const ExperimentTable& table = answer()->table;
    const ExperimentReading& reading = answer()->reading;
    QStringList people;
    for (std::size_t arm = 0; arm < table.sample.arms.size(); ++arm) {
        people << tr("%1 in %2")
                      .arg(formatCount(static_cast<qulonglong>(table.sample.people[arm])),
                           toQString(table.sample.arms[arm]));
    }
    setRemark(tr("%1: %2").arg(fileName(), people.join(QStringLiteral(", "))));
    const SplitCheck& split = reading.split;
    m_split->setKind(chipKind(split.verdict));
    m_split->setText(split.verdict == SplitVerdict::Stop   ? tr("split broken, p %1").arg(pText(split.p))
                     : split.verdict == SplitVerdict::Warn ? tr("split uneven, p %1").arg(pText(split.p))
                     : std::isnan(split.p)                 ? tr("split unknown")
                                                           : tr("split is even, p %1").arg(pText(split.p)));
    m_split->setToolTip(toQString(reading.splitWords));
    m_warning->setVisible(split.verdict != SplitVerdict::Ok && !m_low);
    m_warning->setKind(split.verdict == SplitVerdict::Stop ? NoteKind::Failure : NoteKind::Caution);
    m_warning->setText(toQString(reading.splitWords));
    m_control->clear();
    for (const std::string& arm : table.sample.arms) {
        m_control->addItem(toQString(arm));
    }
    m_control->setCurrentIndex(0);
    m_segment->clear();
    m_segment->addItem(tr("all people"));
    m_covariate->clear();
    m_covariate->addItem(tr("no column"));
    for (const GuessedColumn& column : answer()->columns) {
        const QString name = toQString(column.name);
        const bool free = column.role.empty() || column.role == "metric" || column.role == "segment" ||
                          column.role == "before";
        if (free) {
            m_segment->addItem(name);
        }
        if (free && column.numeric) {
            m_covariate->addItem(name);
        }
    }
    for (QComboBox* box : {m_control, m_segment, m_covariate}) { // the open list shows whole names
        box->view()->setMinimumWidth(box->view()->sizeHintForColumn(0) + Theme::instance().scaled(32));
    }
    m_segment->setCurrentIndex(std::max(0, m_segment->findText(toQString(m_question.request.segment))));
    const int covariate = m_covariate->findText(toQString(m_question.request.covariate));
    m_covariate->setCurrentIndex(std::max(0, covariate));
    m_cuped->setChecked(!m_question.request.covariate.empty());
    m_cuped->setEnabled(m_covariate->count() > 1 && !table.aggregated);
    m_covariate->setEnabled(m_cuped->isEnabled());
}

void ResultsCard::showAnswer() {
    const int row = m_view->currentIndex().row();
    m_table->setAnswer(answer(), static_cast<ResultScale>(m_scale->current()), m_goals);
    m_view->setYielding({m_table->yieldingColumn()});
    m_view->setShrinking({m_table->intervalColumn()});
    if (m_table->rowCount() > 0) {
        m_view->setCurrentIndex(m_table->index(std::clamp(row, 0, m_table->rowCount() - 1), 0));
    }
    fitTable();
    showChosen();
}

int ResultsCard::current() const {
    const int row = m_view->currentIndex().row();
    return answer() && row >= 0 && row < m_table->rowCount() ? static_cast<int>(m_table->at(row).comparison)
                                                             : -1;
}

void ResultsCard::showChosen() {
    const int row = m_view->currentIndex().row();
    const bool any = answer() && row >= 0 && row < m_table->rowCount();
    m_goal->setEnabled(any);
    if (any) {
        const ResultRow& chosen = m_table->at(row);
        QString words = toQString(chosen.of.words) + u'.';
        if (chosen.goal == Goal::ByRule) {
            words = tr("%1 is set by a rule: that it differs is by design, and no finding.")
                        .arg(m_table->measure(chosen));
        } else if (chosen.segment >= 0) {
            words = tr("%1: %2").arg(
                toQString(answer()->reading.segments[static_cast<std::size_t>(chosen.segment)].name), words);
        }
        if (!std::isnan(chosen.of.varianceReduction)) {
            words +=
                u' ' +
                tr("CUPED takes %1 of the variance away.").arg(formatPercent(chosen.of.varianceReduction, 1));
        }
        m_sentence->setText(words);
        m_goal->setCurrentIndex(static_cast<int>(chosen.goal));
        QStringList notes;
        if (m_low && answer()->reading.split.verdict != SplitVerdict::Ok) {
            notes << toQString(answer()->reading.splitWords);
        }
        for (const Heterogeneity& one : answer()->reading.heterogeneity) {
            if (one.metric == chosen.of.metric && one.arm == chosen.of.arm) {
                notes << tr("differs between kinds of people: p %1 by Cochran's Q, %2 by Holm")
                             .arg(pText(one.p), pText(one.pHolm));
            }
        }
        for (const std::string& note : answer()->table.notes) {
            notes << toQString(note);
        }
        m_notes->setText(notes.join(QStringLiteral(". ")));
        m_notes->setVisible(!notes.isEmpty());
    } else {
        m_sentence->setText({});
        m_notes->setVisible(false);
    }
    Q_EMIT changed();
}

void ResultsCard::setRoom(int height) {
    const int spare = height - Theme::instance().scaled(536);
    m_mostRows = std::clamp(3 + spare / Theme::instance().scaled(rowHeight), 3, 12);
    if (const bool low = height < Theme::instance().scaled(lowHeight); low != m_low) {
        m_low = low;
        m_warning->setVisible(answer() && answer()->reading.split.verdict != SplitVerdict::Ok && !m_low);
        showChosen();
    }
    fitTable();
}

void ResultsCard::fitTable() {
    const Theme& theme = Theme::instance();
    const int rows = std::clamp(m_table->rowCount(), 1, m_mostRows);
    m_view->setFixedHeight(m_view->horizontalHeader()->sizeHint().height() + rows * theme.scaled(rowHeight) +
                           2);
}

void ResultsCard::chooseControl() {
    m_question.request.control = m_control->currentText().toStdString();
    m_question.request.shares.clear(); // they were in the order of the arms
    ask();
}

void ResultsCard::chooseSegment() {
    m_question.request.segment =
        m_segment->currentIndex() > 0 ? m_segment->currentText().toStdString() : std::string();
    ask();
}

void ResultsCard::chooseCovariate() {
    if (m_cuped->isChecked() && m_covariate->currentIndex() == 0) {
        m_cuped->setChecked(false);
        m_covariate->setFocus();
        m_covariate->showPopup(); // which column it is has to be said
        return;
    }
    m_question.request.covariate =
        m_cuped->isChecked() ? m_covariate->currentText().toStdString() : std::string();
    ask();
}

void ResultsCard::chooseGoal(int goal) {
    const int row = m_view->currentIndex().row();
    if (row >= 0 && row < m_table->rowCount()) {
        m_goals[m_table->measure(m_table->at(row))] = goal;
        showAnswer();
    }
}

void ResultsCard::chooseColumns() {
    if (answer()) {
        openRoles(answer()->columns);
        return;
    }
    m_session.jobs().ask<std::vector<GuessedColumn>>(
        QStringLiteral("ab/columns"),
        [request = m_question.request](const ExecutionContext& context) {
            auto columns = guessResultColumns(request, context);
            ExperimentRequest plain;
            plain.file = request.file; // what was said before may be what is wrong
            return columns ? std::move(columns) : guessResultColumns(plain, context);
        },
        this,
        [this](const Result<std::vector<GuessedColumn>>& columns) {
            if (columns) {
                openRoles(*columns);
            } else if (columns.error().code != ErrorCode::Cancelled) {
                Q_EMIT m_session.failed(tr("The columns cannot be read"), formatError(columns.error()));
            }
        });
}

void ResultsCard::openRoles(const std::vector<GuessedColumn>& columns) {
    RolesDialog dialog(tr("What the columns mean"),
                       tr("One column says in which arm somebody was. Measures are what is compared."),
                       columns, resultRoles(), this);
    auto* ratios = new QLineEdit(&dialog);
    ratios->setPlaceholderText(tr("such as listens/visits, one after a comma"));
    auto* shares = new QLineEdit(&dialog);
    shares->setPlaceholderText(tr("equal; else such as 0.9, 0.1, the control's first"));
    for (QLineEdit* edit : {ratios, shares}) {
        edit->setToolTip(tr("A comma of a name has a backslash before it"));
    }
    std::vector<std::string> known;
    for (const std::string& metric : m_question.request.metrics) {
        if (metric.find('/') != std::string::npos) {
            known.push_back(metric);
        }
    }
    ratios->setText(toQString(joinNames(known, ", ")));
    shares->setText(toQString(joinNames(m_question.request.shares, ", ")));
    dialog.addField(tr("Ratios"), ratios);
    dialog.addField(tr("Planned split"), shares);
    if (dialog.exec() != QDialog::Accepted) {
        return;
    }
    const auto cut = [](const QString& text) {
        QStringList out;
        for (const std::string& part : cutNames(text.toStdString())) {
            if (const QString name = toQString(part).trimmed(); !name.isEmpty()) {
                out << name;
            }
        }
        return out;
    };
    sayRoles(m_question.request, columns, dialog.columns(), cut(ratios->text()));
    m_question.request.shares.clear();
    for (const QString& share : cut(shares->text())) {
        m_question.request.shares.push_back(share.toStdString());
    }
    ask();
}

void ResultsCard::openMenu() {
    if (!answer()) {
        return;
    }
    QMenu menu(this);
    QAction* copy = menu.addAction(tr("Copy table"));
    QAction* file = menu.addAction(tr("Save table…"));
    QAction* command = menu.addAction(tr("Copy as command"));
    QAction* simulate = menu.addAction(tr("Simulate a test…"));
    const QAction* chosen = menu.exec(m_more->mapToGlobal(QPoint(0, m_more->height() + 4)));
    if (chosen == copy) {
        m_view->clearSelection();
        QGuiApplication::clipboard()->setText(m_view->selectionAsText());
        m_view->selectRow(m_view->currentIndex().row());
    } else if (chosen == file) {
        exportTable();
    } else if (chosen == simulate) {
        Q_EMIT simulateWanted();
    } else if (chosen == command) {
        QGuiApplication::clipboard()->setText(commandLine(analyseCommand(answer()->question.request)));
        Q_EMIT m_session.notice(tr("The command is copied"),
                                tr("It gives these very numbers on the command line."));
    }
}

void ResultsCard::exportTable() {
    std::vector<std::vector<std::string>> rows;
    const ExperimentSample& sample = answer()->table.sample;
    for (const ResultRow& row : m_table->rows()) {
        const Effect& effect = row.of.effect;
        rows.push_back(
            {sample.metrics[row.of.metric].id,
             row.segment < 0 ? std::string()
                             : answer()->reading.segments[static_cast<std::size_t>(row.segment)].name,
             sample.arms[0], sample.arms[row.of.arm], exactNumber(row.control), exactNumber(row.treated),
             exactNumber(effect.difference.value), exactNumber(effect.difference.low),
             exactNumber(effect.difference.high), exactNumber(effect.lift.value),
             exactNumber(effect.lift.low), exactNumber(effect.lift.high), exactNumber(effect.p),
             exactNumber(row.of.pHolm), std::string(effect.method),
             readingWord(row.of.reading, row.goal).toStdString(), row.of.words});
    }
    saveCsv(m_session, *this, tr("Save the table of results"), tr("results"),
            {answer()->question.request.file, m_question.request.file},
            {{"measure"},
             {"segment"},
             {"control"},
             {"arm"},
             {"control_level", true},
             {"arm_level", true},
             {"difference", true},
             {"low", true},
             {"high", true},
             {"lift", true},
             {"lift_low", true},
             {"lift_high", true},
             {"p", true},
             {"p_holm", true},
             {"method"},
             {"reading"},
             {"words"}},
            rows);
}

void ResultsCard::save(QSettings& settings) const {
    saveRequest(settings, m_question.request);
    saveGoals(settings, m_goals);
}

void ResultsCard::restore(const QSettings& settings) {
    m_question.request = readRequest(settings);
    m_goals = readGoals(settings);
    m_restored = !m_question.request.file.empty();
}

void ResultsCard::readRestored() {
    if (!m_restored) {
        return;
    }
    m_restored = false;
    if (QFileInfo::exists(QString::fromStdString(m_question.request.file.string()))) {
        ask();
    } else {
        m_question.request = {};
    }
}

} // namespace tastescope
