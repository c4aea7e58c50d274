// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "logging.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr std::size_t entriesAtOnce = 200; // read while others wait for the store's reading thread
constexpr std::size_t pieceBytes = 64 * 1024; // well below what a stream may have waiting
constexpr std::chrono::milliseconds slowReaderWait{20};

std::string exportedLine(AuditEntry entry)
{
    return withMember(std::move(entry.body), "hash", jsonString(entry.hash)) + '\n';
}

/// Sends the chain as it was when it began, as fast as the client reads, page by page so that nobody waits for long.
/// What breaks off has no signed head at its end, which shows.
class AuditExport : public std::enable_shared_from_this<AuditExport>
{
public:
    AuditExport(StateStore &store, Postponer &postponer, std::shared_ptr<http::Stream> stream)
        : m_store(store), m_postponer(postponer), m_stream(std::move(stream))
    { }

    void readOn()
    {
        m_store.read([self = shared_from_this()] {
            try {
                self->fill();
            } catch (const std::exception &failure) {
                logger("http")->error("export of the audit: {}", failure.what());
                self->m_stream->close();
                return;
            }
            self->send();
        });
    }

private:
    void fill()
    {
        if (!m_head) {
            m_head = m_store.auditHead();
        }
        m_text.clear();
        m_sent = 0;
        for (AuditEntry &entry : m_store.auditRange(m_next, m_head->head.sequence, entriesAtOnce)) {
            m_next = entry.sequence + 1;
            m_text += exportedLine(std::move(entry));
        }
        if (m_text.empty()) {
            m_text = signedAuditHeadJson(*m_head) + '\n';
            m_isLast = true;
        }
    }
    void send()
    {
        while (m_sent < m_text.size()) {
            if (m_stream->send(m_text.substr(m_sent, pieceBytes))) {
                m_sent += pieceBytes;
                continue;
            }
            if (!m_stream->isOpen()
                || !m_postponer.postpone(slowReaderWait, [self = shared_from_this()] { self->send(); })) {
                m_stream->close();
            }
            return;
        }
        if (m_isLast) {
            m_stream->close();
        } else {
            readOn();
        }
    }

    StateStore &m_store;
    Postponer &m_postponer;
    const std::shared_ptr<http::Stream> m_stream;
    std::optional<SignedAuditHead> m_head;
    std::int64_t m_next = 1;
    std::string m_text;
    std::size_t m_sent = 0;
    bool m_isLast = false;
};

} // namespace

void Api::addAuditRoutes()
{
    guarded("GET", "/api/v1/audit", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        AuditFilter filter;
        filter.actor = query.text("actor", Form::Filter).value_or("");
        filter.action = query.text("action", Form::Filter).value_or("");
        filter.target = query.text("target", Form::Filter).value_or("");
        filter.operationId = query.text("operation_id", Form::Filter).value_or("");
        const std::size_t limit = query.limit();
        const std::int64_t before = query.before().value_or(0); // 0: from the newest
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        reading(context.responder, [this, filter, before, limit, headers = context.request.headers] {
            auto entries = m_parts.store.audit(filter, before, limit + 1);
            std::string next;
            if (entries.size() > limit) {
                entries.resize(limit);
                next = std::to_string(entries.back().sequence);
            }
            std::vector<std::string> items;
            items.reserve(entries.size());
            for (AuditEntry &entry : entries) {
                items.push_back(withMember(std::move(entry.body), "hash", jsonString(entry.hash)));
            }
            return conditional(headers, pageJson(items, encodeCursor(next)));
        });
    });

    guarded("GET", "/api/v1/audit/head", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        reading(context.responder, [this] {
            return respond(Answer{200, signedAuditHeadJson(m_parts.store.auditHead()), false, 0});
        });
    });

    guarded("GET", "/api/v1/audit/export", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        context.responder.stream("application/jsonl", [this](const std::shared_ptr<http::Stream> &stream) {
            std::make_shared<AuditExport>(m_parts.store, m_parts.postponer, stream)->readOn();
        });
    });
}

} // namespace toban::manager
