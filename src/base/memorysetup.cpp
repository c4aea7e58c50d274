// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "memorysetup.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace toban {

void setUpMemory()
{
#ifdef __GLIBC__
    constexpr int threshold = 128 * 1024;
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, threshold);
    mallopt(M_TRIM_THRESHOLD, threshold);
#endif
}

} // namespace toban
