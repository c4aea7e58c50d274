// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <variant>

namespace toban {

/// Exit codes of the headless commands.
namespace exitcode {
inline constexpr int ok = 0;
inline constexpr int failed = 1; ///< it could not be tried: context, sandbox, file
inline constexpr int usage = 2;
inline constexpr int incomplete = 3; ///< an endpoint did not answer, or a figure or page has no data
} // namespace exitcode

enum class OutputFormat { Text, Json };

/// What was asked for on the command line.
struct Options
{
    enum class Command {
        Window,
        Screenshot,
        Status,
        ContextsList,
        ContextsShow,
        ContextsAdd,
        ContextsRemove,
        ContextsUse,
        ContextsTest,
    };
    Command command = Command::Window;
    QString contextName; ///< --context
    bool sandbox = false; ///< --sandbox
    QString sandboxDir; ///< its DIR; empty: the sandbox's default
    OutputFormat format = OutputFormat::Text;

    QString page; ///< --page
    QString screenshotDir; ///< --screenshot
    QString language; ///< --lang: "en", "ja"; empty: the session's
    QString theme; ///< --theme: "light", "dark", "system"; empty: the session's
    std::optional<QSize> size; ///< --size
    std::optional<std::chrono::milliseconds> refresh; ///< --refresh; 0: by hand. Nothing: the session's
    bool traceStart = false; ///< --trace-start

    QString name; ///< of `contexts show|add|remove|use|test`
    Context newContext; ///< of `contexts add`: what is not named is the default
    /// What of it was named, so that an existing one keeps the rest. Of the endpoints, those that are there.
    struct Named
    {
        bool kind = false;
        bool readOnly = false;
        bool colour = false;
        bool timeZone = false;
        bool currency = false;
    };
    Named named;

    bool isHeadless() const { return command != Command::Window && command != Command::Screenshot; }
};

/// The program ends here: help, version or a mistake, with the text to print (to standard error when the code is not
/// 0).
struct ParsedExit
{
    int code = exitcode::ok;
    QString text;
};

/// Reads arguments, the program's name first. Pure.
std::variant<Options, ParsedExit> parseCommandLine(const QStringList &arguments);

} // namespace toban
