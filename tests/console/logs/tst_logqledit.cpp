// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logqledit.h"

#include <QTest>

using namespace toban;

class TestLogqlEdit : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void filters_data();
    void filters();
    void levelsGoInAndOut();
    void levelsOfALineNeedAParser();
    void findsThePlaceOfAnError_data();
    void findsThePlaceOfAnError();
    void startsWithAUsefulLabel();

private:
    const QStringList m_labels{QStringLiteral("app"), QStringLiteral("level"), QStringLiteral("pod")};
};

void TestLogqlEdit::filters_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("wanted");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *what, const char *query, const char *name, const char *value, bool wanted,
                        const char *expected) {
        QTest::newRow(what) << QString::fromUtf8(query) << QString::fromUtf8(name) << QString::fromUtf8(value) << wanted
                            << QString::fromUtf8(expected);
    };
    row("label into the selector", R"({app="a"})", "pod", "p-1", true, R"({app="a", pod="p-1"})");
    row("label out", R"({app="a"} |= "x")", "pod", "p-1", false, R"({app="a", pod!="p-1"} |= "x")");
    row("into an empty selector", "{}", "app", "a", true, R"({app="a"})");
    row("a field brings its parser", R"({app="a"})", "tool", "exec", true, R"({app="a"} | json | tool="exec")");
    row("a parser is there already", R"({app="a"} | logfmt)", "user", "ops", false,
        R"({app="a"} | logfmt | user!="ops")");
    row("quotes and backslashes", R"({app="a"})", "pod", R"(x"\y)", true, R"({app="a", pod="x\"\\y"})");
    row("a brace inside a string", R"({app="a}b"})", "pod", "p", true, R"({app="a}b", pod="p"})");
    row("a metric query stays", R"(rate({app="a"}[5m]))", "pod", "p", true, R"(rate({app="a"}[5m]))");
    row("no identifier", R"({app="a"})", "a b", "p", true, R"({app="a"})");
}

void TestLogqlEdit::filters()
{
    QFETCH(QString, query);
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(bool, wanted);
    QTEST(logql::withFilter(query, name, value, wanted, m_labels), "expected");
}

void TestLogqlEdit::levelsGoInAndOut()
{
    const QString query = QStringLiteral("{app=\"a\"} |= \"x\"");
    const QSet<int> some{int(LogLevel::Error), int(LogLevel::Debug)};
    const QString narrowed = logql::withLevels(query, some, m_labels);
    QCOMPARE(narrowed, QStringLiteral("{app=\"a\"} |= \"x\" | level=~\"debug|trace|error|err|critical|fatal\""));
    QCOMPARE(logql::levels(narrowed), some);
    const QSet<int> other{int(LogLevel::Warn)};
    QCOMPARE(logql::levels(logql::withLevels(narrowed, other, m_labels)), other);
    QCOMPARE(logql::withLevels(narrowed, {}, m_labels), query);
    QVERIFY(logql::levels(query).isEmpty());
}

void TestLogqlEdit::levelsOfALineNeedAParser()
{
    QCOMPARE(logql::withLevels(QStringLiteral("{app=\"a\"}"), {int(LogLevel::Warn)}, {QStringLiteral("app")}),
             QStringLiteral("{app=\"a\"} | json | level=~\"warn|warning\""));
}

void TestLogqlEdit::findsThePlaceOfAnError_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("error");
    QTest::addColumn<int>("position");
    const QString open = QStringLiteral("{app=\"claude-agent\"");
    QTest::newRow("at the end") << open
                                << QStringLiteral("parse error at line 1, col 20: syntax error: unexpected $end") << 19;
    QTest::newRow("in the middle") << QStringLiteral("{app=\"a\"} | jsn")
                                   << QStringLiteral("parse error at line 1, col 13: syntax error") << 12;
    QTest::newRow("second line") << QStringLiteral("{app=\"a\"}\n| jsn")
                                 << QStringLiteral("parse error at line 2, col 3: x") << 12;
    QTest::newRow("beyond the end") << open << QStringLiteral("parse error at line 1, col 99: x") << 19;
    QTest::newRow("no such line") << open << QStringLiteral("parse error at line 4, col 1: x") << -1;
    QTest::newRow("no place") << open << QStringLiteral("parse error : queries require at least one matcher") << -1;
}

void TestLogqlEdit::findsThePlaceOfAnError()
{
    QFETCH(QString, query);
    QFETCH(QString, error);
    QFETCH(int, position);
    QCOMPARE(logql::errorPosition(query, error).value_or(-1), position);
}

void TestLogqlEdit::startsWithAUsefulLabel()
{
    QCOMPARE(logql::defaultQuery({QStringLiteral("zone"), QStringLiteral("job")}), QStringLiteral("{job=~\".+\"}"));
    QCOMPARE(logql::defaultQuery({QStringLiteral("zone")}), QStringLiteral("{zone=~\".+\"}"));
}

QTEST_GUILESS_MAIN(TestLogqlEdit)
#include "tst_logqledit.moc"
