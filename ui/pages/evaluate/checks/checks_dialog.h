// SPDX-License-Identifier: GPL-3.0-or-later
// The checks of one evaluation, each with what to do about it; and, when asked for, one of its models under
// four protocols.
#pragma once

#include <QDialog>

#include <string>

namespace tastescope {

class Session;
struct ProjectRun;

class ChecksDialog : public QDialog {
    Q_OBJECT
public:
    /// `key` is the metric looked at, `model` the label of the selected model; empty = none.
    ChecksDialog(Session& session, const ProjectRun& run, const std::string& key, const std::string& model,
                 QWidget* parent);
};

} // namespace tastescope
