# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# toban_embed(TARGET NAMESPACE SYMBOL FILE …)
# Compiles text files into the target: for each pair a `std::string_view` of that name in that namespace, declared in
# the generated header "<SYMBOL in lower case>resource.h". So a program needs no file beside it at run time.
function(toban_embed target namespace)
    set(pairs ${ARGN})
    while(pairs)
        list(POP_FRONT pairs symbol file)
        string(TOLOWER "${symbol}" base)
        set(dir "${CMAKE_CURRENT_BINARY_DIR}/embedded")
        set(out "${dir}/${base}resource")
        file(MAKE_DIRECTORY "${dir}")
        add_custom_command(OUTPUT "${out}.cpp" "${out}.h"
            COMMAND "${CMAKE_COMMAND}" "-DIN=${file}" "-DOUT=${out}" "-DSYMBOL=${symbol}" "-DNS=${namespace}"
                -P "${CMAKE_SOURCE_DIR}/cmake/embedfile.cmake"
            DEPENDS "${file}" "${CMAKE_SOURCE_DIR}/cmake/embedfile.cmake"
            COMMENT "Embedding ${symbol}" VERBATIM)
        target_sources(${target} PRIVATE "${out}.cpp" "${out}.h")
        target_include_directories(${target} PRIVATE "${dir}")
    endwhile()
endfunction()
