// SPDX-License-Identifier: GPL-3.0-or-later
// A condition as it is typed: names and values are offered, and what is wrong is underlined at the character
// and said below. GUI thread only.
#pragma once

#include "engine/pipeline/rules/bound_condition.h"

#include <QPlainTextEdit>

#include <memory>
#include <optional>

class QCompleter;
class QStringListModel;

namespace tastescope {

class TextLabel;

class ConditionField : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit ConditionField(QWidget* parent = nullptr);
    void setNames(const QStringList& names);
    /// From 0, in UTF-16 units; -1 = nothing is wrong.
    void setErrorAt(int place);
    int errorAt() const { return m_errorAt; }
    bool isOffering() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;

private:
    QString wordBefore() const;
    void offer();
    void take(const QString& word);

    QCompleter* m_completer;
    QStringListModel* m_words;
    int m_errorAt = -1;
};

class ConditionEdit : public QWidget {
    Q_OBJECT
public:
    /// `facts` may be null: then only the grammar is looked at.
    ConditionEdit(const QString& accessibleName, std::shared_ptr<const RuleFacts> facts,
                  QWidget* parent = nullptr);
    /// Only what asks about people: an audience.
    void setAboutPeople(bool on);
    void setText(const QString& text);
    QString text() const;
    /// Nothing while it is empty or wrong.
    std::optional<Condition> condition() const;
    bool isWrong() const { return !m_problem.isEmpty(); }
    QString problem() const { return m_problem; } ///< in words, with the character
    void setRemark(const QString& remark);        ///< said below while nothing is wrong
    ConditionField& field() const { return *m_field; }

Q_SIGNALS:
    void edited();

private:
    void look();

    std::shared_ptr<const RuleFacts> m_facts;
    ConditionField* m_field;
    TextLabel* m_below;
    QString m_problem;
    QString m_remark;
    bool m_aboutPeople = false;
};

/// Where an error of a condition is, from 0 in UTF-16 units of its text; -1 when it does not say.
int errorPlace(const Error& error, const QString& text);

} // namespace tastescope
