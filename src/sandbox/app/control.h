// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskloop.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace toban::sandbox {

/// The supervisor's ear: a socket in the file system that only its owner may open. A client sends one line and gets
/// one line. On the loop's thread.
class ControlServer
{
public:
    /// Answers a request through `reply`, at once or later.
    using Reply = std::function<void(std::string)>;
    using Handler = std::function<void(std::string request, Reply reply)>;

    ControlServer(TaskLoop &loop, std::filesystem::path socket, Handler handler);
    ~ControlServer();
    /// Binds. Returns an empty string, or what failed.
    std::string start();

private:
    struct Impl;
    std::shared_ptr<Impl> d;
};

/// Sends one line to the supervisor whose socket this is and returns its answer. Nothing when nobody listens there, or
/// who did ended without an answer. Throws std::runtime_error when there is none in time.
std::optional<std::string> askSupervisor(const std::filesystem::path &socket, const std::string &request,
                                         std::chrono::milliseconds limit);

} // namespace toban::sandbox
