// SPDX-License-Identifier: GPL-3.0-or-later
// Shares in the rule studio, by keys and mouse: they add up to 100 whatever is moved, and can be undone.
#include "engine/base/random.h"
#include "pages/studio/studio_fixture.h"
#include "support/run.h"
#include "ui/pages/studio/lists/moves_view.h"
#include "ui/pages/studio/rules/draft.h"
#include "ui/pages/studio/rules/share_sliders.h"
#include "ui/session/project_rules.h"
#include "ui/widgets/slider_row.h"

#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace tastescope;

namespace {

struct SharesFixture : StudioFixture {
    QWidget* groove(const char* objective) const {
        return findNamed<QWidget>(page, QStringLiteral("%1, %").arg(QLatin1String(objective)));
    }
    std::vector<int> values() const {
        std::vector<int> all;
        for (const SliderRow* row : page.findChild<ShareSliders*>()->findChildren<SliderRow*>()) {
            all.push_back(static_cast<int>(row->value()));
        }
        return all;
    }
    QAbstractButton* by(const char* words) const { return findButton(page, QLatin1String(words)); }
};

int sum(const std::vector<int>& values) {
    return std::accumulate(values.begin(), values.end(), 0);
}

} // namespace

class TestStudioShares : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theOthersMakeRoomInProportion() {
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            Random random(seed);
            std::vector<unsigned> shares(2 + random.below(6), 0);
            for (int left = 100; left > 0; --left) {
                ++shares[random.below(1 + random.below(shares.size()))];
            }
            std::vector<char> open(shares.size(), 1);
            open.back() = static_cast<char>(random.below(2));
            const std::size_t moved = random.below(shares.size());
            const auto to = static_cast<unsigned>(random.below(101));
            const std::vector<unsigned> out = rescaledShares(shares, moved, to, open);
            QCOMPARE(std::accumulate(out.begin(), out.end(), 0U), 100U);
            if (const unsigned others = 100 - shares[moved]; others > 0) {
                QCOMPARE(out[moved], to);
                for (std::size_t at = 0; at < out.size(); ++at) {
                    const double exact = (100.0 - to) * shares[at] / others;
                    QVERIFY(at == moved || std::abs(out[at] - exact) < 1);
                    QVERIFY(at == moved || shares[at] > 0 || out[at] == 0);
                }
            }
            QCOMPARE(rescaledShares(shares, moved, shares[moved], open), shares);
        }
        // Where the others have nothing: to relevance, and from it evenly.
        const std::vector<char> open{1, 1, 1, 0};
        QCOMPARE(rescaledShares({0, 100, 0, 0}, 1, 60, open), (std::vector<unsigned>{40, 60, 0, 0}));
        QCOMPARE(rescaledShares({100, 0, 0, 0}, 0, 75, open), (std::vector<unsigned>{75, 13, 12, 0}));
        QCOMPARE(rescaledShares({100, 0}, 0, 75, {1, 0}), (std::vector<unsigned>{100, 0}));
        QCOMPARE(rescaledShares({50, 30, 20}, 0, 75, {1, 1, 1}), (std::vector<unsigned>{75, 15, 10}));
    }

    void attributesAndDraftsGoThere() {
        Draft draft;
        draft.rules.balance.shares = Shares{50, 0, 20, 0, 0, {{"margin", 30}}};
        const auto back = parseDraft(draftText(draft));
        QVERIFY(back);
        QCOMPARE(back->rules, draft.rules);
        const Shares& shares = *draft.rules.balance.shares;
        QCOMPARE(shareValues(shares), (std::vector<unsigned>{50, 0, 20, 0, 0, 30}));
        QCOMPARE(withShareValues(shares, {40, 0, 20, 0, 0, 40}).attributes.front().second, 40U);
        QCOMPARE(withAttributesOf(firstShares({}), shares).attributes.front().second, 0U);
        for (const bool all : {false, true}) {
            QCOMPARE(firstShares({all, all, all, all, all}).sum(), std::size_t(100));
        }
    }

    // A widget by itself: an attribute has a slider while it has a share.
    void everyAttributeOfTheRulesHasASlider() {
        ShareSliders sliders;
        sliders.setData({true, true, true, true, true}, {});
        std::optional<Shares> moved;
        connect(&sliders, &ShareSliders::moved, &sliders, [&](const Shares& shares) {
            moved = shares;
            sliders.setShares(shares, {});
        });
        const Shares with{60, 0, 0, 0, 0, {{"margin", 40}}};
        sliders.setShares(with, firstShares({}));
        sliders.resize(300, 400);
        sliders.show();
        auto* margin = findNamed<QWidget>(sliders, QStringLiteral("margin, %"));
        QVERIFY(margin);
        margin->setFocus();
        QTest::keyClick(margin, Qt::Key_Home);
        QVERIFY(moved);
        QCOMPARE(shareValues(*moved), (std::vector<unsigned>{100, 0, 0, 0, 0, 0}));
        QTest::keyClick(margin, Qt::Key_PageUp); // still there, as long as the hand is
        QCOMPARE(shareValues(*moved), (std::vector<unsigned>{90, 0, 0, 0, 0, 10}));
        sliders.setShares({100, 0, 0, 0, 0, {}}, {});
        QVERIFY(!findNamed<QWidget>(sliders, QStringLiteral("margin, %")));
    }

    // Undo, or another preset, may change which attributes have a share while one of them is worked on.
    void theFocusStaysWithItsAttribute() {
        ShareSliders sliders;
        const auto show = [&](std::vector<std::pair<std::string, unsigned>> attributes) {
            sliders.setShares({100U - 20U * static_cast<unsigned>(attributes.size()), 0, 0, 0, 0, attributes},
                              firstShares({}));
            const QWidget* focus = QApplication::focusWidget();
            return focus ? focus->accessibleName() : QString();
        };
        sliders.setData({true, true, true, true, true}, {});
        show({{"margin", 20}, {"tempo", 20}});
        sliders.resize(300, 500);
        sliders.show();
        sliders.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&sliders));
        const QString tempo = QStringLiteral("tempo, %");
        findNamed<QWidget>(sliders, tempo)->setFocus();
        QCOMPARE(show({{"tempo", 20}}), tempo);
        QCOMPARE(show({{"tempo", 20}, {"year", 20}}), tempo);
        const QString box = QStringLiteral("%1, value").arg(tempo);
        findNamed<QWidget>(sliders, box)->setFocus();
        QCOMPARE(show({{"length", 20}, {"tempo", 20}, {"year", 20}}), box);
        findNamed<QDoubleSpinBox>(sliders, box)->selectAll();
        QTest::keyClicks(QApplication::focusWidget(),
                         QStringLiteral("3")); // begun, and never said to be done
        QSignalSpy moved(&sliders, &ShareSliders::moved);
        QCOMPARE(show({}), QStringLiteral("Small creators, %, value"));
        QCOMPARE(moved.count(), 0);
    }

    void sharesAddUpWhateverIsMoved() {
        SharesFixture fixture;
        QVERIFY(fixture.open());
        QVERIFY(fixture.by("Weights") && fixture.by("Shares"));
        QVERIFY(fixture.by("Weights")->isChecked());
        QVERIFY(findNamed<QWidget>(fixture.page, QStringLiteral("Novelty")));
        const QStringList weighed = fixture.after();
        const int untouched = fixture.session.undoStack().count();
        QTest::mouseClick(fixture.by("Weights"), Qt::LeftButton); // that is on
        QCOMPARE(fixture.session.undoStack().count(), untouched);
        fixture.by("Shares")->setFocus();
        QTest::keyClick(fixture.by("Shares"), Qt::Key_Space);
        QVERIFY(!findNamed<QWidget>(fixture.page, QStringLiteral("Novelty")));
        QVERIFY(fixture.groove("Relevance"));
        QCOMPARE(fixture.values(), (std::vector<int>{60, 10, 10, 10, 10}));
        QVERIFY(fixture.ready());
        QVERIFY(fixture.after() != weighed);
        bool told = false;
        for (const MoveRow& row : fixture.moves()->moves().rows()) {
            told = told || row.after.reason.startsWith(QStringLiteral("A place for"));
        }
        QVERIFY(told);
        // By keys, to the end and back within one rest: nothing is lost.
        const int steps = fixture.session.undoStack().count();
        const QStringList first = fixture.after();
        QWidget* relevance = fixture.groove("Relevance");
        relevance->setFocus();
        QTest::keyClick(relevance, Qt::Key_End);
        QCOMPARE(fixture.values(), (std::vector<int>{100, 0, 0, 0, 0}));
        QTest::keyClick(relevance, Qt::Key_PageDown);
        QTest::keyClick(relevance, Qt::Key_PageDown);
        QCOMPARE(fixture.values(), (std::vector<int>{80, 5, 5, 5, 5}));
        QTest::keyClick(relevance, Qt::Key_Left);
        QCOMPARE(fixture.values(), (std::vector<int>{79, 6, 5, 5, 5}));
        QTRY_COMPARE(fixture.session.undoStack().count(), steps + 1);
        QVERIFY(fixture.ready());
        QCOMPARE(fixture.values(), (std::vector<int>{79, 6, 5, 5, 5}));
        QTest::mouseClick(fixture.by("Shares"), Qt::LeftButton); // that is on
        QCOMPARE(fixture.values(), (std::vector<int>{79, 6, 5, 5, 5}));
        QCOMPARE(fixture.session.undoStack().count(), steps + 1);
        // By the mouse, with a pause at the end, where the others have nothing.
        QWidget* novelty = fixture.groove("Novelty");
        QTest::mousePress(novelty, Qt::LeftButton, {}, QPoint(10, novelty->height() / 2));
        for (int x = 10; x < novelty->width(); x += 9) {
            QTest::mouseMove(novelty, QPoint(x, novelty->height() / 2));
            QCOMPARE(sum(fixture.values()), 100);
        }
        QTest::mouseMove(novelty, QPoint(novelty->width() - 1, novelty->height() / 2));
        QCOMPARE(fixture.values(), (std::vector<int>{0, 0, 100, 0, 0}));
        QTest::qWait(250); // longer than a rest
        QCOMPARE(fixture.session.undoStack().count(), steps + 1);
        QTest::mouseMove(novelty, QPoint(novelty->width() / 2, novelty->height() / 2));
        QTest::mouseRelease(novelty, Qt::LeftButton, {}, QPoint(novelty->width() / 2, novelty->height() / 2));
        QCOMPARE(fixture.values()[2], 50);
        QVERIFY(std::ranges::none_of(fixture.values(), [](int share) { return share == 0; }));
        QCOMPARE(sum(fixture.values()), 100);
        QTRY_COMPARE(fixture.session.undoStack().count(), steps + 2);
        QVERIFY(fixture.ready());
        // Undone to what was, and kept in the project.
        fixture.session.undoStack().undo();
        QCOMPARE(fixture.values(), (std::vector<int>{79, 6, 5, 5, 5}));
        fixture.session.undoStack().undo();
        QCOMPARE(fixture.values(), (std::vector<int>{60, 10, 10, 10, 10}));
        QTRY_COMPARE(fixture.after(), first);
        const auto kept = [&] {
            const auto draft = parseDraft(fixture.session.rules().draft());
            return draft && draft->rules.balance.shares == Shares{60, 10, 10, 10, 10, {}};
        };
        QTRY_VERIFY(kept());
        // Back to the weights as they were left, and to the shares.
        QTest::mouseClick(fixture.by("Weights"), Qt::LeftButton);
        QVERIFY(fixture.ready());
        QCOMPARE(fixture.after(), weighed);
        QTest::mouseClick(fixture.by("Weights"), Qt::LeftButton); // once more
        QVERIFY(fixture.ready());
        QCOMPARE(fixture.after(), weighed);
        QTest::mouseClick(fixture.by("Shares"), Qt::LeftButton);
        QVERIFY(fixture.ready());
        QCOMPARE(fixture.values(), (std::vector<int>{60, 10, 10, 10, 10}));
        QCOMPARE(fixture.after(), first);
        fixture.session.undoStack().undo();
        QVERIFY(fixture.by("Weights")->isChecked());
        QVERIFY(fixture.ready());
        QCOMPARE(fixture.after(), weighed);
    }
};

RUN_TEST(TestStudioShares);

#include "tst_studio_shares.moc"
