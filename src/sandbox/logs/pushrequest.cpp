// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pushrequest.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace toban::sandbox {

namespace {

using Json = nlohmann::json;

/// jsoniter's way to show where a document went wrong: the ten bytes before, and the fifty.
std::string jsonError(std::string_view body, std::size_t position)
{
    const std::size_t at = std::min(position, body.size());
    const auto before
        = [&](std::size_t bytes) { return std::string(body.substr(at - std::min(bytes, at), std::min(bytes, at))); };
    const int code = position < body.size() ? static_cast<unsigned char>(body[position]) : 0;
    return "loghttp.PushRequest.Streams: []*loghttp.Stream: Skip: do not know how to skip: " + std::to_string(code)
        + ", error found in #" + std::to_string(std::min<std::size_t>(10, at)) + " byte of ...|" + before(10)
        + "|..., bigger context ...|" + before(50) + "|...\n";
}

/// Follows the document without building it.
class PushReader final : public nlohmann::json_sax<Json>
{
public:
    explicit PushReader(std::string_view body) : m_body(body) { }

    PushParse take()
    {
        PushParse parse;
        if (m_error.empty())
            parse.request = std::move(m_request);
        parse.error = std::move(m_error);
        return parse;
    }

    bool null() override { return scalar(); }
    bool boolean(bool) override { return scalar(); }
    bool number_integer(number_integer_t) override { return scalar(); }
    bool number_unsigned(number_unsigned_t) override { return scalar(); }
    bool number_float(number_float_t, const string_t &) override { return scalar(); }
    bool binary(binary_t &) override { return scalar(); }

    bool string(string_t &text) override
    {
        switch (context()) {
        case Context::Labels:
            setLabel(m_request.streams.back().labels, m_key, std::move(text));
            return true;
        case Context::Pair:
            return pairText(text);
        case Context::Values:
            return refuse("loghttp.Entry: expected a list of time and line\n");
        default:
            return scalar();
        }
    }

    bool key(string_t &name) override
    {
        m_key = std::move(name);
        return true;
    }

    bool start_object(std::size_t) override
    {
        const bool wantsList = (context() == Context::Top && m_key == "streams")
            || (context() == Context::Stream && m_key == "values") || context() == Context::Values;
        if (wantsList)
            return refuse("loghttp.PushRequest: streams, values and each entry are lists\n");
        switch (context()) {
        case Context::Document:
            return enter(m_stack.size() == 1 ? Context::Top : Context::Ignored);
        case Context::Streams:
            m_request.streams.emplace_back();
            return enter(Context::Stream);
        case Context::Stream:
            return enter(m_key == "stream" ? Context::Labels : Context::Ignored);
        default:
            return enter(Context::Ignored);
        }
    }
    bool end_object() override { return leave(); }

    bool start_array(std::size_t) override
    {
        if (context() == Context::Labels || (context() == Context::Stream && m_key == "stream"))
            return refuse("loghttp.LabelSet: a stream's labels are an object of strings\n");
        switch (context()) {
        case Context::Top:
            return enter(m_key == "streams" ? Context::Streams : Context::Ignored);
        case Context::Stream:
            return enter(m_key == "values" ? Context::Values : Context::Ignored);
        case Context::Values:
            m_inPair = 0;
            return enter(Context::Pair);
        default:
            return enter(Context::Ignored);
        }
    }
    bool end_array() override
    {
        if (context() == Context::Pair && m_inPair < 2)
            return refuse("loghttp.Entry: expected a list of time and line\n");
        return leave();
    }

    bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &) override
    {
        m_error = jsonError(m_body, position > 0 ? position - 1 : 0);
        return false;
    }

private:
    enum class Context {
        Document,
        Top,
        Streams,
        Stream,
        Labels,
        Values,
        Pair,
        Ignored,
    };

    Context context() const { return m_stack.back(); }
    bool enter(Context inner)
    {
        m_stack.push_back(inner);
        return true;
    }
    bool leave()
    {
        m_stack.pop_back();
        return true;
    }
    bool refuse(std::string why)
    {
        m_error = std::move(why);
        return false;
    }
    bool scalar()
    {
        if (context() == Context::Labels)
            return refuse("loghttp.LabelSet: the value of label " + quote(m_key) + " is no string\n");
        if (context() == Context::Pair && m_inPair < 2)
            return refuse("loghttp.Entry: time and line are strings\n");
        return true;
    }

    bool pairText(std::string &text)
    {
        if (m_inPair == 0) {
            m_time = 0;
            const auto result = std::from_chars(text.data(), text.data() + text.size(), m_time);
            if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size())
                return refuse("loghttp.Entry: strconv.ParseInt: parsing " + quote(text) + ": invalid syntax\n");
        } else if (m_inPair == 1) {
            m_request.texts.push_back(std::move(text));
            const std::string &kept = m_request.texts.back();
            m_request.streams.back().lines.push_back({m_time, kept.data(), static_cast<std::uint32_t>(kept.size())});
        }
        ++m_inPair;
        return true;
    }

    std::string_view m_body;
    std::vector<Context> m_stack{Context::Document};
    std::string m_key;
    int m_inPair = 0;
    std::int64_t m_time = 0;
    PushRequest m_request;
    std::string m_error;
};

} // namespace

PushParse parsePush(const std::string &body)
{
    PushReader reader(body);
    Json::sax_parse(body, &reader);
    return reader.take();
}

} // namespace toban::sandbox
