// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logentry.h"

#include <QTest>

using namespace toban;

class TestLogEntry : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fields_data();
    void fields();
};

void TestLogEntry::fields_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("expected"); // key=value|key=value
    QTest::newRow("event") << R"({"event":"llm_call","step":3,"model":"claude-sonnet-3.5","cached":false})"
                           << "cached=false|event=llm_call|model=claude-sonnet-3.5|step=3";
    QTest::newRow("nested") << R"({"context":{"file":{"line":12},"tags":["a",1]},"empty":null})"
                            << "context_file_line=12|context_tags=[\"a\",1]|empty=";
    QTest::newRow("numbers keep their digits") << R"({"cost_usd":0.0315,"ns":1763424000000000001})"
                                               << "cost_usd=0.0315|ns=1763424000000000001";
    QTest::newRow("secrets") << R"({"api_key":"sk-1","request":{"password":{"old":"x"}},"total_tokens":12})"
                             << "api_key=[redacted]|request_password=[redacted]|total_tokens=12";
    QTest::newRow("what is called a count and is none") << R"({"bot_tokens":"xoxb-1","n":{"tokens":["xoxb-2"]}})"
                                                        << "bot_tokens=[redacted]|n_tokens=[redacted]";
    QTest::newRow("logfmt count") << "tokens=12 bot_tokens=xoxb-1"
                                  << "tokens=12|bot_tokens=[redacted]";
    QTest::newRow("logfmt") << R"(level=warn msg="two words, \"quoted\"" took=1.5s)"
                            << "level=warn|msg=two words, \"quoted\"|took=1.5s";
    QTest::newRow("logfmt secret") << "user=ann password=hunter2"
                                   << "user=ann|password=[redacted]";
    QTest::newRow("empty value") << "a= b=1"
                                 << "a=|b=1";
    for (const char *plain : {"", "a plain sentence", "started ok=1", "{broken json", "[1,2]", "a=\"open", "=x"})
        QTest::newRow(plain) << QString::fromLatin1(plain) << "";
}

void TestLogEntry::fields()
{
    QFETCH(QString, line);
    QFETCH(QString, expected);
    QStringList found;
    for (const auto &[key, value] : parseFields(line))
        found += key + u'=' + value;
    QCOMPARE(found.join(u'|'), expected);
}

QTEST_APPLESS_MAIN(TestLogEntry)
#include "tst_logentry.moc"
