// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/date_question.h"

#include "storage/import/planning/column_times.h"
#include "storage/import/values/value_parse.h"
#include "ui/pages/import/import_draft.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>

namespace tastescope {
namespace {

constexpr DateOrder orders[] = {DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay};

} // namespace

DateQuestion::DateQuestion(ImportDraft& draft, QWidget* parent) : QFrame(parent), m_draft(draft) {
    setObjectName(QStringLiteral("card"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 16, 8);
    layout->setSpacing(8);
    m_text = new TextLabel(TextStyle::Body, Role::Text, {}, this);
    m_text->setElided(true);
    layout->addWidget(m_text, 1);
    const QString names[] = {tr("Day first"), tr("Month first"), tr("Year first")};
    for (std::size_t choice = 0; choice < std::size(orders); ++choice) {
        m_choices[choice] = new Button(ButtonKind::Plain, names[choice], {}, this);
        m_choices[choice]->setAccessibleName(names[choice]);
        m_choices[choice]->setSmall(true);
        layout->addWidget(m_choices[choice]);
        connect(m_choices[choice], &QAbstractButton::clicked, this,
                [this, choice] { answer(orders[choice]); });
    }
    connect(&draft, &ImportDraft::planned, this, &DateQuestion::refresh);
    connect(&draft, &ImportDraft::countChanged, this, &DateQuestion::refresh);
    connect(&draft, &ImportDraft::fileReplaced, this, &DateQuestion::refresh);
    refresh();
}

void DateQuestion::refresh() {
    const ImportDraft::OpenDate open = m_draft.openDate();
    setVisible(open.column != nullptr);
    if (open.column == nullptr) {
        return;
    }
    m_file = open.file;
    m_column = open.place;
    const QString example = toQString(open.column->timeExample);
    m_text->setText(tr("Which day is %1? No date in %2 tells whether day or month comes first.")
                        .arg(example, toQString(open.column->name)));
    for (std::size_t choice = 0; choice < std::size(orders); ++choice) {
        const auto time = parseDate(open.column->timeExample, orders[choice]);
        m_choices[choice]->setVisible(time.has_value());
        if (time) {
            m_choices[choice]->setText(formatDate(*time));
            m_choices[choice]->setAccessibleName(tr("%1 is %2").arg(example, formatDate(*time)));
            m_choices[choice]->updateGeometry();
        }
    }
}

void DateQuestion::answer(DateOrder order) {
    const std::size_t file = m_file;
    const std::size_t column = m_column;
    m_draft.edit([file, column, order](ImportPlan& plan) {
        setDateOrder(plan.files[file].columns[column], order);
        plan.files[file].columns[column].timeAsks = false;
    });
}

} // namespace tastescope
