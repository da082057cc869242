# SPDX-License-Identifier: GPL-3.0-or-later
# Manual pages and shell completions, from what the built program says of itself.
if(NOT TARGET adrift OR CMAKE_CROSSCOMPILING)
    return()
endif()
set(manual_directory "${PROJECT_BINARY_DIR}/manual")
add_custom_command(
    OUTPUT "${manual_directory}/description"
    COMMAND sh "${PROJECT_SOURCE_DIR}/cmake/manual.sh" "$<TARGET_FILE:adrift>" "${manual_directory}"
    DEPENDS adrift "${PROJECT_SOURCE_DIR}/cmake/manual.sh" "${PROJECT_SOURCE_DIR}/cmake/manual.awk"
    COMMENT "Writing manual pages and completions"
    VERBATIM)
add_custom_target(adrift_manual ALL DEPENDS "${manual_directory}/description")

install(DIRECTORY "${manual_directory}/man/" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1"
    COMPONENT program)
install(FILES "${manual_directory}/completion/adrift"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" COMPONENT program)
install(FILES "${manual_directory}/completion/_adrift"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions" COMPONENT program)
