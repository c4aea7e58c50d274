// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backfill.h"

#include "childprocess.h"
#include "fleethistory.h"
#include "portfile.h"

#include <condition_variable>
#include <deque>
#include <fstream>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace toban::sandbox {

namespace {

constexpr std::int64_t fineSeconds = 86'400; // the last day has a sample every two minutes
// Of a file; a little more than a block has at 5 minutes. The last day, with more samples, is several files: as one
// it would keep a worker busy when the others have nothing left to do.
constexpr std::ptrdiff_t mostTimes = 750;
/// Collecting garbage was a third of promtool's time; done more seldom still, zeroing the pages of a larger heap costs
/// more than it saves. One thread each, as there is a promtool per core: more only take turns.
const std::vector<std::string> promtoolEnvironment{"GOGC=300", "GOMAXPROCS=1"};
constexpr std::size_t pushBytes = 700'000;

std::int64_t fineFrom(std::int64_t to)
{
    return to - fineSeconds;
}

/// Chunks waiting for a worker; the producer waits while enough do, so that memory stays small.
class Queue
{
public:
    bool push(Chunk chunk)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_chunks.size() < 2 || m_closed; });
        if (m_closed)
            return false;
        m_chunks.push_back(std::move(chunk));
        m_changed.notify_all();
        return true;
    }
    bool pop(Chunk &chunk)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_chunks.empty() || m_closed; });
        if (m_chunks.empty())
            return false;
        chunk = std::move(m_chunks.front());
        m_chunks.pop_front();
        m_changed.notify_all();
        return true;
    }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Chunk> m_chunks;
    bool m_closed = false;
};

/// A folder that is empty at first and gone at the end.
class ScratchFolder
{
public:
    explicit ScratchFolder(std::filesystem::path path) : m_path(std::move(path))
    {
        std::filesystem::remove_all(m_path);
        std::filesystem::create_directories(m_path / "blocks");
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;
    std::filesystem::path blocks() const { return m_path / "blocks"; }
    std::filesystem::path input(int worker) const { return m_path / ("samples-" + std::to_string(worker) + ".txt"); }

private:
    std::filesystem::path m_path;
};

std::uint64_t writeBlocks(const Chunk &chunk, const std::filesystem::path &input, const std::filesystem::path &blocks,
                          const std::filesystem::path &promtool)
{
    std::uint64_t samples = 0;
    {
        std::ofstream out(input, std::ios::binary | std::ios::trunc);
        out.rdbuf()->pubsetbuf(nullptr, 0); // pieces come in large blocks already
        samples = appendOpenMetrics(chunk, [&out](std::string_view text) {
            out.write(text.data(), static_cast<std::streamsize>(text.size()));
        });
        out << "# EOF\n";
        out.close();
        if (!out)
            throw std::runtime_error(input.string() + " could not be written; is the disk full?");
    }
    std::string output;
    std::string errors;
    const int status = runProgram(promtool,
                                  {"tsdb", "create-blocks-from", "openmetrics", "--quiet",
                                   "--max-block-duration=" + std::to_string(blockSeconds / 3600) + "h", input.string(),
                                   blocks.string()},
                                  output, errors, promtoolEnvironment);
    std::filesystem::remove(input);
    if (status != 0)
        throw std::runtime_error("promtool tsdb create-blocks-from ended with " + std::to_string(status) + ": "
                                 + errors);
    return samples;
}

/// Marks a block like those of late samples, which do not move the beginning of what may be in the head.
void markBesideLive(const std::filesystem::path &block)
{
    const auto file = block / "meta.json";
    std::ifstream in(file);
    std::string text(std::istreambuf_iterator<char>(in), {});
    const std::string member = "\"compaction\": {";
    const auto at = text.find(member);
    if (at == std::string::npos)
        throw std::runtime_error(file.string() + " is not as expected: no \"compaction\"");
    text.insert(at + member.size(), "\n\t\t\"hints\": [\"from-out-of-order\"],");
    if (const std::string error = writeFileAtomically(file, text); !error.empty())
        throw std::runtime_error(error);
}

std::vector<std::filesystem::path> blocksIn(const std::filesystem::path &folder)
{
    std::vector<std::filesystem::path> result;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        if (std::filesystem::exists(entry.path() / "meta.json"))
            result.push_back(entry.path());
    }
    return result;
}

} // namespace

BackfillFigures backfill(const Story &story, const PriceTable &prices, std::int64_t from, std::int64_t to,
                         const BackfillPlaces &places, bool besideLive, const std::atomic<bool> &cancelled)
{
    const auto began = std::chrono::steady_clock::now();
    const ScratchFolder scratch(places.scratch);
    std::filesystem::create_directories(places.data);
    Queue queue;
    std::mutex mutex;
    std::exception_ptr failure;
    std::atomic<std::uint64_t> samples = 0;

    FleetHistory history(story, prices, from);
    std::vector<std::thread> workers;
    workers.reserve(static_cast<std::size_t>(places.workers));
    for (int i = 0; i < places.workers; ++i) {
        workers.emplace_back([&, i] {
            try {
                for (Chunk chunk; queue.pop(chunk);)
                    samples += writeBlocks(chunk, scratch.input(i), scratch.blocks(), places.promtool);
            } catch (...) {
                const std::lock_guard lock(mutex);
                failure = std::current_exception();
                queue.close();
            }
        });
    }
    try {
        for (std::int64_t begin = from; begin < to && !cancelled;) {
            // Samples of one file must all belong to one block: promtool reads the file once per block.
            const std::int64_t border = ((begin + 1) / blockSeconds + 1) * blockSeconds;
            const std::int64_t end = std::min(to, border - 1);
            const auto times = history.times(begin, end, fineFrom(to));
            begin = border - 1;
            for (auto at = times.begin(); at != times.end() && !cancelled;) {
                const auto next = times.end() - at > mostTimes ? at + mostTimes : times.end();
                if (!queue.push(history.advance({at, next})))
                    break;
                at = next;
            }
        }
    } catch (...) {
        const std::lock_guard lock(mutex);
        failure = std::current_exception();
    }
    queue.close();
    for (std::thread &worker : workers)
        worker.join();
    if (failure)
        std::rethrow_exception(failure);
    if (cancelled)
        throw std::runtime_error("the history was not finished: cancelled");

    const auto blocks = blocksIn(scratch.blocks());
    for (const auto &block : blocks) {
        if (besideLive)
            markBesideLive(block);
    }
    for (const auto &block : blocks)
        std::filesystem::rename(block, places.data / block.filename());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    return {samples, history.requests(), blocks.size(), took.count()};
}

std::uint64_t backfillLogs(const Story &story, const PriceTable &prices, std::int64_t from, std::int64_t to,
                           const std::function<std::string(std::string body)> &push, const std::atomic<bool> &cancelled)
{
    const FleetHistory history(story, prices, from);
    const auto times = history.times(from, to, fineFrom(to));
    PushBody body;
    std::uint64_t lines = 0;
    const auto send = [&] {
        if (body.empty())
            return;
        if (const std::string error = push(body.take()); !error.empty())
            throw std::runtime_error("the log store did not take the history: " + error);
    };
    history.logs(from, times, [&](const StreamLabels &labels, const LogLine &line) {
        if (cancelled)
            throw std::runtime_error("the history of the logs was not finished: cancelled");
        body.add(labels, line.nanoseconds, line.text);
        ++lines;
        if (body.bytes() > pushBytes)
            send();
    });
    send();
    return lines;
}

} // namespace toban::sandbox
