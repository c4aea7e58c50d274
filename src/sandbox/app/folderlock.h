// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layout.h"

namespace toban::sandbox {

/// Holds a sandbox's folder for this process; the kernel gives it back at the end, however that comes.
class FolderLock
{
public:
    /// Makes the folder if need be. Waits a moment for a sandbox that is just ending. Throws std::runtime_error, also
    /// when another one runs there.
    explicit FolderLock(const Layout &layout);
    ~FolderLock();
    FolderLock(const FolderLock &) = delete;
    FolderLock &operator=(const FolderLock &) = delete;

private:
    int m_file;
};

} // namespace toban::sandbox
