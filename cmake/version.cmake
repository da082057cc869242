# SPDX-License-Identifier: GPL-3.0-or-later
# version.h: the version (from project()), the commit, the compiler. The commit is asked for at
# every build, since a build directory outlives commits; the header changes only when it does.
# This file is also the script that writes the header.
if(CMAKE_SCRIPT_MODE_FILE)
    set(commit "${ADRIFT_COMMIT}")
    if(commit STREQUAL "" AND GIT_EXECUTABLE AND EXISTS "${SOURCE_DIR}/.git")
        execute_process(
            COMMAND "${GIT_EXECUTABLE}" describe --always --dirty --abbrev=40 --exclude=*
            WORKING_DIRECTORY "${SOURCE_DIR}"
            OUTPUT_VARIABLE commit
            OUTPUT_STRIP_TRAILING_WHITESPACE
            ERROR_QUIET)
    endif()
    configure_file("${SOURCE_DIR}/cmake/version.h.in" "${OUTPUT}" @ONLY)
    return()
endif()

find_package(Git QUIET)
set(version_directory "${PROJECT_BINARY_DIR}/generated")
set(version_command
    "${CMAKE_COMMAND}"
    "-DSOURCE_DIR=${PROJECT_SOURCE_DIR}"
    "-DOUTPUT=${version_directory}/version.h"
    "-DVERSION=${PROJECT_VERSION}"
    "-DCOMPILER=${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}"
    "-DBUILD_TYPE=${CMAKE_BUILD_TYPE}"
    "-DADRIFT_COMMIT=${ADRIFT_COMMIT}"
    "-DGIT_EXECUTABLE=${GIT_EXECUTABLE}"
    -P "${CMAKE_CURRENT_LIST_FILE}")

add_custom_target(adrift_version_header
    COMMAND ${version_command}
    BYPRODUCTS "${version_directory}/version.h"
    COMMENT ""
    VERBATIM)
add_library(adrift_version INTERFACE)
target_include_directories(adrift_version INTERFACE "${version_directory}")
add_dependencies(adrift_version adrift_version_header)
