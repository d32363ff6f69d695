// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/name_step.h"

#include "engine/data/dataset.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/import/import_draft.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/quick_look.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGridLayout>
#include <QLineEdit>
#include <QStandardPaths>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {
namespace {

enum Into { NewProject, ReplaceOpen, AppendOpen };
/// Beside it, of a project that is there: its path. What is said of one is done to that one.
constexpr int pathRole = Qt::UserRole + 1;

/// One that is there and takes files: not every machine has a folder for documents.
QString suggestedFolder() {
    for (const auto place : {QStandardPaths::DocumentsLocation, QStandardPaths::HomeLocation}) {
        const QFileInfo folder(QStandardPaths::writableLocation(place));
        if (folder.isDir() && folder.isWritable()) {
            return folder.absoluteFilePath();
        }
    }
    const QString own = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    return QDir().mkpath(own) ? own : QDir::tempPath();
}

constexpr std::string Nouns::*nounMembers[] = {&Nouns::item,  &Nouns::items,   &Nouns::user,
                                               &Nouns::users, &Nouns::creator, &Nouns::creators};

} // namespace

NameStep::NameStep(Session& session, ImportDraft& draft, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_draft(draft) {
    auto* where = new Card(tr("Where the data goes"), {}, this);
    m_into = new ComboBox(where);
    m_name = new QLineEdit(where);
    m_folder = new QLineEdit(where);
    auto* browse = new Button(ButtonKind::Plain, tr("Browse"), QStringLiteral("open"), where);
    m_folderRow = new QWidget(where);
    auto* folderRow = new QHBoxLayout(m_folderRow);
    folderRow->setSpacing(8);
    folderRow->setContentsMargins(0, 0, 0, 0);
    folderRow->addWidget(m_folder, 1);
    folderRow->addWidget(browse);
    m_form = new QFormLayout;
    m_form->setVerticalSpacing(12);
    m_form->setHorizontalSpacing(24);
    const auto add = [this](const QString& label, QWidget* row, QWidget* field) {
        field->setAccessibleName(label);
        m_form->addRow(label, row);
    };
    add(tr("Import into"), m_into, m_into);
    add(tr("Project name"), m_name, m_name);
    add(tr("Folder"), m_folderRow, m_folder);
    where->body()->addLayout(m_form);
    m_note = new Note(NoteKind::Caution, {}, where);
    where->body()->addWidget(m_note);
    m_replaceRow = new QWidget(where);
    m_replace = new Switch(tr("Replace the data of that project"), m_replaceRow);
    auto* replaceRow = new QHBoxLayout(m_replaceRow);
    replaceRow->setSpacing(8);
    replaceRow->setContentsMargins(0, 8, 0, 0);
    replaceRow->addWidget(m_replace);
    replaceRow->addWidget(
        new TextLabel(TextStyle::Body, Role::Text, m_replace->accessibleName(), m_replaceRow), 1);
    m_replaceRow->hide();
    where->body()->addWidget(m_replaceRow);

    auto* words = new Card(tr("What things are called"), tr("used in every label"), this);
    auto* grid = new QGridLayout;
    grid->setVerticalSpacing(12);
    grid->setHorizontalSpacing(16);
    const QString rows[] = {tr("What is recommended"), tr("Who it is for"), tr("Who makes it")};
    grid->addWidget(new TextLabel(TextStyle::Small, Role::Text3, tr("One"), words), 0, 1);
    grid->addWidget(new TextLabel(TextStyle::Small, Role::Text3, tr("Several"), words), 0, 2);
    for (int row = 0; row < 3; ++row) {
        grid->addWidget(new TextLabel(TextStyle::Body, Role::Text, rows[row], words), row + 1, 0);
        for (int column = 0; column < 2; ++column) {
            auto* field = new QLineEdit(words);
            field->setMaxLength(40);
            field->setAccessibleName(rows[row] + u' ' + (column == 0 ? tr("(one)") : tr("(several)")));
            m_nouns[static_cast<std::size_t>(2 * row + column)] = field;
            grid->addWidget(field, row + 1, column + 1);
        }
    }
    words->body()->addLayout(grid);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(where);
    layout->addWidget(words);
    layout->addStretch(1);
    connect(m_into, &QComboBox::activated, this, &NameStep::showTarget);
    connect(m_name, &QLineEdit::textChanged, this, &NameStep::showTarget);
    connect(m_folder, &QLineEdit::textChanged, this, &NameStep::showTarget);
    connect(&draft, &ImportDraft::planned, this, [this] { m_proposed = false; });
    connect(&session, &Session::projectChanged, this, [this] {
        m_asked.clear(); // what may go was said of the project before
        offerProjects();
        showTarget();
    });
    connect(m_replace, &QCheckBox::toggled, this, &NameStep::changed);
    connect(browse, &QAbstractButton::clicked, this, &NameStep::chooseFolder);
}

void NameStep::prepare() {
    offerProjects();
    if (!m_proposed) { // else back again: what was chosen and typed stays
        m_into->setCurrentIndex(0);
        propose();
    }
    showTarget();
}

void NameStep::offerProjects() {
    const QVariant into = m_into->currentData();
    const QString chosen = m_into->currentData(pathRole).toString();
    m_into->clear();
    m_into->addItem(tr("A new project"), NewProject);
    if (m_session.isOpen()) {
        m_into->addItem(tr("%1, adding to its data").arg(m_session.projectName()), AppendOpen);
        m_into->addItem(tr("%1, replacing its data").arg(m_session.projectName()), ReplaceOpen);
        for (int row = 1; row < m_into->count(); ++row) {
            m_into->setItemData(row, m_session.path(), pathRole);
        }
    }
    // Chosen for one project, it is not chosen for another.
    m_into->setCurrentIndex(chosen == m_session.path() ? std::max(0, m_into->findData(into)) : 0);
}

void NameStep::propose() {
    m_proposed = true;
    m_asked.clear(); // other files are a new question too
    if (m_folder->text().isEmpty()) {
        m_folder->setText(QDir::toNativeSeparators(suggestedFolder()));
    }
    const QString first = m_draft.paths().value(0);
    m_name->setText(QFileInfo(first).completeBaseName().isEmpty() ? tr("New project")
                                                                  : QFileInfo(first).baseName());
    for (std::size_t place = 0; place < m_nouns.size(); ++place) {
        m_nouns[place]->setText(toQString(m_draft.plan().nouns.*nounMembers[place]));
    }
}

void NameStep::chooseFolder() {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Folder of the project"), m_folder->text());
    if (!folder.isEmpty()) {
        m_folder->setText(QDir::toNativeSeparators(folder));
    }
}

void NameStep::showTarget() {
    const int into = m_into->currentData().toInt();
    m_form->setRowVisible(m_name, into == NewProject);
    m_form->setRowVisible(m_folderRow, into == NewProject);
    const std::optional<Place> place =
        into == NewProject ? typedPlace() : Place{m_into->currentData(pathRole).toString(), true};
    m_answers = place.has_value();
    const QString path = place ? place->path : QString();
    QString text;
    NoteKind kind = NoteKind::Hint;
    if (into == AppendOpen) {
        text = tr("Events and attributes are added, and count as those of the project do where nothing else "
                  "was chosen; trained models stay and are marked as trained on older data.");
    } else if (into == ReplaceOpen) {
        text = tr("The data of the open project is replaced. Trained models stay; those of other %1 or %2 "
                  "cannot be "
                  "used until they are trained again.")
                   .arg(m_session.noun(&Nouns::users), m_session.noun(&Nouns::items));
        kind = NoteKind::Caution;
    } else if (!place) {
        text = tr("The folder does not answer yet.");
        kind = NoteKind::Caution;
    } else if (path.isEmpty()) {
        text = tr("Give the project a name and an existing folder that can be written to.");
        kind = NoteKind::Caution;
    } else if (place->taken) {
        text = tr(
            "A project of this name exists. Choose another name to keep it, or replace its data: its trained "
            "models stay, but those of other users or items must be trained again.");
        kind = NoteKind::Caution;
    } else {
        text = tr("Will be saved as %1").arg(QDir::toNativeSeparators(path));
    }
    m_note->setKind(kind);
    m_note->setText(text);
    // A new name is a new question.
    if (path != m_asked) {
        m_asked = path;
        const QSignalBlocker quiet(m_replace);
        m_replace->setChecked(false);
    }
    m_replaceRow->setVisible(into == ReplaceOpen || (into == NewProject && place && place->taken));
    Q_EMIT changed();
}

QString NameStep::missing() const {
    if (!m_answers) {
        return tr("Wait until the folder answers, or choose another one");
    }
    if (!m_replaceRow->isVisibleTo(this) || m_replace->isChecked()) {
        return {};
    }
    return m_into->currentData().toInt() == ReplaceOpen
               ? tr("Say that the data of that project may go, or import into another one")
               : tr("Say that the data of that project may go, or choose another name");
}

QString NameStep::target() {
    if (m_into->currentData().toInt() != NewProject) {
        return m_into->currentData(pathRole).toString();
    }
    const std::optional<Place> place = typedPlace();
    if (!place) {
        showTarget();
    }
    return place ? place->path : QString();
}

NameStep::Place NameStep::look(const QString& folder, QString name) {
    const QFileInfo found(QDir::fromNativeSeparators(folder));
    name.replace(u'/', u'-');
    if (name.isEmpty() || !found.isDir() || !found.isWritable()) {
        return {};
    }
    const QString path = QDir(found.absoluteFilePath()).filePath(name + QStringLiteral(".tastescope"));
    return {path, QFileInfo::exists(path)};
}

std::optional<NameStep::Place> NameStep::typedPlace() {
    if (m_looking) {
        return std::nullopt;
    }
    const auto place = quickLook([folder = m_folder->text().trimmed(), name = m_name->text().trimmed()] {
        return look(folder, name);
    });
    if (isTold(place)) {
        return place.get();
    }
    m_looking = true;
    awaitPlace(place);
    return std::nullopt;
}

void NameStep::awaitPlace(const std::shared_future<Place>& place) {
    QTimer::singleShot(100, this, [this, place] {
        if (!isTold(place)) {
            return awaitPlace(place);
        }
        m_looking = false;
        showTarget();
    });
}

ImportPlan NameStep::plan() const {
    ImportPlan plan = m_draft.plan();
    const int into = m_into->currentData().toInt();
    plan.append = into == AppendOpen;
    plan.replace = m_replaceRow->isVisibleTo(this) && m_replace->isChecked();
    for (std::size_t place = 0; place < m_nouns.size(); ++place) {
        const QString noun = m_nouns[place]->text().trimmed();
        if (!noun.isEmpty()) {
            plan.nouns.*nounMembers[place] = noun.toStdString();
        }
    }
    return plan;
}

} // namespace tastescope
