# SPDX-License-Identifier: GPL-3.0-or-later
# What all targets of the project share. Code includes from the root: #include "sim/model.h".

# A library none of whose files exist yet is left out, and so are links to it.
function(adrift_link target)
    foreach(library IN LISTS ARGN)
        if(NOT library MATCHES "^adrift_" OR TARGET ${library})
            target_link_libraries(${target} PUBLIC ${library})
        endif()
    endforeach()
endfunction()

function(adrift_common target)
    target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>")
    foreach(flags IN ITEMS adrift_flags adrift_warnings adrift_sanitizers)
        target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:${flags}>)
    endforeach()
endfunction()

# adrift_library(adrift_sim SOURCES a.c b.c LINK gsl ...)
function(adrift_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
    if(NOT arg_SOURCES)
        message(STATUS "${name}: no source files yet, left out")
        return()
    endif()
    add_library(${name} STATIC ${arg_SOURCES})
    adrift_common(${name})
    adrift_link(${name} ${arg_LINK})
endfunction()
