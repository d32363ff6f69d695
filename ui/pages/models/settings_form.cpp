// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/settings_form.h"

#include "engine/models/data_defaults.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/models/gallery_model.h"
#include "ui/pages/models/param_row.h"
#include "ui/session/kind_fit.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/retire.h"
#include "ui/widgets/tab_order.h"

#include <QComboBox>
#include <QLocale>
#include <QScrollArea>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace tastescope {

SettingsForm::SettingsForm(JobRunner& jobs, QWidget* parent) : Card({}, {}, parent), m_jobs(jobs) {
    setAccessibleName(tr("Settings"));
    m_about = new TextLabel(TextStyle::Small, Role::Text2, {}, this);
    m_about->setWordWrap(true);
    m_about->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* line = new QFrame(this);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 10, 16, 10);
    foot->setSpacing(8);
    m_forecast = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    m_forecast->setWordWrap(true);
    m_reset = new Button(ButtonKind::Quiet, tr("Reset"), {}, this);
    m_train = new Button(ButtonKind::Primary, tr("Train"), QStringLiteral("play"), this);
    foot->addWidget(m_forecast, 1);
    foot->addWidget(m_reset);
    foot->addWidget(m_train);
    auto* about = new QVBoxLayout;
    about->setContentsMargins(16, 0, 16, 6);
    about->addWidget(m_about);
    body()->setSpacing(0);
    body()->addLayout(about);
    body()->addWidget(m_scroll, 1);
    body()->addWidget(line);
    body()->addLayout(foot);
    connect(m_reset, &QAbstractButton::clicked, this, &SettingsForm::reset);
    connect(m_train, &QAbstractButton::clicked, this, [this] {
        if (m_info) {
            Q_EMIT trainClicked(request());
        }
    });
    setDataset(nullptr);
}

void SettingsForm::setAlgorithm(const AlgorithmInfo& info) {
    if (m_info != &info) {
        m_info = &info;
        rebuild();
    }
}

void SettingsForm::setRequest(const AlgorithmInfo& info, const ParamSet& params, std::uint64_t seed,
                              Weighing weighing) {
    m_info = &info;
    kept().weighing = weighing;
    kept().params = params;
    kept().seed = seed;
    rebuild();
}

void SettingsForm::setDataset(std::shared_ptr<const Dataset> dataset, std::vector<PastTraining> past) {
    m_dataset = std::move(dataset);
    m_past = std::move(past);
    updateForecast();
}

TrainRequest SettingsForm::request() const {
    TrainRequest request;
    request.algorithm = m_info->id;
    const auto found = std::find_if(m_kept.begin(), m_kept.end(),
                                    [this](const Kept& k) { return k.algorithm == m_info->id; });
    request.params = found->params;
    request.seed = found->seed;
    request.weighing = found->weighing;
    return request;
}

void SettingsForm::focusFirst() {
    if (QWidget* first = m_rows ? firstFocus(*m_rows) : nullptr) {
        first->setFocus(Qt::TabFocusReason);
        m_scroll->ensureWidgetVisible(first);
    } else {
        m_train->setFocus(Qt::TabFocusReason);
    }
}

SettingsForm::Kept& SettingsForm::kept() {
    const auto found = std::find_if(m_kept.begin(), m_kept.end(),
                                    [this](const Kept& k) { return k.algorithm == m_info->id; });
    if (found != m_kept.end()) {
        return *found;
    }
    m_kept.push_back({m_info->id, ParamSet(m_info->params), 42, Weighing::Signals});
    return m_kept.back();
}

void SettingsForm::rebuild() {
    const QString title = toQString(m_info->title);
    setHeading(title);
    body()->setContentsMargins(0, 0, 0, 0); // a new heading sets the usual ones
    setRemark(toQString(m_info->source));
    m_about->setText(toQString(m_info->about));
    m_train->setText(tr("Train %1").arg(title));
    m_train->updateGeometry();

    m_rows = new QWidget;
    m_rows->setObjectName(QStringLiteral("scrollBody"));
    auto* column = new QVBoxLayout(m_rows);
    column->setContentsMargins(16, 0, 16, 4);
    column->setSpacing(0);
    auto* more = new QWidget(m_rows);
    auto* moreColumn = new QVBoxLayout(more);
    moreColumn->setContentsMargins(0, 0, 0, 0);
    moreColumn->setSpacing(0);
    const ParamSet& values = kept().params;
    bool anyAdvanced = false;
    m_params.clear();
    for (const ParamSpec& spec : m_info->params) {
        auto* row = new ParamRow(spec, spec.advanced ? more : m_rows);
        row->setValue(values.values().find(spec.name)->second);
        connect(row, &ParamRow::changed, this, [this, &spec](const QString& text) { setValue(spec, text); });
        (spec.advanced ? moreColumn : column)->addWidget(row);
        m_params.emplace(spec.name, row);
        anyAdvanced = anyAdvanced || spec.advanced;
    }
    addSeedRow();
    addWeighingRow();
    addMeasureRow();
    if (anyAdvanced) {
        auto* disclosure = new QToolButton(m_rows);
        disclosure->setText(tr("More"));
        disclosure->setAccessibleName(tr("More settings"));
        disclosure->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        disclosure->setCheckable(true);
        disclosure->setFont(Theme::instance().font(TextStyle::Small));
        const auto show = [this, disclosure, more](bool open) {
            m_moreOpen = open;
            disclosure->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
            more->setVisible(open);
        };
        connect(disclosure, &QToolButton::toggled, this, show);
        disclosure->setChecked(m_moreOpen);
        show(m_moreOpen);
        column->addWidget(disclosure, 0, Qt::AlignLeft);
    }
    column->addWidget(more);
    column->addStretch(1);
    retire(m_scroll->takeWidget()); // the rows of the kind before
    m_scroll->setWidget(m_rows);
    tabBehind(m_scroll, m_rows);
    tabBehind(m_rows, more); // it opens below all the others
    updateForecast();
}

void SettingsForm::addSeedRow() {
    m_seed = new QSpinBox(m_rows);
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setLocale(QLocale::c());
    m_seed->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_seed->setAlignment(Qt::AlignRight);
    m_seed->setKeyboardTracking(false);
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(kept().seed, std::numeric_limits<int>::max())));
    connect(m_seed, &QSpinBox::valueChanged, this,
            [this](int value) { kept().seed = static_cast<std::uint64_t>(value); });
    auto* row = new FormLine(tr("Seed"), tr("The same seed gives the same model."), m_rows);
    auto* remark = new TextLabel(TextStyle::Small, Role::Text3, tr("for repeatable runs"), row);
    remark->setElided(true);
    row->addField(remark);
    row->addValueBox(m_seed);
    m_rows->layout()->addWidget(row);
}

void SettingsForm::addWeighingRow() {
    auto* box = new ComboBox(m_rows);
    box->setAccessibleName(tr("Events count"));
    box->addItem(tr("by signal"), static_cast<int>(Weighing::Signals));
    box->addItem(tr("by value"), static_cast<int>(Weighing::Values));
    box->addItem(tr("once a pair"), static_cast<int>(Weighing::Once));
    box->setCurrentIndex(box->findData(static_cast<int>(kept().weighing)));
    connect(box, &QComboBox::activated, this,
            [this, box] { kept().weighing = static_cast<Weighing>(box->currentData().toInt()); });
    auto* row = new FormLine(
        tr("Events count"),
        tr("By signal: by the weights of the signals. By value: ratings and play counts weigh as "
           "well. Once a pair: as an evaluation counts unless it is told to keep values."),
        m_rows);
    row->addField(box);
    m_rows->layout()->addWidget(row);
}

void SettingsForm::addMeasureRow() {
    m_measure = new Switch(tr("Hold out a part and measure"), m_rows);
    m_measure->setChecked(m_measures);
    connect(m_measure, &QCheckBox::toggled, this, [this](bool on) {
        m_measures = on;
        updateForecast();
    });
    auto* row =
        new FormLine(tr("Measure"),
                     tr("After the training the kind is trained once more without a part of the events "
                        "and asked for it, so that it can be compared."),
                     m_rows);
    auto* remark = new TextLabel(TextStyle::Small, Role::Text3, tr("on a part held out"), row);
    remark->setElided(true);
    row->addField(remark);
    row->addValueBox(m_measure);
    m_rows->layout()->addWidget(row);
}

void SettingsForm::setMeasures(bool on) {
    m_measures = on;
    if (m_measure) {
        m_measure->setChecked(on);
    }
}

void SettingsForm::setValue(const ParamSpec& spec, const QString& text) {
    // Rows only offer values inside the declared range, so a refusal would be a mistake of the form.
    [[maybe_unused]] const Result<void> set =
        kept().params.set(m_info->params, spec.name, text.toStdString());
    Q_ASSERT(set);
    updateForecast();
}

void SettingsForm::updateForecast() {
    const QString off = m_info && m_dataset ? whyOff(*m_info, *m_dataset) : QString();
    m_train->setEnabled(m_dataset && off.isEmpty());
    if (!off.isEmpty()) {
        m_forecast->setText(off);
        return;
    }
    if (!m_info || !m_dataset) {
        m_forecast->setText(m_info ? tr("Needs a data set") : QString());
        return;
    }
    struct Answer {
        Forecast forecast;
        std::vector<DataDefault> chosen;
    };
    m_jobs.ask<Answer>(
        QStringLiteral("models/forecast"),
        [dataset = m_dataset, info = m_info, params = kept().params,
         past = m_past](const ExecutionContext& context) -> Result<Answer> {
            return Answer{forecastTraining(*info, *dataset, params, context.threads, past),
                          dataDefaults(*info, *dataset, params)};
        },
        this,
        [this, info = m_info](Result<Answer> answer) {
            if (!answer || info != m_info || !m_train->isEnabled()) { // another kind was chosen since
                return;
            }
            showChosen(answer->chosen);
            const QString about = tr("About %1 and %2")
                                      .arg(formatDuration(std::max(1.0, answer->forecast.seconds)),
                                           formatBytes(answer->forecast.bytes));
            m_forecast->setText(m_measures ? tr("%1, as long again to measure").arg(about) : about);
        });
}

void SettingsForm::showChosen(const std::vector<DataDefault>& chosen) {
    for (const auto& [name, row] : m_params) {
        const auto found = std::find_if(chosen.begin(), chosen.end(),
                                        [&name = name](const DataDefault& one) { return one.name == name; });
        if (kept().params.given(name)) { // also where it was set since it was asked
            row->setReason({});
        } else if (found != chosen.end()) {
            row->setChosen(found->value, toQString(found->why));
        } else {
            row->dropChosen(kept().params.values().find(name)->second);
        }
    }
}

void SettingsForm::reset() {
    if (m_info) {
        kept().params = ParamSet(m_info->params);
        kept().seed = 42;
        kept().weighing = Weighing::Signals;
        rebuild();
        m_reset->setFocus();
    }
}

} // namespace tastescope
