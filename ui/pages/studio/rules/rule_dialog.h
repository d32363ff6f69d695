// SPDX-License-Identifier: GPL-3.0-or-later
// One rule or one limit, made or changed. What is wrong is said where it is, and nothing wrong leaves. GUI
// thread only.
#pragma once

#include "engine/data/dataset.h"
#include "engine/pipeline/rerank/candidates.h"
#include "ui/catalogue/catalogue.h"
#include "ui/jobs/job_runner.h"

#include "engine/pipeline/rules/rule_set.h"

#include <QDialog>

#include <memory>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLineEdit;
class QSpinBox;

namespace tastescope {

class Button;
class ConditionEdit;
class LookupField;
class Note;
class SegmentedControl;
class TextLabel;

/// What the dialogs ask of the open data.
struct RuleDialogData {
    std::shared_ptr<const Catalogue> catalogue;
    std::shared_ptr<const RuleFacts> facts;
    /// Of the shown person, for the live count; may be null.
    std::shared_ptr<const PreparedCandidates> candidates;
    JobRunner* jobs = nullptr;
};

class RuleDialog : public QDialog {
    Q_OBJECT
public:
    RuleDialog(RuleDialogData data, const Rule& rule, bool isNew, QWidget* parent = nullptr);
    const Rule& rule() const { return m_rule; }

private:
    void build(bool isNew);
    void showParts();
    void showRule(const Rule& rule);
    void count();
    void finish();
    QWidget* row(const QString& label, QWidget* control);

    RuleDialogData m_data;
    Rule m_rule;
    QComboBox* m_action = nullptr;
    SegmentedControl* m_about = nullptr;
    LookupField* m_item = nullptr;
    ConditionEdit* m_condition = nullptr;
    QSpinBox* m_place = nullptr;
    QCheckBox* m_soft = nullptr;
    QComboBox* m_boost = nullptr;
    QDoubleSpinBox* m_amount = nullptr;
    ConditionEdit* m_audience = nullptr;
    QLineEdit* m_from = nullptr;
    QLineEdit* m_until = nullptr;
    Note* m_problem = nullptr;
    QWidget* m_aboutRow = nullptr;
    QWidget* m_itemRow = nullptr;
    QWidget* m_conditionRow = nullptr;
    QWidget* m_placeRow = nullptr;
    QWidget* m_boostRow = nullptr;
};

class LimitDialog : public QDialog {
    Q_OBJECT
public:
    LimitDialog(RuleDialogData data, const Limit& limit, bool isNew, QWidget* parent = nullptr);
    const Limit& limit() const { return m_limit; }

private:
    void showLimit(const Limit& limit);
    void showParts();
    void finish();

    RuleDialogData m_data;
    Limit m_limit;
    QComboBox* m_what = nullptr;
    ConditionEdit* m_condition = nullptr;
    QComboBox* m_kind = nullptr;
    QSpinBox* m_number = nullptr;
    QDoubleSpinBox* m_share = nullptr;
    QSpinBox* m_window = nullptr;
    QWidget* m_windowRow = nullptr;
    Note* m_problem = nullptr;
};

} // namespace tastescope
