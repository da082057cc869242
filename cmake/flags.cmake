# SPDX-License-Identifier: GPL-3.0-or-later
# Code generation. Results must be the same bytes from every compiler: no fused multiply-adds,
# no reordering of sums, no GNU dialect (which brings back contraction). The last two flags change
# no value; they free the compiler from errno and floating-point traps so that loops vectorise.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)

foreach(unsafe IN ITEMS -ffast-math -Ofast -funsafe-math-optimizations)
    if("${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_RELEASE}" MATCHES "(^| )${unsafe}( |$)")
        message(FATAL_ERROR "${unsafe} changes results; adrift promises the same bytes everywhere.")
    endif()
endforeach()

add_library(adrift_flags INTERFACE)
target_compile_options(adrift_flags INTERFACE
    -ffp-contract=off -fno-math-errno -fno-trapping-math
    $<$<CONFIG:Release>:-O3 -g1>)
