// SPDX-License-Identifier: GPL-3.0-or-later
// A project file that cannot take or give anything for a while, as it was moved, its disk is full or its
// drive does not answer: what was to be stored or read is, once it can be.
#include "support/run.h"
#include "support/session_fixture.h"

#include "ui/session/project_rules.h"
#include "ui/session/project_watch.h"

#include <QCoreApplication>
#include <QFile>

using namespace tastescope;

class TestFileAway : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_fixture = std::make_unique<SessionFixture>();
        QVERIFY(m_fixture->made && m_fixture->open());
    }
    void cleanup() { m_fixture.reset(); }

    void aDraftOfRulesIsStoredOnceTheFileIsBack() {
        session().rules().keepDraft("before");
        QVERIFY(m_fixture->settled());
        QVERIFY(goAway());
        QTRY_COMPARE(session().watch().report().standing, Standing::Moved);
        session().rules().keepDraft("mine");
        QCOMPARE(session().rules().draft(), std::string("mine"));
        QVERIFY(comeBack());
        QTRY_COMPARE(session().watch().report().standing, Standing::Fine);
        QCoreApplication::processEvents(); // it is told to everybody
        QVERIFY(m_fixture->settled());
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        QCOMPARE(session().rules().draft(), std::string("mine"));
    }

    // Nor does it get into the project that is opened instead.
    void aDraftThatIsOwedGoesIntoNoOtherFile() {
        const QString other = m_fixture->folder.filePath(QStringLiteral("other.tastescope"));
        QVERIFY(QFile::copy(m_fixture->path, other));
        QVERIFY(goAway());
        QTRY_COMPARE(session().watch().report().standing, Standing::Moved);
        session().rules().keepDraft("mine");
        session().openProject(other);
        QVERIFY(m_fixture->settled());
        QCOMPARE(session().path(), other);
        QTRY_COMPARE(session().watch().report().standing, Standing::Fine);
        QCoreApplication::processEvents();
        QVERIFY(m_fixture->settled());
        session().openProject(other);
        QVERIFY(m_fixture->settled());
        QCOMPARE(session().rules().draft(), std::string());
    }

private:
    Session& session() const { return *m_fixture->session; }
    QString away() const { return m_fixture->path + QStringLiteral(".away"); }
    bool goAway() const { return QFile::rename(m_fixture->path, away()); }
    bool comeBack() const { return QFile::rename(away(), m_fixture->path); }

    std::unique_ptr<SessionFixture> m_fixture;
};

RUN_TEST(TestFileAway);
#include "tst_file_away.moc"
