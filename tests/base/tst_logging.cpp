// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"

#include <gtest/gtest.h>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace {

class Logging : public ::testing::Test
{
protected:
    Logging()
    {
        std::string path = (std::filesystem::temp_directory_path() / "toban-logging-XXXXXX").string();
        directory = ::mkdtemp(path.data());
    }
    ~Logging() override { std::filesystem::remove_all(directory); }

    std::string read(const std::string &name) const
    {
        std::ifstream file(directory / name);
        std::stringstream text;
        text << file.rdbuf();
        return text.str();
    }

    std::filesystem::path directory;
};

TEST_F(Logging, fileIsPrivateAndRedacted)
{
    toban::LogOptions options;
    options.program = "sample";
    options.directory = directory / "made";
    options.standardError = false;
    ASSERT_EQ(toban::initLogging(options), "");
    toban::logger("net")->info("calling with token={}", "hunter2");
    toban::logger("net")->debug("below the level");
    toban::logger("net")->flush();

    struct stat info
    { };
    ASSERT_EQ(::stat((directory / "made" / "sample.log").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    const std::string text = read("made/sample.log");
    EXPECT_NE(text.find("net: calling with token=[redacted]"), std::string::npos) << text;
    EXPECT_EQ(text.find("below"), std::string::npos);
}

TEST_F(Logging, rotatesWithPrivateFiles)
{
    toban::LogOptions options;
    options.program = "sample";
    options.directory = directory;
    options.standardError = false;
    options.maxFileBytes = 2048;
    options.maxFiles = 2;
    ASSERT_EQ(toban::initLogging(options), "");
    for (int i = 0; i < 200; ++i)
        toban::logger("x")->info("line {} of some length to fill the file", i);
    toban::logger("x")->flush();
    int files = 0;
    for (const auto &entry : std::filesystem::directory_iterator(directory)) {
        ++files;
        EXPECT_EQ(entry.status().permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        EXPECT_LE(entry.file_size(), options.maxFileBytes + 256);
    }
    EXPECT_EQ(files, 3);
}

TEST_F(Logging, itsThreadTakesNoSignalOfTheProcess)
{
    toban::LogOptions options;
    options.program = "sample";
    options.directory = directory;
    options.standardError = false;
    ASSERT_EQ(toban::initLogging(options), "");
    const unsigned long long terminate = 1ULL << (SIGTERM - 1);
    int others = 0;
    for (const auto &task : std::filesystem::directory_iterator("/proc/self/task")) {
        if (task.path().filename() == std::to_string(::getpid()))
            continue;
        ++others;
        std::ifstream status(task.path() / "status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("SigBlk:")) {
                EXPECT_TRUE(std::stoull(line.substr(7), nullptr, 16) & terminate) << line;
            }
        }
    }
    EXPECT_GE(others, 1);
    sigset_t own;
    pthread_sigmask(SIG_SETMASK, nullptr, &own);
    EXPECT_EQ(sigismember(&own, SIGTERM), 0) << "the caller's own mask is as it was";
}

TEST_F(Logging, saysWhenTheFileCannotBeMade)
{
    std::ofstream(directory / "blocked") << "x";
    toban::LogOptions options;
    options.program = "sample";
    options.directory = directory / "blocked";
    const std::string error = toban::initLogging(options);
    EXPECT_NE(error.find("cannot write the log in " + options.directory.string()), std::string::npos) << error;
    toban::logger("y")->info("still works");
}

} // namespace
