// SPDX-License-Identifier: GPL-3.0-or-later
// Estimate from logs: what another policy would have earned, and whether to believe it. GUI thread only.
#pragma once

#include "ui/pages/ab/file_job.h"
#include "ui/pages/ab/log_table.h"
#include "ui/widgets/controls.h"

class QSettings;
class QStackedWidget;

namespace tastescope {

class ChartView;
class JobStrip;
class Session;
class TableView;

class LogCard : public Card {
    Q_OBJECT
public:
    explicit LogCard(Session& session, QWidget* parent = nullptr);
    void load(const QString& path);
    const std::shared_ptr<const PolicyLog>& log() const { return m_job.value(); } ///< null = none

    void save(QSettings& settings) const;
    void restore(const QSettings& settings);
    void readRestored();

private:
    QWidget* makeContent();
    void chooseFile();
    void chooseColumns();
    void openMenu();
    void exportTable();
    void ask();
    void refresh();
    void showState(const QWidget* state);
    void showLog();
    const PolicyEstimates* shown() const; ///< of the place chosen
    QString fileName() const;

    Session& m_session;
    PolicyLogRequest m_request;
    PolicyLogRequest m_answered; ///< what log() was read with
    FileJob<PolicyLog> m_job;
    bool m_restored = false;

    IconButton* m_load = nullptr;
    IconButton* m_more = nullptr;
    JobStrip* m_strip = nullptr;
    EmptyState* m_empty = nullptr;
    EmptyState* m_failed = nullptr;
    QWidget* m_content = nullptr;
    SegmentedControl* m_view = nullptr;
    class QComboBox* m_place = nullptr;
    QStackedWidget* m_pictures = nullptr;
    LogTable* m_table = nullptr;
    TableView* m_rows = nullptr;
    ChartView* m_weights = nullptr;
    TextLabel* m_logged = nullptr;
    TextLabel* m_effective = nullptr;
    QWidget* m_bar = nullptr;
    Note* m_verdict = nullptr;
};

} // namespace tastescope
