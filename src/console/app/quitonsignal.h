// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <array>

namespace toban {

/// Ends the event loop on SIGINT, SIGTERM and SIGHUP, so that the session is saved and children are taken down. One per
/// process.
class QuitOnSignal : public QObject
{
    Q_OBJECT
public:
    explicit QuitOnSignal(QObject *parent = nullptr);
    ~QuitOnSignal() override;

private:
    std::array<int, 2> m_pipe{-1, -1};
};

} // namespace toban
