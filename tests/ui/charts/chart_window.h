// SPDX-License-Identifier: GPL-3.0-or-later
// A picture of numbers in a window as the program's, and what a person does with its menu and the dialogs
// behind it.
#pragma once

#include "support/page_fixture.h"
#include "ui/charts/picture_dialog.h"
#include "ui/widgets/ask_dialog.h"
#include "ui/widgets/toast.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QTest>
#include <QTimer>
#include <QVBoxLayout>

#include <functional>

namespace tastescope {

enum class MenuBy { Keys, Mouse };

/// Opens the widget's menu and chooses; returns when all that the entry opened is closed again.
inline void chooseFrom(QWidget& widget, const QString& words, MenuBy by = MenuBy::Keys) {
    const auto* area = qobject_cast<QAbstractScrollArea*>(&widget);
    QWidget* target = by == MenuBy::Mouse && area ? area->viewport() : &widget; // as Qt sends them
    const QPoint at = target->rect().center();
    if (by == MenuBy::Mouse) {
        QTest::mouseMove(target, at); // a menu takes no click of a mouse that has not moved since
    }
    QTimer::singleShot(0, &widget, [words, by] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        for (QAction* action : menu->actions()) {
            if (action->text() == words) {
                if (by == MenuBy::Mouse) {
                    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
                } else {
                    menu->setActiveAction(action);
                    QTest::keyClick(menu, Qt::Key_Return);
                }
                return;
            }
        }
        menu->close();
        QFAIL(qPrintable(words));
    });
    QContextMenuEvent event(by == MenuBy::Mouse ? QContextMenuEvent::Mouse : QContextMenuEvent::Keyboard, at,
                            target->mapToGlobal(at));
    QApplication::sendEvent(target, &event);
}

/// Calls `act` with the next dialog of that kind, once it is shown.
template <typename Dialog>
void onNext(QObject& guard, std::function<void(Dialog&)> act) {
    auto* look = new QTimer(&guard);
    QObject::connect(look, &QTimer::timeout, look, [look, act] {
        auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget());
        if (dialog && dialog->isVisible()) {
            look->stop();
            look->deleteLater();
            act(*dialog);
        }
    });
    look->start(10);
}

/// Types the file and says yes where it is asked whether it may be replaced.
inline void chooseToReplace(QObject& guard, QFileDialog& dialog, const QString& path) {
    auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    QVERIFY(field);
    dialog.setDirectory(QFileInfo(path).absolutePath());
    field->setFocus();
    field->setText(path); // typed, it would be completed
    if (QFileInfo::exists(path)) {
        onNext<AskDialog>(guard, [](AskDialog& ask) {
            QTest::mouseClick(findButton(ask, QStringLiteral("Replace")), Qt::LeftButton);
        });
    }
    QVERIFY(QMetaObject::invokeMethod(&dialog, "accept"));
}

struct ChartWindow : QWidget {
    explicit ChartWindow(QWidget* picture) : chart(picture) {
        auto* column = new QVBoxLayout(this);
        column->addWidget(chart);
        toasts = new ToastArea(this);
        resize(480, 340);
        show();
        chart->setFocus();
    }
    QWidget* chart;
    ToastArea* toasts;
};

/// What is set in the dialog of a picture; empty = left as it is offered.
struct PictureWish {
    QString colors{};
    QString named{}; ///< beginning of a size's name
    QSize own{};
};

inline void setWish(PictureDialog& dialog, const PictureWish& wish) {
    for (QAbstractButton* button : dialog.findChildren<QAbstractButton*>()) {
        if (!wish.colors.isEmpty() && button->accessibleName() == QStringLiteral("Colours: ") + wish.colors) {
            QTest::mouseClick(button, Qt::LeftButton);
        }
    }
    auto* size = dialog.findChild<QComboBox*>();
    if (!wish.named.isEmpty()) {
        QTest::keyClick(size, Qt::Key_Home);
        for (int step = 0; step < size->count() && !size->currentText().startsWith(wish.named); ++step) {
            QTest::keyClick(size, Qt::Key_Down);
        }
    }
    if (!wish.own.isEmpty()) {
        QTest::keyClick(size, Qt::Key_End);
        for (QSpinBox* box : dialog.findChildren<QSpinBox*>()) {
            const bool width = box->accessibleName().startsWith(QStringLiteral("Width"));
            QVERIFY(box->isEnabled());
            box->selectAll();
            QTest::keyClicks(box, QString::number(width ? wish.own.width() : wish.own.height()));
        }
    }
}

/// Through the menu and both dialogs; the bytes of the file, empty when there is none.
inline QByteArray savePicture(ChartWindow& window, const QString& path, const PictureWish& wish = {}) {
    onNext<PictureDialog>(window, [wish](PictureDialog& dialog) {
        setWish(dialog, wish);
        QTest::keyClick(&dialog, Qt::Key_Return);
    });
    onNext<QFileDialog>(window, [path](QFileDialog& dialog) {
        auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QVERIFY(field);
        QCOMPARE(dialog.nameFilters().size(), 3);
        field->setText(path);
        QTest::keyClick(field, Qt::Key_Return);
    });
    chooseFrom(*window.chart, QStringLiteral("Save picture…"));
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace tastescope
