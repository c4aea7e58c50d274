// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httptypes.h"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>

namespace toban::http {

/// Beast's parser, filling a Request in place.
class RequestParser final : public boost::beast::http::basic_parser<true>
{
public:
    Request request;
    int version = 11;

private:
    using Error = boost::beast::error_code;
    using View = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, View method, View target, int httpVersion, Error &) override
    {
        version = httpVersion;
        request.method.assign(method.data(), method.size());
        request.target.assign(target.data(), target.size());
        request.headers.reserve(12);
    }
    void on_response_impl(int, View, int, Error &) override { }
    void on_field_impl(boost::beast::http::field, View name, View value, Error &) override
    {
        request.headers.add(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
    }
    void on_header_impl(Error &) override { }
    void on_body_init_impl(const boost::optional<std::uint64_t> &length, Error &) override
    {
        // A length that is only claimed must not reserve memory for nothing.
        if (length)
            request.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, 64 * 1024)));
    }
    std::size_t on_body_impl(View body, Error &) override
    {
        request.body.append(body.data(), body.size());
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, View, Error &) override { }
    std::size_t on_chunk_body_impl(std::uint64_t, View body, Error &) override
    {
        request.body.append(body.data(), body.size());
        return body.size();
    }
    void on_finish_impl(Error &) override { }
};

} // namespace toban::http
