// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Settings: what they become, and which are refused as a whole.

#include "settings.h"

#include <gtest/gtest.h>

using namespace toban::manager;

namespace {

Settings with(const std::string &listen, const std::string &certificate, const std::string &advertise)
{
    Settings settings;
    settings.db = "m.db";
    settings.listen = listen;
    settings.certificateFile = certificate;
    settings.keyFile = certificate.empty() ? "" : "key.pem";
    settings.advertiseUrl = advertise;
    return settings;
}

} // namespace

TEST(Settings, WorkersAreSentToWhereTheManagerListens)
{
    const std::tuple<const char *, const char *, const char *, const char *> rows[]{
        {"127.0.0.1:0", "", "", "http://127.0.0.1:8123"},
        {"127.0.0.2:0", "", "", "http://127.0.0.2:8123"},
        {"0.0.0.0:0", "", "", "http://127.0.0.1:8123"},
        {"[::1]:0", "", "", "http://[::1]:8123"},
        {"[::]:0", "", "", "http://[::1]:8123"},
        {"10.1.2.3:0", "c.pem", "", "https://10.1.2.3:8123"},
        {"0.0.0.0:0", "c.pem", "https://manager.example:9443", "https://manager.example:9443"},
    };
    for (const auto &[listen, certificate, advertise, expected] : rows) {
        EXPECT_EQ(advertisedUrl(with(listen, certificate, advertise), 8123), expected) << listen;
    }
}

TEST(Settings, WorkersTrustTheCertificateUnlessToldWhatElse)
{
    EXPECT_EQ(workersCaFile(with("127.0.0.1:0", "", "")), "");
    Settings settings = with("127.0.0.1:0", "c.pem", "");
    EXPECT_EQ(workersCaFile(settings), "c.pem");
    settings.caFile = "ca.pem";
    EXPECT_EQ(workersCaFile(settings), "ca.pem");
    EXPECT_EQ(workersCaFile(with("127.0.0.1:0", "", "https://proxy.example")), "") << "the system's authorities";
}

TEST(Settings, WrongAdvertisedUrlsAreNamed)
{
    for (const char *url : {"manager.example", "http://", "http://h/path", "ftp://h", "http://a b", "http://u@h"}) {
        EXPECT_NE(settingsFault(with("127.0.0.1:0", "", url)).find("advertise_url"), std::string::npos) << url;
    }
    EXPECT_NE(settingsFault(with("127.0.0.1:0", "c.pem", "http://h:1")).find("https"), std::string::npos);
    EXPECT_EQ(settingsFault(with("127.0.0.1:0", "c.pem", "https://h:1")), "");
    EXPECT_EQ(settingsFault(with("127.0.0.1:0", "", "https://behind.a.proxy")), "");
}
