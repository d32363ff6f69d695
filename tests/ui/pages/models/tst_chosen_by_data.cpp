// SPDX-License-Identifier: GPL-3.0-or-later
// What the data chooses of a kind's parameters: the form shows the value and why, until a person sets it.
#include "support/models_page_fixture.h"
#include "support/run.h"

#include "engine/models/data_defaults.h"
#include "engine/registry/registry.h"
#include "storage/import/planning/plan_import.h"
#include "ui/pages/models/param_row.h"
#include "ui/pages/models/settings_form.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QToolButton>

#include <algorithm>
#include <cmath>

using namespace tastescope;

class TestChosenByData : public QObject, private ModelsPageFixture {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(); }
    void init() {
        setUp();
        openSparse();
    }
    void cleanup() { tearDown(); }

    void theFormShowsWhatWasChosenAndWhy() {
        for (const char* id : {"als", "item_knn"}) {
            show(id);
            const AlgorithmInfo& info = *findAlgorithm(id);
            const std::vector<DataDefault> chosen = chosenOf(info);
            QVERIFY(chosen.size() >= 2);
            for (const ParamSpec& spec : info.params) {
                const auto one = std::ranges::find(chosen, spec.name, &DataDefault::name);
                if (one == chosen.end()) {
                    QVERIFY2(reason(spec).isEmpty(), spec.name.c_str());
                    QVERIFY2(shows(spec, spec.standard), spec.name.c_str());
                } else {
                    QTRY_COMPARE(reason(spec), QStringLiteral("by the data: ") + toQString(one->why));
                    QVERIFY2(shows(spec, one->value), spec.name.c_str());
                }
            }
            QVERIFY(form().request().params == ParamSet(info.params)); // training asks the data by itself
        }
        // What is no default of the declaration, and heard where the keyboard is.
        const AlgorithmInfo& als = *findAlgorithm("als");
        QVERIFY(chosenValue(als, "alpha") != specOf(als, "alpha").standard);
        show("als");
        const QString said = reason(specOf(als, "alpha"));
        for (const QWidget* part :
             {named<QWidget>("Confidence weight α"),
              static_cast<QWidget*>(named<QDoubleSpinBox>("Confidence weight α, value"))}) {
            QVERIFY(part);
            QCOMPARE(part->accessibleDescription(), said);
        }
    }

    void whatAPersonSetsHasNoReasonUntilItIsReset() {
        const AlgorithmInfo& als = *findAlgorithm("als");
        const ParamSpec& alpha = specOf(als, "alpha");
        const ParamSpec& ridge = specOf(als, "regularization");
        show("als");
        QTRY_VERIFY(!reason(alpha).isEmpty());
        type(named<QDoubleSpinBox>("Confidence weight α, value"), QStringLiteral("7"));
        QTRY_COMPARE(form().request().params.real("alpha"), 7.0);
        QTRY_VERIFY(reason(alpha).isEmpty());
        QVERIFY(m_fixture->settled());
        QVERIFY(shows(alpha, 7.0));
        QVERIFY(!reason(ridge).isEmpty()); // of the other one nothing was said
        QVERIFY(shows(ridge, chosenValue(als, "regularization")));
        // It waits there while another kind is looked at.
        show("popularity");
        show("als");
        QTRY_VERIFY(!reason(ridge).isEmpty());
        QVERIFY(reason(alpha).isEmpty());
        QVERIFY(shows(alpha, 7.0));
        // The way back.
        QTest::mouseClick(button("Reset"), Qt::LeftButton);
        QTRY_VERIFY(!reason(alpha).isEmpty());
        QVERIFY(shows(alpha, chosenValue(als, "alpha")));
        QVERIFY(!form().request().params.given("alpha"));
    }

    // What stands in the form is what is trained with, also where a rule holds no more.
    void aRuleThatHoldsNoMoreTakesItsValuesAlong() {
        const AlgorithmInfo& info = *findAlgorithm("item_knn");
        const ParamSpec& shrinkage = specOf(info, "shrinkage");
        show("item_knn");
        QTRY_VERIFY(!reason(shrinkage).isEmpty());
        QVERIFY(chosenValue(info, "shrinkage") != shrinkage.standard);
        QVERIFY(shows(shrinkage, chosenValue(info, "shrinkage")));
        auto* similarity = named<QComboBox>("Similarity");
        QVERIFY(similarity);
        similarity->setFocus();
        QTest::keyClick(similarity, Qt::Key_Home);
        for (int step = 0;
             step < similarity->count() && similarity->currentText() != QStringLiteral("Cosine"); ++step) {
            QTest::keyClick(similarity, Qt::Key_Down);
        }
        QCOMPARE(form().request().params.choice("similarity"), std::string("cosine"));
        const std::vector<DataDefault> left =
            dataDefaults(info, *m_fixture->session->dataset(), form().request().params);
        QVERIFY(std::ranges::find(left, "shrinkage", &DataDefault::name) == left.end());
        for (const char* name : {"shrinkage", "alpha"}) {
            QTRY_VERIFY2(reason(specOf(info, name)).isEmpty(), name);
            QTRY_VERIFY2(shows(specOf(info, name), specOf(info, name).standard), name);
            QVERIFY(!form().request().params.given(name));
        }
        QTest::mouseClick(button("Reset"), Qt::LeftButton);
        QTRY_VERIFY(!reason(shrinkage).isEmpty());
        QVERIFY(shows(shrinkage, chosenValue(info, "shrinkage")));
    }

private:
    /// 200 people with five events each, over a thousand items.
    void openSparse() {
        const QString csv = m_fixture->folder.filePath(QStringLiteral("sparse.csv"));
        QFile file(csv);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("user,item,rating\n");
        for (int row = 0; row < 1000; ++row) {
            file.write(
                QStringLiteral("u%1,i%2,%3\n").arg(row % 200).arg(row * 7 % 1000).arg(row % 5 + 1).toUtf8());
        }
        file.close();
        const Result<ImportPlan> plan = planImport({csv.toStdString()});
        QVERIFY(plan.hasValue());
        m_fixture->session->importInto(m_fixture->folder.filePath(QStringLiteral("sparse.tastescope")),
                                       *plan);
        QVERIFY(m_fixture->settled());
        QVERIFY(m_fixture->session->isOpen());
    }
    /// The kind with all of its rows.
    void show(const char* id) {
        choose(id);
        auto* more = qobject_cast<QToolButton*>(button("More settings"));
        if (more && !more->isChecked()) {
            QTest::mouseClick(more, Qt::LeftButton);
        }
        QVERIFY(m_fixture->settled());
    }
    SettingsForm& form() const { return *m_page->findChild<SettingsForm*>(); }
    std::vector<DataDefault> chosenOf(const AlgorithmInfo& info) const {
        return dataDefaults(info, *m_fixture->session->dataset(), {});
    }
    ParamValue chosenValue(const AlgorithmInfo& info, const char* name) const {
        const std::vector<DataDefault> chosen = chosenOf(info);
        const auto one = std::ranges::find(chosen, name, &DataDefault::name);
        return one == chosen.end() ? ParamValue() : one->value;
    }
    static const ParamSpec& specOf(const AlgorithmInfo& info, const char* name) {
        return *std::ranges::find(info.params, name, &ParamSpec::name);
    }
    const ParamRow* rowOf(const ParamSpec& spec) const {
        for (const ParamRow* row : form().findChildren<ParamRow*>()) {
            const auto parts = row->findChildren<QWidget*>();
            if (row->isVisible() && std::ranges::any_of(parts, [&](const QWidget* part) {
                    return part->accessibleName() == toQString(spec.title);
                })) {
                return row;
            }
        }
        return nullptr;
    }
    /// What stands below the row; empty where nothing does.
    QString reason(const ParamSpec& spec) const {
        const ParamRow* row = rowOf(spec);
        QString said = row ? QString() : QStringLiteral("no row");
        for (const QLabel* label : row ? row->findChildren<QLabel*>() : QList<QLabel*>()) {
            said += label->isVisible() && label->text().startsWith(QStringLiteral("by the data"))
                        ? label->text()
                        : QString();
        }
        return said;
    }
    bool shows(const ParamSpec& spec, const ParamValue& value) const {
        const ParamRow* row = rowOf(spec);
        if (!row) {
            return false;
        }
        if (const auto* word = std::get_if<std::string>(&value)) {
            return row->findChild<QComboBox*>()->currentData().toString() == toQString(*word);
        }
        if (const bool* on = std::get_if<bool>(&value)) {
            return row->findChild<QAbstractButton*>()->isChecked() == *on;
        }
        const auto* box = row->findChild<QDoubleSpinBox*>();
        const auto* whole = std::get_if<std::int64_t>(&value);
        const double number = whole ? static_cast<double>(*whole) : std::get<double>(value);
        return std::abs(box->value() - number) <= 0.5001 * std::pow(10.0, -box->decimals());
    }
};

RUN_TEST(TestChosenByData);
#include "tst_chosen_by_data.moc"
