// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/problem.h"

#include <QList>
#include <QVariantMap>
#include <QWidget>

#include <vector>

class QAction;

namespace toban {

/// One page of the main window. The window knows nothing else of it. GUI thread; the window owns it.
///
/// A page is made at its first visit, with its controller, and is asked to work only between activate() and
/// deactivate(): a page that is not shown sends no request. It retranslates itself on QEvent::LanguageChange.
class Page : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    virtual QString id() const = 0; ///< "overview", "fleet": stable, used in session, command line and file names
    virtual QString title() const = 0; ///< translated
    /// What can be done here, besides what the window offers. Each has an object name ("action.fleet.scale") and a
    /// text; the palette and the key help list them, shortcuts hold while the page is shown. The page owns them.
    virtual QList<QAction *> pageActions() const { return {}; }
    virtual void activate() { } ///< shown from now on: refresh, and listen to the refresh beat
    virtual void deactivate() { } ///< hidden from now on
    /// Arrived by a link: select or filter what the arguments say. Called after activate(). Unknown arguments are
    /// ignored.
    virtual void navigate(const QVariantMap &args) { Q_UNUSED(args) }
    /// Every part shows an answer (data, empty, error or not configured) of the last refresh; none is loading.
    virtual bool isComplete() const = 0;
    /// Every part shows data: what a picture for the manual needs. A part that is rightly empty counts.
    virtual bool hasData() const { return isComplete(); }
    virtual std::vector<Problem> problems() const { return {}; }
    virtual void focusFilter() { } ///< `/`: put the cursor into the page's filter field
    /// Esc: undo the page's innermost state (clear a filter, leave a zoom, close a pane). False: there was none.
    virtual bool goBack() { return false; }

Q_SIGNALS:
    void completed(); ///< isComplete() has become true
    void problemsChanged();
    void pageActionsChanged();
    void titleChanged();
    void navigateRequested(const QString &page, const QVariantMap &args);
};

} // namespace toban
