// SPDX-License-Identifier: GPL-3.0-or-later
// Asks which of day and month comes first, where no date of a file tells. Hidden while there is nothing to
// ask.
#pragma once

#include "storage/import/values/time_format.h"
#include "ui/widgets/controls.h"

#include <QFrame>

namespace tastescope {

class ImportDraft;

class DateQuestion : public QFrame {
    Q_OBJECT
public:
    explicit DateQuestion(ImportDraft& draft, QWidget* parent = nullptr);

private:
    void refresh();
    void answer(DateOrder order);

    ImportDraft& m_draft;
    std::size_t m_file = 0;
    std::size_t m_column = 0;
    TextLabel* m_text = nullptr;
    Button* m_choices[3] = {}; ///< by DateOrder, without Unknown
};

} // namespace tastescope
