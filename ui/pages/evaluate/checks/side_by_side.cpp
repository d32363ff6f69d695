// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/checks/side_by_side.h"

#include "ui/jobs/job_runner.h"
#include "ui/jobs/job_strip.h"
#include "ui/pages/evaluate/checks/protocol_table.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_run.h"
#include "ui/session/session.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace tastescope {

SideBySide::SideBySide(Session& session, const ProjectRun& run, std::string key, const std::string& model,
                       QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_experiment(run.head.experiment)
    , m_key(std::move(key)) {
    if (run.head.request && run.head.request->trainFile.empty()) {
        m_request = run.head.request;
    }
    m_models = new ComboBox(this);
    m_models->setProperty("small", true);
    m_models->setAccessibleName(tr("Model to measure under four protocols"));
    for (const Contestant& contestant : m_request ? m_request->contestants : std::vector<Contestant>()) {
        m_models->addItem(toQString(contestant.label));
    }
    m_models->setCurrentIndex(std::max(0, m_models->findText(toQString(model))));
    m_measure = new Button(ButtonKind::Plain, tr("Measure"), QStringLiteral("play"), this);
    m_measure->setSmall(true);
    m_measure->setToolTip(tr("Trains the model anew on each of four cuts of the events"));
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new TextLabel(TextStyle::Heading, Role::Text, tr("Four protocols side by side"), this));
    auto* metric = new TextLabel(TextStyle::Small, Role::Text3, metricTitle(m_key, run.result), this);
    metric->setElided(true);
    head->addWidget(metric, 1);
    head->addWidget(m_models);
    head->addWidget(m_measure);
    m_strip = new JobStrip(tr("Progress of the four protocols"), this);
    m_rows = new ProtocolTable(this);
    m_table = new TableView(QStringLiteral("side_by_side"), tr("Four protocols side by side"), this);
    m_table->setModel(m_rows);
    m_table->setDense(true);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setYielding({ProtocolTable::Users, ProtocolTable::Interval});
    m_table->setMinimumHeight(Theme::instance().scaled(28 * 5 + 4));
    m_words = new TextLabel(TextStyle::Small, Role::Text2, {}, this);
    m_words->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_strip);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_words);
    connect(m_measure, &QAbstractButton::clicked, this, &SideBySide::measure);
    connect(m_models, &QComboBox::activated, this, &SideBySide::show);
    connect(m_strip, &JobStrip::cancelled, this, [this] { m_session.jobs().cancel(m_job); });
    connect(&session.jobs(), &JobRunner::jobChanged, this, &SideBySide::showJob);
    connect(&session.experiments(), &ProjectExperiments::ended, this, [this](quint64 job) {
        if (job == m_job && job != 0) {
            m_job = 0;
            show();
        }
    });
    show();
}

SideBySide::~SideBySide() {
    if (m_job != 0) {
        m_session.jobs().cancel(m_job);
    }
}

std::string SideBySide::label() const {
    return m_models->currentText().toStdString();
}

std::optional<EvaluateRequest> SideBySide::requestOf(const std::string& label) const {
    const auto chosen = std::ranges::find(m_request->contestants, label, &Contestant::label);
    if (chosen == m_request->contestants.end()) {
        return std::nullopt;
    }
    EvaluateRequest request = *m_request;
    request.contestants = {*chosen};
    request.listFiles.clear();
    request.scoreFiles.clear();
    request.predictionFiles.clear();
    request.by.clear();
    request.slices = false;
    request.validationFile.clear();
    return request;
}

void SideBySide::measure() {
    const std::optional<EvaluateRequest> request = m_request ? requestOf(label()) : std::nullopt;
    if (m_job == 0 && request) {
        m_job = m_session.experiments().measureSideBySide(m_experiment, *request);
        showJob(m_job);
        show();
    }
}

void SideBySide::showJob(quint64 job) {
    const JobInfo* info = job == m_job && job != 0 ? m_session.jobs().info(job) : nullptr;
    if (info && isActive(info->state)) {
        m_strip->showJob(*info);
    }
}

void SideBySide::show() {
    const ProjectExperiments::Protocols found = m_session.experiments().sideBySide(m_experiment, label());
    std::vector<ProtocolRow> rows = found ? protocolRows(*found, label(), m_key) : std::vector<ProtocolRow>();
    const QString words = inflationWords(rows);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    m_table->setEmptyText(!m_request ? tr("The parts of this run came from files, or it cannot be done again")
                          : m_models->count() == 0 ? tr("Lists made elsewhere cannot be trained anew")
                          : m_job != 0             ? tr("Measuring …")
                          : found
                              ? tr("%1 was not measured").arg(metricTitle(m_key))
                              : tr("How much of a number is the protocol's? Measure one model under four."));
    m_rows->setRows(std::move(rows));
    m_models->setEnabled(m_job == 0 && m_models->count() > 1);
    m_measure->setEnabled(m_job == 0 && m_models->count() > 0);
    m_measure->setText(found ? tr("Measure again") : tr("Measure"));
    if (m_job == 0) {
        m_strip->clear();
    }
}

} // namespace tastescope
