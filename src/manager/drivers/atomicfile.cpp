// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "atomicfile.h"

#include <fstream>
#include <unistd.h>

namespace toban::manager {

std::string writeFileAtomically(const std::filesystem::path &file, std::string_view text)
{
    auto temporary = file;
    temporary += '.' + std::to_string(getpid()) + ".tmp";
    {
        std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
        stream << text;
        stream.flush();
        if (!stream) {
            return temporary.string() + ": cannot be written";
        }
    }
    std::error_code error;
    std::filesystem::rename(temporary, file, error);
    if (error) {
        return file.string() + ": " + error.message();
    }
    return {};
}

} // namespace toban::manager
