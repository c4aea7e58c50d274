# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake -DRULES=… -DGUIDE=… -P runbooks.cmake: fails if an alert has no runbook_url to its own section of the guide.
file(READ "${GUIDE}" guide)
foreach(file IN LISTS RULES)
    file(READ "${file}" text)
    string(REGEX MATCHALL "- alert: [A-Za-z_]+" alerts "${text}")
    if(NOT alerts)
        message(FATAL_ERROR "${file}: no alert found")
    endif()
    foreach(alert IN LISTS alerts)
        string(REPLACE "- alert: " "" name "${alert}")
        string(TOLOWER "${name}" anchor)
        if(NOT text MATCHES "runbook_url: docs/guide/alerts.md#${anchor}\n")
            message(SEND_ERROR "${file}: ${name} has no runbook_url ending in #${anchor}")
        endif()
        if(NOT guide MATCHES "\n#+ ${name}\n")
            message(SEND_ERROR "${GUIDE}: no section named ${name}")
        endif()
    endforeach()
endforeach()
