// SPDX-License-Identifier: GPL-3.0-or-later
// What the rules do to a sample of people: gauges, the price of variety, and two rule sets pinned as A and B.
// GUI thread only.
#pragma once

#include "ui/pages/studio/gauge.h"
#include "ui/pages/studio/rules/draft.h"
#include "ui/pages/studio/studio_work.h"

#include <QFrame>

#include <vector>

class QVBoxLayout;

namespace tastescope {

class Button;
class Chip;
class Note;
class JobStrip;
class ScatterView;
class TextLabel;

class EffectPanel : public QFrame {
    Q_OBJECT
public:
    explicit EffectPanel(QWidget* parent = nullptr);
    void setGauges(const std::vector<GaugeSpec>& gauges, const QString& people);
    /// Points by λ, and where the rules stand now.
    void setCurve(const std::vector<PriceOfVariety>& points, const PriceOfVariety& now);
    void dropCurve();          ///< it is of something else
    void clear();              ///< nothing to show
    void setStale(bool stale); ///< the numbers are of other rules, or of another ranker
    bool isStale() const { return m_stale; }
    void showWorking(double fraction, const QString& step);
    void showStopped();                  ///< by the person: a button runs it again
    void showFailed(const QString& why); ///< and what is shown stays: a button runs it again
    void showDone();
    void setPinned(bool a, bool b);
    /// The numbers are of the rules as they are. What is pinned can be let go at any time.
    void setMayPin(bool may);
    bool showsAll() const { return m_all; }
    void setShowsAll(bool all);
    QWidget& gaugeArea() const;

Q_SIGNALS:
    void cancelled();
    void againWanted();
    void lambdaPicked(double lambda);
    void pinClicked(int which); ///< 0 = A, 1 = B
    void compareClicked();

private:
    void fillGauges();
    void namePins();
    void showEnd(const QString& how);

    std::vector<GaugeSpec> m_specs;
    std::vector<Gauge*> m_gauges;
    std::vector<double> m_lambdas; ///< of the points of the curve
    TextLabel* m_people = nullptr;
    Chip* m_state = nullptr;
    TextLabel* m_step = nullptr;
    Button* m_stop = nullptr;
    Button* m_again = nullptr;
    QWidget* m_stateRow = nullptr;
    TextLabel* m_why = nullptr;
    QWidget* m_area = nullptr;
    QVBoxLayout* m_column = nullptr;
    Button* m_more = nullptr;
    Button* m_pins[2] = {};
    Button* m_compare = nullptr;
    ScatterView* m_curve = nullptr;
    bool m_stale = false;
    bool m_mayPin = false;
    bool m_all = false;
};

} // namespace tastescope
