// SPDX-License-Identifier: GPL-3.0-or-later
// The name of a file that the window writes: its ending, and that nothing is replaced unasked.
#include "ui/widgets/save_name.h"

#include "charts/chart_window.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/widgets/ask_dialog.h"

#include <QComboBox>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <future>
#include <memory>

using namespace tastescope;

class TestSaveName : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_window = std::make_unique<QWidget>();
        m_window->show();
        m_asked.clear();
        QVERIFY(m_folder->isValid() && QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void aNameHasTheEndingOfItsKind_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("last");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* typed, bool last, const char* named) {
            QTest::newRow(named) << QString::fromLatin1(typed) << last << QString::fromLatin1(named);
        };
        row("plain", false, "plain.csv");
        row("plain", true, "plain.json");
        row("ALS 0.5 recommendations", false, "ALS 0.5 recommendations.csv");
        row("ml-1.5", true, "ml-1.5.json");
        row("dot.", false, "dot.csv");
        row("said.json", false, "said.json");
        row("said.csv", true, "said.csv");
        row("Loud.CSV", false, "Loud.CSV");
    }
    void aNameHasTheEndingOfItsKind() {
        QFETCH(QString, typed);
        QFETCH(bool, last);
        QFETCH(QString, named);
        name(typed, last);
        QCOMPARE(ask(), path(named));
        QVERIFY(m_asked.isEmpty());
    }

    // Qt puts the ending of another kind where the last dot of the name is.
    void whatIsOfferedKeepsItsDots() {
        name({}, false);
        QCOMPARE(ask(QStringLiteral("ml-1.5 simulation")), path(QStringLiteral("ml-1.5 simulation.csv")));
        name({}, true);
        QCOMPARE(ask(QStringLiteral("ml-1.5 simulation")), path(QStringLiteral("ml-1.5 simulation.json")));
    }

    void aNameThatIsTakenIsAskedAbout_data() {
        QTest::addColumn<QString>("typed");
        for (const char* typed : {"results.csv", "results", "ALS 0.5"}) {
            QTest::newRow(typed) << QString::fromLatin1(typed);
        }
    }
    void aNameThatIsTakenIsAskedAbout() {
        QFETCH(QString, typed);
        const QString taken = typed.endsWith(QStringLiteral(".csv")) ? typed : typed + QStringLiteral(".csv");
        QFile file(path(taken));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        // No, and no other name.
        name(typed);
        answer("Choose another name", [this] {
            onNext<QFileDialog>(*m_window,
                                [](QFileDialog& dialog) { QTest::keyClick(&dialog, Qt::Key_Escape); });
        });
        QCOMPARE(ask(), QString());
        // No, and another one.
        name(typed);
        answer("Choose another name", [this] { name(QStringLiteral("other")); });
        QCOMPARE(ask(), path(QStringLiteral("other.csv")));
        // Escape is no.
        name(typed);
        onNext<AskDialog>(*m_window, [this](AskDialog& question) {
            m_asked << question.windowTitle();
            name(QStringLiteral("third.csv"));
            QTest::keyClick(&question, Qt::Key_Escape);
        });
        QCOMPARE(ask(), path(QStringLiteral("third.csv")));
        name(typed);
        answer("Replace");
        QCOMPARE(ask(), path(taken));
        QCOMPARE(m_asked.size(), 4);
        for (const QString& question : m_asked) {
            QCOMPARE(question, taken + QStringLiteral(" exists. Replace it?"));
        }
        QVERIFY(QFile::exists(path(taken))); // it is asked, and nothing is done
    }

    void aProjectThatIsGoneHasNoFolder() {
        QCOMPARE(folderBeside(path(QStringLiteral("a.tastescope"))), QDir(m_folder->path()).absolutePath());
        QCOMPARE(folderBeside(path(QStringLiteral("gone/a.tastescope"))), QDir::homePath());
        QCOMPARE(folderBeside({}), QDir::homePath());
    }

    // It may never answer, and the dialog would wait for it.
    void aFolderThatDoesNotAnswerIsNotWaitedFor() {
        const QString file = path(QStringLiteral("a.tastescope"));
        std::promise<bool> answers;
        const auto isThere = [answer = answers.get_future().share()](const QString&) { return answer.get(); };
        QCOMPARE(folderBeside(file, isThere), QDir::homePath());
        answers.set_value(true);
        QCOMPARE(folderBeside(file, isThere), QDir(m_folder->path()).absolutePath());
    }

    // A dialog of its own would know neither the ending nor the question.
    void everySaveDialogIsThisOne() {
        int read = 0;
        QDirIterator sources(QStringLiteral(TASTESCOPE_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp")},
                             QDir::Files, QDirIterator::Subdirectories);
        while (sources.hasNext()) {
            QFile source(sources.next());
            QVERIFY(source.open(QIODevice::ReadOnly));
            const QByteArray text = source.readAll();
            ++read;
            const bool own = text.contains("AcceptSave") || text.contains("getSaveFileName");
            QVERIFY2(!own || source.fileName().endsWith(QStringLiteral("/widgets/save_name.cpp")),
                     qPrintable(source.fileName()));
        }
        QVERIFY(read > 100);
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    QString ask(const QString& offered = QStringLiteral("offered")) {
        return askSaveName(*m_window, QStringLiteral("Save it"), m_folder->path(), offered,
                           {QStringLiteral("CSV table (*.csv)"), QStringLiteral("JSON (*.json)")});
    }
    /// In the next file dialog, for the last kind where that is wanted; what is offered where it is empty.
    void name(const QString& typed, bool last = false) {
        const QString whole = typed.isEmpty() ? typed : path(typed);
        onNext<QFileDialog>(*m_window, [whole, last](QFileDialog& dialog) {
            auto* kind = dialog.findChild<QComboBox*>(QStringLiteral("fileTypeCombo"));
            auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
            QVERIFY(kind && field);
            if (last) {
                kind->setFocus();
                QTest::keyClick(kind, Qt::Key_End);
            }
            field->setFocus();
            if (!whole.isEmpty()) {
                field->setText(whole); // typed, it would be completed
            }
            QTest::keyClick(field, Qt::Key_Return);
        });
    }
    /// Presses the button of the next question, after `before`.
    void answer(const char* words, const std::function<void()>& before = {}) {
        onNext<AskDialog>(*m_window, [this, words, before](AskDialog& question) {
            m_asked << question.windowTitle();
            if (before) {
                before();
            }
            QTest::mouseClick(findButton(question, QString::fromLatin1(words)), Qt::LeftButton);
        });
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QWidget> m_window;
    QStringList m_asked;
};

RUN_TEST(TestSaveName);
#include "tst_save_name.moc"
