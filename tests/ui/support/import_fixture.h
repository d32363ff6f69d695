// SPDX-License-Identifier: GPL-3.0-or-later
// The import page on files in a temporary folder, led by keys and clicks as a person would.
#pragma once

#include "page_fixture.h"
#include "ui/pages/import/import_page.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QMimeData>
#include <QTest>
#include <QTimer>

#include <functional>

namespace tastescope {

class ImportFixture : public ShownPage<ImportPage> {
public:
    ImportFixture() { page.activateWindow(); }

    /// 40 people, 30 things, listens and skips, and one bad row each of two kinds.
    static QByteArray events() {
        QByteArray text = "who,thing,action,when\n";
        for (int row = 0; row < 600; ++row) {
            text += QByteArray("u0") + QByteArray::number(row % 40) + ",t" +
                    QByteArray::number((row * 7) % 30) + (row % 5 == 0 ? ",skip," : ",listen,") +
                    QByteArray::number(1700000000 + row * 3600) + "\n";
        }
        return text + "u01,,listen,1700000000\nu01,t1,listen,yesterday\n";
    }
    static QByteArray ratings() {
        QByteArray text = "user,item,rating\n";
        for (int row = 0; row < 400; ++row) {
            text += "u" + QByteArray::number(row / 20) + ",t" + QByteArray::number(row % 20) + ',' +
                    QByteArray::number(1 + row % 5) + '\n';
        }
        return text;
    }
    static QByteArray items() {
        QByteArray text = "item,title,genre\n";
        for (int row = 0; row < 30; ++row) {
            const QByteArray number = QByteArray::number(row);
            text += "t" + number + ",Thing " + number + (row % 2 == 0 ? ",folk\n" : ",jazz\n");
        }
        return text;
    }

    /// Opens the page on the files, as when they were dropped on the window.
    bool give(const QStringList& paths) {
        page.activate({{QStringLiteral("paths"), paths}});
        return settle();
    }
    bool giveEvents() { return give({write(QStringLiteral("log.csv"), events())}); }
    /// Drops URLs on the zone of the first step.
    void drop(const QList<QUrl>& urls) {
        QMimeData data;
        data.setUrls(urls);
        for (QWidget* zone : page.findChildren<QWidget*>()) {
            if (zone->acceptDrops() && zone->isVisibleTo(&page) &&
                zone->metaObject()->className() == QByteArray("tastescope::FileDropZone")) {
                QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
                QApplication::sendEvent(zone, &enter);
                QDropEvent dropped(QPointF(9, 9), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
                QApplication::sendEvent(zone, &dropped);
            }
        }
    }
    QAbstractButton* button(const char* words) const { return findButton(page, QString::fromUtf8(words)); }
    bool isShown(const char* words) const { return button(words) != nullptr; }
    bool canContinue() const { return button("Continue")->isEnabled(); }
    bool click(const char* words) {
        QAbstractButton* found = button(words);
        if (found) {
            QTest::mouseClick(found, Qt::LeftButton);
        }
        return found;
    }
    template <typename T>
    T* named(const char* name) const {
        return findNamed<T>(page, QString::fromUtf8(name));
    }
    /// A cell of the shown table of that name, as it is read.
    QString cell(const char* table, int row, int column) const {
        const auto* view = named<QAbstractItemView>(table);
        return view ? view->model()->index(row, column).data().toString() : QString();
    }
    int rows(const char* table) const {
        const auto* view = named<QAbstractItemView>(table);
        return view ? view->model()->rowCount() : -1;
    }
    /// All that can be read on the page now.
    QString words() const { return shownWords(page); }
    static void type(QLineEdit* field, const QString& text) {
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, text);
    }
    /// Chooses by keys; false when there is no such choice.
    static bool choose(QComboBox* box, const QString& text) {
        const int wanted = box->findText(text);
        box->setFocus();
        if (box->accessibleName().startsWith(QStringLiteral("Role of column"))) {
            return chooseRole(box, wanted);
        }
        for (int step = box->count(); step > 0 && wanted >= 0 && box->currentIndex() != wanted; --step) {
            QTest::keyClick(box, box->currentIndex() < wanted ? Qt::Key_Down : Qt::Key_Up);
        }
        return wanted >= 0 && box->currentIndex() == wanted;
    }
    /// A role is taken from the opened list, by Enter.
    static bool chooseRole(QComboBox* box, int wanted) {
        QTest::keyClick(box, Qt::Key_Down); // opens it
        QAbstractItemView* list = box->view();
        if (wanted < 0 || !list->isVisible()) {
            return false;
        }
        for (int step = box->count(); step > 0 && list->currentIndex().row() != wanted; --step) {
            QTest::keyClick(list, list->currentIndex().row() < wanted ? Qt::Key_Down : Qt::Key_Up);
        }
        const bool there = list->currentIndex().row() == wanted;
        QTest::keyClick(list, Qt::Key_Return);
        return there;
    }
    /// Types into a cell that is edited with F2, and ends with `key`.
    void editCell(const char* table, int row, int column, const QString& text, Qt::Key key = Qt::Key_Return) {
        auto* view = named<QAbstractItemView>(table);
        view->setCurrentIndex(view->model()->index(row, column));
        view->setFocus();
        QTest::keyClick(view, Qt::Key_F2);
        auto* editor = view->viewport()->findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(editor);
        auto* field = editor->findChild<QLineEdit*>();
        QVERIFY(field);
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, text);
        QTest::keyClick(editor, key);
        QTest::qWait(10); // what was typed is committed by the event loop
    }
    /// Does `answer` in the dialog that the next click opens. A dialog that stays open after it is closed, so
    /// that the test fails and does not hang.
    void inDialog(const std::function<void(QWidget& dialog)>& answer) {
        QTimer::singleShot(0, &page, [answer] {
            QWidget* dialog = QApplication::activeModalWidget();
            QVERIFY(dialog);
            QTimer::singleShot(5000, dialog, &QWidget::close);
            answer(*dialog);
        });
    }
    /// Chooses `path` in the file dialog that the next click opens.
    void chooseInDialog(const QString& path) {
        inDialog([path](QWidget& dialog) {
            auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
            QVERIFY(field);
            field->setText(path);
            QVERIFY(QMetaObject::invokeMethod(&dialog, "accept"));
        });
    }
};

} // namespace tastescope
