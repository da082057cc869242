# SPDX-License-Identifier: GPL-3.0-or-later
# ADRIFT_SANITIZE=address,undefined or thread. A finding ends the program, so that a test fails.
add_library(adrift_sanitizers INTERFACE)
if(ADRIFT_SANITIZE)
    if(ADRIFT_SANITIZE MATCHES "thread" AND ADRIFT_OPENMP AND CMAKE_C_COMPILER_ID STREQUAL "GNU")
        message(WARNING "gcc's OpenMP runtime is not known to ThreadSanitizer: "
            "expect false reports, or use the preset tsan, which takes clang.")
    endif()
    target_compile_options(adrift_sanitizers INTERFACE
        -fsanitize=${ADRIFT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
    target_link_options(adrift_sanitizers INTERFACE -fsanitize=${ADRIFT_SANITIZE})
endif()

# ADRIFT_FUZZ: everything is built so that libFuzzer sees which branches are taken (tests/fuzz).
if(ADRIFT_FUZZ)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "ADRIFT_FUZZ needs clang, which brings libFuzzer: -DCMAKE_C_COMPILER=clang, or the preset fuzz.")
    endif()
    target_compile_options(adrift_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
    target_link_options(adrift_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()
