// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/picture_dialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"
#include "ui/widgets/screen_size.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QSpinBox>
#include <QVBoxLayout>

#include <utility>

namespace tastescope {

namespace {

QString sizeText(const QString& name, const QSize& size) {
    return QStringLiteral("%1, %2 × %3").arg(name).arg(size.width()).arg(size.height());
}

QSpinBox* pixelBox(const QString& name, int least, int most, QWidget* parent) {
    auto* box = new QSpinBox(parent);
    box->setRange(least, most);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAlignment(Qt::AlignRight);
    box->setLocale(QLocale::c());
    box->setAccessibleName(name);
    box->setFixedWidth(Theme::instance().scaled(64));
    return box;
}

} // namespace

PictureDialog::PictureDialog(const QSize& shown, const PictureLook& look, QWidget* parent)
    : QDialog(parent)
    , m_shown(shown)
    , m_colors(new SegmentedControl(tr("Colours"), {tr("As shown"), tr("Light"), tr("Dark")}, this))
    , m_size(new ComboBox(this))
    , m_width(pixelBox(tr("Width, pixels"), PictureLook::least.width(), PictureLook::most.width(), this))
    , m_height(
          pixelBox(tr("Height, pixels"), PictureLook::least.height(), PictureLook::most.height(), this)) {
    const Theme& theme = Theme::instance();
    setWindowTitle(tr("Save picture"));
    setAccessibleName(windowTitle());
    m_colors->setCurrent(static_cast<int>(look.colors));
    m_size->setAccessibleName(tr("Size"));
    m_size->addItem(sizeText(tr("As shown"), shown), QSize());
    const std::pair<QString, QSize> named[] = {
        {tr("Slide"), {1200, 800}}, {tr("Wide slide"), {1600, 900}}, {tr("Page"), {800, 500}}};
    for (const auto& [name, size] : named) {
        m_size->addItem(sizeText(name, size), size);
    }
    m_size->addItem(tr("Own size"));
    const int own = m_size->count() - 1;
    const int known = look.size.isEmpty() ? 0 : m_size->findData(look.size);
    m_size->setCurrentIndex(known < 0 ? own : known);
    m_width->setValue(look.size.isEmpty() ? shown.width() : look.size.width());
    m_height->setValue(look.size.isEmpty() ? shown.height() : look.size.height());

    auto* pixels = new QHBoxLayout;
    pixels->setSpacing(8);
    pixels->addWidget(m_width);
    pixels->addWidget(new TextLabel(TextStyle::Body, Role::Text2, QStringLiteral("×"), this));
    pixels->addWidget(m_height);
    pixels->addStretch(1);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    int rows = 0;
    const auto add = [&](const QString& words) {
        grid->addWidget(new TextLabel(TextStyle::Body, Role::Text, words, this), rows, 0);
        return rows++;
    };
    grid->addWidget(m_colors, add(tr("Colours")), 1, Qt::AlignLeft);
    grid->addWidget(m_size, add(tr("Size")), 1);
    grid->addLayout(pixels, add(tr("Pixels")), 1);
    auto* note = new Note(NoteKind::Hint,
                          tr("PNG, SVG or PDF, by the ending of the file's name. A PNG has exactly the "
                             "pixels chosen; as shown, it has two for each on the screen."),
                          this);
    auto* cancel = new Button(ButtonKind::Plain, tr("Cancel"), {}, this);
    auto* choose = new Button(ButtonKind::Primary, tr("Choose file"), QStringLiteral("export"), this);
    choose->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    column->addLayout(grid);
    column->addWidget(note);
    column->addStretch(1);
    column->addLayout(dialogFoot({cancel, choose}));
    connect(m_size, &QComboBox::currentIndexChanged, this, &PictureDialog::sizeChosen);
    connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
    connect(choose, &QAbstractButton::clicked, this, &QDialog::accept);
    sizeChosen();
    resizeToScreen(*this, {theme.scaled(420), sizeHint().height()});
}

/// The boxes say the size that is chosen; they are there to type into for one of one's own.
void PictureDialog::sizeChosen() {
    const bool own = !m_size->currentData().isValid();
    m_width->setEnabled(own);
    m_height->setEnabled(own);
    if (!own) {
        const QSize size = m_size->currentData().toSize();
        m_width->setValue(size.isEmpty() ? m_shown.width() : size.width());
        m_height->setValue(size.isEmpty() ? m_shown.height() : size.height());
    }
}

PictureLook PictureDialog::look() const {
    const QVariant named = m_size->currentData();
    return {static_cast<PictureColors>(m_colors->current()),
            named.isValid() ? named.toSize() : QSize(m_width->value(), m_height->value())};
}

} // namespace tastescope
