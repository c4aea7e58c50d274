// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"

#include <CLI/CLI.hpp>

#include <QRegularExpression>

namespace toban {

namespace {

using Command = Options::Command;

/// What CLI11 fills in; texts of its own kind.
struct Raw
{
    std::string context;
    std::vector<std::string> sandbox;
    std::string format = "text";
    std::string page;
    std::string screenshot;
    std::string language;
    std::string theme;
    std::string size;
    std::string refresh;
    bool traceStart = false;
    std::string name;
    std::map<EndpointKind, std::string> urls;
    std::optional<std::string> kind;
    bool readOnly = false;
    const CLI::Option *readOnlyFlag = nullptr;
    std::optional<std::string> colour;
    std::optional<std::string> timeZone;
    std::optional<std::string> currency;
};

const std::map<std::string, EnvironmentKind> kinds{{"sandbox", EnvironmentKind::Sandbox},
                                                   {"development", EnvironmentKind::Development},
                                                   {"staging", EnvironmentKind::Staging},
                                                   {"production", EnvironmentKind::Production}};

std::string checkSize(const std::string &text)
{
    static const QRegularExpression form(QStringLiteral("^[1-9]\\d{2,4}x[1-9]\\d{2,4}$"));
    return form.match(QString::fromStdString(text)).hasMatch() ? std::string()
                                                               : "SIZE is WIDTHxHEIGHT, such as 1440x900";
}

/// "5s", "2m" or "off".
std::optional<std::chrono::milliseconds> parseInterval(const std::string &text)
{
    static const QRegularExpression form(QStringLiteral("^([1-9]\\d{0,3})(s|m)$"));
    if (text == "off")
        return std::chrono::milliseconds(0);
    const auto match = form.match(QString::fromStdString(text));
    if (!match.hasMatch())
        return std::nullopt;
    const int number = match.capturedView(1).toInt();
    return match.capturedView(2) == u"m" ? std::chrono::minutes(number) : std::chrono::seconds(number);
}

std::string checkInterval(const std::string &text)
{
    return parseInterval(text) ? std::string()
                               : "INTERVAL is a number of seconds or minutes, such as 15s or 2m, or off";
}

void addContexts(CLI::App &app, Raw &raw, std::map<const CLI::App *, Command> &commands)
{
    auto *contexts = app.add_subcommand("contexts", "Named environments that the console works on");
    contexts->require_subcommand(1)->fallthrough();
    const auto add = [&](const char *name, const char *what, Command command) {
        auto *sub = contexts->add_subcommand(name, what)->fallthrough();
        commands[sub] = command;
        return sub;
    };
    const auto addName = [&raw](CLI::App *sub, bool required) {
        auto *option = sub->add_option("NAME", raw.name, "The context's name");
        if (required)
            option->required();
    };
    add("list", "List them; the one to start with is marked", Command::ContextsList);
    addName(add("show", "Show one", Command::ContextsShow), true);
    addName(add("remove", "Remove one", Command::ContextsRemove), true);
    addName(add("use", "Start with this one from now on", Command::ContextsUse), true);
    addName(add("test", "Ask each endpoint of one once (default: the current one)", Command::ContextsTest), false);
    auto *create = add("add", "Add one; of one that is there, change what is named", Command::ContextsAdd);
    addName(create, true);
    for (const EndpointKind kind : allEndpointKinds)
        create
            ->add_option("--" + toString(kind).toStdString(), raw.urls[kind],
                         "URL of its " + toString(kind).toStdString())
            ->type_name("URL");
    create->add_option("--kind", raw.kind, "What it is")
        ->check(CLI::IsMember({"sandbox", "development", "staging", "production"}));
    raw.readOnlyFlag
        = create->add_flag("--read-only,!--no-read-only", raw.readOnly, "Refuse every action there, or no longer do");
    create->add_option("--colour", raw.colour, "Its colour, as #rrggbb")->type_name("COLOUR");
    create->add_option("--time-zone", raw.timeZone, "Its time zone, such as Asia/Tokyo")->type_name("ZONE");
    create->add_option("--currency", raw.currency, "Its currency")->type_name("CODE");
}

Options optionsOf(const Raw &raw, Command command)
{
    Options options;
    options.command = command;
    options.contextName = QString::fromStdString(raw.context);
    options.sandboxDir = raw.sandbox.empty() ? QString() : QString::fromStdString(raw.sandbox.front());
    options.format = raw.format == "json" ? OutputFormat::Json : OutputFormat::Text;
    options.page = QString::fromStdString(raw.page);
    options.screenshotDir = QString::fromStdString(raw.screenshot);
    options.language = QString::fromStdString(raw.language);
    options.theme = QString::fromStdString(raw.theme);
    if (const auto parts = QString::fromStdString(raw.size).split(u'x'); parts.size() == 2)
        options.size = QSize(parts[0].toInt(), parts[1].toInt());
    options.refresh = parseInterval(raw.refresh);
    options.traceStart = raw.traceStart;
    options.name = QString::fromStdString(raw.name);
    options.newContext.name = options.name;
    options.newContext.kind = kinds.at(raw.kind.value_or("development"));
    options.newContext.readOnly = raw.readOnly;
    options.newContext.colour = QString::fromStdString(raw.colour.value_or(""));
    options.newContext.timeZone = QString::fromStdString(raw.timeZone.value_or(""));
    options.newContext.currency = QString::fromStdString(raw.currency.value_or("USD"));
    options.named = {raw.kind.has_value(), raw.readOnlyFlag->count() > 0, raw.colour.has_value(),
                     raw.timeZone.has_value(), raw.currency.has_value()};
    for (const auto &[kind, url] : raw.urls) {
        if (!url.empty())
            options.newContext.endpoints[kind].url = QString::fromStdString(url);
    }
    return options;
}

} // namespace

std::variant<Options, ParsedExit> parseCommandLine(const QStringList &arguments)
{
    Raw raw;
    std::map<const CLI::App *, Command> commands;
    CLI::App app("Operations console for fleets of AI agents", "toban");
    app.set_version_flag("--version", "toban " TOBAN_VERSION);
    app.fallthrough();
    auto *context = app.add_option("--context", raw.context, "Work on the context of this name")->type_name("NAME");
    auto *sandbox
        = app.add_option("--sandbox", raw.sandbox, "Work on the sandbox that runs in DIR; start it if none does")
              ->type_name("[DIR]")
              ->expected(0, 1)
              ->excludes(context);
    auto *page = app.add_option("--page", raw.page, "Open the window on this page")->type_name("NAME");
    auto *screenshot = app.add_option("--screenshot", raw.screenshot,
                                      "Without a window: write a picture of each page to DIR, or of --page only")
                           ->type_name("DIR");
    app.add_option("--lang", raw.language, "Language of this run")->check(CLI::IsMember({"en", "ja"}));
    app.add_option("--theme", raw.theme, "Theme of this run")->check(CLI::IsMember({"light", "dark", "system"}));
    app.add_option("--size", raw.size, "Size of the window or the pictures")->type_name("SIZE")->check(checkSize);
    app.add_option("--refresh", raw.refresh, "Refresh interval of this run: 5s, 2m, off")
        ->type_name("INTERVAL")
        ->check(checkInterval);
    app.add_flag("--trace-start", raw.traceStart, "Print when the window was painted and the Overview complete");
    app.add_option("--format", raw.format, "Output of a subcommand")->check(CLI::IsMember({"text", "json"}));

    commands[app.add_subcommand("status", "Print the Overview's figures, the deployments and the endpoints")
                 ->fallthrough()]
        = Command::Status;
    addContexts(app, raw, commands);
    app.require_subcommand(0, 1);

    std::vector<std::string> reversed;
    for (auto it = arguments.rbegin(); it != arguments.rend() - 1; ++it)
        reversed.push_back(it->toStdString());
    try {
        app.parse(reversed);
    } catch (const CLI::ParseError &error) {
        std::ostringstream out;
        std::ostringstream problem;
        const int code = app.exit(error, out, problem);
        const QString text = QString::fromStdString(out.str() + problem.str());
        return ParsedExit{code == 0 ? exitcode::ok : exitcode::usage, text};
    }

    Command command = screenshot->count() > 0 ? Command::Screenshot : Command::Window;
    for (const auto &[sub, named] : commands) {
        if (sub->parsed())
            command = named;
    }
    Options options = optionsOf(raw, command);
    options.sandbox = sandbox->count() > 0;
    if (options.isHeadless() && (screenshot->count() > 0 || page->count() > 0)) {
        return ParsedExit{
            exitcode::usage,
            QStringLiteral("--page and --screenshot are for the window; they do not go with a subcommand.\n")};
    }
    return options;
}

} // namespace toban
