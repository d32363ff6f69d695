// SPDX-License-Identifier: GPL-3.0-or-later
// What tests of the rule studio stand on: the page on a small demo, and how a person finds and does things.
#pragma once

#include "support/page_fixture.h"
#include "ui/pages/studio/effect_panel.h"
#include "ui/pages/studio/gauge.h"
#include "ui/pages/studio/lists/moves_view.h"
#include "ui/pages/studio/rules/rules_list.h"
#include "ui/pages/studio/studio_page.h"

#include <QApplication>
#include <QComboBox>
#include <QTest>
#include <QTimer>

#include <functional>
#include <vector>

namespace tastescope {

struct StudioFixture : ShownPage<StudioPage> {
    StudioFixture() : ShownPage({1256, 828}) { page.activateWindow(); }
    bool open(const QStringList& algorithms = {QStringLiteral("item_knn")}) {
        return openDemo(algorithms) && ready();
    }
    /// The lists and the sample are those of the rules as they are now.
    bool ready() {
        const auto done = [this] {
            return jobs.idle() && moves()->moves().rowCount() > 0 && !gauges().empty() &&
                   !effect()->isStale();
        };
        return QTest::qWaitFor(done, 60'000);
    }
    MovesView* moves() const { return page.findChild<MovesView*>(); }
    RulesList* rules() const { return page.findChild<RulesList*>(); }
    EffectPanel* effect() const { return page.findChild<EffectPanel*>(); }
    QComboBox* preset() const { return findNamed<QComboBox>(page, QStringLiteral("Preset")); }
    QWidget* slider(const char* name) const { return findNamed<QWidget>(page, QString::fromUtf8(name)); }
    std::vector<Gauge*> gauges() const {
        std::vector<Gauge*> all;
        for (Gauge* gauge : page.findChildren<Gauge*>()) {
            if (gauge->isVisibleTo(&page) && !gauge->spec().title.isEmpty()) {
                all.push_back(gauge);
            }
        }
        return all;
    }
    void choose(const QString& title) {
        const int wanted = preset()->findText(title);
        QVERIFY2(wanted >= 0, qPrintable(title));
        preset()->setFocus();
        for (int step = preset()->count(); step > 0 && preset()->currentIndex() != wanted; --step) {
            QTest::keyClick(preset(), preset()->currentIndex() < wanted ? Qt::Key_Down : Qt::Key_Up);
        }
        QTest::keyClick(preset(), Qt::Key_Return);
    }
    QStringList after() const {
        QStringList titles;
        for (const MoveRow& row : moves()->moves().rows()) {
            titles << row.after.title;
        }
        return titles;
    }
    /// Does `answer` in the dialog that opens next, at once or from a job's answer.
    void inDialog(const std::function<void(QWidget& dialog)>& answer) {
        auto* poll = new QTimer(&page);
        QObject::connect(poll, &QTimer::timeout, &page, [poll, answer] {
            if (QWidget* dialog = QApplication::activeModalWidget()) {
                poll->deleteLater();
                poll->stop();
                QTimer::singleShot(5000, dialog, &QWidget::close);
                answer(*dialog);
            }
        });
        poll->start(0);
    }
};

} // namespace tastescope
