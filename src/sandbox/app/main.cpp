// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli.h"

int main(int argc, char **argv)
{
    return toban::sandbox::runCli(argc, argv);
}
