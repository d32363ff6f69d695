// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/rules/name_dialog.h"

#include "storage/project/store_names.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"
#include "ui/widgets/screen_size.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace tastescope {

NameDialog::NameDialog(const QString& title, const QString& label, const QString& name, QWidget* parent)
    : QDialog(parent)
    , m_field(new QLineEdit(name, this)) {
    setWindowTitle(title);
    setAccessibleName(title);
    m_field->setAccessibleName(label);
    m_field->setMaxLength(static_cast<int>(longestStoredName / 4)); // bytes, whatever the letters
    m_field->selectAll();
    auto* cancel = new Button(ButtonKind::Plain, tr("Cancel"), {}, this);
    auto* save = new Button(ButtonKind::Primary, tr("Save"), {}, this);
    save->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(new TextLabel(TextStyle::Heading, Role::Text, title, this));
    column->addWidget(new TextLabel(TextStyle::Small, Role::Text2, label, this));
    column->addWidget(m_field);
    column->addLayout(dialogFoot({cancel, save}));
    const auto look = [this, save] { save->setEnabled(!this->name().isEmpty()); };
    connect(m_field, &QLineEdit::textChanged, this, look);
    connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
    connect(save, &QAbstractButton::clicked, this, &QDialog::accept);
    look();
    resizeToScreen(*this, {Theme::instance().scaled(360), sizeHint().height()});
}

QString NameDialog::name() const {
    return m_field->text().trimmed();
}

} // namespace tastescope

#include "moc_name_dialog.cpp"
