// SPDX-License-Identifier: GPL-3.0-or-later
// "Enough for personal lists?": the verdict in words, the checks with bars, the models that suit.
#pragma once

#include "engine/data/readiness.h"
#include "ui/tables/column_table.h"

#include <QFrame>

class QListView;

namespace tastescope {

class FlowLayout;
class Note;
class TextLabel;

class ReadinessModel : public ColumnTable<ReadinessCheck> {
    Q_OBJECT
public:
    enum DataRole { ValueRole = OwnRole, NeededRole, FillRole, StatusRole };
    explicit ReadinessModel(QObject* parent = nullptr);
};

class ReadinessPanel : public QFrame {
    Q_OBJECT
public:
    explicit ReadinessPanel(QWidget* parent = nullptr);
    void setReadiness(const Readiness& readiness);
    /// Nothing is known yet; `text` says why.
    void setUnknown(const QString& text);

private:
    Note* m_note = nullptr;
    ReadinessModel* m_model = nullptr;
    QListView* m_view = nullptr;
    QWidget* m_suitable = nullptr;
    FlowLayout* m_chips = nullptr;
};

} // namespace tastescope
