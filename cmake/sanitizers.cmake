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
