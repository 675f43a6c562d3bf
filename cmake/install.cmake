# What `cmake --install` puts where, and the Debian package of it (cpack -G DEB). Component `program`: the command alone,
# which the Python package takes along.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/jialing)
install(TARGETS jialing RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
install(TARGETS jialing_library EXPORT jialing-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/jialing DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT jialing-targets NAMESPACE jialing:: DESTINATION ${package_folder})
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/jialing)
install(FILES LICENSE NOTICE README.md README.zh.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(cmake/jialing-config.cmake.in jialing-config.cmake INSTALL_DESTINATION ${package_folder}
                              PATH_VARS CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(jialing-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/jialing-config.cmake ${PROJECT_BINARY_DIR}/jialing-config-version.cmake
        DESTINATION ${package_folder})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "the authors of jialing")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)  # the packages of the libraries that it was linked with
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-cjk, python3")
include(CPack)
