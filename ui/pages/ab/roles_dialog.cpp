// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/roles_dialog.h"

#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/screen_size.h"

#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QSignalBlocker>

#include <algorithm>

namespace tastescope {
namespace {

const std::string metricRole = "metric";

bool isMeasured(const std::string& role) {
    return role == "conversions" || role == "revenue" || role.starts_with("returned_");
}

QString tr(const char* text) {
    return QCoreApplication::translate("RolesDialog", text);
}

} // namespace

RolesDialog::RolesDialog(const QString& title, const QString& sentence, std::vector<GuessedColumn> columns,
                         std::vector<FileRole> roles, QWidget* parent)
    : QDialog(parent)
    , m_columns(std::move(columns))
    , m_roles(std::move(roles)) {
    setWindowTitle(title);
    setAccessibleName(title);
    auto* words = new TextLabel(TextStyle::Body, Role::Text2, sentence, this);
    words->setWordWrap(true);
    auto* rows = new QWidget;
    rows->setObjectName(QStringLiteral("scrollBody"));
    auto* grid = new QGridLayout(rows);
    grid->setContentsMargins(0, 0, 8, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    for (std::size_t at = 0; at < m_columns.size(); ++at) {
        const QString name = toQString(m_columns[at].name);
        auto* label = new TextLabel(TextStyle::BodyStrong, Role::Text, name, rows);
        label->setElided(true);
        auto* example = new TextLabel(TextStyle::Small, Role::Text3, toQString(m_columns[at].example), rows);
        example->setElided(true);
        auto* box = new ComboBox(rows);
        box->setAccessibleName(RolesDialog::tr("Role of column %1").arg(name));
        box->addItem(RolesDialog::tr("nothing"));
        for (const FileRole& role : m_roles) {
            box->addItem(role.title);
        }
        connect(box, &QComboBox::activated, this, [this, at](int place) { choose(at, place); });
        m_boxes.push_back(box);
        const int row = static_cast<int>(at);
        grid->addWidget(label, row, 0);
        grid->addWidget(example, row, 1);
        grid->addWidget(box, row, 2);
    }
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(static_cast<int>(m_columns.size()), 1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(rows);
    m_fields = new QFormLayout;
    m_missing = new TextLabel(TextStyle::Small, Role::Warn, {}, this);
    auto* cancel = new Button(ButtonKind::Plain, RolesDialog::tr("Cancel"), {}, this);
    cancel->setAutoDefault(false);
    m_read = new Button(ButtonKind::Primary, RolesDialog::tr("Read the file"), {}, this);
    m_read->setDefault(true);
    connect(m_read, &QAbstractButton::clicked, this, &QDialog::accept);
    connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_missing, 1);
    foot->addWidget(cancel);
    foot->addWidget(m_read);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(words);
    column->addWidget(scroll, 1);
    column->addLayout(m_fields);
    column->addLayout(foot);
    const Theme& theme = Theme::instance();
    resizeToScreen(*this,
                   {theme.scaled(560),
                    theme.scaled(std::clamp(220 + 34 * static_cast<int>(m_columns.size()), 300, 560))});
    refresh();
}

void RolesDialog::addField(const QString& label, QWidget* field) {
    field->setAccessibleName(label);
    m_fields->addRow(label, field);
}

void RolesDialog::choose(std::size_t column, int role) {
    const FileRole* chosen = role > 0 ? &m_roles[static_cast<std::size_t>(role - 1)] : nullptr;
    for (GuessedColumn& other : m_columns) {
        if (chosen && !chosen->often && other.role == chosen->id) {
            other.role.clear(); // a column takes it from the one that had it
        }
    }
    m_columns[column].role = chosen ? chosen->id : std::string();
    refresh();
}

void RolesDialog::refresh() {
    for (std::size_t at = 0; at < m_columns.size(); ++at) {
        const auto role = std::ranges::find(m_roles, m_columns[at].role, &FileRole::id);
        m_boxes[at]->setCurrentIndex(role == m_roles.end() ? 0
                                                           : static_cast<int>(role - m_roles.begin()) + 1);
    }
    QStringList missing;
    for (const FileRole& role : m_roles) {
        if (role.needed && std::ranges::find(m_columns, role.id, &GuessedColumn::role) == m_columns.end()) {
            missing << role.title;
        }
    }
    m_missing->setText(
        missing.isEmpty()
            ? QString()
            : RolesDialog::tr("Say which column is: %1").arg(missing.join(QStringLiteral(", "))));
    m_read->setEnabled(missing.isEmpty());
}

std::vector<FileRole> resultRoles() {
    return {{"arm", tr("arm"), true, false},
            {"user", tr("person"), false, false},
            {metricRole, tr("measure"), false, true},
            {"users", tr("how many people a row has"), false, false},
            {"impressions", tr("impressions"), false, false},
            {"clicks", tr("clicks"), false, false},
            {"conversions", tr("conversions"), false, false},
            {"revenue", tr("revenue"), false, false},
            {"returned_1", tr("back after 1 day"), false, false},
            {"returned_7", tr("back after 7 days"), false, false},
            {"returned_30", tr("back after 30 days"), false, false},
            {"day", tr("day"), false, false},
            {"segment", tr("kind of people"), false, false},
            {"before", tr("known before the test"), false, false}};
}

std::vector<FileRole> logRoles() {
    return {{"reward", tr("reward"), true, false},
            {"propensity", tr("logged probability"), true, false},
            {"action", tr("action"), false, false},
            {"target", tr("probability under the new policy"), false, false},
            {"position", tr("place in the list"), false, false},
            {"q", tr("modelled reward of the action"), false, false},
            {"v", tr("modelled reward of the new policy"), false, false}};
}

void sayRoles(ExperimentRequest& request, const std::vector<GuessedColumn>& before,
              const std::vector<GuessedColumn>& said, const QStringList& ratios) {
    request.map.clear();
    request.segment.clear();
    request.covariate.clear();
    request.metrics.clear();
    bool unusual = !ratios.isEmpty();
    std::vector<std::string> metrics;
    std::string clicks;
    std::string impressions;
    for (std::size_t at = 0; at < said.size(); ++at) {
        const GuessedColumn& column = said[at];
        if (column.role == "segment") {
            request.segment = column.name;
        } else if (column.role == "before") {
            request.covariate = column.name;
        } else if (column.role != metricRole) {
            request.map.emplace_back(column.role.empty() ? "ignore" : column.role, column.name);
        }
        clicks = column.role == "clicks" ? column.name : clicks;
        impressions = column.role == "impressions" ? column.name : impressions;
        if (column.role == metricRole || isMeasured(column.role)) {
            metrics.push_back(column.name);
        }
        unusual = unusual || (column.role == metricRole && before[at].role != metricRole);
    }
    if (unusual) { // what is found by itself would not be this
        if (!clicks.empty()) {
            metrics.insert(metrics.begin(), impressions.empty() ? clicks : clicks + '/' + impressions);
        }
        for (const QString& ratio : ratios) {
            metrics.push_back(ratio.toStdString());
        }
        request.metrics = std::move(metrics);
    }
}

} // namespace tastescope
