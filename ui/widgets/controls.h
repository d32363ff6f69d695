// SPDX-License-Identifier: GPL-3.0-or-later
// The small parts every page is made of, as in the interface specification §4. All follow Theme::changed by
// themselves.
#pragma once

#include <QAbstractButton>
#include <QCheckBox>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

class QHBoxLayout;
class QVBoxLayout;
class QButtonGroup;

namespace tastescope {

enum class TextStyle;
enum class Role;

/// Plain text in one of the type styles and a role colour. Elides at the right when `elide`; never renders
/// HTML.
class TextLabel : public QLabel {
    Q_OBJECT
public:
    TextLabel(TextStyle style, Role role, const QString& text = {}, QWidget* parent = nullptr);
    void setRole(Role role);
    void setElided(bool on); ///< single line, "…" at the end, tooltip has the whole
    void setText(const QString& text);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override; ///< when word wrap is on

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void restyle();
    TextStyle m_style;
    Role m_role;
    bool m_elided = false;
};

/// Surface with a 1 px line, heading left, grey remark after it, actions right; the body is yours to fill.
/// Cards do not nest.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(const QString& heading = {}, const QString& remark = {}, QWidget* parent = nullptr);
    void setHeading(const QString& heading);
    void setRemark(const QString& remark);
    void addAction(QWidget* widget);             ///< into the heading strip, at the right
    QVBoxLayout* body() const { return m_body; } ///< margins 16, 0, 16, 16

private:
    QWidget* m_strip = nullptr;
    TextLabel* m_heading = nullptr;
    TextLabel* m_remark = nullptr;
    QHBoxLayout* m_actions = nullptr;
    QVBoxLayout* m_body = nullptr;
};

enum class ButtonKind { Primary, Plain, Quiet };

/// 28 high (24 when small); the icon's name is a stem of resources/icons and may be empty.
class Button : public QPushButton {
    Q_OBJECT
public:
    Button(ButtonKind kind, const QString& text, const QString& iconName = {}, QWidget* parent = nullptr);
    void setSmall(bool on);
    void setTall(bool on); ///< 32 high, for the start page
    void setIconName(const QString& name);
    QSize sizeHint() const override;

private:
    void restyle();
    int standardHeight() const;
    ButtonKind m_kind;
    QString m_iconName;
    bool m_small = false;
    bool m_tall = false;
};

/// A square button with an icon only; `name` is its accessible name and tooltip.
class IconButton : public QToolButton {
    Q_OBJECT
public:
    IconButton(const QString& iconName, const QString& name, QWidget* parent = nullptr);
    void setIconName(const QString& iconName);

private:
    void restyle();
    QString m_iconName;
};

/// Exclusive choice of a few words.
class SegmentedControl : public QWidget {
    Q_OBJECT
public:
    SegmentedControl(const QString& accessibleName, const QStringList& texts, QWidget* parent = nullptr);
    int current() const;
    void setCurrent(int index); ///< emits nothing
    void setSegmentText(int index, const QString& text);
    void setSegmentVisible(int index, bool visible); ///< one in the middle

Q_SIGNALS:
    void chosen(int index); ///< by the person

private:
    QButtonGroup* m_group = nullptr;
};

/// Search field with icon, clear button and a 200 ms rest before `searched`.
class SearchField : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchField(const QString& placeholder, QWidget* parent = nullptr);

Q_SIGNALS:
    void searched(const QString& text);
};

enum class ChipKind { Plain, Good, Warn, Error, Outlined };

/// 18 high; with a dot when `dot` is valid.
class Chip : public QWidget {
    Q_OBJECT
public:
    explicit Chip(const QString& text, ChipKind kind = ChipKind::Plain, QWidget* parent = nullptr);
    void setText(const QString& text);
    void setKind(ChipKind kind);
    void setDot(const QColor& color);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    ChipKind m_kind;
    QColor m_dot;
};

/// 28 × 16 painted switch.
class Switch : public QCheckBox {
    Q_OBJECT
public:
    explicit Switch(const QString& accessibleName, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool hitButton(const QPoint& position) const override;
};

enum class NoteKind { Finding, Caution, Hint, Failure };

/// Soft fill, icon, at most three lines.
class Note : public QFrame {
    Q_OBJECT
public:
    explicit Note(NoteKind kind, const QString& text = {}, QWidget* parent = nullptr);
    void setText(const QString& text);
    void setKind(NoteKind kind);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void restyle();
    NoteKind m_kind;
    QLabel* m_icon = nullptr;
    QLabel* m_text = nullptr;
};

/// Page head: title, sub-title (the question the page answers), actions at the right.
class PageHead : public QWidget {
    Q_OBJECT
public:
    PageHead(const QString& title, const QString& subtitle, QWidget* parent = nullptr);
    void setSubtitle(const QString& subtitle);
    void addAction(QWidget* widget);

private:
    TextLabel* m_title = nullptr;
    TextLabel* m_subtitle = nullptr;
    QHBoxLayout* m_actions = nullptr;
};

/// Dashed picture, title, one sentence with the cheapest next step, a primary button and one alternative (may
/// be empty).
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& title, const QString& sentence, const QString& primary,
               const QString& alternative = {}, QWidget* parent = nullptr);
    void setTexts(const QString& title, const QString& sentence);
    void setSentenceWidth(int pixels); ///< where there is less room than usual

Q_SIGNALS:
    void primaryClicked();
    void alternativeClicked();

private:
    TextLabel* m_title = nullptr;
    QLabel* m_sentence = nullptr;
    int m_sentenceWidth = 320;
};

} // namespace tastescope
