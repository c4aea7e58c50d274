// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/inflater.h"

#include <zlib.h>

#include <algorithm>

namespace toban {

struct Inflater::Stream
{
    z_stream z{};
    bool valid = false;
    bool finished = false;
    bool begun = false;
};

Inflater::Inflater(qint64 limit) : m_stream(std::make_unique<Stream>()), m_limit(limit)
{
    m_stream->valid = inflateInit2(&m_stream->z, 15 + 32) == Z_OK; // 32: gzip or zlib, by the header
}

Inflater::~Inflater()
{
    inflateEnd(&m_stream->z);
}

Inflater::Status Inflater::feed(const QByteArray &piece, QByteArray &out)
{
    if (!m_stream->valid)
        return Status::Broken;
    z_stream &z = m_stream->z;
    z.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(piece.constData())); // zlib only reads it
    z.avail_in = uInt(piece.size());
    m_stream->begun = m_stream->begun || !piece.isEmpty();
    while (z.avail_in > 0 || z.avail_out == 0) {
        if (m_stream->finished) {
            // gzip members may follow one another (RFC 1952 §2.2).
            if (z.avail_in == 0)
                break;
            if (inflateReset(&z) != Z_OK)
                return Status::Broken;
            m_stream->finished = false;
        }
        const qsizetype before = out.size();
        const qint64 room = m_limit - before;
        const qsizetype step = qsizetype(std::clamp<qint64>(room + 1, 1, 256 * 1024));
        out.resize(before + step);
        z.next_out = reinterpret_cast<Bytef *>(out.data() + before);
        z.avail_out = uInt(step);
        const int status = inflate(&z, Z_NO_FLUSH);
        out.resize(before + step - qsizetype(z.avail_out));
        if (out.size() > m_limit)
            return Status::TooLong;
        if (status == Z_STREAM_END)
            m_stream->finished = true;
        else if (status == Z_BUF_ERROR)
            break; // needs the next piece
        else if (status != Z_OK)
            return Status::Broken;
    }
    return Status::Ok;
}

bool Inflater::isFinished() const
{
    return m_stream->finished || !m_stream->begun;
}

} // namespace toban
