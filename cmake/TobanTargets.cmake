# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One helper per kind of target, so that language level, warnings and include rules are said once.

set(TOBAN_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=: address,undefined or thread")

add_library(toban_options INTERFACE)
target_compile_features(toban_options INTERFACE cxx_std_20)
target_compile_options(toban_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wformat=2
    -Wimplicit-fallthrough -Werror -fstack-protector-strong -ffunction-sections -fdata-sections)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 warns of these inside its own and third-party headers when coroutines and -O2 meet.
    target_compile_options(toban_options INTERFACE -Wno-maybe-uninitialized -Wno-dangling-pointer -Wno-restrict
        -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-free-nonheap-object)
endif()
target_link_options(toban_options INTERFACE -Wl,--as-needed -Wl,-z,relro,-z,now -Wl,--gc-sections)
target_compile_definitions(toban_options INTERFACE SPDLOG_FMT_EXTERNAL)
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Several sources are one translation unit then: an unnamed namespace may be seen from another file's class.
    target_compile_options(toban_options INTERFACE -Wno-subobject-linkage)
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # A local name may be that of another file's unnamed namespace there; source by source, GCC and lint look at it.
    target_compile_options(toban_options INTERFACE -Wno-shadow)
endif()
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" OR TOBAN_SANITIZE)
    # Paths in messages and debug information from the top of the sources: packages are the same wherever they are built,
    # and one cache of compiled objects serves every checkout. A debug build keeps them whole for debuggers.
    target_compile_options(toban_options INTERFACE "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(TOBAN_SANITIZE)
    target_compile_options(toban_options INTERFACE -fsanitize=${TOBAN_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    target_link_options(toban_options INTERFACE -fsanitize=${TOBAN_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        # The debug information of a hundred test programs: GNU ld takes minutes for it.
        target_link_options(toban_options INTERFACE -fuse-ld=lld)
    endif()
    if(TOBAN_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # GCC warns of every fence under TSan; Asio has some.
        target_compile_options(toban_options INTERFACE -Wno-tsan)
    endif()
endif()

# toban_library(NAME [QT] SOURCES … [PUBLIC …] [PRIVATE …])
# A static library whose headers are reached through its own folder only: a target that does not link it
# cannot include it. QT switches on moc/uic/rcc and Qt's strict defines.
function(toban_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "QT" "" "SOURCES;PUBLIC;PRIVATE")
    add_library(${name} STATIC ${arg_SOURCES})
    target_include_directories(${name} PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}")
    target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE toban_options ${arg_PRIVATE})
    if(arg_QT)
        toban_qt(${name})
    endif()
endfunction()

# toban_executable(NAME [QT] SOURCES … [PRIVATE …])
function(toban_executable name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "QT" "" "SOURCES;PRIVATE")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE toban_options ${arg_PRIVATE})
    if(arg_QT)
        toban_qt(${name})
    endif()
endfunction()

# toban_test(NAME [QT] SOURCES … [PRIVATE …] [LABELS …] [TIMEOUT s])
# A test program registered with ctest. Without QT it is a GoogleTest program with its main().
function(toban_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "QT" "TIMEOUT" "SOURCES;PRIVATE;LABELS")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE toban_options toban_test_paths ${arg_PRIVATE})
    if(arg_QT)
        toban_qt(${name})
        target_link_libraries(${name} PRIVATE Qt6::Test)
    else()
        target_link_libraries(${name} PRIVATE GTest::gtest GTest::gmock GTest::gtest_main)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
    if(arg_QT)
        set_tests_properties(${name} PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_FORCE_STDERR_LOGGING=1")
    endif()
endfunction()

function(toban_qt name)
    set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOUIC ON AUTORCC ON
        AUTOUIC_SEARCH_PATHS "${CMAKE_SOURCE_DIR}/ui")
    target_compile_definitions(${name} PRIVATE
        QT_NO_KEYWORDS QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
        QT_STRICT_ITERATORS QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400)
endfunction()
