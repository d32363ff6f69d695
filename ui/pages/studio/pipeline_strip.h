// SPDX-License-Identifier: GPL-3.0-or-later
// The three stages above the lists: who collects candidates, who ranks them, which rules are applied, each
// with its time, and how many places come out. GUI thread only.
#pragma once

#include <QFrame>

#include <vector>

class QComboBox;
class QLabel;

namespace tastescope {

class Button;
class TextLabel;

/// What a stage of candidates is made of.
struct StageShare {
    QString name;
    std::size_t count = 0;
};

struct StripNumbers {
    std::vector<StageShare> sources;
    std::size_t candidates = 0;
    std::size_t ranked = 0; ///< that rules are applied to
    double collecting = -1; ///< milliseconds; below 0 = not known
    double ranking = -1;
    double ruling = -1;
    QString remark; ///< of the ranker: "24 features"
    int balances = 0;
    int limits = 0;
    int rules = 0;
    std::size_t places = 0;
};

class PipelineStrip : public QFrame {
    Q_OBJECT
public:
    explicit PipelineStrip(QWidget* parent = nullptr);
    /// The last of the choices of a ranker: one is to be trained.
    static constexpr qint64 trainOne = -2;
    /// Who can rank: names with ids; `current` is one of the ids.
    void setRankers(const std::vector<std::pair<qint64, QString>>& rankers, qint64 current);
    void setNumbers(const StripNumbers& numbers);
    const StripNumbers& numbers() const { return m_numbers; }
    QWidget& rankers() const;

Q_SIGNALS:
    void rankerChosen(qint64 id);
    void rulesClicked(); ///< the third stage

private:
    class Shares;
    class Arrow;
    QWidget* makeStage(int number, const QString& title, TextLabel*& time);

    StripNumbers m_numbers;
    Shares* m_shares = nullptr;
    QComboBox* m_rankers = nullptr;
    Arrow* m_candidates = nullptr;
    Arrow* m_ranked = nullptr;
    TextLabel* m_collecting = nullptr;
    TextLabel* m_ranking = nullptr;
    TextLabel* m_ruling = nullptr;
    TextLabel* m_remark = nullptr;
    TextLabel* m_parts = nullptr;
    TextLabel* m_places = nullptr;
    TextLabel* m_total = nullptr;
};

} // namespace tastescope
