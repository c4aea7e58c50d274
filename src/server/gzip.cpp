// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace toban::http {

namespace {

constexpr int gzipWindow = 15 + 16; // zlib's way to say: the largest window, in a gzip wrapper

Bytef *input(std::string_view text)
{
    // zlib's interface is not const-correct; it does not write here.
    return reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
}

} // namespace

std::string gzipCompress(std::string_view text)
{
    z_stream stream{};
    if (text.size() > std::numeric_limits<uInt>::max()
        || deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = input(text);
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool ok = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(ok ? stream.total_out : 0);
    deflateEnd(&stream);
    return out;
}

std::optional<std::string> gzipDecompress(std::string_view data, std::size_t maxBytes)
{
    z_stream stream{};
    if (data.size() > std::numeric_limits<uInt>::max() || inflateInit2(&stream, gzipWindow) != Z_OK)
        return std::nullopt;
    std::string out;
    std::size_t used = 0;
    stream.next_in = input(data);
    stream.avail_in = static_cast<uInt>(data.size());
    int status = Z_OK;
    while (status == Z_OK && used <= maxBytes) {
        if (used == out.size())
            out.resize(std::min(std::max<std::size_t>(out.size() * 2, 64 * 1024), maxBytes + 1));
        stream.next_out = reinterpret_cast<Bytef *>(out.data() + used);
        const std::size_t room = out.size() - used;
        if (room == 0)
            break;
        stream.avail_out = static_cast<uInt>(room);
        status = inflate(&stream, Z_NO_FLUSH);
        used += room - stream.avail_out;
        if (status == Z_STREAM_END && stream.avail_in > 0)
            status = inflateReset(&stream);
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END || used > maxBytes)
        return std::nullopt;
    out.resize(used);
    return out;
}

} // namespace toban::http
