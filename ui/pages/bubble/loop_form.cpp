// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bubble/loop_form.h"

#include "ui/charts/marker.h"
#include "ui/text/format.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_row.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QSettings>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

namespace tastescope {
namespace {

/// How the line of a policy is drawn.
class LineSwatch : public QWidget {
public:
    LineSwatch(int place, QWidget* parent) : QWidget(parent), m_place(place) {
        setFixedSize(20, 8);
        connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setPen(linePen(policyColor(m_place)(Theme::instance()), policyDash(m_place)));
        painter.drawLine(QPointF(0, 4), QPointF(20, 4));
    }

private:
    int m_place;
};

/// A group of controls under a heading.
QVBoxLayout* addSection(QVBoxLayout& into, const QString& heading, QWidget* parent) {
    auto* section = new QVBoxLayout;
    section->setContentsMargins(16, 8, 16, 8);
    section->setSpacing(6);
    section->addWidget(new TextLabel(TextStyle::Card, Role::Text, heading, parent));
    into.addLayout(section);
    return section;
}

constexpr int retrainRounds = 5;
constexpr double roundedBy = 0.0051; ///< what a slider's decimals take off at most

} // namespace

LoopForm::LoopForm(QWidget* parent) : QWidget(parent) {
    m_wanted = {QStringLiteral("als"), QStringLiteral("balanced"), QStringLiteral("popularity"), {}};
    auto* inner = new QWidget(this);
    inner->setObjectName(QStringLiteral("scrollBody"));
    auto* body = new QVBoxLayout(inner);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    auto* policies = addSection(*body, tr("Policies"), inner);
    policies->addWidget(makePolicies());
    auto* people = addSection(*body, tr("People"), inner);
    people->addWidget(makePeople());
    auto* choice = addSection(*body, tr("How they choose"), inner);
    choice->addWidget(makeChoice());
    body->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(inner);
    scroll->setAccessibleName(tr("Settings of the simulation"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(makeFoot());
    refresh();
}

QWidget* LoopForm::makePolicies() {
    auto* rows = new QWidget(this);
    auto* layout = new QVBoxLayout(rows);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (int place = 0; place < mostPolicies; ++place) {
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(new LineSwatch(place, rows));
        auto* letter = new TextLabel(TextStyle::Card, Role::Text, policyLetter(place), rows);
        letter->setFixedWidth(Theme::instance().scaled(12)); // so that the boxes begin at one line
        row->addWidget(letter);
        auto* box = new ComboBox(rows);
        box->setAccessibleName(tr("Policy %1").arg(policyLetter(place)));
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        connect(box, &QComboBox::activated, this, &LoopForm::change);
        row->addWidget(box, 1);
        m_policies.push_back(box);
        layout->addLayout(row);
    }
    return rows;
}

QWidget* LoopForm::makePeople() {
    auto* rows = new QWidget(this);
    auto* layout = new QVBoxLayout(rows);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_rounds = new SliderRow(tr("Rounds"), {2, 100, 20, 0}, rows);
    m_people = new SliderRow(tr("People followed"), {10, 2000, 200, 0, true}, rows);
    m_repeats = new SliderRow(tr("Repeats for the bands"), {1, 40, 5, 0}, rows);
    for (SliderRow* row : {m_rounds, m_people, m_repeats}) {
        connect(row, &SliderRow::valueChanged, this, &LoopForm::change);
        layout->addWidget(row);
    }
    return rows;
}

QWidget* LoopForm::makeChoice() {
    auto* rows = new QWidget(this);
    auto* layout = new QVBoxLayout(rows);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_choice = new ComboBox(rows);
    m_choice->setAccessibleName(tr("Acceptance model"));
    m_choice->addItem(tr("Taste and position"), static_cast<int>(ChoiceModel::Preference));
    m_choice->addItem(tr("Position alone"), static_cast<int>(ChoiceModel::Position));
    m_choice->addItem(tr("Taste, position or nothing"), static_cast<int>(ChoiceModel::Logit));
    layout->addWidget(new TextLabel(TextStyle::Small, Role::Text2, tr("Acceptance model"), rows));
    layout->addWidget(m_choice);
    m_trust = new SliderRow(tr("Trust in the list"), {0, 1, 1, 2}, rows);
    m_drift = new SliderRow(tr("Taste drift per round"), {0, 0.5, 0, 3}, rows);
    m_boredom = new SliderRow(tr("Boredom"), {0, 1, 0, 2}, rows);
    m_boredom->setToolTip(tr("How much what was had lately repels"));
    m_leaving = new SliderRow(tr("Leaving"), {0, 1, 0, 3}, rows);
    m_leaving->setToolTip(tr("The probability that somebody who finds nothing leaves for good"));
    m_nothing = new SliderRow(tr("Taking nothing"), {-5, 5, 0, 2}, rows);
    m_nothing->setToolTip(tr("Its utility, where people may take nothing"));
    for (SliderRow* row : {m_trust, m_drift, m_boredom, m_leaving, m_nothing}) {
        layout->addWidget(row);
        connect(row, &SliderRow::valueChanged, this, &LoopForm::change);
    }
    m_estimate = new Button(ButtonKind::Plain, tr("Estimate from the data"), {}, rows);
    m_estimate->setSmall(true);
    m_estimate->setToolTip(tr("Drift, boredom, leaving and taking nothing, as far as the events say"));
    layout->addWidget(m_estimate, 0, Qt::AlignLeft);
    m_estimates = new TextLabel(TextStyle::Micro, Role::Text2, {}, rows);
    m_estimates->setWordWrap(true);
    m_estimates->hide();
    layout->addWidget(m_estimates);
    connect(m_estimate, &QAbstractButton::clicked, this, &LoopForm::estimateWanted);
    connect(m_choice, &QComboBox::activated, this, &LoopForm::change);
    m_retrain = new Switch(tr("Retrain every %1 rounds").arg(retrainRounds), rows);
    m_retrain->setChecked(true);
    m_keep = new Switch(tr("Show again what was had"), rows);
    for (Switch* one : {m_retrain, m_keep}) {
        auto* row = new QHBoxLayout;
        row->addWidget(new TextLabel(TextStyle::Body, Role::Text, one->accessibleName(), rows), 1);
        row->addWidget(one);
        layout->addLayout(row);
        connect(one, &QAbstractButton::toggled, this, &LoopForm::change);
    }
    return rows;
}

QWidget* LoopForm::makeFoot() {
    auto* foot = new QWidget(this);
    auto* layout = new QVBoxLayout(foot);
    layout->setContentsMargins(16, 8, 16, 12);
    layout->setSpacing(8);
    m_cost = new TextLabel(TextStyle::Small, Role::Text2, {}, foot);
    m_cost->setElided(true);
    layout->addWidget(m_cost);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_run = new Button(ButtonKind::Primary, tr("Run simulation"), QStringLiteral("play"), foot);
    m_save = new IconButton(QStringLiteral("export"), tr("Save every round, or a report"), foot);
    row->addWidget(m_run, 1);
    row->addWidget(m_save);
    layout->addLayout(row);
    connect(m_run, &QAbstractButton::clicked, this, &LoopForm::runWanted);
    connect(m_save, &QAbstractButton::clicked, this, &LoopForm::saveWanted);
    return foot;
}

void LoopForm::setData(const Dataset* data, bool truth, const QString& people) {
    m_open = data != nullptr;
    m_offered = data ? offeredPolicies(*data, truth) : std::vector<OfferedPolicy>();
    for (std::size_t place = 0; place < m_policies.size(); ++place) {
        QComboBox& box = *m_policies[place];
        const QString before = box.count() > 0 ? box.currentData().toString() : m_wanted[place];
        const QSignalBlocker quiet(box);
        box.clear();
        for (const OfferedPolicy& one : m_offered) {
            box.addItem(one.title, one.id);
        }
        const int at = box.findData(before);
        box.setCurrentIndex(at >= 0 ? at : box.count() - 1);
    }
    m_people->setToolTip(people);
    refresh();
}

void LoopForm::setState(bool running, bool finished) {
    m_running = running;
    m_finished = finished;
    refresh();
}

void LoopForm::setEstimating(bool on) {
    m_estimating = on;
    refresh();
}

void LoopForm::setEstimates(const std::vector<ChoiceEstimate>& estimates) {
    SimulationOptions options;
    options.choice.model = ChoiceModel::Logit; // so that it is right for whoever chooses that afterwards
    options.drift = m_drift->value();
    options.boredom = m_boredom->value();
    options.leaving = m_leaving->value();
    options.choice.noChoice = m_nothing->value();
    const std::set<std::string> set = applyEstimates(estimates, {}, options);
    m_drift->setValue(options.drift);
    m_boredom->setValue(options.boredom);
    m_leaving->setValue(options.leaving);
    m_nothing->setValue(options.choice.noChoice);
    const std::map<std::string, const SliderRow*> sliders{
        {"drift", m_drift}, {"boredom", m_boredom}, {"leaving", m_leaving}, {"no_choice", m_nothing}};
    QStringList words;
    QStringList whole;
    for (const ChoiceEstimate& one : estimates) {
        words << toQString(estimateWords(one)) + u'.';
        const double value = set.contains(one.id) ? sliders.at(one.id)->value() : 0;
        if (set.contains(one.id) &&
            (one.setting() != one.is.value || std::abs(value - one.setting()) > roundedBy)) {
            words.back() += tr(" Set to %1.").arg(value);
        }
        whole << words.back() + (one.source.empty() ? QString() : tr(" By %1.").arg(toQString(one.source)));
    }
    m_estimates->setText(words.join(u'\n'));
    m_estimates->setToolTip(whole.join(u'\n'));
    m_estimates->setVisible(!words.isEmpty());
    set.empty() ? refresh() : change();
}

void LoopForm::change() {
    m_forecast.clear(); // it was about other settings; the next comes by itself
    refresh();
}

void LoopForm::setForecast(const QString& time) {
    m_forecast = time;
    const QSignalBlocker quiet(this); // it is about what was asked for just now
    refresh();
}

std::vector<ChosenPolicy> LoopForm::chosen() const {
    std::vector<ChosenPolicy> policies;
    for (std::size_t place = 0; place < m_policies.size(); ++place) {
        const auto at = static_cast<std::size_t>(m_policies[place]->currentIndex());
        if (at < m_offered.size() && !m_offered[at].id.isEmpty()) {
            policies.push_back({static_cast<int>(place), m_offered[at]});
        }
    }
    return policies;
}

QString LoopForm::problem() const {
    const std::vector<ChosenPolicy> policies = chosen();
    std::set<QString> ids;
    for (const ChosenPolicy& one : policies) {
        ids.insert(one.policy.id);
    }
    return !m_open                        ? tr("Opens with a data set")
           : policies.empty()             ? tr("Choose a policy first")
           : ids.size() < policies.size() ? tr("The same policy is there twice")
                                          : QString();
}

Result<SimulateRequest> LoopForm::request() const {
    SimulateRequest request;
    for (const ChosenPolicy& one : chosen()) {
        TRY_ASSIGN(auto spec, specOf(one.policy));
        request.options.policies.push_back(std::move(spec));
    }
    request.options.rounds = static_cast<std::size_t>(std::lround(m_rounds->value()));
    request.options.repeats = static_cast<std::size_t>(std::lround(m_repeats->value()));
    request.users = static_cast<std::size_t>(std::lround(m_people->value()));
    request.options.choice.model = static_cast<ChoiceModel>(m_choice->currentData().toInt());
    request.options.choice.trust = m_trust->value();
    request.options.drift = m_drift->value();
    request.options.boredom = m_boredom->value();
    request.options.leaving = m_leaving->value();
    request.options.choice.noChoice = m_nothing->value();
    request.options.retrain = m_retrain->isChecked() ? retrainRounds : 0;
    request.options.keepSeen = m_keep->isChecked();
    return request;
}

void LoopForm::refresh() {
    const QString why = problem();
    m_run->setEnabled(!m_running && why.isEmpty());
    m_run->setToolTip(why);
    m_save->setEnabled(m_finished);
    m_nothing->setEnabled(static_cast<ChoiceModel>(m_choice->currentData().toInt()) == ChoiceModel::Logit);
    m_estimate->setEnabled(m_open && !m_running && !m_estimating);
    m_estimate->setText(m_estimating ? tr("Estimating …") : tr("Estimate from the data"));
    const auto all =
        static_cast<qulonglong>(std::lround(m_rounds->value() * m_repeats->value())) * chosen().size();
    const QString rounds = formatCounted(all, tr("1 round"), tr("%1 rounds"));
    m_cost->setText(!why.isEmpty()         ? why
                    : m_forecast.isEmpty() ? tr("%1 in all, seed 42").arg(rounds)
                                           : tr("%1, about %2, seed 42").arg(rounds, m_forecast));
    Q_EMIT changed();
}

void LoopForm::saveState(QSettings& settings) const {
    QStringList ids;
    for (std::size_t place = 0; place < m_policies.size(); ++place) {
        ids << (m_policies[place]->count() > 0 ? m_policies[place]->currentData().toString()
                                               : m_wanted[place]);
    }
    settings.setValue(QStringLiteral("policies"), ids);
    settings.setValue(QStringLiteral("rounds"), m_rounds->value());
    settings.setValue(QStringLiteral("people"), m_people->value());
    settings.setValue(QStringLiteral("repeats"), m_repeats->value());
    settings.setValue(QStringLiteral("choice"), m_choice->currentIndex());
}

void LoopForm::restoreState(QSettings& settings) {
    const QStringList ids = settings.value(QStringLiteral("policies")).toStringList();
    for (qsizetype place = 0; place < std::min<qsizetype>(ids.size(), mostPolicies); ++place) {
        m_wanted[static_cast<std::size_t>(place)] = ids[place];
        QComboBox& box = *m_policies[static_cast<std::size_t>(place)];
        if (const int at = box.findData(ids[place]); at >= 0) {
            box.setCurrentIndex(at);
        }
    }
    const auto restore = [&](const char* key, SliderRow& row) {
        bool fine = false;
        const double value = settings.value(QString::fromLatin1(key)).toDouble(&fine);
        if (fine && std::isfinite(value)) {
            row.setValue(value);
        }
    };
    restore("rounds", *m_rounds);
    restore("people", *m_people);
    restore("repeats", *m_repeats);
    m_choice->setCurrentIndex(
        std::clamp(settings.value(QStringLiteral("choice"), 0).toInt(), 0, m_choice->count() - 1));
    refresh();
}

} // namespace tastescope
