// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logjournal.h"

#include "logging.h"
#include "units.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace toban::sandbox {

namespace {

constexpr std::string_view magic = "TOBANLOG1\n";
constexpr std::string_view suffix = ".tblog";
constexpr std::int64_t dayLength = 86'400'000'000'000;
constexpr std::uint32_t newStream = 0xffffffff;

std::int64_t dayOf(std::int64_t time)
{
    return time >= 0 ? time / dayLength : -((-time + dayLength - 1) / dayLength);
}

template <class Number>
void put(std::string &out, Number value)
{
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
}

void putText(std::string &out, std::string_view text)
{
    put(out, static_cast<std::uint32_t>(text.size()));
    out += text;
}

/// Takes values off the front of a frame; `ok` turns false at the first that is not whole.
struct Reader
{
    std::string_view rest;
    bool ok = true;

    template <class Number>
    Number get()
    {
        Number value{};
        if (rest.size() < sizeof value) {
            ok = false;
            rest = {};
            return value;
        }
        std::memcpy(&value, rest.data(), sizeof value);
        rest.remove_prefix(sizeof value);
        return value;
    }
    std::string_view getText()
    {
        const auto size = get<std::uint32_t>();
        if (rest.size() < size) {
            ok = false;
            rest = {};
            return {};
        }
        const std::string_view text = rest.substr(0, size);
        rest.remove_prefix(size);
        return text;
    }
};

std::uint32_t checksum(std::string_view content)
{
    return static_cast<std::uint32_t>(crc32(crc32(0, nullptr, 0), reinterpret_cast<const Bytef *>(content.data()),
                                            static_cast<uInt>(content.size())));
}

std::string failure(const std::string &doing, const std::filesystem::path &file)
{
    return "cannot " + doing + " " + file.string() + ": " + std::strerror(errno);
}

bool writeAll(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// Writes the first line into an empty file. A file that has but a part of it would be taken for another program's, so
/// then it stays empty; errno is that of the failure.
bool beginFile(int descriptor)
{
    if (writeAll(descriptor, magic))
        return true;
    const int error = errno;
    [[maybe_unused]] const int emptied = ::ftruncate(descriptor, 0);
    errno = error;
    return false;
}

} // namespace

LogJournal::LogJournal(std::filesystem::path directory) : m_directory(std::move(directory))
{ }

LogJournal::~LogJournal()
{
    for (auto &[day, file] : m_files) {
        if (file.descriptor >= 0)
            ::close(file.descriptor);
    }
}

std::filesystem::path LogJournal::path(std::int64_t day) const
{
    return m_directory / (formatTime(day * dayLength).substr(0, 10) + std::string(suffix));
}

std::vector<std::int64_t> LogJournal::days() const
{
    std::vector<std::int64_t> found;
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(m_directory, ignored)) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(suffix))
            continue;
        if (const auto time = parseTime(name.substr(0, name.size() - suffix.size()) + "T00:00:00Z"))
            found.push_back(dayOf(*time));
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string LogJournal::replay(std::int64_t oldest, const Sink &sink)
{
    std::error_code error;
    std::filesystem::create_directories(m_directory, error);
    if (error)
        return "cannot make the directory " + m_directory.string() + ": " + error.message();
    dropBefore(oldest);
    for (const std::int64_t day : days()) {
        File &file = m_files[day];
        if (std::string problem = readFile(day, file, sink); !problem.empty())
            return problem;
    }
    return {};
}

std::string LogJournal::readFile(std::int64_t day, File &file, const Sink &sink) const
{
    const auto name = path(day);
    const int descriptor = ::open(name.c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
    if (descriptor < 0)
        return failure("open", name);
    file.descriptor = descriptor;
    struct stat info
    { };
    if (::fstat(descriptor, &info) != 0)
        return failure("read", name);
    const auto size = static_cast<std::size_t>(info.st_size);
    if (size < magic.size())
        return ::ftruncate(descriptor, 0) == 0 && beginFile(descriptor) ? std::string() : failure("write", name);
    void *map = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (map == MAP_FAILED)
        return failure("read", name);
    ::madvise(map, size, MADV_SEQUENTIAL);
    Reader reader{{static_cast<const char *>(map), size}};
    std::string problem;
    std::size_t whole = magic.size();
    if (!reader.rest.starts_with(magic)) {
        problem = name.string() + " is not a log file of this program; move it away";
    } else {
        reader.rest.remove_prefix(magic.size());
        std::vector<Labels> streams;
        while (!reader.rest.empty()) {
            const auto length = reader.get<std::uint32_t>();
            const auto sum = reader.get<std::uint32_t>();
            if (!reader.ok || reader.rest.size() < length)
                break;
            const std::string_view content = reader.rest.substr(0, length);
            if (checksum(content) != sum || !readFrame(content, streams, file, sink))
                break;
            reader.rest.remove_prefix(length);
            whole = size - reader.rest.size();
        }
    }
    ::munmap(map, size);
    if (problem.empty() && whole < size) {
        logger("logs")->warn("{}: {} bytes at the end were not written whole and are dropped", name.string(),
                             size - whole);
        if (::ftruncate(descriptor, static_cast<off_t>(whole)) != 0)
            return failure("repair", name);
    }
    return problem;
}

bool LogJournal::readFrame(std::string_view content, std::vector<Labels> &streams, File &file, const Sink &sink)
{
    Reader reader{content};
    std::vector<LogEntry> lines;
    std::uint32_t current = 0;
    const auto give = [&] {
        if (!lines.empty())
            sink(streams[current], lines);
        lines.clear();
    };
    while (!reader.rest.empty() && reader.ok) {
        const auto number = reader.get<std::uint32_t>();
        if (number == newStream) {
            Labels labels;
            const auto count = reader.get<std::uint32_t>();
            for (std::uint32_t i = 0; i < count && reader.ok; ++i) {
                const std::string_view name = reader.getText();
                labels.emplace_back(name, reader.getText());
            }
            if (reader.ok) {
                file.streams[formatLabels(labels)] = static_cast<std::uint32_t>(streams.size());
                streams.push_back(std::move(labels));
            }
            continue;
        }
        const auto time = reader.get<std::int64_t>();
        const std::string_view text = reader.getText();
        if (!reader.ok || number >= streams.size())
            return false;
        if (number != current)
            give();
        current = number;
        lines.push_back({time, text.data(), static_cast<std::uint32_t>(text.size())});
    }
    give();
    return reader.ok;
}

std::string LogJournal::openFile(std::int64_t day, File &file) const
{
    const auto name = path(day);
    file.descriptor = ::open(name.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file.descriptor < 0)
        return failure("open", name);
    if (beginFile(file.descriptor))
        return {};
    std::string problem = failure("write", name);
    ::close(file.descriptor);
    file.descriptor = -1; // the next flush tries again
    return problem;
}

void LogJournal::add(const LogStream &stream, const std::vector<LogEntry> &lines)
{
    for (const LogEntry &line : lines) {
        File &file = m_files[dayOf(line.time)];
        auto number = file.streams.find(stream.key());
        if (number == file.streams.end()) {
            number = file.streams.emplace(stream.key(), static_cast<std::uint32_t>(file.streams.size())).first;
            put(file.frame, newStream);
            put(file.frame, static_cast<std::uint32_t>(stream.labels().size()));
            for (const auto &[name, value] : stream.labels()) {
                putText(file.frame, name);
                putText(file.frame, value);
            }
        }
        put(file.frame, number->second);
        put(file.frame, line.time);
        putText(file.frame, line.text());
    }
}

std::string LogJournal::flush()
{
    std::string problem;
    for (auto &[day, file] : m_files) {
        if (file.frame.empty())
            continue;
        if (file.descriptor < 0) {
            if (std::string error = openFile(day, file); !error.empty()) {
                problem = std::move(error);
                continue;
            }
        }
        std::string frame;
        frame.reserve(file.frame.size() + 8);
        put(frame, static_cast<std::uint32_t>(file.frame.size()));
        put(frame, checksum(file.frame));
        frame += file.frame;
        struct stat before
        { };
        const bool known = ::fstat(file.descriptor, &before) == 0;
        if (!writeAll(file.descriptor, frame)) {
            problem = failure("write", path(day));
            // Half a frame would hide the ones after it.
            if (!known || ::ftruncate(file.descriptor, before.st_size) != 0)
                problem += "; the file could not be repaired";
            continue; // the frame stays and is tried again with the next
        }
        if (file.frame.capacity() > 1024 * 1024)
            std::string().swap(file.frame);
        file.frame.clear();
        file.unsynced = true;
    }
    return problem;
}

void LogJournal::sync()
{
    for (auto &[day, file] : m_files) {
        if (file.unsynced && ::fdatasync(file.descriptor) == 0)
            file.unsynced = false;
    }
}

void LogJournal::dropBefore(std::int64_t oldest)
{
    for (const std::int64_t day : days()) {
        if ((day + 1) * dayLength > oldest)
            continue;
        if (const auto file = m_files.find(day); file != m_files.end()) {
            ::close(file->second.descriptor);
            m_files.erase(file);
        }
        std::error_code ignored;
        std::filesystem::remove(path(day), ignored);
    }
}

} // namespace toban::sandbox
