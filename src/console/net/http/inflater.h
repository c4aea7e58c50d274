// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>

namespace toban {

/// Decompresses a gzip or zlib body piece by piece, and never makes more than it is allowed to: a bomb ends at the
/// limit.
class Inflater
{
public:
    explicit Inflater(qint64 limit);
    ~Inflater();
    Q_DISABLE_COPY_MOVE(Inflater)

    enum class Status { Ok, TooLong, Broken };
    /// Appends what the piece holds to `out`. After anything but Ok it must not be fed again.
    Status feed(const QByteArray &piece, QByteArray &out);
    /// The compressed stream came to its end (a body that stops earlier is truncated).
    bool isFinished() const;

private:
    struct Stream;
    std::unique_ptr<Stream> m_stream;
    qint64 m_limit;
};

} // namespace toban
