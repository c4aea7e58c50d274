// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"
#include "memorysetup.h"

int main(int argc, char **argv)
{
    toban::setUpMemory();
    return toban::manager::runCommandLine(argc, argv);
}
