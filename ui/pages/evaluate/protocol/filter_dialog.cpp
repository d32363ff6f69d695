// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/protocol/filter_dialog.h"

#include "engine/data/dataset.h"
#include "storage/experiments/time_bound.h"
#include "ui/pages/evaluate/protocol/number_box.h"
#include "ui/text/button_text.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/flow_layout.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr int most = 1'000'000;

int boxed(std::size_t count) {
    return static_cast<int>(std::min<std::size_t>(count, most));
}

/// Fills a bound from what stands in the field; false for what is no time. An empty field bounds nothing.
bool readBound(const QLineEdit* field, DayEnd end, Time none, Time& bound) {
    const std::string text = field ? field->text().trimmed().toStdString() : std::string();
    if (text.empty()) {
        bound = none;
        return true;
    }
    const Result<Time> time = parseTimeBound(text, end, {});
    bound = time ? *time : none;
    return time.hasValue();
}

} // namespace

FilterDialog::FilterDialog(const EvaluateRequest& request, const Dataset& dataset, QWidget* parent)
    : QDialog(parent)
    , m_request(request) {
    const Theme& theme = Theme::instance();
    const Nouns& nouns = dataset.nouns();
    setWindowTitle(tr("What is looked at"));
    setAccessibleName(windowTitle());
    auto* about = new TextLabel(TextStyle::Small, Role::Text2,
                                tr("Events are left out before the parts are cut, from top to bottom; how "
                                   "many is said with the results."),
                                this);
    about->setWordWrap(true);
    m_rows = new QGridLayout;
    m_rows->setHorizontalSpacing(16);
    m_rows->setVerticalSpacing(8);
    m_rows->setColumnStretch(1, 1);
    const EventFilter& filter = m_request.filter;
    addSignals(dataset);
    if (dataset.events().hasTimes()) {
        m_from = addText(tr("From"), toQString(timeBoundText(filter.from, DayEnd::First)), tr("2024-01-01"));
        m_until =
            addText(tr("Until"), toQString(timeBoundText(filter.until, DayEnd::Last)), tr("2024-12-31"));
    }
    if (dataset.events().hasValues()) {
        m_value = addText(tr("Least value"),
                          filter.minValue ? QLocale::c().toString(*filter.minValue, 'g', 17) : QString(),
                          tr("any"));
    }
    m_userEvents = numberBox(0, most, tr("Least events per %1").arg(toQString(nouns.user)), 88, this);
    m_itemEvents = numberBox(0, most, tr("Least events per %1").arg(toQString(nouns.item)), 88, this);
    for (const auto& [box, count] :
         {std::pair{m_userEvents, filter.minUserEvents}, std::pair{m_itemEvents, filter.minItemEvents}}) {
        box->setSpecialValueText(tr("any"));
        box->setValue(boxed(count));
        box->setToolTip(tr("Over and over, until both hold"));
        addRow(box->accessibleName(), box);
    }
    m_unseen = addSwitch(tr("Leave out what training never saw"), m_request.leaveOutUnseen);
    m_allUsers = addSwitch(tr("Lists also for %1 without test items").arg(toQString(nouns.users)),
                           m_request.options.allUsers);
    m_problem = new TextLabel(TextStyle::Small, Role::Error, {}, this);
    m_problem->setWordWrap(true);
    auto* cancel = new Button(ButtonKind::Plain, tr("Cancel"), {}, this);
    cancel->setAutoDefault(false);
    m_done = new Button(ButtonKind::Primary, tr("Apply"), {}, this);
    m_done->setDefault(true);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_problem, 1);
    foot->addWidget(cancel);
    foot->addWidget(m_done);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    layout->addWidget(about);
    layout->addLayout(m_rows);
    layout->addLayout(foot);
    connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
    connect(m_done, &QAbstractButton::clicked, this, [this] {
        read();
        if (m_done->isEnabled()) {
            accept();
        }
    });
    setMinimumWidth(theme.scaled(440));
    read();
}

void FilterDialog::addRow(const QString& label, QWidget* field) {
    const int row = m_rows->rowCount();
    m_rows->addWidget(new TextLabel(TextStyle::Body, Role::Text, label, this), row, 0);
    m_rows->addWidget(field, row, 1, Qt::AlignLeft | Qt::AlignVCenter);
}

void FilterDialog::addSignals(const Dataset& dataset) {
    if (dataset.signals().size() < 2) {
        return;
    }
    auto* box = new QWidget(this);
    auto* flow = new FlowLayout(box, 12);
    const std::vector<std::string>& only = m_request.filter.signals;
    for (const SignalType& signal : dataset.signals()) {
        const QString name = toQString(signal.name);
        auto* check = new QCheckBox(buttonText(name), box);
        check->setAccessibleName(name);
        check->setToolTip(name);
        check->setChecked(only.empty() || std::ranges::find(only, signal.name) != only.end());
        flow->addWidget(check);
        m_signals.emplace_back(signal.name, check);
        connect(check, &QCheckBox::toggled, this, &FilterDialog::read);
    }
    const int row = m_rows->rowCount();
    m_rows->addWidget(new TextLabel(TextStyle::Body, Role::Text, tr("Events"), this), row, 0, Qt::AlignTop);
    m_rows->addWidget(box, row, 1);
}

QLineEdit* FilterDialog::addText(const QString& label, const QString& text, const QString& placeholder) {
    auto* field = new QLineEdit(text, this);
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(label);
    field->setFixedWidth(Theme::instance().scaled(200));
    addRow(label, field);
    connect(field, &QLineEdit::textChanged, this, &FilterDialog::read);
    return field;
}

Switch* FilterDialog::addSwitch(const QString& label, bool on) {
    auto* field = new Switch(label, this);
    field->setChecked(on);
    addRow(label, field);
    return field;
}

void FilterDialog::read() {
    EventFilter& filter = m_request.filter;
    QString problem;
    if (!m_signals.empty()) {
        filter.signals.clear();
        for (const auto& [name, check] : m_signals) {
            if (check->isChecked()) {
                filter.signals.push_back(name);
            }
        }
        if (filter.signals.empty()) {
            problem = tr("Choose a kind of event");
        } else if (filter.signals.size() == m_signals.size()) {
            filter.signals.clear();
        }
    }
    const bool from = readBound(m_from, DayEnd::First, noTime, filter.from);
    const bool until = readBound(m_until, DayEnd::Last, std::numeric_limits<Time>::max(), filter.until);
    if (!from || !until) {
        problem = tr("Write a time as 2024-12-31");
    } else if (filter.from > filter.until) {
        problem = tr("The window ends before it begins");
    }
    if (m_value) {
        const QString text = m_value->text().trimmed();
        bool isNumber = false;
        const double value = QLocale::c().toDouble(text, &isNumber);
        filter.minValue.reset();
        if (isNumber && std::isfinite(value)) {
            filter.minValue = value;
        } else if (!text.isEmpty()) {
            problem = tr("Write the value as 3.5");
        }
    }
    for (QSpinBox* box : {m_userEvents, m_itemEvents}) {
        box->interpretText(); // what was typed counts, whoever has the focus
    }
    filter.minUserEvents = static_cast<std::size_t>(m_userEvents->value());
    filter.minItemEvents = static_cast<std::size_t>(m_itemEvents->value());
    m_request.leaveOutUnseen = m_unseen->isChecked();
    m_request.options.allUsers = m_allUsers->isChecked();
    if (m_problem) {
        m_problem->setText(problem);
        m_done->setEnabled(problem.isEmpty());
    }
}

} // namespace tastescope
