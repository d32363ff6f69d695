// SPDX-License-Identifier: GPL-3.0-or-later
// The work behind the rule studio: the lists shown at once, the latest rules win; the sample after a rest,
// and then the price of variety. Nothing runs while it sleeps. GUI thread only.
#pragma once

#include "ui/pages/studio/studio_work.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

class QTimer;

namespace tastescope {

class JobRunner;

class StudioRunner : public QObject {
    Q_OBJECT
public:
    static constexpr int restMs = 300; ///< from the last change to the sample

    explicit StudioRunner(JobRunner& jobs, QObject* parent = nullptr);

    void setWorld(std::optional<StudioWorld> world); ///< nothing: no data, and all that was made is forgotten
    void setUsers(std::vector<UserIndex> users);     ///< whose lists are shown
    void setRules(const RuleSet& rules);
    void setAwake(bool awake);
    void cancel(); ///< of the sample; it is asked for again by the next change, or again()
    void again();  ///< the sample, at once

    const std::optional<StudioWorld>& world() const { return m_world; }
    /// By user; empty until there are any. And the rules they are of.
    const std::vector<Preview>& previews() const { return m_previews; }
    const RuleSet& previewRules() const { return m_previewRules; }
    const Measured* measured() const { return m_measured ? &*m_measured : nullptr; }
    const RuleSet& measuredRules() const { return m_measuredRules; }
    const std::vector<PriceOfVariety>& curve() const { return m_curve; }
    bool isMeasuring() const { return m_measuring; }

Q_SIGNALS:
    void previewed();
    void previewFailed(const Error& error);
    void progressed(double fraction, const QString& step); ///< of the sample
    void measuredChanged();
    void measureFailed(const Error& error);
    void stopped();
    void curveChanged();

private:
    class Relay;
    void askPreview();
    void askMeasure();
    void askCurve();
    bool isWorld(const StudioWorld& world) const;

    JobRunner& m_jobs;
    std::optional<StudioWorld> m_world;
    std::vector<UserIndex> m_users;
    RuleSet m_rules;
    std::vector<Preview> m_previews;
    RuleSet m_previewRules;
    std::optional<Measured> m_measured;
    RuleSet m_measuredRules;
    std::vector<PriceOfVariety> m_curve;
    std::shared_ptr<Relay> m_relay; ///< of the sample that is under way
    QTimer* m_rest;
    QTimer* m_poll;
    bool m_previewing = false;
    bool m_previewAgain = false;
    bool m_measuring = false;
    bool m_awake = false;
};

} // namespace tastescope
