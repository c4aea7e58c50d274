// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logqlparser.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace toban::sandbox {

namespace {

constexpr int deepestQuery = 100;

std::string place(const Token &token)
{
    return "parse error at line " + std::to_string(token.line) + ", col " + std::to_string(token.column) + ": ";
}

/// A token as Loki's messages call it.
std::string tokenName(const Token &token)
{
    static constexpr std::array words{"by",          "without",      "json",   "logfmt",  "regexp", "unwrap",
                                      "line_format", "label_format", "and",    "or",      "unless", "on",
                                      "ignoring",    "bool",         "offset", "sum",     "avg",    "min",
                                      "max",         "count",        "topk",   "bottomk", "rate",   "count_over_time"};
    switch (token.kind) {
    case Token::Kind::End:
        return "$end";
    case Token::Kind::Identifier:
        return std::find(words.begin(), words.end(), token.text) != words.end() ? token.text : "IDENTIFIER";
    case Token::Kind::Text:
        return "STRING";
    case Token::Kind::Number:
        return "NUMBER";
    case Token::Kind::Duration:
        return "DURATION";
    case Token::Kind::Bytes:
        return "BYTES";
    case Token::Kind::Range:
        return "RANGE";
    case Token::Kind::Symbol:
    case Token::Kind::Invalid:
        break;
    }
    return token.text;
}

} // namespace

std::string parseError(const std::string &why)
{
    return "parse error : " + why;
}

LogqlParser::Depth::Depth(LogqlParser &parser) : m_parser(parser)
{
    if (parser.m_depth >= deepestQuery)
        parser.refuse("the query is nested too deeply");
    ++parser.m_depth;
}

LogqlParser::LogqlParser(std::string_view text) : m_lexer(text)
{
    m_token = m_lexer.next();
    m_next = m_lexer.next();
}

Token LogqlParser::take()
{
    if (m_token.kind == Token::Kind::Invalid)
        refuse(m_token.text);
    Token token = std::move(m_token);
    m_token = std::move(m_next);
    m_next = m_lexer.next();
    return token;
}

bool LogqlParser::isSymbol(std::string_view symbol) const
{
    return m_token.kind == Token::Kind::Symbol && m_token.text == symbol;
}

bool LogqlParser::isWord(std::string_view word) const
{
    return m_token.kind == Token::Kind::Identifier && m_token.text == word;
}

bool LogqlParser::takeSymbol(std::string_view symbol)
{
    if (!isSymbol(symbol))
        return false;
    take();
    return true;
}

bool LogqlParser::takeWord(std::string_view word)
{
    if (!isWord(word))
        return false;
    take();
    return true;
}

void LogqlParser::expectSymbol(std::string_view symbol)
{
    if (!takeSymbol(symbol))
        unexpected({symbol});
}

std::string LogqlParser::expectIdentifier()
{
    if (m_token.kind != Token::Kind::Identifier)
        unexpected({"IDENTIFIER"});
    return take().text;
}

std::string LogqlParser::expectText()
{
    if (m_token.kind != Token::Kind::Text)
        unexpected({"STRING"});
    return take().text;
}

void LogqlParser::unexpected(std::initializer_list<std::string_view> expecting) const
{
    if (m_token.kind == Token::Kind::Invalid)
        refuse(m_token.text);
    std::string text = place(m_token) + "syntax error: unexpected " + tokenName(m_token);
    std::string_view joint = ", expecting ";
    for (const std::string_view name : expecting) {
        text += joint;
        text += name;
        joint = " or ";
    }
    throw LogqlError(text);
}

void LogqlParser::refuse(const std::string &why) const
{
    throw LogqlError(place(m_token) + why);
}

Query LogqlParser::parseQuery()
{
    Query query;
    // A query that begins with a brace is a log query, with or without parentheses around it.
    if (isSymbol("{")) {
        query.log.emplace();
        query.log->matchers = selector();
        query.log->stages = stages();
    } else {
        query.metric = metric(0);
    }
    if (peek().kind != Token::Kind::End)
        unexpected();
    return query;
}

std::vector<Matcher> LogqlParser::parseSelectorOnly()
{
    auto matchers = selector();
    if (peek().kind != Token::Kind::End)
        unexpected();
    return matchers;
}

std::vector<Matcher> LogqlParser::selector()
{
    std::vector<Matcher> matchers;
    expectSymbol("{");
    if (!isSymbol("}")) {
        do {
            matchers.push_back(matcher());
        } while (takeSymbol(","));
    }
    if (!takeSymbol("}"))
        unexpected({"}", ","});
    checkMatchers(matchers);
    return matchers;
}

Matcher LogqlParser::matcher()
{
    Matcher matcher;
    matcher.name = expectIdentifier();
    if (takeSymbol("="))
        matcher.op = MatchOp::Equal;
    else if (takeSymbol("!="))
        matcher.op = MatchOp::NotEqual;
    else if (takeSymbol("=~"))
        matcher.op = MatchOp::Regex;
    else if (takeSymbol("!~"))
        matcher.op = MatchOp::NotRegex;
    else
        unexpected({"=", "=~", "!~", "!="});
    matcher.value = expectText();
    if (matcher.op == MatchOp::Regex || matcher.op == MatchOp::NotRegex)
        matcher.regex = compile(matcher.value);
    return matcher;
}

void LogqlParser::checkMatchers(const std::vector<Matcher> &matchers)
{
    const bool selective
        = std::any_of(matchers.begin(), matchers.end(), [](const Matcher &m) { return !m.matches(""); });
    if (!selective) {
        throw LogqlError(parseError("queries require at least one regexp or equality matcher that does not have an "
                                    "empty-compatible value. For instance, app=~\".*\" does not meet this requirement, "
                                    "but app=~\".+\" will"));
    }
}

Regex LogqlParser::compile(const std::string &pattern)
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    auto regex = std::make_shared<re2::RE2>(pattern, options);
    if (!regex->ok())
        throw LogqlError(parseError("error parsing regexp: " + regex->error()));
    return regex;
}

std::vector<Stage> LogqlParser::stages()
{
    std::vector<Stage> list;
    for (;;) {
        if (isSymbol("|=") || isSymbol("|~") || isSymbol("!=") || isSymbol("!~")) {
            list.push_back(lineFilter());
        } else if (isSymbol("|")) {
            if (m_next.kind == Token::Kind::Identifier && m_next.text == "unwrap")
                return list; // the range's business
            take();
            if (isWord("label_format")) {
                for (Stage &stage : labelFormats())
                    list.push_back(std::move(stage));
            } else {
                list.push_back(stageAfterBar());
            }
        } else {
            return list;
        }
    }
}

Stage LogqlParser::lineFilter()
{
    Stage stage;
    const std::string symbol = take().text;
    stage.line.op = symbol == "|=" ? MatchOp::Equal
        : symbol == "!="           ? MatchOp::NotEqual
        : symbol == "|~"           ? MatchOp::Regex
                                   : MatchOp::NotRegex;
    stage.line.text = expectText();
    if (stage.line.op == MatchOp::Regex || stage.line.op == MatchOp::NotRegex)
        stage.line.regex = compile(stage.line.text);
    return stage;
}

Stage LogqlParser::stageAfterBar()
{
    Stage stage;
    if (takeWord("json")) {
        stage.kind = Stage::Kind::Json;
    } else if (takeWord("logfmt")) {
        stage.kind = Stage::Kind::Logfmt;
    } else if (takeWord("regexp")) {
        stage.kind = Stage::Kind::Regexp;
        stage.regex = compile(expectText());
        if (stage.regex->NumberOfCapturingGroups() == 0 || stage.regex->NamedCapturingGroups().empty())
            throw LogqlError(parseError("at least one named capture must be supplied"));
    } else if (takeWord("line_format")) {
        stage.kind = Stage::Kind::LineFormat;
        stage.format = lineTemplate(expectText());
    } else {
        stage.kind = Stage::Kind::Filter;
        stage.filter = filterOr();
    }
    return stage;
}

std::vector<Stage> LogqlParser::labelFormats()
{
    take();
    std::vector<Stage> list;
    do {
        Stage stage;
        stage.kind = Stage::Kind::LabelFormat;
        stage.target = expectIdentifier();
        expectSymbol("=");
        if (peek().kind == Token::Kind::Text)
            stage.format = lineTemplate(take().text);
        else
            stage.source = expectIdentifier();
        list.push_back(std::move(stage));
    } while (takeSymbol(","));
    return list;
}

/// {{.label}}, {{ .label | ToUpper }} and fixed text.
std::vector<TemplatePart> LogqlParser::lineTemplate(const std::string &text) const
{
    std::vector<TemplatePart> parts;
    std::string_view rest = text;
    const auto trim = [](std::string_view t) {
        while (!t.empty() && (t.front() == ' ' || t.front() == '\t'))
            t.remove_prefix(1);
        while (!t.empty() && (t.back() == ' ' || t.back() == '\t'))
            t.remove_suffix(1);
        return t;
    };
    while (!rest.empty()) {
        const std::size_t open = rest.find("{{");
        if (open != 0) {
            parts.push_back({std::string(rest.substr(0, open)), {}, {}});
            if (open == std::string_view::npos)
                break;
            rest.remove_prefix(open);
        }
        const std::size_t close = rest.find("}}");
        if (close == std::string_view::npos)
            throw LogqlError(parseError("invalid line template: template: line:1: unclosed action"));
        std::string_view action = trim(rest.substr(2, close - 2));
        rest.remove_prefix(close + 2);
        TemplatePart part;
        const std::size_t bar = action.find('|');
        const std::string_view field = trim(action.substr(0, bar));
        if (field == "__line__")
            part.label = field;
        else if (field.starts_with('.') && isLabelName(field.substr(1)))
            part.label = field.substr(1);
        else
            throw LogqlError(parseError("invalid line template: template: line:1: cannot use \"" + std::string(field)
                                        + "\": fields ({{.label}}) and __line__ are known"));
        while (action.find('|') != std::string_view::npos) {
            action.remove_prefix(action.find('|') + 1);
            const std::string_view function = trim(action.substr(0, action.find('|')));
            static constexpr std::array known{"ToUpper", "ToLower", "upper", "lower", "trim", "trimSpace", "TrimSpace"};
            if (std::find(known.begin(), known.end(), function) == known.end())
                throw LogqlError(parseError("invalid line template: template: line:1: function \""
                                            + std::string(function) + "\" not defined"));
            part.functions.emplace_back(function);
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

std::shared_ptr<const LabelFilter> LogqlParser::filterOr()
{
    auto left = filterAnd();
    while (takeWord("or")) {
        auto both = std::make_shared<LabelFilter>();
        both->kind = LabelFilter::Kind::Or;
        both->left = left;
        both->right = filterAnd();
        left = both;
    }
    return left;
}

std::shared_ptr<const LabelFilter> LogqlParser::filterAnd()
{
    auto left = filterUnary();
    // A comma and mere adjacency mean "and" too.
    while (takeWord("and") || takeSymbol(",")
           || (peek().kind == Token::Kind::Identifier && !isWord("or") && m_next.kind == Token::Kind::Symbol
               && m_next.text != "(" && m_next.text != "|")) {
        auto both = std::make_shared<LabelFilter>();
        both->kind = LabelFilter::Kind::And;
        both->left = left;
        both->right = filterUnary();
        left = both;
    }
    return left;
}

std::shared_ptr<const LabelFilter> LogqlParser::filterUnary()
{
    const Depth depth(*this);
    if (takeSymbol("(")) {
        auto inside = filterOr();
        expectSymbol(")");
        return inside;
    }
    auto filter = std::make_shared<LabelFilter>();
    if (peek().kind != Token::Kind::Identifier)
        unexpected();
    const std::string name = take().text;
    const Token op = peek();
    static constexpr std::array<std::pair<std::string_view, CompareOp>, 7> operators{{{"=", CompareOp::Equal},
                                                                                      {"==", CompareOp::Equal},
                                                                                      {"!=", CompareOp::NotEqual},
                                                                                      {">", CompareOp::Greater},
                                                                                      {">=", CompareOp::GreaterOrEqual},
                                                                                      {"<", CompareOp::Less},
                                                                                      {"<=", CompareOp::LessOrEqual}}};
    const auto known
        = std::find_if(operators.begin(), operators.end(), [&](const auto &o) { return o.first == op.text; });
    const bool isRegex = op.text == "=~" || op.text == "!~";
    if (op.kind != Token::Kind::Symbol || (known == operators.end() && !isRegex))
        unexpected();
    take();
    if (isRegex || (peek().kind == Token::Kind::Text && (op.text == "=" || op.text == "!="))) {
        filter->matcher.name = name;
        filter->matcher.op = op.text == "=" ? MatchOp::Equal
            : op.text == "!="               ? MatchOp::NotEqual
            : op.text == "=~"               ? MatchOp::Regex
                                            : MatchOp::NotRegex;
        filter->matcher.value = expectText();
        if (isRegex)
            filter->matcher.regex = compile(filter->matcher.value);
        return filter;
    }
    filter->name = name;
    filter->op = known->second;
    const double sign = takeSymbol("-") ? -1 : 1;
    switch (peek().kind) {
    case Token::Kind::Number:
        filter->kind = LabelFilter::Kind::Number;
        break;
    case Token::Kind::Duration:
        filter->kind = LabelFilter::Kind::Duration;
        break;
    case Token::Kind::Bytes:
        filter->kind = LabelFilter::Kind::Bytes;
        break;
    default:
        unexpected({"BYTES", "DURATION", "NUMBER"});
    }
    filter->value = sign * take().number;
    return filter;
}

Query parseLogql(std::string_view text)
{
    return LogqlParser(text).parseQuery();
}

std::vector<Matcher> parseSelector(std::string_view text)
{
    return LogqlParser(text).parseSelectorOnly();
}

} // namespace toban::sandbox
