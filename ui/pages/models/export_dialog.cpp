// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/export_dialog.h"

#include "engine/data/dataset.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"
#include "ui/widgets/save_name.h"
#include "ui/widgets/screen_size.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QRegularExpression>
#include <QSpinBox>

#include <algorithm>

namespace tastescope {

namespace {

constexpr int countAtFirst = 10;
constexpr int mostOfAList = 1000;

} // namespace

ExportDialog::ExportDialog(const Session& session, const QString& model, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_model(model) {
    const Theme& theme = Theme::instance();
    setWindowTitle(tr("Export recommendations of %1").arg(model));
    setAccessibleName(windowTitle());
    const int items = static_cast<int>(std::min<std::size_t>(session.dataset()->itemCount(), mostOfAList));
    const QString words = tr("%1 per %2").arg(session.nounTitle(&Nouns::items), session.noun(&Nouns::user));
    m_count = new QSpinBox(this);
    m_count->setRange(1, std::max(1, items));
    m_count->setValue(countAtFirst);
    m_count->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_count->setAlignment(Qt::AlignRight);
    m_count->setLocale(QLocale::c());
    m_count->setAccessibleName(words);
    m_count->setFixedWidth(theme.scaled(72));
    m_rows = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(new TextLabel(TextStyle::Body, Role::Text, words, this));
    row->addWidget(m_rows, 1);
    row->addWidget(m_count);
    auto* heading = new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this);
    heading->setElided(true);
    auto* note = new Note(NoteKind::Hint,
                          tr("A table of %1, %2, rank, score and title. What a %1 has met already is left "
                             "out. CSV or JSON, by the ending of the file's name.")
                              .arg(session.noun(&Nouns::user), session.noun(&Nouns::item)),
                          this);
    auto* cancel = new Button(ButtonKind::Plain, tr("Cancel"), {}, this);
    auto* choose = new Button(ButtonKind::Primary, tr("Choose file"), QStringLiteral("export"), this);
    choose->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(heading);
    layout->addLayout(row);
    layout->addWidget(note);
    layout->addStretch(1);
    layout->addLayout(dialogFoot({cancel, choose}));
    connect(m_count, &QSpinBox::valueChanged, this, &ExportDialog::showRows);
    connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
    connect(choose, &QAbstractButton::clicked, this, &ExportDialog::chooseFile);
    showRows();
    m_count->selectAll();
    resizeToScreen(*this, {theme.scaled(460), sizeHint().height()});
}

std::size_t ExportDialog::count() const {
    return static_cast<std::size_t>(m_count->value());
}

void ExportDialog::showRows() {
    m_rows->setText(tr("up to %1 rows").arg(formatCount(m_session.dataset()->userCount() * count())));
}

void ExportDialog::chooseFile() {
    static const QRegularExpression unfit(QStringLiteral("[/\\\\:*?\"<>|\\x00-\\x1f]"));
    QString name = m_model;
    m_path = askSaveName(*this, windowTitle(), folderBeside(m_session.path()),
                         tr("%1 recommendations").arg(name.replace(unfit, QStringLiteral("_"))),
                         {tr("CSV table (*.csv)"), tr("JSON (*.json)")});
    if (!m_path.isEmpty() && isVisible()) { // not left meanwhile, with its project
        accept();
    }
}

} // namespace tastescope
