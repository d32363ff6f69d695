// SPDX-License-Identifier: GPL-3.0-or-later
// An import whose data is in the file, which cannot be read or taken up again after it.
#include "support/run.h"
#include "support/session_fixture.h"

#include "engine/data/dataset.h"
#include "storage/import/planning/plan_import.h"
#include "storage/sqlite/database.h"
#include "ui/session/project_contents.h"

#include <QFile>

#include <functional>
#include <utility>

using namespace tastescope;

namespace {

/// The page on which the table of models begins: an import does not look at it, reading the project does.
class PageOfModels {
public:
    explicit PageOfModels(const QString& path) : m_file(path) {
        auto database = sqlite::Database::open(path.toStdString(), sqlite::Access::Immutable);
        if (!database) {
            return;
        }
        const auto page = database->integer("SELECT rootpage FROM sqlite_master WHERE name = 'models'");
        const auto size = database->integer("PRAGMA page_size");
        if (page && size && *page > 1 && m_file.open(QIODevice::ReadWrite | QIODevice::Unbuffered)) {
            m_place = (*page - 1) * *size;
            m_file.seek(m_place);
            m_whole = m_file.read(*size);
        }
    }
    bool isFound() const { return !m_whole.isEmpty(); }
    bool damage() { return write(QByteArray(m_whole.size(), '\0')); }
    bool mend() { return write(m_whole); }

private:
    bool write(const QByteArray& bytes) {
        return m_file.seek(m_place) && m_file.write(bytes) == bytes.size() && m_file.flush();
    }
    QFile m_file;
    qint64 m_place = 0;
    QByteArray m_whole;
};

/// Does something once a job says what it is at.
class AtStep : public ProgressSink {
public:
    AtStep(std::string step, std::function<void()> act) : m_step(std::move(step)), m_act(std::move(act)) {}
    void report(double, std::string_view step) override {
        if (step == m_step && m_act) {
            std::exchange(m_act, nullptr)();
        }
    }

private:
    std::string m_step;
    std::function<void()> m_act;
};

} // namespace

class TestImportUnread : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_fixture = std::make_unique<SessionFixture>();
        QVERIFY(m_fixture->made);
        const QString csv = m_fixture->folder.filePath(QStringLiteral("events.csv"));
        QFile file(csv);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("user_id,item_id,rating,timestamp\n");
        for (int i = 0; i < 50; ++i) {
            file.write(QStringLiteral("u%1,i%2,%3,%4\n")
                           .arg(i % 23)
                           .arg(i % 37)
                           .arg(1 + i % 5)
                           .arg(1'700'000'000 + i * 60)
                           .toUtf8());
        }
        file.close();
        Result<ImportPlan> plan = planImport({csv.toStdString()});
        QVERIFY(plan.hasValue());
        m_plan = std::move(*plan);
        m_plan.replace = true;
    }
    void cleanup() { m_fixture.reset(); }

    void itIsSaidThatTheDataIsThere() {
        Session& session = *m_fixture->session;
        PageOfModels page(m_fixture->path);
        QVERIFY(page.isFound() && page.damage());
        QSignalSpy failed(&session, &Session::failed);
        QSignalSpy finished(&session, &Session::importFinished);
        QSignalSpy ended(&session, &Session::importEnded);
        session.importInto(m_fixture->path, m_plan);
        QVERIFY(m_fixture->settled());
        QCOMPARE(ended.size(), 1);
        QCOMPARE(finished.size(), 0);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].toString(), QStringLiteral("Imported into small, but it could not be read"));
        QVERIFY2(failed[0][1].toString().endsWith(QStringLiteral("open it again.")),
                 qPrintable(failed[0][1].toString()));
        QVERIFY(!session.isOpen());
        QVERIFY(page.mend());
        session.openProject(m_fixture->path);
        QVERIFY(m_fixture->settled());
        QVERIFY(session.isOpen());
        QCOMPARE(session.dataset()->events().size(), std::size_t{50});
    }

    void anOpenFileIsClosedUntilItIsReadAgain() {
        PageOfModels page(m_fixture->path);
        QVERIFY(page.isFound());
        const auto file = std::make_shared<ProjectFile>(m_fixture->path.toStdString());
        QVERIFY(file->open().hasValue());
        bool damaged = false;
        AtStep damage("Reading the project", [&] { damaged = page.damage(); });
        ExecutionContext context;
        context.progress = &damage;
        const Result<ImportOutcome> outcome = importAndRead(file, m_plan, context);
        QVERIFY(damaged);
        QVERIFY(outcome.hasValue());
        QCOMPARE(outcome->report.rowsImported, std::uint64_t{50});
        QVERIFY(!outcome->contents);
        // What is made of the data before does not go into it.
        const Result<int> used = file->use({}, [](Project&) -> Result<int> { return 1; });
        QVERIFY(!used);
        QCOMPARE(used.error().remedy, std::string("Open it again"));
        QVERIFY(page.mend());
        const Result<ProjectContents> again = readContents(file, {});
        QVERIFY2(again.hasValue(), again ? "" : again.error().text().c_str());
        QCOMPARE(again->dataset->events().size(), std::size_t{50});
    }

    void whatWasDoneWhileClosedIsDoneThoughTheFileIsNotTakenUp() {
        ProjectFile file(m_fixture->path.toStdString());
        QVERIFY(file.open().hasValue());
        const QString away = m_fixture->folder.filePath(QStringLiteral("away"));
        const Result<int> done = file.whileClosed({}, [&]() -> Result<int> {
            return QFile::rename(m_fixture->path, away) ? Result<int>(7) : Result<int>(cancelledError());
        });
        QVERIFY2(done.hasValue(), done ? "" : done.error().text().c_str());
        QCOMPARE(*done, 7);
        const auto nothing = [](Project&) -> Result<int> { return 1; };
        QCOMPARE(file.use({}, nothing).error().remedy, std::string("Open it again"));
        QVERIFY(QFile::rename(away, m_fixture->path));
        QVERIFY(file.open().hasValue());
        QVERIFY(file.use({}, nothing).hasValue());
    }

private:
    std::unique_ptr<SessionFixture> m_fixture;
    ImportPlan m_plan;
};

RUN_TEST(TestImportUnread);
#include "tst_import_unread.moc"
