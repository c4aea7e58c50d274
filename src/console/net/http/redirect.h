// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>
#include <QUrl>

namespace toban {

/// Where a redirect leads and what goes there.
struct Redirect
{
    QUrl url;
    QByteArray method;
    bool withBody = false;
    bool withCredentials = false; ///< authorization, configured headers, client certificate
};

bool isRedirect(int status); ///< 301, 302, 303, 307, 308

/// Judges one redirect. Refused, as an Http error with code "redirect_refused": https → http, another scheme than
/// http(s), user info in the target, and anything but GET and HEAD to another origin or with a status that would
/// change the method. Credentials stay only while every hop has the endpoint's origin.
Result<Redirect> followRedirect(const QUrl &from, int status, const QByteArray &location, const QByteArray &method,
                                bool withCredentials);

inline constexpr int maxRedirects = 5;

} // namespace toban
