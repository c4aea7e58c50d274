// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/fetch.h"
#include "http/urls.h"
#include "manager/managerdecoders.h"

#include <QHash>

#include <memory>
#include <utility>

namespace toban {

/// A list that is read page by page to its end, and from memory where the server says that a page is unchanged
/// (ETag, 304). One thread.
template <typename T>
class ListCache
{
public:
    using Decoder = Result<Page<T>> (*)(const QByteArray &);

    static QCoro::Task<Result<std::vector<T>>> read(std::shared_ptr<ListCache> cache, HttpClient &http, QString path,
                                                    Decoder decode)
    {
        const QPointer<HttpClient> alive(&http);
        std::vector<T> all;
        QHash<QString, Entry> seen;
        QString cursor;
        do {
            const QString key = path + u'?' + cursor;
            const Entry known = cache->m_pages.value(key);
            const Result<Entry> entry
                = co_await fetch(*alive, request(path, cursor, known.etag), reader(known, decode));
            if (!entry)
                co_return Failure(entry.error());
            if (!alive)
                co_return Failure(Error(ErrorKind::Cancelled, {}));
            all.insert(all.end(), entry->page->items.begin(), entry->page->items.end());
            cursor = entry->page->next;
            seen.insert(key, *entry);
            const bool again = seen.contains(path + u'?' + cursor);
            if (!cursor.isEmpty() && (again || seen.size() >= maxPages))
                co_return Failure(Error(ErrorKind::Decode, QStringLiteral("the list's pages do not come to an end"),
                                        alive->origin() + path));
        } while (!cursor.isEmpty());
        cache->m_pages = std::move(seen);
        co_return all;
    }

private:
    struct Entry
    {
        QByteArray etag;
        std::shared_ptr<const Page<T>> page;
    };
    static constexpr qsizetype maxPages = 1000;

    static HttpRequest request(const QString &path, const QString &cursor, const QByteArray &etag)
    {
        HttpRequest request;
        request.path = path;
        addItem(request.query, QStringLiteral("limit"), QStringLiteral("1000"));
        if (!cursor.isEmpty()) {
            addItem(request.query, QStringLiteral("cursor"), cursor);
            // 10 000 agents are 10 pages: at a beat of 5 s the pages alone would be more than the limit lets through.
            request.rate = HttpRequest::Rate::Continued;
        }
        if (!etag.isEmpty())
            request.headers.emplace_back("If-None-Match", etag);
        return request;
    }
    static AnswerReader<Entry> reader(const Entry &known, Decoder decode)
    {
        return {[known, decode](const HttpAnswer &answer) -> Result<Entry> {
                    if (answer.status == 304 && known.page)
                        return known;
                    Result<Page<T>> page = decode(answer.body);
                    if (!page)
                        return Failure(page.error());
                    return Entry{answer.etag, std::make_shared<const Page<T>>(std::move(*page))};
                },
                managerError};
    }

    QHash<QString, Entry> m_pages;
};

} // namespace toban
