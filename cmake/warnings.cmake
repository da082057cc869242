# SPDX-License-Identifier: GPL-3.0-or-later
add_library(adrift_warnings INTERFACE)
target_compile_options(adrift_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    $<$<BOOL:${ADRIFT_WERROR}>:-Werror>)
