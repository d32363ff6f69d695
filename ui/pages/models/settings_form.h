// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of one kind of model, generated from its parameter declarations.
#pragma once

#include "engine/models/training_forecast.h"
#include "storage/use_cases/train.h"
#include "ui/widgets/controls.h"

#include <QWidget>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

class QScrollArea;
class QSpinBox;

namespace tastescope {

class JobRunner;
class ParamRow;

class SettingsForm : public Card {
    Q_OBJECT
public:
    explicit SettingsForm(JobRunner& jobs, QWidget* parent = nullptr);

    /// Shows `info` with its defaults. The values a person set for a kind are kept while the form lives.
    void setAlgorithm(const AlgorithmInfo& info);
    /// Shows these settings of `info` (a model's, to train a variation of it).
    void setRequest(const AlgorithmInfo& info, const ParamSet& params, std::uint64_t seed,
                    Weighing weighing = Weighing::Signals);
    /// For what the data chooses and for the forecast, which `past` trainings put right; null disables
    /// training.
    void setDataset(std::shared_ptr<const Dataset> dataset, std::vector<PastTraining> past = {});
    TrainRequest request() const;
    /// A part is to be held out to measure the kind on, beside the training on everything.
    bool measures() const { return m_measures; }
    void setMeasures(bool on);
    const AlgorithmInfo* algorithm() const { return m_info; }
    void focusFirst();

Q_SIGNALS:
    void trainClicked(const TrainRequest& request);

private:
    struct Kept {
        std::string algorithm;
        ParamSet params;
        std::uint64_t seed = 42;
        Weighing weighing = Weighing::Signals;
    };
    void rebuild();
    void addSeedRow();
    void addWeighingRow();
    void addMeasureRow();
    void setValue(const ParamSpec& spec, const QString& text);
    void updateForecast();
    void showChosen(const std::vector<DataDefault>& chosen);
    void reset();
    Kept& kept();

    JobRunner& m_jobs;
    const AlgorithmInfo* m_info = nullptr;
    std::vector<Kept> m_kept;
    std::shared_ptr<const Dataset> m_dataset;
    std::vector<PastTraining> m_past;
    std::map<std::string, ParamRow*, std::less<>> m_params; ///< the rows of this kind, by name
    bool m_moreOpen = false;
    bool m_measures = true;
    Switch* m_measure = nullptr;
    TextLabel* m_about;
    QScrollArea* m_scroll;
    QWidget* m_rows = nullptr;
    QSpinBox* m_seed = nullptr;
    TextLabel* m_forecast;
    Button* m_reset;
    Button* m_train;
};

} // namespace tastescope
