# SPDX-License-Identifier: GPL-3.0-or-later
# Debian's libconfig and cmocka bring no CMake targets, so everything comes through pkg-config.
find_package(PkgConfig REQUIRED)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

pkg_check_modules(GSL REQUIRED IMPORTED_TARGET gsl>=2.7)
pkg_check_modules(LIBCONFIG REQUIRED IMPORTED_TARGET libconfig>=1.5)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson>=2.13)
pkg_check_modules(NETTLE REQUIRED IMPORTED_TARGET nettle>=3.4)
# libcsv has no .pc file.
find_path(LIBCSV_INCLUDE_DIR csv.h DOC "Directory that holds libcsv's csv.h")
find_library(LIBCSV_LIBRARY csv DOC "libcsv")
if(NOT LIBCSV_INCLUDE_DIR OR NOT LIBCSV_LIBRARY)
    message(FATAL_ERROR "libcsv was not found. Install it (Debian: libcsv-dev) or set "
        "LIBCSV_INCLUDE_DIR and LIBCSV_LIBRARY.")
endif()
add_library(LibCSV::LibCSV INTERFACE IMPORTED)
target_include_directories(LibCSV::LibCSV INTERFACE "${LIBCSV_INCLUDE_DIR}")
target_link_libraries(LibCSV::LibCSV INTERFACE "${LIBCSV_LIBRARY}")

pkg_check_modules(ZLIB IMPORTED_TARGET zlib)
pkg_check_modules(ZSTD IMPORTED_TARGET libzstd)
if(BUILD_TESTING)
    pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka>=1.1.5)
endif()

find_path(RANDOM123_INCLUDE_DIR Random123/philox.h DOC "Directory that holds Random123/philox.h")
if(NOT RANDOM123_INCLUDE_DIR)
    message(FATAL_ERROR "Random123/philox.h was not found. Install the headers of Random123 "
        "(Debian: librandom123-dev) or set RANDOM123_INCLUDE_DIR.")
endif()
add_library(Random123::Random123 INTERFACE IMPORTED)
target_include_directories(Random123::Random123 INTERFACE "${RANDOM123_INCLUDE_DIR}")

if(ADRIFT_OPENMP)
    find_package(OpenMP COMPONENTS C)
    if(NOT OpenMP_C_FOUND)
        message(FATAL_ERROR "No OpenMP for ${CMAKE_C_COMPILER} (with clang it needs libomp-dev). "
            "Install it or set ADRIFT_OPENMP=OFF to run on one thread.")
    endif()
endif()

# MPI is optional: several processes, on several machines, work on one experiment. Its libraries are
# not made for sanitizers.
set(ADRIFT_MPI "AUTO" CACHE STRING "Several processes by MPI: AUTO (where it is found), ON or OFF")
set_property(CACHE ADRIFT_MPI PROPERTY STRINGS AUTO ON OFF)
set(ADRIFT_HAVE_MPI OFF)
if(ADRIFT_MPI STREQUAL "AUTO" AND NOT ADRIFT_SANITIZE)
    find_package(MPI COMPONENTS C)
    set(ADRIFT_HAVE_MPI "${MPI_C_FOUND}")
elseif(ADRIFT_MPI AND NOT ADRIFT_MPI STREQUAL "AUTO")
    find_package(MPI REQUIRED COMPONENTS C)
    set(ADRIFT_HAVE_MPI ON)
endif()
