# SPDX-License-Identifier: GPL-3.0-or-later
# `cpack -G DEB`: adrift (the program) and libadrift-dev (the model as a library). What they depend on is
# read from what was linked.
set(CPACK_PACKAGE_NAME adrift)
set(CPACK_PACKAGE_VENDOR "The adrift developers")
set(CPACK_PACKAGE_CONTACT "The adrift developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_COMPONENTS_ALL program library)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME adrift)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "gnuplot-nox, fonts-dejavu-core")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
    "Simulates strong and weak states, what they depend on one another for and
what they see as threats, under random shocks: runs, sweeps, paired worlds
with and without a shock, statistics, reports.")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libadrift-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "libgsl-dev, pkg-config")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION
    "The model of adrift as a static library, with headers, for pkg-config and
CMake.")
include(CPack)
