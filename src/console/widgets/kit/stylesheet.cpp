// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/theme.h"

#include <QStyle>
#include <QWidget>

namespace toban {

namespace {

// Names in capitals are replaced by the tokens' colours.
constexpr auto sheet = R"(
* { outline: none; }
QToolTip { background: SURFACE2; color: STRONG; border: 1px solid LINE; padding: 4px 6px; }

QWidget[surface="0"] { background: SURFACE0; }
QWidget[surface="1"] { background: SURFACE1; }
QWidget[surface="2"] { background: SURFACE2; }

QLabel[role="title"] { color: STRONG; font-size: 15px; font-weight: 600; }
QLabel[role="heading"] { color: STRONG; font-weight: 600; }
QLabel[role="caption"] { color: FAINT; font-size: 11px; }
QLabel[role="faint"] { color: FAINT; }
QLabel[role="error"] { color: CRITICALTEXT; }
QLabel[role="warn"] { color: WARNTEXT; }
QLabel[role="mono"] { font-family: "Noto Sans Mono", "DejaVu Sans Mono", monospace; font-size: 12px; }

QPushButton { background: SURFACE1; color: TEXT; border: 1px solid EDGE; border-radius: 5px; padding: 0 12px; min-height: 26px; }
QPushButton:hover { background: HOVER; color: STRONG; }
QPushButton:pressed { background: SURFACE2; }
QPushButton:focus { border: 2px solid ACCENT; padding: 0 11px; min-height: 24px; }
QPushButton:disabled { color: DISABLED; border-color: LINE; background: SURFACE0; }
QPushButton[kind="primary"] { background: ACCENT; color: ONACCENT; border-color: ACCENT; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: ACCENTHOVER; border-color: ACCENTHOVER; }
QPushButton[kind="primary"]:focus { border: 2px solid STRONG; }
QPushButton[kind="primary"]:disabled { background: SURFACE2; color: DISABLED; border-color: LINE; }
QPushButton[kind="danger"] { color: CRITICALTEXT; border-color: CRITICALMARK; }
QPushButton[kind="danger"]:hover { background: CRITICALWASH; color: CRITICALTEXT; }
QPushButton[kind="danger"]:disabled { color: DISABLED; border-color: LINE; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: ACCENT; padding: 0 8px; }
QPushButton[kind="quiet"]:hover { background: HOVERDEEP; }
QPushButton[kind="quiet"]:focus { border-color: ACCENT; padding: 0 7px; }
QPushButton[kind="quiet"]:disabled { color: DISABLED; }

QToolButton { background: transparent; color: TEXT; border: 1px solid transparent; border-radius: 5px; padding: 3px; }
QToolButton:hover { background: HOVERDEEP; color: STRONG; }
QToolButton:pressed, QToolButton:checked { background: SURFACE2; color: STRONG; }
QToolButton:focus { border: 2px solid ACCENT; padding: 2px; }
QToolButton:disabled { color: DISABLED; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[kind="bar"] { background: SURFACE1; border: 1px solid EDGE; padding: 0 8px; min-height: 26px; }
QToolButton[kind="bar"]:hover { background: HOVER; }
QToolButton[kind="bar"]:pressed { background: SURFACE2; }
QToolButton[kind="bar"]:focus { border: 2px solid ACCENT; padding: 0 7px; min-height: 24px; }

QLineEdit, QPlainTextEdit, QTextEdit { background: SURFACE1; color: STRONG; border: 1px solid CONTROL; border-radius: 5px;
    selection-background-color: ACCENT; selection-color: ONACCENT; }
QLineEdit { padding: 0 7px; min-height: 26px; }
QLineEdit:focus { border: 2px solid ACCENT; padding: 0 6px; min-height: 24px; }
QPlainTextEdit, QTextEdit { padding: 4px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid ACCENT; padding: 3px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled { color: DISABLED; border-color: LINE; background: SURFACE0; }
QLineEdit[invalid="true"] { border-color: CRITICALMARK; }
QLineEdit[kind="palette"], QLineEdit[kind="palette"]:focus { background: transparent; border: none; border-bottom: 1px solid LINE; border-radius: 0;
    padding: 0 12px; min-height: 42px; font-size: 15px; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit { border: none; background: transparent; padding: 0 4px; min-height: 0; }

QTreeView, QTableView, QListView { background: SURFACE1; color: TEXT; border: none; selection-background-color: ACCENTWASH;
    selection-color: STRONG; }
QHeaderView { background: SURFACE1; border: none; }
QHeaderView::section { background: SURFACE1; color: FAINT; font-size: 11px; border: none; border-bottom: 1px solid LINE;
    padding: 0 8px; min-height: 27px; max-height: 27px; }
QHeaderView::section:hover { color: STRONG; background: HOVER; }
QTableCornerButton::section { background: SURFACE1; border: none; border-bottom: 1px solid LINE; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: HANDLE; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: CONTROL; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QFrame[popup="true"] QListView, QFrame[popup="true"] QLabel { background: transparent; }
QFrame[popup="true"] QListView::item { padding-left: 8px; border-radius: 4px; }
QFrame[popup="true"] QListView::item:hover { background: HOVER; }
QFrame[popup="true"] QListView::item:selected { background: ACCENTWASH; color: STRONG; }
QMenu { background: POPUP; color: TEXT; border: 1px solid EDGE; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: ACCENTWASH; color: STRONG; }
QMenu::item:disabled { color: DISABLED; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: LINE; margin: 4px 8px; }

QTabBar::tab { background: transparent; color: FAINT; padding: 6px 2px; margin-right: 18px; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: STRONG; }
QTabBar::tab:selected { color: STRONG; border-bottom-color: ACCENT; }
QTabBar::tab:focus { color: ACCENT; }
QTabWidget::pane { border: none; border-top: 1px solid LINE; }

QGroupBox { border: none; margin-top: 24px; padding: 0; }
QGroupBox::title { subcontrol-origin: margin; left: 0; top: 2px; color: STRONG; font-weight: 600; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: ACCENTWASH; }
QProgressBar { background: SURFACE2; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; text-align: center; }
QProgressBar::chunk { background: ACCENT; border-radius: 3px; }
QStatusBar { background: SURFACE0; color: FAINT; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }

toban--Card { background: SURFACE1; border: 1px solid LINE; border-radius: 6px; }
QFrame[popup="true"] { background: POPUP; border: 1px solid EDGE; border-radius: 6px; }
)";

} // namespace

QString styleSheet(const Tokens &t)
{
    const QColor popup = t.dark ? t.surface2 : t.surface1;
    const std::pair<const char *, QColor> names[] = {
        {"CRITICALTEXT", t.critical.text},
        {"CRITICALMARK", t.critical.mark},
        {"CRITICALWASH", t.critical.wash},
        {"WARNTEXT", t.warn.text},
        {"ACCENTHOVER", mix(t.accent, t.textStrong, 0.12)},
        {"ACCENTWASH", t.accentWash},
        {"ONACCENT", t.onAccent},
        {"ACCENT", t.accent},
        {"SURFACE0", t.surface0},
        {"SURFACE1", t.surface1},
        {"SURFACE2", t.surface2},
        {"DISABLED", mix(t.surface1, t.textFaint, 0.65)},
        {"HOVERDEEP", mix(t.surface0, t.textFaint, 0.12)},
        {"HOVER", t.hover},
        {"HANDLE", mix(t.surface1, t.textFaint, 0.35)},
        {"POPUP", popup},
        {"STRONG", t.textStrong},
        {"FAINT", t.textFaint},
        {"TEXT", t.text},
        {"EDGE", mix(t.line, t.control, 0.3)},
        {"CONTROL", t.control},
        {"LINE", t.line},
    };
    QString text = QString::fromUtf8(sheet);
    for (const auto &[name, colour] : names)
        text.replace(QLatin1String(name), colour.name());
    return text;
}

} // namespace toban
