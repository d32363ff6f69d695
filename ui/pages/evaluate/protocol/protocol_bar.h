// SPDX-License-Identifier: GPL-3.0-or-later
// How models are to be judged: split, test share or folds, lengths of the lists, candidates, values, seeds,
// and a chip for everything else that is set. In one line, or as many as the width asks for. GUI thread only.
#pragma once

#include "storage/use_cases/evaluate.h"

#include <QFrame>

#include <memory>
#include <string>
#include <vector>

class QComboBox;
class QSpinBox;
class QToolButton;

namespace tastescope {

class Button;
class IconButton;
class Dataset;
class FlowLayout;
class Switch;
class TextLabel;

class ProtocolBar : public QFrame {
    Q_OBJECT
public:
    explicit ProtocolBar(QWidget* parent = nullptr);
    /// What the data cannot feed is off: time without times, values without ratings.
    void setDataset(const std::shared_ptr<const Dataset>& dataset);
    void setRequest(const EvaluateRequest& request); ///< emits nothing
    void applyTo(EvaluateRequest& request) const;
    /// "5 models": what the button that opens their list says.
    void setModels(const QString& text);
    /// A file of groups of people, or none; changed() when it is another one than before.
    void setGroups(const std::string& file);
    std::string groups() const; ///< empty where people are told apart by what is known of them
    /// As high as it is at its width: wrapped to its narrowest it would ask for a room that it never fills.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void changed(); ///< by the person
    void modelsWanted();
    void groupsWanted(); ///< a file of them is to be chosen

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* group(const QString& label, std::initializer_list<QWidget*> fields);
    void addSplit();
    void addSeeds();
    void addLengths();
    void addLength(std::size_t k);
    void showShare();
    void showChips();
    void openFilters();
    void setProtocol(Protocol protocol);
    Protocol protocol() const;

    FlowLayout* m_flow = nullptr;
    QComboBox* m_protocol = nullptr;
    QSpinBox* m_share = nullptr;
    QSpinBox* m_folds = nullptr; ///< 1 = a share instead
    QWidget* m_lengths = nullptr;
    std::vector<std::pair<std::size_t, QToolButton*>> m_toggles; ///< by length
    QComboBox* m_candidates = nullptr;
    QWidget* m_valuesGroup = nullptr;
    Switch* m_values = nullptr;
    QSpinBox* m_seed = nullptr;
    QSpinBox* m_repeats = nullptr;
    Button* m_models = nullptr;
    std::vector<QWidget*> m_chips;
    Button* m_filter = nullptr;
    IconButton* m_groups = nullptr;
    EvaluateRequest m_parts; ///< what the chips say; the rest of it is not used
    std::shared_ptr<const Dataset> m_dataset;
    double m_test = 0.2;            ///< exactly, where the box shows whole per cents
    std::uint64_t m_seedValue = 42; ///< likewise, of any size
};

} // namespace tastescope
