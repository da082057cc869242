# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET adrift)
    install(TARGETS adrift RUNTIME)
endif()

# The model as a library: headers keep their directory, so that #include "sim/model.h" works with
# the include path that adrift.pc gives.
if(TARGET adrift_sim)
    install(TARGETS adrift_sim ARCHIVE)
    install(DIRECTORY sim/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/adrift/sim"
        FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
    configure_file(cmake/adrift.pc.in adrift.pc @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/adrift.pc"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endif()

foreach(directory IN ITEMS config experiments)
    install(DIRECTORY ${directory}/ DESTINATION "${CMAKE_INSTALL_DATADIR}/adrift/${directory}"
        USE_SOURCE_PERMISSIONS
        FILES_MATCHING PATTERN "*.cfg" PATTERN "*.csv" PATTERN "*.sh")
endforeach()

foreach(document IN ITEMS README.md CITATION.cff LICENSE)
    if(EXISTS "${PROJECT_SOURCE_DIR}/${document}")
        install(FILES ${document} DESTINATION "${CMAKE_INSTALL_DOCDIR}")
    endif()
endforeach()
if(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/docs")
    install(DIRECTORY docs/ DESTINATION "${CMAKE_INSTALL_DOCDIR}")
endif()
