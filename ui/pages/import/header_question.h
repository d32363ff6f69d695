// SPDX-License-Identifier: GPL-3.0-or-later
// Asks whose the names of a header are that is at odds with its rows. Hidden while there is nothing to ask.
#pragma once

#include "storage/import/planning/plan_import.h"
#include "ui/widgets/controls.h"

#include <QFrame>

namespace tastescope {

class ImportDraft;

class HeaderQuestion : public QFrame {
    Q_OBJECT
public:
    explicit HeaderQuestion(ImportDraft& draft, QWidget* parent = nullptr);

private:
    void refresh();
    void answer(HeaderPlace place);
    void cutOtherwise();

    ImportDraft& m_draft;
    std::size_t m_file = 0;
    TextLabel* m_text = nullptr;
};

} // namespace tastescope
