// SPDX-License-Identifier: GPL-3.0-or-later
// The models page on a small project, and finding its parts as a person would, by their words.
#pragma once

#include "session_fixture.h"

#include "ui/navigation/page.h"
#include "ui/pages/models/gallery_model.h"
#include "ui/pages/models/models_page.h"
#include "ui/pages/models/trained_models.h"
#include "ui/tables/table_view.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QSpinBox>

namespace tastescope {

class ModelsPageFixture {
public:
    void setUp() {
        m_fixture = std::make_unique<SessionFixture>();
        QVERIFY(m_fixture->made);
        m_navigator = std::make_unique<Navigator>();
        makePage();
    }
    void tearDown() {
        m_page.reset();
        m_navigator.reset();
        m_fixture.reset();
    }

protected:
    int kinds() const { return m_page->findChild<GalleryModel*>()->rowCount(); }
    void makePage(QSettings* settings = nullptr) {
        m_page = std::make_unique<ModelsPage>(*m_fixture->session, *m_navigator);
        if (settings) {
            m_page->restoreState(*settings);
        }
        m_page->resize(1256, 828);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_page->activateWindow();
    }
    void choose(const char* algorithm) {
        m_page->activate({{QStringLiteral("algorithm"), QString::fromLatin1(algorithm)}});
    }
    void trainTwo() {
        QVERIFY(m_fixture->open());
        QVERIFY(m_fixture->train("popularity"));
        QVERIFY(m_fixture->train("item_knn"));
        QCOMPARE(rows(), 2);
    }
    static void type(QAbstractSpinBox* box, const QString& text) {
        QVERIFY(box);
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, text);
        QTest::keyClick(box, Qt::Key_Return);
    }
    QAbstractButton* button(const char* words) const {
        const QString wanted = QString::fromUtf8(words);
        for (auto* found : m_page->findChildren<QAbstractButton*>()) {
            if (found->isVisible() && (found->accessibleName() == wanted || found->text() == wanted)) {
                return found;
            }
        }
        return nullptr;
    }
    template <typename T>
    T* named(const char* name) const {
        for (T* widget : m_page->findChildren<T*>()) {
            if (widget->accessibleName() == QString::fromUtf8(name)) {
                return widget;
            }
        }
        return nullptr;
    }
    int rows() const { return m_page->findChild<TableView*>()->model()->rowCount(); }
    QString cell(int row, int column) const {
        return m_page->findChild<TableView*>()->model()->index(row, column).data().toString();
    }
    qulonglong size(int row) const {
        const auto* model = m_page->findChild<TableView*>()->model();
        return model->index(row, TrainedModels::Size).data(TrainedModels::SortRole).toULongLong();
    }
    QStringList names() const {
        QStringList all;
        for (int row = 0; row < rows(); ++row) {
            all.append(cell(row, TrainedModels::Name));
        }
        return all;
    }

    std::unique_ptr<SessionFixture> m_fixture;
    std::unique_ptr<Navigator> m_navigator;
    std::unique_ptr<ModelsPage> m_page;
};

} // namespace tastescope
