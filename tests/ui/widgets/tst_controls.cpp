// SPDX-License-Identifier: GPL-3.0-or-later
// The shared parts, driven by real mouse and key events.
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/catalogue/lookup_field.h"
#include "ui/jobs/job_runner.h"
#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/plain_tooltips.h"
#include "ui/widgets/slider_row.h"
#include "ui/widgets/toast.h"

#include <QAbstractTableModel>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QTimer>
#include <QVBoxLayout>

#include <atomic>
#include <thread>

using namespace tastescope;

namespace {

class Grid : public QAbstractTableModel {
public:
    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 3; }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 3; }
    QVariant data(const QModelIndex& index, int role) const override {
        return role == Qt::DisplayRole ? QStringLiteral("r%1\tc%2").arg(index.row()).arg(index.column())
                                       : QVariant();
    }
    QVariant headerData(int section, Qt::Orientation, int role) const override {
        return role == Qt::DisplayRole ? QStringLiteral("H%1").arg(section) : QVariant();
    }
};

const QString hostile = QStringLiteral("<b>Bold</b> <img src=x> & <i>co</i>");

} // namespace

class ControlsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        Theme::instance().setChoice(ThemeChoice::Light);
        Theme::instance().apply();
    }

    // Enter wants the best match, also where finding takes longer than a rest between two letters.
    void enterInALookupIsNotOvertakenByItsRest() {
        JobRunner jobs;
        LookupField field(QStringLiteral("Search"), jobs);
        std::atomic<bool> go = false;
        std::atomic<int> asked = 0;
        field.setSearch([&](const QString&, const ExecutionContext& context) -> Result<std::vector<Match>> {
            ++asked;
            while (!go && !context.stopRequested()) {
                std::this_thread::yield();
            }
            return std::vector<Match>{{7, QStringLiteral("abc"), {}}};
        });
        field.show();
        QVERIFY(QTest::qWaitForWindowExposed(&field));
        field.activateWindow();
        field.setFocus();
        QTRY_VERIFY(field.hasFocus());
        QSignalSpy rested(&field, &SearchField::searched);
        QSignalSpy chosen(&field, &LookupField::chosen);
        QTest::keyClicks(&field, QStringLiteral("ab"));
        QTest::keyClick(&field, Qt::Key_Return);
        QTRY_COMPARE(rested.size(), 1);
        go = true;
        QTRY_VERIFY(jobs.idle());
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(asked, 1);
    }

    void segmentsAnswerMouseAndKeys() {
        SegmentedControl control(QStringLiteral("View"), {QStringLiteral("Cards"), QStringLiteral("Table")});
        control.show();
        QVERIFY(QTest::qWaitForWindowExposed(&control));
        QSignalSpy chosen(&control, &SegmentedControl::chosen);
        QCOMPARE(control.current(), 0);
        const auto buttons = control.findChildren<QToolButton*>();
        QCOMPARE(buttons.size(), 2);
        QCOMPARE(buttons[1]->accessibleName(), QStringLiteral("View: Table"));
        QTest::mouseClick(buttons[1], Qt::LeftButton);
        QCOMPARE(control.current(), 1);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.first().first().toInt(), 1);
        control.setCurrent(0); // not by the person
        QCOMPARE(chosen.count(), 1);
        buttons[1]->setFocus();
        QTest::keyClick(buttons[1], Qt::Key_Space);
        QCOMPARE(chosen.count(), 2);
        QCOMPARE(control.height(), 28);
    }

    void segmentsHaveEndsWhicheverAreShown() {
        SegmentedControl control(QStringLiteral("Under"), {QStringLiteral("A"), QStringLiteral("B"),
                                                           QStringLiteral("C"), QStringLiteral("D")});
        const auto look = [&](int at) {
            return control.findChildren<QToolButton*>()[at]->property("segment").toString();
        };
        control.setSegmentVisible(0, false);
        control.setSegmentVisible(3, false);
        QCOMPARE(look(1), QStringLiteral("first"));
        QCOMPARE(look(2), QStringLiteral("last"));
        control.setSegmentVisible(2, false);
        QCOMPARE(look(1), QStringLiteral("only"));
        control.setSegmentVisible(0, true);
        control.setSegmentVisible(3, true);
        QCOMPARE(look(0), QStringLiteral("first"));
        QCOMPARE(look(1), QStringLiteral("middle"));
        QCOMPARE(look(3), QStringLiteral("last"));
    }

    void switchAnswersMouseAndSpace() {
        Switch control(QStringLiteral("Stronger"));
        control.show();
        QCOMPARE(control.size(), QSize(28, 16));
        QTest::mouseClick(&control, Qt::LeftButton, {}, QPoint(24, 8));
        QVERIFY(control.isChecked());
        QTest::keyClick(&control, Qt::Key_Space);
        QVERIFY(!control.isChecked());
    }

    void searchWaitsForRest() {
        SearchField field(QStringLiteral("Search songs"));
        field.show();
        QSignalSpy searched(&field, &SearchField::searched);
        QTest::keyClicks(&field, QStringLiteral("glass"));
        QCOMPARE(searched.count(), 0);
        QTRY_COMPARE(searched.count(), 1);
        QCOMPARE(searched.first().first().toString(), QStringLiteral("glass"));
        QTest::keyClicks(&field, QStringLiteral("es"));
        QTest::keyClick(&field, Qt::Key_Return); // Enter does not wait
        QCOMPARE(searched.count(), 2);
        QTest::qWait(300);
        QCOMPARE(searched.count(), 2);
    }

    void buttonsKeepTheirHeights() {
        Button plain(ButtonKind::Plain, QStringLiteral("Plain"));
        Button small(ButtonKind::Primary, QStringLiteral("Small"));
        small.setSmall(true);
        QWidget box;
        auto* row = new QVBoxLayout(&box);
        row->addWidget(&plain);
        row->addWidget(&small);
        box.resize(200, 200);
        box.show();
        QCOMPARE(plain.height(), 28);
        QCOMPARE(small.height(), 24);
        plain.setParent(nullptr);
        small.setParent(nullptr);
    }

    void labelsNeverRenderHtml() {
        TextLabel label(TextStyle::Body, Role::Text, hostile);
        QCOMPARE(label.textFormat(), Qt::PlainText);
        QVERIFY(label.sizeHint().width() > label.fontMetrics().horizontalAdvance(hostile) - 2);
        Note note(NoteKind::Caution, hostile);
        for (const QLabel* part : note.findChildren<QLabel*>()) {
            QVERIFY(part->text().isEmpty() || part->textFormat() == Qt::PlainText);
        }
        const QString shown = PlainTooltips::plain(hostile);
        QVERIFY(!shown.contains(QStringLiteral("<img")));
        QVERIFY(shown.contains(QStringLiteral("&lt;img")));
        QCOMPARE(PlainTooltips::plain(QStringLiteral("1 < 2")), QStringLiteral("1 < 2"));
    }

    void elidedLabelsTellTheWhole() {
        TextLabel label(TextStyle::Body, Role::Text, QStringLiteral("A very long name of something"));
        label.setElided(true);
        QCOMPARE(label.toolTip(), label.text());
        QVERIFY(label.minimumSizeHint().width() < label.sizeHint().width());
        TextLabel wrapped(TextStyle::Body, Role::Text, QStringLiteral("one two three four five six"));
        wrapped.setWordWrap(true);
        QCOMPARE(wrapped.heightForWidth(1000), 20);
        QVERIFY(wrapped.heightForWidth(60) >= 60);
        QCOMPARE(wrapped.heightForWidth(60) % 20, 0);
    }

    void narrowNotesShowAllTheirLines() {
        QWidget panel;
        auto* column = new QVBoxLayout(&panel);
        auto* note = new Note(NoteKind::Caution, QStringLiteral("Yes. There is plenty of history for factor "
                                                                "models. One film in five is too new, so "
                                                                "keep a content model beside them."));
        column->addWidget(note);
        column->addStretch(1);
        panel.resize(240, 400);
        panel.show();
        auto* words = note->findChild<TextLabel*>();
        QVERIFY(words->heightForWidth(words->width()) > 48);
        QVERIFY(words->height() >= words->heightForWidth(words->width()));
        QVERIFY(note->height() < 200);
    }

    void emptyStatesInAStackShowTheirWholeSentence() {
        QStackedWidget stack;
        auto* empty = new EmptyState(
            QStringLiteral("No model yet"),
            QStringLiteral(
                "Models learn from a data set. Import one of your own, or look at the demo first."),
            QStringLiteral("Import"), {}, &stack);
        stack.addWidget(empty);
        stack.resize(700, 300);
        stack.show();
        for (const TextLabel* label : empty->findChildren<TextLabel*>()) {
            if (label->wordWrap()) {
                QCOMPARE(label->width(), 320);
                QVERIFY(label->heightForWidth(320) >= 40);
                QVERIFY(label->height() >= label->heightForWidth(320));
            }
        }
    }

    void theValueBoxOfASliderFitsItsRow() {
        SliderRow row(QStringLiteral("Novelty"), {0, 1, 0.5, 2, false});
        row.resize(240, 60);
        row.show();
        const auto* box = row.findChild<QDoubleSpinBox*>();
        QCOMPARE(box->height(), 24);
        box->ensurePolished();
        QVERIFY(box->minimumSizeHint().height() <= 24);
        const auto* label = row.findChild<TextLabel*>();
        QVERIFY(std::abs(box->geometry().center().y() - label->geometry().center().y()) <= 1);
    }

    void sliderSendsAfterRest() {
        SliderRow row(QStringLiteral("Novelty"), {0, 1, 0.5, 2, false});
        row.resize(240, 60);
        row.show();
        QSignalSpy changed(&row, &SliderRow::valueChanged);
        auto* box = row.findChild<QDoubleSpinBox*>();
        QWidget* groove = nullptr;
        for (QWidget* child : row.findChildren<QWidget*>()) {
            if (child->accessibleName() == QStringLiteral("Novelty")) {
                groove = child;
            }
        }
        QVERIFY(box && groove);
        QCOMPARE(row.value(), 0.5);
        groove->setFocus();
        QTest::keyClick(groove, Qt::Key_Right);
        QTest::keyClick(groove, Qt::Key_Right);
        QCOMPARE(row.value(), 0.52);
        QTest::keyClick(groove, Qt::Key_PageUp);
        QCOMPARE(row.value(), 0.62);
        QCOMPARE(changed.count(), 0);
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(changed.first().first().toDouble(), 0.62);
        QTest::mouseClick(groove, Qt::LeftButton, {}, QPoint(groove->width() - 7, 8));
        QCOMPARE(row.value(), 1.0);
        QTest::mouseDClick(groove, Qt::LeftButton, {}, QPoint(20, 8));
        QCOMPARE(row.value(), 0.5);
        row.setValue(0.1);
        QTest::qWait(200);
        QCOMPARE(changed.count(), 1); // set by the program, and the earlier rest was cut off by it
        QTest::mousePress(groove, Qt::LeftButton, {}, QPoint(groove->width() - 7, 8));
        QTest::qWait(200);
        QVERIFY(row.isMoving());
        QCOMPARE(changed.count(), 1); // a pause of the hand is no rest
        QTest::mouseRelease(groove, Qt::LeftButton, {}, QPoint(groove->width() - 7, 8));
        QTRY_COMPARE(changed.count(), 2);
        QVERIFY(!row.isMoving());
    }

    // The keys act on the groove, so it is the groove that has to say what they do.
    void aGrooveIsASliderToAScreenReader() {
        for (const bool logarithmic : {false, true}) {
            SliderRow row(QStringLiteral("Novelty"), {0.5, 2.5, 1, 2, logarithmic});
            row.show();
            auto* groove = findNamed<QWidget>(row, QStringLiteral("Novelty"));
            QVERIFY(groove);
            groove->setAccessibleDescription(QStringLiteral("by the data"));
            QAccessibleInterface* heard = QAccessible::queryAccessibleInterface(groove);
            QVERIFY(heard && heard->valueInterface());
            QVERIFY(heard->role() == QAccessible::Slider);
            QCOMPARE(heard->text(QAccessible::Name), QStringLiteral("Novelty"));
            QCOMPARE(heard->text(QAccessible::Description), QStringLiteral("by the data"));
            QAccessibleValueInterface* value = heard->valueInterface();
            QCOMPARE(value->minimumValue().toDouble(), 0.5);
            QCOMPARE(value->maximumValue().toDouble(), 2.5);
            const auto* box = row.findChild<QDoubleSpinBox*>();
            for (const auto key :
                 {Qt::Key_Right, Qt::Key_PageUp, Qt::Key_Home, Qt::Key_End, Qt::Key_Delete}) {
                const double before = row.value();
                QTest::keyClick(groove, key);
                QVERIFY(row.value() != before);
                QCOMPARE(value->currentValue().toDouble(), row.value());
                QCOMPARE(heard->text(QAccessible::Value), box->text());
            }
            QCOMPARE(row.value(), 1.0); // the way back to the tick, as by double-click
            value->setCurrentValue(2);
            QCOMPARE(row.value(), 2.0);
            value->setCurrentValue(7);
            QCOMPARE(row.value(), 2.5);
            row.setValue(1.5); // by the program
            QCOMPARE(value->currentValue().toDouble(), 1.5);
        }
    }

    void logarithmicSliderReachesBothEnds() {
        SliderRow row(QStringLiteral("Regularisation"), {0.001, 10, 0.1, 3, true});
        row.show();
        QWidget* groove = row.findChildren<QWidget*>().value(0);
        for (QWidget* child : row.findChildren<QWidget*>()) {
            if (child->accessibleName() == QStringLiteral("Regularisation")) {
                groove = child;
            }
        }
        QTest::keyClick(groove, Qt::Key_Home);
        QCOMPARE(row.value(), 0.001);
        QTest::keyClick(groove, Qt::Key_Right); // less than a unit of the box: still moves
        QCOMPARE(row.value(), 0.002);
        QTest::keyClick(groove, Qt::Key_End);
        QCOMPARE(row.value(), 10.0);
    }

    void tableCopiesWithHeaders() {
        Grid model;
        TableView table(QStringLiteral("songs"), QStringLiteral("Songs"));
        table.setModel(&model);
        table.show();
        QCOMPARE(table.accessibleName(), QStringLiteral("Songs"));
        QCOMPARE(
            table.selectionAsText(),
            QStringLiteral("H0\tH1\tH2\nr0 c0\tr0 c1\tr0 c2\nr1 c0\tr1 c1\tr1 c2\nr2 c0\tr2 c1\tr2 c2\n"));
        table.horizontalHeader()->moveSection(0, 2); // copied as it is shown
        table.hideColumn(1);
        table.selectRow(1);
        QTest::keySequence(&table, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("H2\tH0\nr1 c2\tr1 c0\n"));
    }

    void atMostThreeToastsAndFailuresStay() {
        QWidget host;
        host.resize(800, 600);
        auto* elsewhere = new Button(ButtonKind::Plain, QStringLiteral("Elsewhere"), {}, &host);
        elsewhere->setFocus(); // as in a window with more in it
        host.show();
        ToastArea area(&host);
        bool undone = false;
        area.show({ToastKind::Failure, QStringLiteral("Not saved"), hostile, {}, {}});
        area.show({ToastKind::Done, QStringLiteral("Removed"), {}, QStringLiteral("Undo"), [&undone] {
                       undone = true;
                   }});
        QCOMPARE(area.count(), 2);
        QVERIFY(area.isVisible());
        QCOMPARE(area.geometry().right(), host.width() - 16 - 1);
        QCOMPARE(area.width(), 360);
        for (Button* button : area.findChildren<Button*>()) {
            if (button->text() == QStringLiteral("Undo")) {
                QTest::mouseClick(button, Qt::LeftButton);
                break;
            }
        }
        QVERIFY(undone);
        QCOMPARE(area.count(), 1);
        for (int i = 0; i < 4; ++i) {
            area.show({ToastKind::Done, QStringLiteral("Message %1").arg(i), {}, {}, {}});
        }
        QCOMPARE(area.count(), 3);
        // The pointer still rests where Undo was, and messages under the pointer wait.
        QTest::mouseMove(&host, QPoint(5, 5));
        shorten(area);
        QTRY_COMPARE(area.count(), 1);
        QTest::qWait(3 * shortLifeMs);
        QCOMPARE(area.count(), 1); // the failure waits through it all
    }

    void equalToastsAreOneThatSaysHowOften() {
        QWidget host;
        host.resize(800, 600);
        host.show();
        QTest::mouseMove(&host, QPoint(5, 5));
        ToastArea area(&host);
        const auto said = [&area] {
            QStringList titles;
            for (int row = 0; row < area.height(); ++row) { // as they stand, from above
                const QWidget* at = area.childAt(area.width() / 2, row);
                const auto* label = qobject_cast<const TextLabel*>(at);
                if (label && !titles.contains(label->text())) {
                    titles << label->text();
                }
            }
            return titles.join(QStringLiteral(" | "));
        };
        const auto fail = [&area](const char* title, const char* text) {
            area.show({ToastKind::Failure, QString::fromLatin1(title), QString::fromLatin1(text), {}, {}});
        };
        fail("Not saved", "The disk is full.");
        fail("Not read", {});
        QTRY_COMPARE(said(), QStringLiteral("Not saved | The disk is full. | Not read"));
        fail("Not saved", "The disk is full.");
        fail("Not saved", "The disk is full.");
        QCOMPARE(area.count(), 2);
        QTRY_COMPARE(said(), QStringLiteral("Not read | Not saved (3×) | The disk is full."));
        fail("Not saved", "The disk is gone."); // says something else
        QCOMPARE(area.count(), 3);

        QWidget other;
        other.resize(800, 600);
        other.show();
        ToastArea offers(&other);
        int invoked = 0;
        for (const int by : {1, 2}) {
            offers.show({ToastKind::Done, QStringLiteral("Copied"), {}, QStringLiteral("Open it"), [&, by] {
                             invoked = by;
                         }});
        }
        offers.show({ToastKind::Done, QStringLiteral("Copied"), {}, QStringLiteral("Undo"), [] {}});
        QCOMPARE(offers.count(), 2);
        QTest::mouseClick(findButton(offers, QStringLiteral("Open it")), Qt::LeftButton);
        QCOMPARE(invoked, 2);
        QCOMPARE(offers.count(), 1);
    }

    void aToastThatIsSaidAgainHasItsTimeAgain() {
        QWidget host;
        host.resize(800, 600);
        host.show();
        QTest::mouseMove(&host, QPoint(5, 5));
        ToastArea area(&host);
        area.show({ToastKind::Done, QStringLiteral("Saved"), {}, {}, {}});
        auto* life = area.findChild<QTimer*>();
        QVERIFY(life && life->isActive());
        QTRY_VERIFY(life->remainingTime() < ToastArea::lifeMs - 900); // timers are coarse
        const int before = life->remainingTime();
        area.show({ToastKind::Done, QStringLiteral("Saved"), {}, {}, {}});
        QVERIFY(life->remainingTime() > before);
        QCOMPARE(area.count(), 1);
        shorten(area);
        QTRY_COMPARE(area.count(), 0);
    }

    void toastsWaitUnderThePointer() {
        QWidget host;
        host.resize(800, 600);
        host.show();
        QTest::mouseMove(&host, QPoint(5, 5));
        ToastArea area(&host);
        area.show({ToastKind::Done, QStringLiteral("Removed"), {}, {}, {}});
        auto* toast = area.findChild<QWidget*>();
        QEnterEvent enter(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5));
        QApplication::sendEvent(toast, &enter);
        shorten(area);
        QTest::qWait(3 * shortLifeMs);
        QCOMPARE(area.count(), 1);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(toast, &leave);
        QTRY_COMPARE(area.count(), 0);
    }

    void toastsWaitUnderTheKeys() {
        QWidget host;
        host.resize(800, 600);
        auto* elsewhere = new Button(ButtonKind::Plain, QStringLiteral("Elsewhere"), {}, &host);
        host.show();
        host.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&host));
        QTest::mouseMove(&host, QPoint(5, 5));
        ToastArea area(&host);
        area.show({ToastKind::Done, QStringLiteral("Removed"), {}, QStringLiteral("Undo"), [] {}});
        QAbstractButton* undo = area.findChild<Button*>();
        undo->setFocus();
        QCOMPARE(QApplication::focusWidget(), undo);
        QSignalSpy ended(area.findChild<QTimer*>(), &QTimer::timeout);
        shorten(area);
        QTRY_VERIFY(ended.count() > 1); // a second life, and a third
        QCOMPARE(area.count(), 1);
        QCOMPARE(QApplication::focusWidget(), undo);
        elsewhere->setFocus();
        QTRY_COMPARE(area.count(), 0);
        // What is closed gives the keys back, and not to the next message.
        area.show({ToastKind::Done, QStringLiteral("First"), {}, QStringLiteral("Undo"), [] {}});
        area.show({ToastKind::Done, QStringLiteral("Second"), {}, {}, {}});
        undo = findButton(area, QStringLiteral("Undo"));
        undo->setFocus();
        QTest::keyClick(undo, Qt::Key_Space);
        QCOMPARE(area.count(), 1);
        QCOMPARE(QApplication::focusWidget(), elsewhere);
        shorten(area);
        QTRY_COMPARE(area.count(), 0);
    }

    void toastsAreSaidAloud() {
        QWidget host;
        host.resize(800, 600);
        host.show();
        ToastArea area(&host);
        area.show({ToastKind::Failure, QStringLiteral("Not saved"), hostile, {}, {}});
        area.show({ToastKind::Done, QStringLiteral("Removed"), QStringLiteral("Three songs"), {}, {}});
        QStringList said;
        for (QWidget* toast : area.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
            const QAccessibleInterface* heard = QAccessible::queryAccessibleInterface(toast);
            said += heard && heard->role() == QAccessible::Notification ? heard->text(QAccessible::Name)
                                                                        : QStringLiteral("no notification");
        }
        QCOMPARE(said, (QStringList{QStringLiteral("Not saved ") + hostile,
                                    QStringLiteral("Removed Three songs")}));
    }

    void focusRingFollowsTheKeyboardOnly() {
        FocusRing ring(nullptr);
        QWidget box;
        auto* row = new QVBoxLayout(&box);
        auto* first = new Button(ButtonKind::Plain, QStringLiteral("First"));
        auto* second = new Button(ButtonKind::Plain, QStringLiteral("Second"));
        row->addWidget(first);
        row->addWidget(second);
        box.show();
        box.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&box));
        QTest::mouseClick(first, Qt::LeftButton);
        QVERIFY(!ring.target());
        QTest::keyClick(first, Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), second);
        QCOMPARE(ring.target(), second);
        QTest::mouseClick(first, Qt::LeftButton);
        QVERIFY(!ring.target());
    }

private:
    static constexpr int shortLifeMs = 100;
    /// Nobody waits as long as a person reads.
    static void shorten(ToastArea& area) {
        for (QTimer* life : area.findChildren<QTimer*>()) {
            QCOMPARE(life->interval(), int{ToastArea::lifeMs});
            life->setInterval(shortLifeMs);
        }
    }
};

RUN_TEST(ControlsTest);
#include "tst_controls.moc"
