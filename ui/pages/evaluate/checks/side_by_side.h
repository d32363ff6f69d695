// SPDX-License-Identifier: GPL-3.0-or-later
// One model of a run measured under four protocols, when a person asks for it: how much of a number is the
// protocol's. GUI thread only.
#pragma once

#include "storage/use_cases/evaluate.h"

#include <QWidget>

#include <cstdint>
#include <optional>
#include <string>

class QComboBox;

namespace tastescope {

class Button;
class JobStrip;
class ProtocolTable;
class Session;
class TableView;
class TextLabel;
struct ProjectRun;

class SideBySide : public QWidget {
    Q_OBJECT
public:
    /// `key` is the metric shown, `model` the label chosen at first. A measurement under way is given up when
    /// it goes.
    SideBySide(Session& session, const ProjectRun& run, std::string key, const std::string& model,
               QWidget* parent = nullptr);
    ~SideBySide() override;

private:
    void measure();
    void show();
    void showJob(quint64 job);
    std::string label() const;
    std::optional<EvaluateRequest> requestOf(const std::string& label) const;

    Session& m_session;
    std::int64_t m_experiment = 0;
    std::optional<EvaluateRequest> m_request; ///< nothing: it cannot be done again, or its parts are files
    std::string m_key;
    quint64 m_job = 0; ///< under way
    QComboBox* m_models = nullptr;
    Button* m_measure = nullptr;
    JobStrip* m_strip = nullptr;
    TextLabel* m_words = nullptr;
    ProtocolTable* m_rows = nullptr;
    TableView* m_table = nullptr;
};

} // namespace tastescope
