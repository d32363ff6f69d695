// SPDX-License-Identifier: GPL-3.0-or-later
// Help: what every metric means, from the table that the tooltips are made of. GUI thread only.
#pragma once

#include <QDialog>

#include <functional>
#include <vector>

class QScrollArea;

namespace tastescope {

class SearchField;
class TableView;
class TextLabel;
struct MetricInfo;
template <typename Row>
class ColumnTable;

class MetricsDialog : public QDialog {
    Q_OBJECT
public:
    /// Opens at the metric of that id, at the first one where there is none of it. A person types what to
    /// look for at once; Down or Enter leads from there into the list.
    explicit MetricsDialog(const QString& metric = {}, QWidget* parent = nullptr);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeAbout();
    void search();
    void tell(const MetricInfo* metric); ///< null: nothing is found

    SearchField* m_field = nullptr;
    TextLabel* m_count = nullptr;
    ColumnTable<const MetricInfo*>* m_rows = nullptr;
    TableView* m_table = nullptr;
    QScrollArea* m_about = nullptr;
    TextLabel* m_title = nullptr;
    std::vector<TextLabel*> m_facts; ///< one a fact, in the order of metricFacts
};

/// F1 within the widget opens the dialog at the metric of the id that `metric` tells, instead of what the
/// window has for the key.
void openMetricsOnF1(QWidget& widget, std::function<QString()> metric);

} // namespace tastescope
