// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prometheus/rangedecoder.h"
#include "testdata.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <map>
#include <random>
#include <regex>

#include <nlohmann/json.hpp>

using namespace toban;

namespace {

using Reference = std::map<std::map<std::string, std::string>, std::map<qint64, double>>;

/// What the document says, read without any of the decoder's ways: a whole parse, a strict pattern, strtod.
std::optional<Reference> reference(const QByteArray &json)
{
    static const std::regex number("NaN|[+-]Inf|-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    try {
        const QByteArray clean = QString::fromUtf8(json).toUtf8();
        const auto document = nlohmann::json::parse(clean.begin(), clean.end());
        if (document.at("status") != "success" || document.at("data").at("resultType") != "matrix")
            return std::nullopt;
        Reference all;
        for (const auto &series : document.at("data").at("result")) {
            std::map<std::string, std::string> labels;
            if (series.contains("metric") && !series["metric"].is_null())
                labels = series["metric"].get<std::map<std::string, std::string>>();
            auto &values = all[labels];
            for (const auto &pair : series.at("values")) {
                if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number())
                    return std::nullopt;
                const auto text = pair[1].get<std::string>();
                if (!std::regex_match(text, number))
                    return std::nullopt;
                values[std::llround(pair[0].get<double>() * 1000)] = std::strtod(text.c_str(), nullptr);
            }
        }
        return all;
    } catch (const nlohmann::json::exception &) {
        return std::nullopt;
    }
}

bool same(double a, double b)
{
    return (std::isnan(a) && std::isnan(b)) || a == b;
}

Reference contentOf(const Frame &frame)
{
    Reference all;
    for (const Series &series : frame.series) {
        std::map<std::string, std::string> labels;
        for (const auto &[name, value] : series.labels.pairs())
            labels[name.toStdString()] = value.toStdString();
        auto &values = all[labels];
        for (int i = 0; i < frame.points; ++i) {
            if (!std::isnan(series.values[size_t(i)]))
                values[frame.timeAt(i)] = series.values[size_t(i)];
        }
    }
    return all;
}

/// Every number of the frame is one of the document's, at its time (the nearest of the grid), and none is left out.
bool agrees(const Frame &frame, const Reference &document)
{
    Reference expected;
    for (const auto &[labels, values] : document) {
        auto &column = expected[labels];
        for (const auto &[timeMs, value] : values) {
            const qint64 index = (timeMs - frame.startMs + frame.stepMs / 2) / frame.stepMs;
            if (!std::isnan(value))
                column[frame.timeAt(int(index))] = value;
        }
    }
    const Reference actual = contentOf(frame);
    return std::equal(actual.begin(), actual.end(), expected.begin(), expected.end(), [](const auto &a, const auto &b) {
        return a.first == b.first
            && std::equal(a.second.begin(), a.second.end(), b.second.begin(), b.second.end(),
                          [](const auto &x, const auto &y) { return x.first == y.first && same(x.second, y.second); });
    });
}

struct Generated
{
    QByteArray compact;
    QByteArray spaced; ///< the same with white space everywhere: the other way through the decoder
};

class Generator
{
public:
    explicit Generator(unsigned seed) : m_random(seed) { }

    Generated document(qint64 startMs, qint64 stepMs, int points)
    {
        m_out = {};
        put("{\"status\":\"success\",");
        if (chance(3))
            put("\"warnings\":[\"half \\\"values\\\":[ of it\"],");
        put("\"data\":{\"resultType\":\"matrix\",\"result\":[");
        const int series = int(m_random() % 4);
        for (int s = 0; s < series; ++s)
            putSeries(s, startMs, stepMs, points);
        put("]}}");
        return m_out;
    }
    unsigned operator()() { return unsigned(m_random()); }
    bool chance(unsigned of) { return m_random() % of == 0; }

private:
    void put(const QByteArray &text)
    {
        m_out.compact += text;
        m_out.spaced += chance(2) ? QByteArray(" " + text) : QByteArray(text + "\n\t");
    }
    void putSeries(int number, qint64 startMs, qint64 stepMs, int points)
    {
        put(number == 0 ? "{" : ",{");
        put("\"metric\":{\"n\":\"" + QByteArray::number(number)
            + "\",\"odd\":\"a\\\"values\\\":[\\u65e5\\n\",\"values\":\"x\"},");
        put("\"values\":");
        put("[");
        bool first = true;
        for (int i = 0; i < points; ++i) {
            if (chance(6))
                continue;
            const qint64 ms = startMs + i * stepMs + (chance(8) ? qint64(m_random() % 5) - 2 : 0);
            put(first ? "[" : ",[");
            first = false;
            QByteArray seconds = QByteArray::number(ms / 1000);
            if (ms % 1000 != 0)
                seconds += "." + QByteArray::number(ms % 1000).rightJustified(3, '0');
            put(seconds);
            put(",");
            put("\"" + value() + "\"");
            put("]");
        }
        put("]");
        put("}");
    }
    QByteArray value()
    {
        switch (m_random() % 8) {
        case 0:
            return "NaN";
        case 1:
            return chance(2) ? "+Inf" : "-Inf";
        case 2:
            return QByteArray::number(int(m_random()) % 1000);
        case 3:
            return QByteArray::number(std::ldexp(double(m_random()), int(m_random() % 200) - 100), 'e', 16);
        default:
            return QByteArray::number(double(m_random()) / 7.0, 'g', 17);
        }
    }

    std::mt19937 m_random;
    Generated m_out;
};

} // namespace

class TestRangeDecoder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordedAnswers();
    void gapsStayGaps();
    void bothWaysAgreeWithAWholeParse();
    void refuses_data();
    void refuses();
    void truncatedNeverPasses();
    void mutatedNeverLies();
    void gapsCannotFillTheMemory();
};

void TestRangeDecoder::recordedAnswers()
{
    const auto frame = decodeRange(testData("prometheus/range.json"), 1795223912000, 1795223922000, 1000);
    QVERIFY(frame);
    QCOMPARE((*frame)->points, 11);
    QCOMPARE((*frame)->series.size(), 2U);
    QCOMPARE((*frame)->series[0].labels.value(u"job"), QStringLiteral("gone"));
    QCOMPARE((*frame)->series[0].values[10], 0.0);
    QCOMPARE((*frame)->series[1].values[10], 1.0);
    QVERIFY(std::isnan((*frame)->series[1].values[9]));

    const auto empty = decodeRange(testData("prometheus/range-empty.json"), 0, 1000, 1000);
    QVERIFY(empty && (*empty)->isEmpty());

    const auto refused = decodeRange(testData("prometheus/error-too-many-points.json"), 0, 1000, 1000);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind(), ErrorKind::Server);
    QCOMPARE(refused.error().code(), QStringLiteral("bad_data"));
    QVERIFY(refused.error().detail().contains(u"11,000 points"));
}

void TestRangeDecoder::gapsStayGaps()
{
    const QByteArray json = R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":)"
                            R"([[100.001,"1"],[115,"NaN"],[144.999,"-Inf"],[175,"1e+21"]]}]}})";
    const auto frame = decodeRange(json, 100'000, 190'000, 15'000);
    QVERIFY2(frame, frame ? "" : qPrintable(frame.error().detail()));
    const auto &values = (*frame)->series[0].values;
    QCOMPARE(values.size(), 7U);
    QCOMPARE(values[0], 1.0);
    QVERIFY(std::isnan(values[1]) && std::isnan(values[2]));
    QCOMPARE(values[3], -HUGE_VAL);
    QVERIFY(std::isnan(values[4]));
    QCOMPARE(values[5], 1e21);
    QVERIFY(std::isnan(values[6]));
    QCOMPARE((*frame)->endMs(), 190'000);
}

void TestRangeDecoder::bothWaysAgreeWithAWholeParse()
{
    for (unsigned seed = 0; seed < 400; ++seed) {
        Generator generate(seed);
        const qint64 stepMs = 1000 * (1 + generate() % 60);
        const qint64 startMs = 1'795'211'400'000 + generate() % 1000;
        const int points = 1 + int(generate() % 50);
        const Generated documents = generate.document(startMs, stepMs, points);
        for (const QByteArray &json : {documents.compact, documents.spaced}) {
            const auto frame = decodeRange(json, startMs, startMs + (points - 1) * stepMs, stepMs);
            QVERIFY2(frame, frame ? "" : qPrintable(frame.error().detail() + QString::fromUtf8(json)));
            const auto expected = reference(json);
            QVERIFY(expected);
            QVERIFY2(agrees(**frame, *expected), json.constData());
        }
    }
}

void TestRangeDecoder::refuses_data()
{
    QTest::addColumn<QByteArray>("values");
    QTest::addColumn<QString>("detail");
    const QString notNumber = QStringLiteral("a number was expected");
    const QString notSample = QStringLiteral("[seconds, \"value\"] was expected");
    const QString offGrid = QStringLiteral("outside the range");
    QTest::newRow("before the start") << QByteArray(R"([[84,"1"]])") << offGrid;
    QTest::newRow("behind the end") << QByteArray(R"([[100,"1"],[198,"1"]])") << offGrid;
    QTest::newRow("two at one step") << QByteArray(R"([[100,"1"],[101,"2"]])") << offGrid;
    QTest::newRow("falling times") << QByteArray(R"([[115,"1"],[100,"2"]])") << offGrid;
    QTest::newRow("words") << QByteArray(R"([[100,"one"]])") << notNumber;
    QTest::newRow("empty value") << QByteArray(R"([[100,""]])") << notNumber;
    QTest::newRow("nan in other words") << QByteArray(R"([[100,"nan"]])") << notNumber;
    QTest::newRow("infinity in other words") << QByteArray(R"([[100,"inf"]])") << notNumber;
    QTest::newRow("minus infinity in other words") << QByteArray(R"([[100,"-inf"]])") << notNumber;
    QTest::newRow("hexadecimal") << QByteArray(R"([[100,"0x10"]])") << notNumber;
    QTest::newRow("two numbers") << QByteArray(R"([[100,"1 2"]])") << notNumber;
    QTest::newRow("too great") << QByteArray(R"([[100,"1e999"]])") << notNumber;
    QTest::newRow("bare value") << QByteArray(R"([[100,1]])") << notSample;
    QTest::newRow("time as text") << QByteArray(R"([["100","1"]])") << notSample;
    QTest::newRow("three of them") << QByteArray(R"([[100,"1",2]])") << notSample;
    QTest::newRow("one of them") << QByteArray(R"([[100]])") << notSample;
    QTest::newRow("no pair") << QByteArray(R"([100])") << notSample;
    QTest::newRow("leading zero") << QByteArray(R"([[0100,"1"]])") << QString();
    QTest::newRow("trailing comma") << QByteArray(R"([[100,"1"],])") << QString();
    QTest::newRow("no list") << QByteArray("0") << QStringLiteral("a list was expected");
    QTest::newRow("null") << QByteArray("null") << QStringLiteral("missing");
}

void TestRangeDecoder::refuses()
{
    QFETCH(QByteArray, values);
    QFETCH(QString, detail);
    const auto with = [](const QByteArray &list) {
        return QByteArray(R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":)" + list
                          + "}]}}");
    };
    QByteArray spaced = values;
    spaced.replace("[", "[ ");
    for (const QByteArray &list : {values, spaced}) {
        const auto frame = decodeRange(with(list), 100'000, 190'000, 15'000);
        QVERIFY(!frame);
        QCOMPARE(frame.error().kind(), ErrorKind::Decode);
        QVERIFY2(frame.error().detail().contains(detail), qPrintable(frame.error().detail()));
    }
    QVERIFY(decodeRange(with(R"([[100,"1"]])"), 100'000, 190'000, 15'000));
}

void TestRangeDecoder::truncatedNeverPasses()
{
    Generator generate(4);
    QByteArray json;
    while (json.size() < 1500)
        json = generate.document(1'795'211'400'000, 15'000, 40).compact;
    for (qsizetype size = 0; size < json.size(); ++size) {
        // An exact heap copy, so that a sanitizer sees a read past its end.
        const QByteArray cut(json.constData(), size);
        const auto frame = decodeRange(cut, 1'795'211'400'000, 1'795'211'985'000, 15'000);
        QVERIFY2(!frame, cut.constData());
        QCOMPARE(frame.error().kind(), ErrorKind::Decode);
    }
}

void TestRangeDecoder::mutatedNeverLies()
{
    int passed = 0;
    int refused = 0;
    for (unsigned seed = 0; seed < 6000; ++seed) {
        Generator generate(seed);
        const Generated documents = generate.document(1'795'211'400'000, 15'000, 8);
        QByteArray json = seed % 4 ? documents.compact : documents.spaced;
        for (unsigned n = 1 + generate() % 3; n > 0; --n) {
            static const char characters[] = "0123456789.,:\"[]{}-+eENaInf \\\x00\xff\xc3z";
            static const QByteArray alphabet(characters, sizeof characters - 1);
            const qsizetype at = generate() % unsigned(json.size());
            switch (generate() % 4) {
            case 0:
                json.remove(at, 1 + generate() % 4);
                break;
            case 1:
                json.insert(at, alphabet[qsizetype(generate() % unsigned(alphabet.size()))]);
                break;
            case 2:
                json.insert(at, json.mid(generate() % unsigned(json.size()), 1 + generate() % 30));
                break;
            default:
                json[at] = alphabet[qsizetype(generate() % unsigned(alphabet.size()))];
            }
            if (json.isEmpty())
                json = "x";
        }
        const auto frame = decodeRange(json, 1'795'211'400'000, 1'795'211'505'000, 15'000);
        if (!frame) {
            ++refused;
            continue;
        }
        ++passed;
        const auto expected = reference(json);
        QVERIFY2(expected, json.constData());
        // Series that have become equal by the mutation cannot be told apart by their labels.
        if (expected->size() == (*frame)->series.size())
            QVERIFY2(agrees(**frame, *expected), json.constData());
    }
    QVERIFY2(passed > 300 && refused > 1000,
             qPrintable(QStringLiteral("%1 passed, %2 refused").arg(passed).arg(refused)));
}

void TestRangeDecoder::gapsCannotFillTheMemory()
{
    QByteArray json = R"({"status":"success","data":{"resultType":"matrix","result":[)";
    for (int s = 0; s < 3000; ++s)
        json += QByteArray(s == 0 ? "" : ",") + R"({"metric":{"n":")" + QByteArray::number(s)
            + R"("},"values":[[0,"1"]]})";
    json += "]}}";
    QByteArray spaced = json;
    spaced.replace("[0,", "[ 0,");
    for (const QByteArray &wide : {json, spaced}) {
        QVERIFY(decodeRange(wide, 0, 10'000, 1000));
        const auto frame = decodeRange(wide, 0, 11'000'000, 1000);
        QVERIFY(!frame);
        QVERIFY(frame.error().detail().contains(u"too many series"));
    }
    QCOMPARE(decodeRange(json, 0, std::numeric_limits<qint64>::max() / 2, 1).error().kind(), ErrorKind::Precondition);
    QCOMPARE(decodeRange(json, 0, 1000, 0).error().kind(), ErrorKind::Precondition);
    QCOMPARE(decodeRange(json, 1000, 0, 1).error().kind(), ErrorKind::Precondition);
}

QTEST_GUILESS_MAIN(TestRangeDecoder)
#include "tst_rangedecoder.moc"
