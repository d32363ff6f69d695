// SPDX-License-Identifier: GPL-3.0-or-later
// One effect of the rules on a track: before, after, and the interval of after. GUI thread only.
#pragma once

#include "engine/metrics/aggregate.h"

#include <QWidget>

#include <optional>

namespace tastescope {

struct GaugeSpec {
    QString title;
    QString remark; ///< the measure's name, or the goal
    Summary before;
    Summary after;
    double high = 1; ///< of the track, which begins at `low`
    double low = 0;
    int better = 0; ///< 1: more is, −1: less is, 0: neither
    bool percent = false;
    QString unit;                  ///< " bit"
    std::optional<double> goal;    ///< from there on it is reached: drawn up to the end
    std::optional<double> pinnedA; ///< the same measure of what was pinned as A and B
    std::optional<double> pinnedB;
};

/// "31 %", "0.46", "9.8 bit"; "–" for what nobody has.
QString gaugeNumber(const GaugeSpec& spec, double value);

class Gauge : public QWidget {
    Q_OBJECT
public:
    explicit Gauge(QWidget* parent = nullptr);
    void setSpec(const GaugeSpec& spec);
    const GaugeSpec& spec() const { return m_spec; }
    void setStale(bool stale);
    bool isStale() const { return m_stale; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintTrack(QPainter& painter, const QRectF& track) const;
    GaugeSpec m_spec;
    bool m_stale = false;
};

} // namespace tastescope
