// SPDX-License-Identifier: GPL-3.0-or-later
// Models side by side: a column a model, a row a setting or figure. GUI thread only.
#pragma once

#include "ui/session/project_models.h"

#include <QAbstractTableModel>

#include <vector>

namespace tastescope {

struct StoredMetric;

/// Rows in which the models differ are set in bold. Text only; a setting that a model's kind does not have is
/// empty.
class CompareModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum DataRole { DiffersRole = Qt::UserRole };

    CompareModel(const std::vector<SessionModel>& models, const std::vector<StoredMetric>& metrics,
                 QObject* parent = nullptr);
    void setOnlyDifferences(bool only);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString title;
        QStringList values; ///< by model
        bool differs = false;
    };
    void add(const QString& title, QStringList values);
    void addSettings(const std::vector<SessionModel>& models);
    void addMetrics(const std::vector<SessionModel>& models, const std::vector<StoredMetric>& metrics);
    void filter();

    QStringList m_names;
    std::vector<Row> m_all;
    std::vector<Row> m_rows; ///< those shown
    bool m_onlyDifferences = false;
};

} // namespace tastescope
