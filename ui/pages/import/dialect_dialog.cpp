// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/dialect_dialog.h"

#include "ui/text/format.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>

namespace tastescope {
namespace {

struct DelimiterName {
    const char* delimiter;
    const char* name;
};
constexpr DelimiterName delimiterNames[] = {{",", QT_TRANSLATE_NOOP("DialectDialog", "comma")},
                                            {"\t", QT_TRANSLATE_NOOP("DialectDialog", "tab")},
                                            {";", QT_TRANSLATE_NOOP("DialectDialog", "semicolon")},
                                            {"|", QT_TRANSLATE_NOOP("DialectDialog", "bar")},
                                            {" ", QT_TRANSLATE_NOOP("DialectDialog", "blank")},
                                            {":", QT_TRANSLATE_NOOP("DialectDialog", "colon")},
                                            {"::", QT_TRANSLATE_NOOP("DialectDialog", "two colons")}};

struct EncodingName {
    Encoding encoding;
    const char* name;
};
constexpr EncodingName encodingNames[] = {{Encoding::Auto, QT_TRANSLATE_NOOP("DialectDialog", "Automatic")},
                                          {Encoding::Utf8, "UTF-8"},
                                          {Encoding::Windows1252, "Windows-1252"},
                                          {Encoding::Utf16Le, "UTF-16 LE"},
                                          {Encoding::Utf16Be, "UTF-16 BE"}};

struct TimesName {
    const char* word; ///< as parseTimeFormat() reads it; empty: as it was found
    const char* name;
};
constexpr TimesName timesNames[] = {{"", QT_TRANSLATE_NOOP("DialectDialog", "As found")},
                                    {"dmy", QT_TRANSLATE_NOOP("DialectDialog", "Day, month, year")},
                                    {"mdy", QT_TRANSLATE_NOOP("DialectDialog", "Month, day, year")},
                                    {"ymd", QT_TRANSLATE_NOOP("DialectDialog", "Year, month, day")},
                                    {"digits", QT_TRANSLATE_NOOP("DialectDialog", "Digits, as 20241225")},
                                    {"s", QT_TRANSLATE_NOOP("DialectDialog", "Seconds since 1970")},
                                    {"ms", QT_TRANSLATE_NOOP("DialectDialog", "Milliseconds since 1970")},
                                    {"us", QT_TRANSLATE_NOOP("DialectDialog", "Microseconds since 1970")},
                                    {"ns", QT_TRANSLATE_NOOP("DialectDialog", "Nanoseconds since 1970")},
                                    {"excel", QT_TRANSLATE_NOOP("DialectDialog", "Days of Excel")},
                                    {"year", QT_TRANSLATE_NOOP("DialectDialog", "Years")}};

bool usesDecimalComma(const FilePlan& plan) {
    return std::any_of(plan.columns.begin(), plan.columns.end(),
                       [](const ColumnPlan& column) { return column.decimalComma; });
}

} // namespace

QString describeKind(FileKind kind) {
    switch (kind) {
    case FileKind::Interactions:
        return DialectDialog::tr("events");
    case FileKind::Items:
        return DialectDialog::tr("item attributes");
    case FileKind::Users:
        return DialectDialog::tr("user attributes");
    case FileKind::Ignored:
        return DialectDialog::tr("not used");
    }
    return {};
}

QStringList describeDialect(const FilePlan& plan) {
    QStringList words;
    if (!plan.layout.empty()) {
        words << toQString(plan.layout);
    }
    if (plan.dialect.jsonLines) {
        words << DialectDialog::tr("JSON lines");
    } else {
        QString name = toQString(plan.dialect.delimiter);
        for (const DelimiterName& known : delimiterNames) {
            if (plan.dialect.delimiter == known.delimiter) {
                name = DialectDialog::tr(known.name);
            }
        }
        words << DialectDialog::tr("separated by %1").arg(name);
    }
    for (const EncodingName& known : encodingNames) {
        if (known.encoding == plan.dialect.encoding && known.encoding != Encoding::Auto) {
            words << DialectDialog::tr(known.name);
        }
    }
    if (!plan.dialect.jsonLines) {
        words << (plan.dialect.header ? DialectDialog::tr("header in row %1").arg(plan.dialect.preamble + 1)
                                      : DialectDialog::tr("no header"));
    }
    for (const ColumnPlan& column : plan.columns) {
        if (column.role == ColumnRole::Time && !column.looksLike.empty()) {
            words << DialectDialog::tr("time: %1").arg(toQString(column.looksLike));
        }
    }
    return words;
}

DialectDialog::DialectDialog(const FilePlan& plan, QWidget* parent) : QDialog(parent), m_plan(plan) {
    setWindowTitle(tr("How %1 is read").arg(toQString(plan.path.filename().string())));
    m_kind = new ComboBox(this);
    for (const FileKind kind :
         {FileKind::Interactions, FileKind::Items, FileKind::Users, FileKind::Ignored}) {
        m_kind->addItem(capitalised(describeKind(kind)), static_cast<int>(kind));
    }
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(plan.kind)));
    m_delimiter = new ComboBox(this);
    for (const DelimiterName& known : delimiterNames) {
        m_delimiter->addItem(capitalised(tr(known.name)), QString::fromLatin1(known.delimiter));
    }
    const QString found = toQString(plan.dialect.delimiter);
    if (!found.isEmpty() && m_delimiter->findData(found) < 0) {
        m_delimiter->addItem(tr("\"%1\", as found").arg(found), found); // or it would be cut at commas
    }
    m_delimiter->setCurrentIndex(std::max(0, m_delimiter->findData(found)));
    m_encoding = new ComboBox(this);
    for (const EncodingName& known : encodingNames) {
        m_encoding->addItem(tr(known.name), static_cast<int>(known.encoding));
    }
    m_encoding->setCurrentIndex(m_encoding->findData(static_cast<int>(plan.dialect.encoding)));
    m_header = new Switch(tr("First row names the columns"), this);
    m_header->setChecked(plan.dialect.header);
    m_decimalComma = new Switch(tr("Numbers have a decimal comma"), this);
    m_decimalComma->setChecked(usesDecimalComma(plan));
    m_times = new ComboBox(this);
    for (const TimesName& known : timesNames) {
        m_times->addItem(tr(known.name), QString::fromLatin1(known.word));
    }
    m_preamble = new QSpinBox(this);
    m_preamble->setRange(0, 1000);
    m_preamble->setValue(static_cast<int>(plan.dialect.preamble));
    m_comment = new QLineEdit(toQString(plan.dialect.comment), this);
    m_comment->setMaxLength(8);
    const bool text = !plan.dialect.jsonLines;
    for (QWidget* widget : std::initializer_list<QWidget*>{m_delimiter, m_header, m_preamble, m_comment}) {
        widget->setEnabled(text);
    }

    auto* form = new QFormLayout(this);
    const auto add = [&](const QString& label, QWidget* widget) {
        widget->setAccessibleName(label);
        form->addRow(label, widget);
    };
    add(tr("Holds"), m_kind);
    add(tr("Separated by"), m_delimiter);
    add(tr("Encoding"), m_encoding);
    add(tr("First row names the columns"), m_header);
    add(tr("Lines before the header"), m_preamble);
    add(tr("Comment lines begin with"), m_comment);
    add(tr("Numbers have a decimal comma"), m_decimalComma);
    add(tr("Times are written as"), m_times);
    auto* cancel = new Button(ButtonKind::Plain, tr("Cancel"), {}, this);
    cancel->setAutoDefault(false);
    auto* read = new Button(ButtonKind::Primary, tr("Read it so"), {}, this);
    read->setDefault(true);
    connect(read, &QAbstractButton::clicked, this, &QDialog::accept);
    connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
    QHBoxLayout* foot = dialogFoot({cancel, read});
    form->addRow(foot);
}

FilePlan DialectDialog::plan() const {
    FilePlan plan = m_plan;
    plan.kind = static_cast<FileKind>(m_kind->currentData().toInt());
    plan.dialect.encoding = static_cast<Encoding>(m_encoding->currentData().toInt());
    if (!plan.dialect.jsonLines) {
        plan.dialect.delimiter = m_delimiter->currentData().toString().toStdString();
        plan.dialect.header = m_header->isChecked();
        plan.dialect.preamble = static_cast<std::size_t>(m_preamble->value());
        plan.dialect.comment = m_comment->text().toStdString();
    }
    for (ColumnPlan& column : plan.columns) {
        if (column.decimalComma != m_decimalComma->isChecked()) {
            column.decimalComma = m_decimalComma->isChecked();
            column.group = '\0'; // it was found beside the other sign
        }
        const auto times = parseTimeFormat(m_times->currentData().toString().toStdString());
        if (times && column.role == ColumnRole::Time) {
            column.time = *times;
            column.timeAsks = false;
            column.looksLike = m_times->currentText().toLower().toStdString();
        }
    }
    return plan;
}

} // namespace tastescope
