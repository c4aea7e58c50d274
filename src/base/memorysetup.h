// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace toban {

/// Keeps the memory that glibc's allocator holds back small and steady. First thing in a program that runs for days,
/// before it has threads; does nothing with another C library.
///
/// By itself glibc gives every thread an arena of its own, and once a big block has been freed it serves blocks of that
/// size from the heap, where they no longer go back to the system. Here: two arenas, and fixed thresholds of 128 KiB
/// (mallopt(3)). Measured with Overview at 5 s refresh: the growth from minute 2 to minute 10 went from 1.5 to 0.1 MB.
void setUpMemory();

} // namespace toban
