# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake -DIN=… -DOUT=… -DSYMBOL=… -DNS=… -P embedfile.cmake: see TobanEmbed.cmake.
file(READ "${IN}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n"
    bytes "${bytes}")
cmake_path(GET OUT FILENAME base)
file(WRITE "${OUT}.h" "#pragma once
#include <string_view>
namespace ${NS} {
extern const std::string_view ${SYMBOL};
}
")
file(WRITE "${OUT}.cpp" "#include \"${base}.h\"
namespace ${NS} {
static const unsigned char ${SYMBOL}Bytes[] = {
${bytes}0x00};
const std::string_view ${SYMBOL} {reinterpret_cast<const char *>(${SYMBOL}Bytes), sizeof ${SYMBOL}Bytes - 1};
}
")
