// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "composition.h"

#include <QTemporaryDir>
#include <QTest>

using namespace toban;

/// The parts below the widgets as one run has them, in directories of their own.
class TestComposition : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"})
            qputenv(name, m_home.path().toUtf8());
    }

    void nobodyIsAskedForAnEnvironmentThatWasDeleted()
    {
        Composition composition(Options(), KeychainStore::Prompt::Never);
        Context context;
        context.name = QStringLiteral("only");
        context.endpoints[EndpointKind::Prometheus].url = QStringLiteral("http://127.0.0.1:1");
        QVERIFY(composition.contexts().save({context}));
        QVERIFY(composition.switchContext(QStringLiteral("only")));
        QVERIFY(composition.backends().prometheus());
        QCOMPARE(composition.backends().context().name, QStringLiteral("only"));
        QVERIFY(composition.contexts().save({}));
        QVERIFY(!composition.contexts().current());
        QVERIFY(!composition.backends().prometheus());
        QCOMPARE(composition.backends().context().name, QString());
        QVERIFY(!composition.backends().health(EndpointKind::Prometheus).configured);
    }

private:
    QTemporaryDir m_home;
};

QTEST_GUILESS_MAIN(TestComposition)
#include "tst_composition.moc"
