// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logql.h"

namespace toban::sandbox {

/// A line on its way through a query's stages, with the labels it has so far. Reused from line to line: the extracted
/// labels keep their memory.
class LineState
{
public:
    /// Begins a line of a stream.
    void reset(const Labels &stream, std::string_view text);

    std::string_view line() const { return m_line; }
    void setLine(std::string text);

    std::string_view label(std::string_view name) const;
    bool hasLabel(std::string_view name) const;
    /// Sets an extracted label; an empty value removes it.
    void set(std::string_view name, std::string_view value);
    /// As set(), but a name that the stream has gets "_extracted" behind it.
    void extract(std::string_view name, std::string_view value);
    void setError(std::string_view error, std::string_view details);
    bool hasError() const { return hasLabel("__error__"); }

    /// Whether no stage has touched the labels, so that they are the stream's.
    bool isUntouched() const { return m_count == 0; }
    /// Stream's and extracted labels together.
    Labels labels() const;

private:
    struct Pair
    {
        std::string name;
        std::string value;
    };
    Pair *find(std::string_view name);
    const Pair *find(std::string_view name) const;

    const Labels *m_stream = nullptr;
    std::string_view m_line;
    std::string m_ownLine;
    std::string m_nameBuffer;
    std::vector<Pair> m_pairs; // the first m_count are in use
    std::size_t m_count = 0;
};

/// Takes the labels of a JSON object into the state; a line that is none gets __error__="JSONParserErr".
/// Nested objects are joined with "_", lists are left out.
void extractJson(LineState &state);
/// Takes the pairs of a logfmt line; the first malformed one sets __error__="LogfmtParserErr".
void extractLogfmt(LineState &state);

/// Runs a line through stages; false when a filter drops it.
bool runStages(const std::vector<Stage> &stages, LineState &state);

/// The value of the label to unwrap. Nothing: the line has none. One that is no number sets
/// __error__="SampleExtractionErr" and counts as 0.
std::optional<double> unwrapValue(const RangeQuery &query, LineState &state);

} // namespace toban::sandbox
