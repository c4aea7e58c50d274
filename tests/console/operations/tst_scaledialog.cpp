// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/banner.h"
#include "operations/scaledialog.h"
#include "samples.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTest>

using namespace toban;

class TestScaleDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_dialog.reset(); }

    void asksForAPlanOnlyWithAChangeAndAReason();
    void confirmingIsNeverTheDefaultNorWhereAnotherButtonWas();
    void zeroWantsTheName();
    void anExpiredPlanCannotBeCarriedOut();
    void aPlanThatNeedsApprovalCannotBeCarriedOut();
    void aChangedPlanHasToBeConfirmedAgain();
    void refusesAndSaysWhy();
    void worksByKeyboardAlone();
    void showsProgressAndFailure();
    void showsTheJournalLine();

private:
    QPushButton *button(const char *name) const { return m_dialog->findChild<QPushButton *>(QLatin1String(name)); }
    void choose(int replicas, const QString &reason = QStringLiteral("the queue grows"))
    {
        m_dialog->findChild<QSpinBox *>(QStringLiteral("replicasSpin"))->setValue(replicas);
        m_dialog->findChild<QLineEdit *>(QStringLiteral("reasonField"))->setText(reason);
    }
    QString page() const
    {
        return m_dialog->findChild<QStackedWidget *>(QStringLiteral("stack"))->currentWidget()->objectName();
    }
    QString banner() const
    {
        auto *shown = m_dialog->findChild<Banner *>(QStringLiteral("banner"));
        return shown->isVisible() ? shown->text() : QString();
    }

    std::unique_ptr<ScaleDialog> m_dialog;
    qint64 m_now = samples::now;
};

void TestScaleDialog::init()
{
    m_now = samples::now;
    Context context;
    context.name = QStringLiteral("production");
    context.kind = EnvironmentKind::Production;
    m_dialog = std::make_unique<ScaleDialog>(samples::fleet().deployments.front(), context, [this] { return m_now; });
    m_dialog->show();
}

void TestScaleDialog::asksForAPlanOnlyWithAChangeAndAReason()
{
    QVERIFY(!button("nextButton")->isEnabled());
    choose(4); // as it is
    QVERIFY(!button("nextButton")->isEnabled());
    choose(6, QStringLiteral(" ab ")); // two characters beside blanks
    QVERIFY(!button("nextButton")->isEnabled());
    choose(6, QString(501, QLatin1Char('x')));
    QCOMPARE(m_dialog->reason().size(), 500); // the field takes no more
    choose(6, QStringLiteral("abc"));
    QVERIFY(button("nextButton")->isEnabled());
    QSignalSpy planned(m_dialog.get(), &ScaleDialog::planRequested);
    button("nextButton")->click();
    QCOMPARE(planned.count(), 1);
    QCOMPARE(planned[0][0].toInt(), 6);
    m_dialog->setBusy(true);
    QVERIFY(!button("nextButton")->isEnabled());
    m_dialog->setBusy(false);
    m_dialog->showPlanError(QStringLiteral("no answer"));
    QCOMPARE(banner(), QStringLiteral("no answer"));
    QCOMPARE(page(), QStringLiteral("choosePage"));
}

void TestScaleDialog::confirmingIsNeverTheDefaultNorWhereAnotherButtonWas()
{
    choose(6);
    QVERIFY(!button("confirmButton")->isVisible());
    QRegion safe;
    const auto place = [this](QPushButton *of) { return QRect(of->mapTo(m_dialog.get(), QPoint()), of->size()); };
    safe += place(button("nextButton"));
    safe += place(button("cancelButton"));
    m_dialog->showPlan(samples::plan(4, 6), false);
    QCoreApplication::processEvents();
    QVERIFY(button("confirmButton")->isVisible());
    QVERIFY(!safe.intersects(place(button("confirmButton"))));
    QVERIFY(!button("confirmButton")->isDefault());
    QVERIFY(!button("confirmButton")->hasFocus());
    const QRect danger = place(button("confirmButton"));
    m_dialog->showSending();
    QCoreApplication::processEvents();
    QVERIFY(!danger.intersects(place(button("nextButton"))));
    QVERIFY(!button("confirmButton")->isVisible());
}

void TestScaleDialog::zeroWantsTheName()
{
    choose(0);
    m_dialog->showPlan(samples::plan(4, 0), false);
    auto *name = m_dialog->findChild<QLineEdit *>(QStringLiteral("nameField"));
    QVERIFY(name->isVisible());
    QVERIFY(!button("confirmButton")->isEnabled());
    name->setText(QStringLiteral("code-generato"));
    QVERIFY(!button("confirmButton")->isEnabled());
    name->setText(QStringLiteral("code-generator"));
    QVERIFY(button("confirmButton")->isEnabled());
    m_dialog->showPlan(samples::plan(4, 0), true);
    QVERIFY2(!button("confirmButton")->isEnabled(), "a new plan wants the name again");
    button("nextButton")->click();
    choose(5);
    m_dialog->showPlan(samples::plan(4, 5), false);
    QVERIFY(!name->isVisible());
    QVERIFY(button("confirmButton")->isEnabled());
}

void TestScaleDialog::anExpiredPlanCannotBeCarriedOut()
{
    choose(6);
    Plan plan = samples::plan(4, 6);
    plan.expiresMs = m_now + 1000;
    m_dialog->showPlan(plan, false);
    QVERIFY(button("confirmButton")->isEnabled());
    m_now += 1000;
    QTRY_VERIFY(!button("confirmButton")->isEnabled());
    QSignalSpy executed(m_dialog.get(), &ScaleDialog::executeRequested);
    button("confirmButton")->click();
    QCOMPARE(executed.count(), 0);
}

void TestScaleDialog::aPlanThatNeedsApprovalCannotBeCarriedOut()
{
    choose(6);
    Plan plan = samples::plan(4, 6);
    plan.needsApproval = true;
    m_dialog->showPlan(plan, false);
    QVERIFY(!button("confirmButton")->isEnabled());
    QVERIFY(!banner().isEmpty());
}

void TestScaleDialog::aChangedPlanHasToBeConfirmedAgain()
{
    choose(6);
    m_dialog->showPlan(samples::plan(4, 6), false);
    QVERIFY(banner().isEmpty());
    m_dialog->showSending();
    QCOMPARE(page(), QStringLiteral("progressPage"));
    m_dialog->showPlan(samples::plan(5, 6), true);
    QCOMPARE(page(), QStringLiteral("planPage"));
    QVERIFY(banner().contains(QLatin1String("nothing was done")));
    QSignalSpy executed(m_dialog.get(), &ScaleDialog::executeRequested);
    QVERIFY(button("confirmButton")->isEnabled());
    QCOMPARE(executed.count(), 0);
}

void TestScaleDialog::refusesAndSaysWhy()
{
    choose(6);
    m_dialog->setRefusal(QStringLiteral("This environment is read-only."));
    QCOMPARE(banner(), QStringLiteral("This environment is read-only."));
    QVERIFY(!button("nextButton")->isEnabled());
    QVERIFY(!m_dialog->findChild<QSpinBox *>(QStringLiteral("replicasSpin"))->isEnabled());
    QVERIFY(button("cancelButton")->isEnabled());
}

void TestScaleDialog::worksByKeyboardAlone()
{
    QSignalSpy planned(m_dialog.get(), &ScaleDialog::planRequested);
    QSignalSpy executed(m_dialog.get(), &ScaleDialog::executeRequested);
    m_dialog->activateWindow();
    QTRY_VERIFY(m_dialog->findChild<QSpinBox *>(QStringLiteral("replicasSpin"))->hasFocus());
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("6"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("more work"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(planned.count(), 1);
    QCOMPARE(planned[0][0].toInt(), 6);
    QCOMPARE(planned[0][1].toString(), QStringLiteral("more work"));
    m_dialog->showPlan(samples::plan(4, 6), false);
    QTest::keyClick(QApplication::focusWidget(),
                    Qt::Key_Return); // Enter pressed too long goes back, and changes nothing
    QCOMPARE(executed.count(), 0);
    QCOMPARE(page(), QStringLiteral("choosePage"));
    m_dialog->showPlan(samples::plan(4, 6), false);
    QTest::keyClick(m_dialog.get(), Qt::Key_S, Qt::AltModifier);
    QTRY_COMPARE(executed.count(), 1);
    QCOMPARE(executed[0][1].toInt(), 6);
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
}

void TestScaleDialog::showsProgressAndFailure()
{
    choose(6);
    m_dialog->showPlan(samples::plan(4, 6), false);
    m_dialog->showSending();
    auto *elapsed = m_dialog->findChild<QLabel *>(QStringLiteral("elapsedLabel"));
    m_now += 3000;
    QTRY_VERIFY(elapsed->text().contains(QLatin1Char('3')));
    m_dialog->showFailure(State::Critical, QStringLiteral("Scaling code-generator failed."));
    QCOMPARE(banner(), QStringLiteral("Scaling code-generator failed."));
    QVERIFY(elapsed->text().startsWith(QLatin1String("Failed")));
    QVERIFY(button("nextButton")->isEnabled());
    button("nextButton")->click();
    QVERIFY(!m_dialog->isVisible());
}

void TestScaleDialog::showsTheJournalLine()
{
    choose(6);
    m_dialog->showPlan(samples::plan(4, 6), false);
    m_dialog->showSending();
    auto *audit = m_dialog->findChild<QLabel *>(QStringLiteral("auditLabel"));
    QVERIFY(!audit->isVisible());
    AuditEntry entry;
    entry.sequence = 42;
    entry.timeMs = samples::now;
    entry.action = QStringLiteral("scale");
    entry.target = QStringLiteral("code-generator");
    entry.outcome = QStringLiteral("6 of 6 ready");
    entry.reason = QStringLiteral("the queue grows");
    entry.hash = QStringLiteral("3fa94c1f09d0aa77");
    m_dialog->showAudit(entry);
    QVERIFY(audit->isVisible());
    for (const char *part : {"42", "code-generator", "the queue grows", "3fa94c1f09d0"})
        QVERIFY2(audit->text().contains(QLatin1String(part)), part);
}

QTEST_MAIN(TestScaleDialog)
#include "tst_scaledialog.moc"
