// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluation page on a small project, and what a person sees of it.
#pragma once

#include "support/page_fixture.h"
#include "ui/charts/scatter_view.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/evaluate/leaderboard.h"
#include "ui/pages/evaluate/matrix_view.h"
#include "ui/pages/evaluate/results_view.h"
#include "ui/session/project_run.h"
#include "ui/tables/table_view.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QLineEdit>
#include <QMenu>
#include <QTest>
#include <QTimer>

#include <bit>
#include <functional>

namespace tastescope {

inline const QStringList three{QStringLiteral("popularity"), QStringLiteral("item_knn"),
                               QStringLiteral("ease")};

struct EvaluateFixture : ShownPage<EvaluatePage> {
    bool open(const QStringList& algorithms = three) {
        if (!openDemo(algorithms)) {
            return false;
        }
        page.activateWindow();
        return QTest::qWaitForWindowActive(&page);
    }
    bool run() {
        QAbstractButton* button = findButton(page, QStringLiteral("Run"));
        button = button ? button : findButton(page, QStringLiteral("Run again"));
        if (!button || !button->isEnabled()) {
            return false;
        }
        QTest::mouseClick(button, Qt::LeftButton);
        return settle(60'000) && page.shown();
    }
    bool openAndRun() { return open() && run(); }

    TableView& board() const { return *findNamed<TableView>(page, QStringLiteral("Leaderboard")); }
    ScatterView& scatter() const { return *page.findChild<ScatterView*>(); }
    MatrixView& heat() const { return *page.findChildren<MatrixView*>()[0]; }
    MatrixView& gaps() const { return *page.findChildren<MatrixView*>()[1]; }
    ResultsView& results() const { return *page.findChild<ResultsView*>(); }
    const EvaluationResult& result() const { return page.shown()->result; }
    QString words() const { return shownWords(page); }
    QString selectedName() const {
        const QModelIndex index = board().selectionModel()->selectedRows(Leaderboard::Name).value(0);
        return index.data().toString();
    }
};

/// Chooses from the next menu that opens.
inline void chooseFromMenu(const QString& words) {
    auto* timer = new QTimer(qApp);
    timer->setInterval(20);
    QObject::connect(timer, &QTimer::timeout, timer, [timer, words] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        if (!menu) {
            return;
        }
        timer->stop(); // it lives on until the outer loop has come round
        timer->deleteLater();
        for (QAction* action : menu->actions()) {
            if (action->text() == words) {
                // By keys: what a click without a way to it does differs between versions of Qt.
                for (int step = 0; step < 100 && menu->activeAction() != action; ++step) {
                    QTest::keyClick(menu, Qt::Key_Down);
                }
                QCOMPARE(menu->activeAction(), action); // none that is off
                QTest::keyClick(menu, Qt::Key_Return);
                return;
            }
        }
        menu->close();
    });
    timer->start();
}

/// Does something in the next dialog that opens.
inline void inDialog(const std::function<void(QDialog&)>& work) {
    auto* timer = new QTimer(qApp);
    timer->setInterval(20);
    QObject::connect(timer, &QTimer::timeout, timer, [timer, work] {
        if (auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget())) {
            timer->stop();
            timer->stop();
            timer->deleteLater();
            work(*dialog);
            if (dialog->isVisible()) {
                dialog->reject(); // a check of the work failed
            }
        }
    });
    timer->start();
}

/// Types the whole path of a file into the next file dialog that opens.
inline void chooseInFileDialog(const QString& file) {
    inDialog([file](QDialog& dialog) {
        auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QVERIFY(field);
        field->setText(file); // typed, it would be completed
        QVERIFY(QMetaObject::invokeMethod(&dialog, "accept"));
    });
}

inline std::uint64_t bitsOf(double value) {
    return std::bit_cast<std::uint64_t>(value);
}

} // namespace tastescope
