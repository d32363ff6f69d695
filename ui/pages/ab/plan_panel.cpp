// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/plan_panel.h"

#include "ui/charts/chart_view.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/ab/ab_export.h"
#include "ui/pages/ab/ab_words.h"
#include "ui/pages/ab/plan_charts.h"
#include "ui/pages/ab/plan_fields.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <cmath>

namespace tastescope {
namespace {

constexpr int panelWidth = 304;
constexpr int chartHeight = 200;

QFrame* separator(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    return line;
}

/// The answer's ground.
class Tinted : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter(this).fillRect(rect(), Theme::instance().color(Role::AccentSoft));
    }
};

} // namespace

PlanPanel::PlanPanel(Session& session, QWidget* parent) : QFrame(parent), m_session(session) {
    setObjectName(QStringLiteral("panel"));
    setAccessibleName(tr("Plan"));
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(makeBody());
    m_export = new Button(ButtonKind::Plain, tr("Export plan"), QStringLiteral("export"), this);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 12, 16, 12);
    foot->addWidget(m_export);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    column->addWidget(separator(this));
    column->addWidget(scroll, 1);
    column->addWidget(separator(this));
    column->addLayout(foot);
    const auto restyle = [this] { setFixedWidth(Theme::instance().scaled(panelWidth)); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
    connect(m_fields, &PlanFields::changed, this, &PlanPanel::ask);
    connect(m_fields, &PlanFields::chosen, this, &PlanPanel::takeOffer);
    connect(m_curve, &SegmentedControl::chosen, this, &PlanPanel::showChart);
    connect(m_export, &QAbstractButton::clicked, this, &PlanPanel::openExport);
    connect(&session, &Session::projectChanged, this, &PlanPanel::readData);
    connect(&session, &Session::datasetChanged, this, &PlanPanel::readData);
    readData();
    ask();
}

QWidget* PlanPanel::makeHead() {
    auto* head = new QWidget(this);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(16, 14, 16, 6);
    column->setSpacing(0);
    column->addWidget(new TextLabel(TextStyle::Title, Role::Text, tr("A/B lab"), head));
    column->addWidget(
        new TextLabel(TextStyle::Small, Role::Text2, tr("Plan, read and question an experiment"), head));
    return head;
}

QWidget* PlanPanel::makeBody() {
    auto* body = new QWidget;
    body->setObjectName(QStringLiteral("scrollBody"));
    m_fields = new PlanFields(body);
    m_curve = new SegmentedControl(tr("Curve"), {tr("People"), tr("Power")}, body);
    m_chart = new ChartView(body);
    const auto restyle = [this] { m_chart->setFixedHeight(Theme::instance().scaled(chartHeight)); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, m_chart, restyle);
    auto* form = new QVBoxLayout;
    form->setContentsMargins(16, 10, 16, 8);
    form->setSpacing(0);
    form->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("Plan"), body));
    form->addWidget(m_fields);
    auto* heading = new QHBoxLayout;
    heading->setContentsMargins(16, 8, 16, 4);
    heading->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("Curve"), body), 1);
    heading->addWidget(m_curve);
    auto* chart = new QVBoxLayout;
    chart->setContentsMargins(12, 0, 16, 8);
    chart->addWidget(m_chart);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(form);
    column->addWidget(makeAnswer());
    column->addLayout(heading);
    column->addLayout(chart);
    column->addStretch(1);
    return body;
}

QWidget* PlanPanel::makeAnswer() {
    auto* box = new Tinted(this);
    box->setAccessibleName(tr("Answer of the plan"));
    m_figures = new QWidget(box);
    auto* figures = new QHBoxLayout(m_figures);
    figures->setContentsMargins(0, 0, 0, 0);
    figures->setSpacing(24);
    const auto figure = [&](TextLabel*& label, TextLabel*& value, const QString& words) {
        auto* pair = new QVBoxLayout;
        pair->setSpacing(0);
        label = new TextLabel(TextStyle::Small, Role::Text2, words, m_figures);
        value = new TextLabel(TextStyle::Figure, Role::Text, {}, m_figures);
        pair->addWidget(label);
        pair->addWidget(value);
        figures->addLayout(pair);
    };
    TextLabel* run = nullptr;
    figure(m_perArm, m_people, tr("Per arm"));
    figure(run, m_days, tr("Run for"));
    figures->addStretch(1);
    m_words = new TextLabel(TextStyle::Micro, Role::Text2, {}, box);
    m_words->setWordWrap(true);
    m_problem = new TextLabel(TextStyle::Small, Role::Warn, {}, box);
    m_problem->setWordWrap(true);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(0);
    column->addWidget(m_figures);
    column->addWidget(m_words);
    column->addWidget(m_problem);
    return box;
}

const PlanValues& PlanPanel::values() const {
    return m_fields->values();
}

void PlanPanel::setValues(const PlanValues& values) {
    m_fields->setValues(values);
}

void PlanPanel::readData() {
    m_offers.clear();
    m_fields->setOffers({});
    const auto dataset = m_session.dataset();
    if (!dataset) {
        return;
    }
    m_session.jobs().ask<LogBaselines>(
        QStringLiteral("ab/baselines"),
        [dataset](const ExecutionContext& context) { return logBaselines(*dataset, context); }, this,
        [this, dataset](Result<LogBaselines> found) {
            if (!found || dataset != m_session.dataset()) {
                return;
            }
            m_offers = std::move(found->measures);
            m_daily = found->daily;
            QStringList titles;
            for (const LogBaseline& offer : m_offers) {
                titles << tr("%1, from the data").arg(toQString(offer.title));
            }
            m_fields->setOffers(titles);
        });
}

void PlanPanel::takeOffer(int offer) {
    if (offer < 0 || offer >= static_cast<int>(m_offers.size())) {
        return;
    }
    const LogBaseline& from = m_offers[static_cast<std::size_t>(offer)];
    PlanValues values = m_fields->values();
    values.kind = from.kind;
    values.baseline = from.value;
    values.deviation = from.kind == MetricKind::Proportion ? values.deviation : from.deviation;
    values.daily = m_daily > 0 ? std::round(m_daily) : values.daily;
    if (!values.relative) {
        values.relative = true; // what was absolute in another unit says nothing here
        values.effect = PlanValues().effect;
    }
    m_fields->setValues(values);
}

void PlanPanel::ask() {
    Q_EMIT changed();
    m_session.jobs().ask<PlanAnswer>(
        QStringLiteral("ab/plan"),
        [values = values()](const ExecutionContext&) { return answerPlan(values); }, this,
        [this](const Result<PlanAnswer>& answer) {
            if (answer || answer.error().code != ErrorCode::Cancelled) {
                show(answer);
            }
        });
}

void PlanPanel::show(const Result<PlanAnswer>& answer) {
    m_answer.reset();
    if (answer) {
        m_answer = *answer;
    }
    m_figures->setVisible(m_answer.has_value());
    m_words->setVisible(m_answer.has_value());
    m_problem->setVisible(!m_answer);
    m_export->setEnabled(m_answer.has_value());
    if (m_answer) {
        const Plan& plan = m_answer->plan;
        const bool unequal = plan.treated != plan.control;
        m_perArm->setText(unequal ? tr("Control") : tr("Per arm"));
        m_people->setText(formatCount(plan.control));
        m_days->setText(plan.days > 0 ? formatCounted(plan.days, tr("1 day"), tr("%1 days"))
                                      : QString(QChar(0x2013)));
        QStringList words;
        if (unequal) {
            words << tr("%1 in each other arm").arg(formatCount(plan.treated));
        }
        words << (plan.days > 0
                      ? tr("Rounded up to whole weeks: %1 days").arg(formatCount(plan.wholeWeeks))
                      : tr("%1 in all. Say people a day to know how long").arg(formatCount(plan.total)));
        m_words->setText(words.join(QStringLiteral(". ")));
        m_words->setToolTip(toQString(plan.formula));
    } else {
        const Error& error = answer.error();
        m_problem->setText(toQString(error.message) + QStringLiteral(". ") + toQString(error.remedy) +
                           QStringLiteral("."));
    }
    showChart();
    Q_EMIT answered();
}

void PlanPanel::showChart() {
    m_chart->setSpec(planChart(answer(), values(), static_cast<PlanCurve>(m_curve->current())));
}

QString PlanPanel::text() const {
    const PlanValues& form = values();
    const Plan& plan = m_answer->plan;
    const MetricKind kind = form.kind;
    QStringList lines;
    lines << tr("Baseline %1, smallest effect %2")
                 .arg(levelText(kind, form.baseline), planEffectText(form, m_answer->request.effect));
    if (kind != MetricKind::Proportion) {
        lines << tr("Standard deviation %1").arg(effectText(form.deviation));
    }
    lines << tr("Power %1, significance %2, %3, %4 arms")
                 .arg(effectText(form.power), effectText(form.alpha),
                      form.oneSided ? tr("one-sided") : tr("two-sided"))
                 .arg(form.arms);
    lines << tr("%1 people in the control, %2 in each other arm, %3 in all")
                 .arg(formatCount(plan.control), formatCount(plan.treated), formatCount(plan.total));
    if (plan.days > 0) {
        lines << tr("%1 days, %2 in whole weeks").arg(formatCount(plan.days), formatCount(plan.wholeWeeks));
    }
    lines << toQString(plan.formula);
    return lines.join(u'\n') + u'\n';
}

void PlanPanel::openExport() {
    if (!m_answer) {
        return;
    }
    QMenu menu(this);
    const QStringList command = planCommand(values());
    QAction* copy = menu.addAction(tr("Copy as text"));
    QAction* line = menu.addAction(tr("Copy as command"));
    line->setEnabled(!command.isEmpty());
    QAction* file = menu.addAction(tr("Save curves…"));
    const QAction* chosen = menu.exec(m_export->mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)));
    if (chosen == copy) {
        QGuiApplication::clipboard()->setText(text());
        Q_EMIT m_session.notice(tr("The plan is copied"), {});
    } else if (chosen == line) {
        QGuiApplication::clipboard()->setText(commandLine(command));
        Q_EMIT m_session.notice(tr("The command is copied"),
                                tr("It gives these very numbers on the command line."));
    } else if (chosen == file) {
        save();
    }
}

void PlanPanel::save() {
    std::vector<std::vector<std::string>> rows;
    for (const PlanPoint& point : m_answer->sizes) {
        rows.push_back(
            {"people", exactNumber(point.x), exactNumber(point.y), exactNumber(m_answer->request.power)});
    }
    for (const PlanPoint& point : m_answer->powers) {
        rows.push_back(
            {"power", exactNumber(m_answer->request.effect), exactNumber(point.x), exactNumber(point.y)});
    }
    saveCsv(m_session, *this, tr("Save the curves of the plan"), tr("plan"), {},
            {{"curve"}, {"effect", true}, {"people", true}, {"power", true}}, rows);
}

} // namespace tastescope
