// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_sheet.h"

#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QHash>
#include <QRegularExpression>

namespace tastescope {

namespace {

// $name is a colour, $12px a length that grows with the text, @dark "-dark" in the dark theme.
constexpr const char* sheet = R"(
QToolTip { background: $tip; color: $tipText; border: 1px solid $tip; border-radius: 4px; padding: 5px 7px; }

QFrame#card { background: $surface; border: 1px solid $line; border-radius: 6px; }
QFrame#panel { background: $surface; border: none; }
QFrame#separator { background: $line; border: none; }

QPushButton { background: $surface; color: $text; border: 1px solid $outline; border-radius: 5px;
    padding: 0 10px; }
QDialogButtonBox QPushButton { min-height: $26px; }
QPushButton:hover { background: $sunken; }
QPushButton:pressed { background: $track; }
QPushButton:checked { background: $accentSoft; color: $accentStrong; }
QPushButton:disabled { background: $sunken; color: $text3; border-color: $line; }
QPushButton[small="true"] { padding: 0 8px; }
QPushButton[kind="primary"] { background: $accent; color: $onAccent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accentStrong; border-color: $accentStrong; }
QPushButton[kind="primary"]:pressed { background: $accentStrong; border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $text3; border-color: $line; }
QPushButton[kind="quiet"] { background: transparent; color: $text2; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: $sunken; }
QPushButton[kind="quiet"]:pressed { background: $track; }
QPushButton[kind="quiet"]:disabled { background: transparent; color: $text3; }

QToolButton { background: transparent; color: $text2; border: 1px solid transparent; border-radius: 5px; }
QToolButton:hover { background: $sunken; }
QToolButton:pressed { background: $track; }
QToolButton:checked { background: $accentSoft; color: $accentStrong; }
QToolButton:disabled { color: $text3; }
QToolButton::menu-indicator { image: none; }
QToolButton[segment] { background: $surface; border: 1px solid $outline; border-radius: 0;
    border-left: none; padding: 0 10px; color: $text2; }
QToolButton[segment]:hover { background: $sunken; }
QToolButton[segment]:checked { background: $accentSoft; color: $accentStrong; }
QToolButton[segment="first"] { border-left: 1px solid $outline;
    border-top-left-radius: 5px; border-bottom-left-radius: 5px; }
QToolButton[segment="last"] { border-top-right-radius: 5px; border-bottom-right-radius: 5px; }
QToolButton[segment="only"] { border-left: 1px solid $outline; border-radius: 5px; }

QLineEdit, QAbstractSpinBox, QComboBox { background: $surface; color: $text; border: 1px solid $outline;
    border-radius: 5px; padding: 0 8px; min-height: $26px; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border: 2px solid $accent; padding: 0 7px;
    min-height: $24px; }
QAbstractSpinBox[small="true"] { min-height: $19px; }
QAbstractSpinBox[small="true"]:focus { min-height: $17px; }
QLineEdit[tall="true"] { min-height: $34px; }
QLineEdit[tall="true"]:focus { min-height: $32px; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { background: $sunken; color: $text3;
    border-color: $line; }
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"] { border: 1px solid $error; color: $error; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0; min-height: 0;
    background: transparent; }
QPlainTextEdit, QTextEdit { background: $surface; color: $text; border: 1px solid $outline;
    border-radius: 5px; padding: 4px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 3px; }
QComboBox { padding: 0 4px 0 10px; }
QComboBox:focus { padding: 0 3px 0 9px; }
QComboBox[small="true"] { min-height: $22px; padding: 0 4px 0 8px; }
QComboBox:hover { background: $sunken; }
QComboBox[used="true"] { background: $accentSoft; color: $accentStrong; border-color: $accent; }
QComboBox::drop-down { border: none; width: $20px; }
QComboBox::down-arrow { image: url(:/controls/chevron@dark.svg); width: $14px; height: $14px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $outline; outline: none;
    selection-background-color: $accentSoft; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: $26px; padding: 0 8px; }
QAbstractSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; border: none;
    width: $18px; }
QAbstractSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right; border: none;
    width: $18px; }
QAbstractSpinBox::up-arrow { image: url(:/controls/up@dark.svg); width: $10px; height: $10px; }
QAbstractSpinBox::down-arrow { image: url(:/controls/chevron@dark.svg); width: $10px; height: $10px; }

QCheckBox, QRadioButton { spacing: 8px; color: $text; }
QCheckBox:disabled, QRadioButton:disabled { color: $text3; }
QCheckBox::indicator, QTreeView::indicator, QListView::indicator, QTableView::indicator {
    width: $14px; height: $14px; border: 1px solid $outline; border-radius: 3px; background: $surface; }
QCheckBox::indicator:checked, QListView::indicator:checked, QTableView::indicator:checked {
    background: $accent; border-color: $accent; image: url(:/controls/check@dark.svg); }
QCheckBox::indicator:disabled { background: $sunken; border-color: $line; }
QRadioButton::indicator { width: $14px; height: $14px; border: 1px solid $outline; border-radius: 8px;
    background: $surface; }
QRadioButton::indicator:checked { width: $8px; height: $8px; border: 4px solid $accent; }

QTableView, QListView, QTreeView { background: $surface; color: $text; border: none; outline: none;
    selection-background-color: $accentSoft; selection-color: $text; alternate-background-color: $surface; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text3; border: none; border-bottom: 1px solid $line;
    padding: 0 8px; }
QTableCornerButton::section { background: $surface; border: none; border-bottom: 1px solid $line; }

QAbstractScrollArea::corner { background: $surface; border: none; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget#scrollBody { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $outline; border-radius: 3px; margin: 2px; min-width: 24px;
    min-height: 24px; }
QScrollBar::handle:hover { background: $text3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }

QMenu { background: $surface; color: $text; border: 1px solid $outline; padding: 4px 0; }
QMenu::item { padding: 5px 28px 5px 16px; background: transparent; }
QMenu::item:selected { background: $accentSoft; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QMenuBar { background: $surface; color: $text; border-bottom: 1px solid $line; }
QMenuBar::item { padding: 4px 10px; background: transparent; }
QMenuBar::item:selected { background: $sunken; }

QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $text2; border: none; border-bottom: 2px solid transparent;
    padding: 0 2px; margin-right: 20px; min-height: $30px; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:disabled { color: $text3; }
QTabBar::tab:focus { color: $accentStrong; }

QProgressBar { background: $sunken; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QToolBar { background: $surface; border: none; border-bottom: 1px solid $line; spacing: 8px; padding: 0; }
QStatusBar { background: $bg; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QDialog { background: $surface; }
)";

// In the order of Role.
constexpr std::array<const char*, roleCount> roleNames{
    "bg",       "surface", "sunken",       "track",      "line",     "outline", "text",   "text2",
    "text3",    "accent",  "accentStrong", "accentSoft", "onAccent", "up",      "down",   "warn",
    "warnSoft", "error",   "errorSoft",    "grid",       "axis",     "tip",     "tipText"};

} // namespace

QString buildStyleSheet(const Theme& theme) {
    QString text = QString::fromLatin1(sheet);
    text.replace(QLatin1String("@dark"), theme.isDark() ? QLatin1String("-dark") : QLatin1String(""));
    static const QRegularExpression token(QStringLiteral("\\$(?:(\\d+)px|([A-Za-z0-9]+))"));
    QHash<QString, QString> colors;
    for (int role = 0; role < roleCount; ++role) {
        colors.insert(QString::fromLatin1(roleNames[static_cast<std::size_t>(role)]),
                      theme.color(static_cast<Role>(role)).name());
    }
    QString result;
    qsizetype from = 0;
    for (auto match = token.globalMatch(text); match.hasNext();) {
        const QRegularExpressionMatch hit = match.next();
        result += QStringView(text).mid(from, hit.capturedStart() - from);
        from = hit.capturedEnd();
        if (hit.hasCaptured(1)) {
            result += QString::number(theme.scaled(hit.captured(1).toInt())) + QLatin1String("px");
        } else {
            Q_ASSERT_X(colors.contains(hit.captured(2)), "style sheet", qPrintable(hit.captured(2)));
            result += colors.value(hit.captured(2));
        }
    }
    result += QStringView(text).mid(from);
    return result;
}

} // namespace tastescope
