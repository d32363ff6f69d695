// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/run.h"
#include "ui/tables/column_table.h"
#include "ui/tables/table_view.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>
#include <memory>

using namespace tastescope;

namespace {

struct Pet {
    int id = 0;
    QString name;
    double weight = 0;

    friend bool operator==(const Pet&, const Pet&) = default;
};

bool rename(Pet& pet, const QVariant& value) {
    pet.name = value.toString();
    return !pet.name.isEmpty();
}

class Pets : public ColumnTable<Pet> {
public:
    enum DataRole { IdRole = OwnRole };
    Pets()
        : ColumnTable(
              {{QStringLiteral("Name"),
                &Pet::name,
                nullptr,
                Qt::AlignLeft,
                {{Qt::ToolTipRole, [](const Pet& pet) { return pet.name + u'!'; }}},
                rename},
               {QStringLiteral("Weight"), [](const Pet& pet) { return QString::number(pet.weight, 'f', 1); },
                [](const Pet& pet) { return pet.weight; }, Qt::AlignRight},
               {QStringLiteral("Painted")}},
              {{Qt::ToolTipRole, [](const Pet&) { return QStringLiteral("a pet"); }},
               {IdRole, [](const Pet& pet) { return pet.id; }}}) {}
};

const auto sameId = [](const Pet& a, const Pet& b) { return a.id == b.id; };
const Pet cat{1, QStringLiteral("Cat"), 4.5};
const Pet dog{2, QStringLiteral("Dog"), 30};
const Pet eel{3, QStringLiteral("Eel"), std::numeric_limits<double>::quiet_NaN()};

} // namespace

class TestColumnTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_pets = std::make_unique<Pets>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_pets.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup() {
        m_tester.reset();
        m_pets.reset();
    }

    void anEmptyTableHasColumnsOnly() {
        QCOMPARE(m_pets->rowCount(), 0);
        QCOMPARE(m_pets->columnCount(), 3);
        QVERIFY(!m_pets->index(0, 0).data().isValid());
        QSignalSpy changed(m_pets.get(), &QAbstractItemModel::dataChanged);
        m_pets->updateRows({});
        m_pets->mergeRows({}, sameId);
        QCOMPARE(changed.size(), 0);
        QVERIFY(!m_pets->headerData(3, Qt::Horizontal).isValid());
        QVERIFY(!m_pets->headerData(-1, Qt::Horizontal).isValid());
        QVERIFY(!m_pets->headerData(0, Qt::Vertical).isValid());
        ColumnTable<Pet> bare;
        bare.setRows({cat});
        QCOMPARE(bare.columnCount(), 0);
    }

    void aCellIsTextAndARawValue() {
        m_pets->setRows({cat, eel});
        const QModelIndex weight = m_pets->index(0, 1);
        QCOMPARE(weight.data().toString(), QStringLiteral("4.5"));
        QCOMPARE(weight.data(Pets::SortRole).toDouble(), 4.5);
        QVERIFY(std::isnan(m_pets->index(1, 1).data(Pets::SortRole).toDouble()));
        QCOMPARE(weight.data(Qt::TextAlignmentRole).toInt(), int(Qt::AlignRight | Qt::AlignVCenter));
        QCOMPARE(m_pets->headerData(1, Qt::Horizontal, Qt::TextAlignmentRole).toInt(),
                 int(Qt::AlignRight | Qt::AlignVCenter));
        QCOMPARE(m_pets->index(0, 0).data(Pets::SortRole).toString(), QStringLiteral("Cat")); // by its text
        QVERIFY(!m_pets->index(0, 2).data().isValid());                                       // painted
    }

    void aColumnSaysOtherwiseThanItsTable() {
        m_pets->setRows({cat});
        QCOMPARE(m_pets->index(0, 0).data(Qt::ToolTipRole).toString(), QStringLiteral("Cat!"));
        QCOMPARE(m_pets->index(0, 1).data(Qt::ToolTipRole).toString(), QStringLiteral("a pet"));
        QCOMPARE(m_pets->index(0, 2).data(Pets::IdRole).toInt(), 1);
    }

    void anEditIsOneSignalOrNone() {
        m_pets->setRows({cat, dog});
        QSignalSpy changed(m_pets.get(), &QAbstractItemModel::dataChanged);
        QVERIFY(!m_pets->setData(m_pets->index(1, 0), QString()));
        QCOMPARE(m_pets->at(1), dog);
        QVERIFY(!m_pets->setData(m_pets->index(1, 1), 3)); // not an editable column
        QVERIFY(!m_pets->setData(m_pets->index(1, 0), QStringLiteral("Wolf"), Qt::DisplayRole));
        QVERIFY(!m_pets->setData({}, QStringLiteral("Wolf")));
        QCOMPARE(changed.size(), 0);
        QVERIFY(m_pets->setData(m_pets->index(1, 0), QStringLiteral("Wolf")));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex(), m_pets->index(1, 0));
        QCOMPARE(changed[0][1].toModelIndex(), m_pets->index(1, 2));
        QCOMPARE(m_pets->at(1).name, QStringLiteral("Wolf"));
        QVERIFY(m_pets->flags(m_pets->index(0, 0)).testFlag(Qt::ItemIsEditable));
        QVERIFY(!m_pets->flags(m_pets->index(0, 1)).testFlag(Qt::ItemIsEditable));
    }

    void otherValuesOfTheSameRowsAreOneSignal() {
        m_pets->setRows({cat, dog});
        const QPersistentModelIndex kept = m_pets->index(1, 0);
        QSignalSpy changed(m_pets.get(), &QAbstractItemModel::dataChanged);
        QSignalSpy reset(m_pets.get(), &QAbstractItemModel::modelReset);
        m_pets->updateRows({cat, eel});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(kept.data().toString(), QStringLiteral("Eel"));
        m_pets->updateRows({cat});
        QCOMPARE(reset.size(), 1);
        QCOMPARE(m_pets->rowCount(), 1);
    }

    void rowsThatAreKnownKeepTheirPlace() {
        m_pets->setRows({cat, dog, eel});
        const QPersistentModelIndex kept = m_pets->index(2, 0);
        QSignalSpy reset(m_pets.get(), &QAbstractItemModel::modelReset);
        Pet longer = eel;
        longer.name = QStringLiteral("Conger");
        const Pet fox{4, QStringLiteral("Fox"), 6};
        m_pets->mergeRows({fox, longer, cat}, sameId);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(m_pets->rowCount(), 3);
        QCOMPARE(m_pets->at(0), cat);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.row(), 1);
        QCOMPARE(kept.data().toString(), QStringLiteral("Conger"));
        QCOMPARE(m_pets->at(2), fox);
        m_pets->mergeRows({}, sameId);
        QCOMPARE(m_pets->rowCount(), 0);
        QVERIFY(!kept.isValid());
    }

    void aRowIsFound() {
        m_pets->setRows({cat, dog});
        QCOMPARE(m_pets->find([](const Pet& pet) { return pet.id == 2; }), 1);
        QCOMPARE(m_pets->find([](const Pet& pet) { return pet.id == 9; }), -1);
    }

    void otherColumnsComeWithTheirRows() {
        m_pets->setTable({{QStringLiteral("Id"), [](const Pet& pet) { return QString::number(pet.id); }}},
                         {dog});
        QCOMPARE(m_pets->columnCount(), 1);
        QCOMPARE(m_pets->index(0, 0).data().toString(), QStringLiteral("2"));
    }

    void aViewCopiesItWithItsHeaders() {
        m_pets->setRows({cat, dog});
        TableView view(QStringLiteral("pets"), QStringLiteral("Pets"));
        view.setModel(m_pets.get());
        QCOMPARE(view.selectionAsText(), QStringLiteral("Name\tWeight\tPainted\nCat\t4.5\t\nDog\t30.0\t\n"));
        view.setColumnHidden(2, true);
        view.selectRow(1);
        QCOMPARE(view.selectionAsText(), QStringLiteral("Name\tWeight\nDog\t30.0\n"));
    }

private:
    std::unique_ptr<Pets> m_pets;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

RUN_TEST(TestColumnTable);
#include "tst_column_table.moc"
