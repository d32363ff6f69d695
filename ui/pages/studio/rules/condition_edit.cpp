// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/rules/condition_edit.h"

#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QMimeData>
#include <QRegularExpression>
#include <QScrollBar>
#include <QStringListModel>
#include <QTextBlock>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {
namespace {

bool isWord(QChar c) {
    return c.isLetterOrNumber() || c == u'_' || c == u'.';
}

} // namespace

int errorPlace(const Error& error, const QString& text) {
    static const QRegularExpression at(QStringLiteral("at character (\\d+)"));
    const auto match = at.match(toQString(error.message));
    if (!match.hasMatch()) {
        return -1;
    }
    int wanted = match.captured(1).toInt() - 1; // code points
    int place = 0;
    for (; wanted > 0 && place < text.size(); --wanted) {
        place += text[place].isHighSurrogate() ? 2 : 1;
    }
    return std::min(place, static_cast<int>(text.size()));
}

ConditionField::ConditionField(QWidget* parent)
    : QPlainTextEdit(parent)
    , m_completer(new QCompleter(this))
    , m_words(new QStringListModel(this)) {
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_completer->setModel(m_words);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &ConditionField::take);
    const auto restyle = [this] {
        setFixedHeight(2 * Theme::instance().lineHeight(TextStyle::Body) + 14);
        setErrorAt(m_errorAt);
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
}

void ConditionField::setNames(const QStringList& names) {
    QStringList words = names;
    words << QStringLiteral("and") << QStringLiteral("or") << QStringLiteral("not") << QStringLiteral("in")
          << QStringLiteral("is missing") << QStringLiteral("is not missing");
    m_words->setStringList(words);
}

bool ConditionField::isOffering() const {
    return m_completer->popup()->isVisible();
}

void ConditionField::setErrorAt(int place) {
    m_errorAt = place;
    QList<QTextEdit::ExtraSelection> marks;
    if (place >= 0) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = textCursor();
        const int length = static_cast<int>(toPlainText().size());
        // At the end there is no character to mark: the last one then.
        const int from = std::clamp(place, 0, std::max(0, length - 1));
        mark.cursor.setPosition(from);
        int end = from;
        const QString text = toPlainText();
        while (end < length && isWord(text[end])) {
            ++end;
        }
        mark.cursor.setPosition(std::min(length, std::max(end, from + 1)), QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(Theme::instance().color(Role::Error));
        mark.format.setBackground(Theme::instance().color(Role::ErrorSoft));
        marks << mark;
    }
    setExtraSelections(marks);
}

QString ConditionField::wordBefore() const {
    const QString text = toPlainText();
    const int end = textCursor().position();
    int from = end;
    while (from > 0 && isWord(text[from - 1])) {
        --from;
    }
    return text.mid(from, end - from);
}

void ConditionField::take(const QString& word) {
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, static_cast<int>(wordBefore().size()));
    static const QRegularExpression plain(QStringLiteral("^[\\w. ]+$"));
    cursor.insertText(plain.match(word).hasMatch() ? word : QStringLiteral("`%1`").arg(word));
    setTextCursor(cursor);
}

void ConditionField::offer() {
    const QString word = wordBefore();
    if (word.isEmpty() || m_words->stringList().contains(word)) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->setCompletionPrefix(word);
    if (m_completer->completionCount() == 0) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
    QRect place = cursorRect();
    place.setWidth(Theme::instance().scaled(200));
    m_completer->complete(place);
}

void ConditionField::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isOffering() && (enter || event->key() == Qt::Key_Tab || event->key() == Qt::Key_Escape)) {
        event->ignore(); // the list takes them
        return;
    }
    if (enter) { // one line: the dialog has it
        event->ignore();
        return;
    }
    const bool wanted = event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier;
    if (!wanted) {
        QPlainTextEdit::keyPressEvent(event);
    }
    if (wanted || (!event->text().isEmpty() && event->text()[0].isPrint()) ||
        event->key() == Qt::Key_Backspace) {
        offer();
    }
}

void ConditionField::insertFromMimeData(const QMimeData* source) {
    insertPlainText(source->text().simplified());
}

ConditionEdit::ConditionEdit(const QString& accessibleName, std::shared_ptr<const RuleFacts> facts,
                             QWidget* parent)
    : QWidget(parent)
    , m_facts(std::move(facts))
    , m_field(new ConditionField(this))
    , m_below(new TextLabel(TextStyle::Micro, Role::Text3, {}, this)) {
    m_field->setAccessibleName(accessibleName);
    m_below->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_field);
    column->addWidget(m_below);
    setAboutPeople(false);
    connect(m_field, &QPlainTextEdit::textChanged, this, [this] {
        look();
        Q_EMIT edited();
    });
}

void ConditionEdit::setAboutPeople(bool on) {
    m_aboutPeople = on;
    QStringList names;
    for (const std::string& name : m_facts ? conditionNames(*m_facts->data) : std::vector<std::string>()) {
        if (!on || name.starts_with("user.")) {
            names << toQString(name);
        }
    }
    m_field->setNames(names);
    m_field->setPlaceholderText(on ? tr("everybody, or user.age < 18")
                                   : tr("age_days < 30 and popularity < 100"));
}

void ConditionEdit::setText(const QString& text) {
    m_field->setPlainText(text);
}

QString ConditionEdit::text() const {
    return m_field->toPlainText().simplified();
}

std::optional<Condition> ConditionEdit::condition() const {
    const Result<Condition> parsed = Condition::parse(m_field->toPlainText().toStdString());
    return parsed && !isWrong() ? std::optional(*parsed) : std::nullopt;
}

void ConditionEdit::setRemark(const QString& remark) {
    m_remark = remark;
    if (m_problem.isEmpty()) {
        m_below->setRole(Role::Text3);
        m_below->setText(remark);
    }
}

void ConditionEdit::look() {
    const QString text = m_field->toPlainText();
    m_problem.clear();
    int place = -1;
    if (!text.trimmed().isEmpty()) {
        Result<Condition> parsed = Condition::parse(text.toStdString());
        std::optional<Error> error;
        if (!parsed) {
            error = parsed.error();
        } else if (m_facts) {
            const Result<BoundCondition> bound = BoundCondition::bind(*parsed, *m_facts);
            if (!bound) {
                error = bound.error();
            } else if (m_aboutPeople && bound->asksItem()) {
                error = Error{ErrorCode::BadInput, "An audience is about people, and this asks for the item",
                              "Use names that begin with user.", ""};
            }
        }
        if (error) {
            m_problem = toQString(error->message);
            if (!error->remedy.empty()) {
                m_problem += QStringLiteral(". ") + toQString(error->remedy);
            }
            place = errorPlace(*error, text);
        }
    }
    m_field->setErrorAt(place);
    m_below->setRole(m_problem.isEmpty() ? Role::Text3 : Role::Error);
    m_below->setText(m_problem.isEmpty() ? m_remark : m_problem);
    m_field->setAccessibleDescription(m_problem);
}

} // namespace tastescope

#include "moc_condition_edit.cpp"
