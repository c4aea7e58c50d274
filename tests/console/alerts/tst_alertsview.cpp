// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertdetailsview.h"
#include "alerts/alertmatch.h"
#include "alerts/alertproxy.h"
#include "alerts/alertruleproxy.h"
#include "alerts/alertsview.h"
#include "alerts/alerttext.h"
#include "chipbar.h"
#include "kit/banner.h"
#include "kit/statebadge.h"
#include "kit/stateview.h"
#include "samples.h"
#include "testpaths.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QDir>
#include <QEnterEvent>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>
#include <QUrl>

using namespace toban;
using Part = AlertsView::Part;

class TestAlertsView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_view.reset(); }

    void proxiesAreConsistentModels();
    void gravestAlertComesFirst();
    void filtersRulesByStateAndWord();
    void eachSourceHasItsOwnError();
    void whatIsNotEvaluatedIsNeverOk();
    void anAlertsRuleIsFoundAmongThoseOfOneName();
    void nothingMovesUnderThePointer();
    void showsTheRuleOfAnAlert();
    void opensOnlyWebRunbooks_data();
    void opensOnlyWebRunbooks();
    void theShippedRulesLeadToTheShippedGuide();

private:
    QWidget *part(const char *name) const { return m_view->findChild<QWidget *>(QLatin1String(name)); }
    StateView::Mode mode(const char *list) const
    {
        QWidget *parent = part(list);
        while (parent && !qobject_cast<StateView *>(parent))
            parent = parent->parentWidget();
        return qobject_cast<StateView *>(parent)->mode();
    }
    bool isStale(const char *list) const
    {
        QWidget *parent = part(list);
        while (parent && !qobject_cast<StateView *>(parent))
            parent = parent->parentWidget();
        const auto *banner = parent->findChild<Banner *>();
        return mode(list) == StateView::Mode::Data && banner && banner->isVisible();
    }

    QTemporaryDir m_dir;
    std::unique_ptr<QSettings> m_settings;
    AlertModel m_alerts;
    AlertRuleModel m_rules;
    std::unique_ptr<AlertsView> m_view;
};

void TestAlertsView::init()
{
    m_settings = std::make_unique<QSettings>(m_dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_settings->clear();
    m_alerts.setAlerts(samples::alerts());
    m_rules.setGroups(samples::rules());
    m_view = std::make_unique<AlertsView>(m_alerts, m_rules, *m_settings, [] { return samples::now; });
    m_view->resize(1080, 640);
    m_view->show();
    m_view->showData(Part::Alerts, samples::now);
    m_view->showData(Part::Rules, samples::now);
}

void TestAlertsView::proxiesAreConsistentModels()
{
    AlertModel alerts;
    AlertRuleModel rules;
    AlertProxy alertProxy(alerts);
    AlertRuleProxy ruleProxy(rules);
    QAbstractItemModelTester alertTester(&alertProxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester ruleTester(&ruleProxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
    alerts.setAlerts(samples::alerts());
    rules.setGroups(samples::rules());
    alertProxy.sort(AlertModel::SinceColumn);
    ruleProxy.setFilters({AlertRuleProxy::Firing});
    auto groups = samples::rules();
    std::swap(groups[0], groups[1]);
    groups[1].rules.pop_back();
    rules.setGroups(groups);
    alerts.setAlerts({});
    ruleProxy.setFilters({});
    QCOMPARE(ruleProxy.rowCount(), 2);
}

void TestAlertsView::gravestAlertComesFirst()
{
    const QAbstractItemModel *model = m_view->findChild<QTableView *>(QStringLiteral("alertTable"))->model();
    QCOMPARE(model->rowCount(), 3);
    QCOMPARE(model->index(0, AlertModel::NameColumn).data().toString(), QStringLiteral("AgentDown"));
    QCOMPARE(model->index(0, AlertModel::SeverityColumn).data().toString(), QStringLiteral("Critical"));
    QVERIFY2(model->index(2, AlertModel::HandlingColumn).data().toString() == QLatin1String("Silenced"),
             "one that somebody has silenced comes last");
}

void TestAlertsView::filtersRulesByStateAndWord()
{
    const QAbstractItemModel *model = m_view->findChild<QTreeView *>(QStringLiteral("ruleTree"))->model();
    QCOMPARE(model->rowCount(), 2);
    auto *chips = m_view->findChild<ChipBar *>(QStringLiteral("stateChips"));
    chips->setChecked({AlertRuleProxy::NotEvaluated});
    Q_EMIT chips->checkedChanged();
    QCOMPARE(model->rowCount(), 1);
    QCOMPARE(model->rowCount(model->index(0, 0)), 1);
    QCOMPARE(model->index(0, 0, model->index(0, 0)).data().toString(), QStringLiteral("price_missing"));
    QVERIFY(m_view->goBack());
    QCOMPARE(model->rowCount(), 2);
    m_view->setFilterText(QStringLiteral("histogram_quantile"));
    QCOMPARE(model->rowCount(), 1);
    QCOMPARE(model->index(0, 0, model->index(0, 0)).data().toString(), QStringLiteral("HighLatency"));
    QCOMPARE(mode("alertTable"), StateView::Mode::Empty); // no firing alert has that in a label
    m_view->setFilterText({});
    QCOMPARE(mode("alertTable"), StateView::Mode::Data);
}

void TestAlertsView::eachSourceHasItsOwnError()
{
    const Error refused(ErrorKind::Network, QStringLiteral("Connection refused"));
    m_view->showError(Part::Alerts, refused);
    QCOMPARE(mode("alertTable"), StateView::Mode::Error);
    QCOMPARE(mode("ruleTree"), StateView::Mode::Data);
    QVERIFY(!m_view->hasData());
    m_view->showNotConfigured(Part::Alerts);
    QCOMPARE(mode("alertTable"), StateView::Mode::NotConfigured);
    m_alerts.setAlerts({});
    m_view->showData(Part::Alerts, samples::now);
    QCOMPARE(mode("alertTable"), StateView::Mode::Empty); // nothing fires: said in a sentence
    m_view->showStale(Part::Rules, refused, samples::now);
    QVERIFY(isStale("ruleTree"));
    m_view->showData(Part::Alerts, samples::now + 15'000); // the other one answers
    QVERIFY2(isStale("ruleTree"), "that makes the rules no fresher");
    m_view->showStale(Part::Alerts, refused, samples::now + 15'000);
    QCOMPARE(mode("alertTable"), StateView::Mode::Error); // none was known: that is not quiet
    m_view->showData(Part::Rules, samples::now + 30'000);
    QVERIFY(!isStale("ruleTree"));
    QCOMPARE(mode("ruleTree"), StateView::Mode::Data);
    QCOMPARE(mode("alertTable"), StateView::Mode::Error);
    m_view->setFilterText(QStringLiteral("nothing like this"));
    QCOMPARE(mode("ruleTree"), StateView::Mode::Empty);
    QCOMPARE(mode("alertTable"), StateView::Mode::Error);
    m_view->reset();
    QCOMPARE(mode("ruleTree"), StateView::Mode::Loading);
    QCOMPARE(mode("alertTable"), StateView::Mode::Loading);
    QVERIFY(!m_view->hasData());
}

void TestAlertsView::whatIsNotEvaluatedIsNeverOk()
{
    auto groups = samples::rules();
    groups[0].rules[2].health = RuleHealth::Unknown; // inactive, not evaluated yet
    groups[0].rules[2].lastEvaluationMs = 0;
    m_rules.setGroups(groups);
    m_view->showData(Part::Rules, samples::now);
    const QAbstractItemModel *model = m_view->findChild<QTreeView *>(QStringLiteral("ruleTree"))->model();
    const QModelIndex row = model->index(2, AlertRuleModel::StateColumn, model->index(0, 0));
    QCOMPARE(row.data(AlertRuleModel::StateRole).toInt(), int(State::Unknown));
    QCOMPARE(row.data().toString(), QStringLiteral("Not evaluated"));
    m_view->selectRule(groups[0].name, groups[0].rules[2].name);
    auto *badge = m_view->findChild<StateBadge *>(QStringLiteral("stateBadge"));
    QCOMPARE(badge->state(), State::Unknown);
    QCOMPARE(badge->accessibleName(), QStringLiteral("Not evaluated"));
    auto *chips = m_view->findChild<ChipBar *>(QStringLiteral("stateChips"));
    chips->setChecked({AlertRuleProxy::NotEvaluated});
    Q_EMIT chips->checkedChanged();
    QCOMPARE(model->rowCount(model->index(0, 0)), 1);
}

void TestAlertsView::anAlertsRuleIsFoundAmongThoseOfOneName()
{
    AlertRule strict = samples::rules()[0].rules[3]; // AgentDown
    strict.alerts.clear();
    strict.labels = Labels({{QStringLiteral("severity"), QStringLiteral("critical")}});
    AlertRule lenient = strict;
    lenient.forMs = 600'000;
    lenient.query = QStringLiteral("claude_agent_active_count < 2");
    lenient.labels = Labels({{QStringLiteral("severity"), QStringLiteral("warning")}});
    AlertRuleGroup group;
    group.name = QStringLiteral("g");
    group.rules = {lenient, strict};
    AlertRuleModel rules;
    rules.setGroups({group});
    Alert alert;
    alert.labels = Labels({{QStringLiteral("alertname"), strict.name},
                           {QStringLiteral("agent_type"), QStringLiteral("triage")},
                           {QStringLiteral("cluster"), QStringLiteral("added by Prometheus")},
                           {QStringLiteral("severity"), QStringLiteral("critical")}});
    QCOMPARE(ruleOf(rules, alert)->rule.query, strict.query); // by the severity

    group.rules[0].labels = strict.labels; // two thresholds of one severity
    rules.setGroups({group});
    QVERIFY2(!ruleOf(rules, alert), "none rather than the wrong one");
    alert.generatorUrl = QStringLiteral("http://p/graph?g0.expr=claude_agent_active_count+%3C+2&g0.tab=1");
    QCOMPARE(ruleOf(rules, alert)->rule.forMs, qint64(600'000)); // by the query

    alert.generatorUrl.clear();
    Alert instance;
    instance.labels = Labels({{QStringLiteral("alertname"), strict.name},
                              {QStringLiteral("agent_type"), QStringLiteral("triage")},
                              {QStringLiteral("severity"), QStringLiteral("critical")}});
    group.rules[1].alerts = {instance};
    rules.setGroups({group});
    QCOMPARE(ruleOf(rules, alert)->rule.query, strict.query); // by its instance
    alert.labels = Labels({{QStringLiteral("alertname"), QStringLiteral("Other")}});
    QVERIFY(!ruleOf(rules, alert));
}

void TestAlertsView::nothingMovesUnderThePointer()
{
    auto *table = m_view->findChild<QTableView *>(QStringLiteral("alertTable"));
    const auto names = [table] {
        QStringList all;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            all.append(table->model()->index(row, 0).data().toString());
        return all;
    };
    std::vector<Alert> alerts = samples::alerts();
    m_alerts.setAlerts({alerts[0], alerts[1]});
    m_view->showData(Part::Alerts, samples::now);
    const QStringList before = names();
    const auto grave = [&alerts](const char *name) {
        Alert made = alerts[0];
        made.fingerprint = QLatin1String(name);
        made.labels = Labels({{QStringLiteral("alertname"), QLatin1String(name)},
                              {QStringLiteral("severity"), QStringLiteral("critical")}});
        made.silencedBy.clear();
        return made;
    };

    QEnterEvent enter(QPointF(10, 10), QPointF(10, 10), QPointF(10, 10));
    QCoreApplication::sendEvent(table->viewport(), &enter);
    alerts[0].silencedBy = QStringList{QStringLiteral("s1")}; // would go to the end
    m_alerts.setAlerts({grave("first"), alerts[0], grave("second"), alerts[1]});
    m_view->showData(Part::Alerts, samples::now + 15'000);
    QCOMPARE(names().mid(0, 2), before);
    QCOMPARE(names().size(), 4);

    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(table->viewport(), &leave);
    m_view->showData(Part::Alerts, samples::now + 30'000);
    QVERIFY(names().mid(0, 2).contains(QStringLiteral("first")));
    QVERIFY(names().mid(0, 2).contains(QStringLiteral("second")));
}

void TestAlertsView::showsTheRuleOfAnAlert()
{
    m_view->selectAlert(QStringLiteral("AgentDown"));
    m_view->copyQuery();
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("sum by (agent_type) (claude_agent_active_count) == 0"));
    QSignalSpy range(m_view.get(), &AlertsView::rangeRequested);
    auto *button = m_view->findChild<QPushButton *>(QStringLiteral("rangeButton"));
    QVERIFY(button->isVisible());
    button->click();
    QCOMPARE(range.count(), 1);
    QVERIFY(range[0][0].toLongLong() < samples::now - 130'000);

    m_view->selectAlert(QStringLiteral("price_missing")); // no alert of it: the rule
    auto *error = m_view->findChild<QLabel *>(QStringLiteral("errorLabel"));
    QVERIFY(error->isVisible());
    QVERIFY(error->text().contains(QLatin1String("duplicate series")));
    QVERIFY(!button->isVisible());
}

void TestAlertsView::opensOnlyWebRunbooks_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isOpened");
    QTest::newRow("https") << QStringLiteral("https://runbooks.example/x") << true;
    QTest::newRow("http") << QStringLiteral("http://runbooks.example/x") << true;
    QTest::newRow("file") << QStringLiteral("file:///etc/passwd") << false;
    QTest::newRow("script") << QStringLiteral("javascript:alert(1)") << false;
    QTest::newRow("relative") << QStringLiteral("docs/x.md") << false;
    QTest::newRow("out of the guide") << QStringLiteral("docs/guide/alerts.md/../../../etc/passwd") << false;
    QTest::newRow("absolute guide") << QStringLiteral("/docs/guide/alerts.md") << false;
    QTest::newRow("guide with a query") << QStringLiteral("docs/guide/alerts.md?x#y") << false;
    QTest::newRow("file in the guide's place") << QStringLiteral("file:docs/guide/alerts.md") << false;
    QTest::newRow("none") << QString() << false;
}

void TestAlertsView::opensOnlyWebRunbooks()
{
    QFETCH(QString, url);
    QFETCH(bool, isOpened);
    const QUrl opened = runbookUrl(Labels({{QStringLiteral("runbook_url"), url}}), {}, QStringLiteral("/guide.md"));
    QCOMPARE(opened, isOpened ? QUrl(url) : QUrl());
}

void TestAlertsView::theShippedRulesLeadToTheShippedGuide()
{
    // Where the programs are installed, and where they are built.
    const QTemporaryDir prefix;
    for (const char *place : {"share/toban/guide", "a/b/bin", "docs/guide"})
        QVERIFY(QDir(prefix.path()).mkpath(QLatin1String(place)));
    const QString source = prefix.filePath(QStringLiteral("docs/guide/alerts.md"));
    const QString installed = prefix.filePath(QStringLiteral("share/toban/guide/alerts.md"));
    QCOMPARE(shippedGuide(prefix.filePath(QStringLiteral("bin"))), QString());
    for (const QString &path : {source, installed})
        QVERIFY(QFile::copy(QString::fromStdString(sourcePath("docs/guide/alerts.md")), path));
    QCOMPARE(shippedGuide(prefix.filePath(QStringLiteral("bin"))), installed);
    QCOMPARE(shippedGuide(prefix.filePath(QStringLiteral("a/b/bin"))), source);

    QFile rules(QString::fromStdString(sourcePath("resources/rules/agents.yml")));
    QVERIFY(rules.open(QIODevice::ReadOnly));
    static const QRegularExpression link(QStringLiteral("runbook_url: (\\S+)"));
    auto links = link.globalMatch(QString::fromUtf8(rules.readAll()));
    QVERIFY(links.hasNext());
    while (links.hasNext()) {
        const QString text = links.next().captured(1);
        QCOMPARE(runbookUrl(Labels({{QStringLiteral("runbook_url"), text}}), {}, installed),
                 QUrl::fromLocalFile(installed));
        QVERIFY(runbookUrl(Labels({{QStringLiteral("runbook_url"), text}}), {}, {}).isEmpty());
    }
}

QTEST_MAIN(TestAlertsView)
#include "tst_alertsview.moc"
