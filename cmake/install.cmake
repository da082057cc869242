# SPDX-License-Identifier: GPL-3.0-or-later
# Two components: the program with all that it reads and its documents, and the library (the model) with
# what another program needs to link it.
if(TARGET adrift)
    install(TARGETS adrift RUNTIME COMPONENT program)
endif()

foreach(directory IN ITEMS config experiments)
    install(DIRECTORY ${directory}/ DESTINATION "${CMAKE_INSTALL_DATADIR}/adrift/${directory}"
        COMPONENT program
        USE_SOURCE_PERMISSIONS
        FILES_MATCHING PATTERN "*.cfg" PATTERN "*.csv" PATTERN "*.sh")
endforeach()

install(FILES README.md CHANGELOG.md CONTRIBUTING.md CITATION.cff LICENSE
    DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT program)
install(DIRECTORY docs DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT program)

# Headers keep their directory, so that #include "sim/adrift.h" works with the include path that
# adrift.pc and adrift-config.cmake give.
if(TARGET adrift_sim)
    install(TARGETS adrift_sim EXPORT adrift ARCHIVE COMPONENT library)
    install(FILES sim/adrift.h sim/model.h sim/distribution.h sim/random.h
        sim/parameters.h sim/parameters.def sim/variables.h sim/variables.def sim/vector.h
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/adrift/sim" COMPONENT library)

    set(package_directory "${CMAKE_INSTALL_LIBDIR}/cmake/adrift")
    include(CMakePackageConfigHelpers)
    configure_package_config_file(cmake/adrift-config.cmake.in adrift-config.cmake
        INSTALL_DESTINATION "${package_directory}")
    write_basic_package_version_file("${PROJECT_BINARY_DIR}/adrift-config-version.cmake"
        COMPATIBILITY SameMinorVersion)
    install(FILES "${PROJECT_BINARY_DIR}/adrift-config.cmake"
        "${PROJECT_BINARY_DIR}/adrift-config-version.cmake"
        DESTINATION "${package_directory}" COMPONENT library)
    install(EXPORT adrift FILE adrift-targets.cmake NAMESPACE adrift::
        DESTINATION "${package_directory}" COMPONENT library)

    # Relative to where the .pc file lies, so that an installed tree may be moved.
    file(RELATIVE_PATH pc_prefix "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
    configure_file(cmake/adrift.pc.in adrift.pc @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/adrift.pc"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT library)
endif()
