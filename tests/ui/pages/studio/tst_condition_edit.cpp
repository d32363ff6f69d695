// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/studio/rules/condition_edit.h"
#include "ui/pages/studio/rules/draft.h"
#include "ui/pages/studio/rules/rule_dialog.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QSpinBox>
#include <QTest>

using namespace tastescope;

class TestConditionEdit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_fixture.openDemo());
        m_facts = std::make_shared<const RuleFacts>(ruleFactsOf(m_fixture.session.dataset()));
    }

    // Whatever is wrong is told with its character, and the mark stands there.
    void errorsStandAtTheirCharacter_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("place"); // -1 = nothing is wrong
        QTest::newRow("empty") << QString() << -1;
        QTest::newRow("fine") << QStringLiteral("age_days < 30 and popularity > 2") << -1;
        QTest::newRow("name") << QStringLiteral("popularity > 2 and agedays < 3") << 19;
        QTest::newRow("end") << QStringLiteral("age_days <") << 10;
        QTest::newRow("behind a letter of two units") << QStringLiteral("title == '🎵' and nothing < 3") << 18;
    }
    void errorsStandAtTheirCharacter() {
        QFETCH(QString, text);
        QFETCH(int, place);
        ConditionEdit edit(QStringLiteral("Condition"), m_facts);
        edit.show();
        edit.field().setFocus();
        for (const QString& part : text.split(u' ')) { // pasted and typed
            edit.field().insertPlainText(part + (text.endsWith(part) ? QString() : QStringLiteral(" ")));
        }
        QCOMPARE(edit.isWrong(), place >= 0);
        QCOMPARE(edit.field().errorAt(), place);
        QCOMPARE(edit.condition().has_value(), place < 0 && !text.isEmpty());
        QCOMPARE(edit.field().extraSelections().size(), place >= 0 ? 1 : 0);
    }

    void namesAreOfferedAndTakenByKeys() {
        ConditionEdit edit(QStringLiteral("Condition"), m_facts);
        edit.show();
        QVERIFY(QTest::qWaitForWindowExposed(&edit));
        edit.field().setFocus();
        QTest::keyClicks(&edit.field(), QStringLiteral("crea"));
        QTRY_VERIFY(edit.field().isOffering());
        auto* popup = edit.field().findChild<QCompleter*>()->popup();
        QTest::keyClick(popup, Qt::Key_Return);
        QVERIFY2(edit.text().startsWith(QStringLiteral("creator")), qPrintable(edit.text()));
        QVERIFY(!edit.field().isOffering());
        // An audience offers people's names alone.
        edit.setAboutPeople(true);
        edit.setText({});
        QTest::keyClicks(&edit.field(), QStringLiteral("crea"));
        QVERIFY(!edit.field().isOffering());
        edit.setText(QStringLiteral("age_days < 3"));
        QVERIFY(edit.isWrong());
    }

    void aRuleIsMadeByKeysAndNothingWrongLeaves() {
        const auto catalogue = Catalogue::of(m_fixture.session.dataset()).value();
        Rule rule;
        rule.action = Rule::Do::Boost;
        RuleDialog dialog({catalogue, m_facts, nullptr, &m_fixture.jobs}, rule, true);
        dialog.show();
        auto* take = findButton(dialog, QStringLiteral("Add the rule"));
        QTest::mouseClick(take, Qt::LeftButton);
        QVERIFY(dialog.isVisible()); // no condition yet
        auto* field = findNamed<QPlainTextEdit>(dialog, QStringLiteral("Condition"));
        QVERIFY(field);
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("popularity < 9 "));
        auto* until = findNamed<QLineEdit>(dialog, QStringLiteral("Last day"));
        QTest::keyClicks(until, QStringLiteral("2026-02-30"));
        QTest::mouseClick(take, Qt::LeftButton);
        QVERIFY(dialog.isVisible()); // no month has such a day
        until->clear();
        QTest::keyClicks(until, QStringLiteral("2026-02-28"));
        QTest::mouseClick(take, Qt::LeftButton);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(dialog.rule().condition->text(), std::string("popularity < 9 "));
        QVERIFY(dialog.rule().until.has_value());
        QCOMPARE(dialog.rule().by, std::optional(0.1));
    }

    void aLimitIsShownAsItIsAndGivenBack() {
        const auto catalogue = Catalogue::of(m_fixture.session.dataset()).value();
        std::vector<Limit> limits(4);
        limits[0].attribute = "creator";
        limits[0].max = 3;
        limits[0].window = 7;
        limits[1].attribute = "creator";
        limits[1].gap = 2;
        limits[2].condition = *Condition::parse("creator_size == 'small'");
        limits[2].minShare = 0.35;
        limits[3].attribute = "item";
        limits[3].cap = 0.25;
        for (const Limit& limit : limits) {
            LimitDialog dialog({catalogue, m_facts, nullptr, &m_fixture.jobs}, limit, false);
            dialog.show();
            QTest::mouseClick(findButton(dialog, QStringLiteral("Change")), Qt::LeftButton);
            QVERIFY(!dialog.isVisible());
            QVERIFY(dialog.limit() == limit);
        }
    }

    // Presets are what the data can carry, and the panel's limits leave others alone.
    void presetsAndLimitsOfADraft() {
        for (const bool all : {true, false}) {
            const DataTraits traits{all, all, all, all, all};
            const auto presets = builtInPresets(traits);
            QCOMPARE(presets.size(), 5U);
            for (const StudioPreset& preset : presets) {
                const auto again = parseDraft(draftText({preset.rules, preset.id}));
                QVERIFY(again && again->rules == preset.rules && again->preset == preset.id);
                QVERIFY(all || preset.rules.limits.empty());
                QVERIFY(all || preset.rules.balance.freshness == 0);
            }
        }
        QVERIFY(!parseDraft("no draft"));
        RuleSet rules;
        Limit other;
        other.attribute = "creator";
        other.max = 1;
        other.window = 3;
        rules.limits.push_back(other);
        QVERIFY(!creatorMax(rules));
        setCreatorMax(rules, 2);
        setCreatorGap(rules, true);
        setSmallCreatorShare(rules, 0.2);
        QCOMPARE(rules.limits.size(), 4U);
        QVERIFY(!hasOwnControl(rules, 0) && hasOwnControl(rules, 1) && hasOwnControl(rules, 2) &&
                hasOwnControl(rules, 3));
        setCreatorMax(rules, {});
        setCreatorGap(rules, false);
        setSmallCreatorShare(rules, 0);
        QCOMPARE(rules.limits.size(), 1U);
        QVERIFY(rules.limits.front() == other);
    }

private:
    PageFixture m_fixture;
    std::shared_ptr<const RuleFacts> m_facts;
};

RUN_TEST(TestConditionEdit);

#include "tst_condition_edit.moc"
