// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/random.h"
#include "support/run.h"
#include "ui/tables/query_table_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tastescope;

namespace {

std::shared_ptr<const TableSource> makeSource(const std::vector<QString>& names,
                                              const std::vector<double>& numbers) {
    auto source = std::make_shared<TableSource>();
    source->rows = static_cast<quint32>(names.size());
    source->columns = {{QStringLiteral("Name"), [names](quint32 row) { return names[row]; }, {}, true},
                       {QStringLiteral("Number"),
                        [numbers](quint32 row) { return QString::number(numbers[row]); },
                        [numbers](quint32 row) { return numbers[row]; }}};
    return source;
}

} // namespace

class TestQueryTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filtersWithoutCaseInSearchedColumnsOnly() {
        const auto source =
            makeSource({QStringLiteral("Anna 7"), QStringLiteral("bob"), QStringLiteral("HANNA")}, {7, 8, 9});
        TableQuery query;
        query.filter = QStringLiteral("anna");
        QCOMPARE(*runTableQuery(*source, query), (std::vector<quint32>{0, 2}));
        query.filter = QStringLiteral("8"); // only in the number column, which is not searched
        QVERIFY(runTableQuery(*source, query)->empty());
    }

    void sortsLikeAPlainStableSort() {
        Random random(1);
        std::vector<QString> names;
        std::vector<double> numbers;
        for (int row = 0; row < 500; ++row) {
            names.push_back(QString::number(random.below(40)));
            numbers.push_back(static_cast<double>(random.below(20)));
        }
        const auto source = makeSource(names, numbers);
        std::vector<quint32> expected(500);
        for (quint32 row = 0; row < 500; ++row) {
            expected[row] = row;
        }
        std::stable_sort(expected.begin(), expected.end(),
                         [&](quint32 a, quint32 b) { return numbers[a] > numbers[b]; });
        TableQuery query;
        query.sortColumn = 1;
        query.descending = true;
        QCOMPARE(*runTableQuery(*source, query), expected);
    }

    void unknownNumbersComeLastInBothDirections() {
        const double unknown = std::numeric_limits<double>::quiet_NaN();
        const auto source = makeSource({{}, {}, {}}, {unknown, 2, 1});
        TableQuery query;
        query.sortColumn = 1;
        QCOMPARE(*runTableQuery(*source, query), (std::vector<quint32>{2, 1, 0}));
        query.descending = true;
        QCOMPARE(*runTableQuery(*source, query), (std::vector<quint32>{1, 2, 0}));
    }

    void rowsOutsideTheSourceAreLeftOut() {
        const auto source = makeSource({QStringLiteral("a"), QStringLiteral("b")}, {1, 2});
        TableQuery query;
        query.only = std::make_shared<const std::vector<std::uint32_t>>(std::vector<std::uint32_t>{1, 5});
        QCOMPARE(*runTableQuery(*source, query), (std::vector<quint32>{1}));
    }

    void stopsWhenAsked() {
        const auto source = makeSource({QStringLiteral("a")}, {1});
        std::stop_source stop;
        stop.request_stop();
        ExecutionContext context;
        context.stop = stop.get_token();
        const auto rows = runTableQuery(*source, {}, context);
        QVERIFY(!rows);
        QCOMPARE(rows.error().code, ErrorCode::Cancelled);
    }

    void theModelIsSound() {
        QueryTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSource(makeSource({QStringLiteral("x"), QStringLiteral("y")}, {2, 1}), {1, 0});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("y"));
        QCOMPARE(model.index(0, 1).data(QueryTableModel::SortRole).toDouble(), 1.0);
        QCOMPARE(model.index(0, 0).data(QueryTableModel::RowRole).toUInt(), 1U);
        model.setRows({0});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Number"));
    }
};

RUN_TEST(TestQueryTable);
#include "tst_query_table.moc"
