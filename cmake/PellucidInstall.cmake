# Installs the rooms, their headers under include/pellucid (room paths kept), the command and the package that
# find_package(pellucid) reads. Each room is a target pellucid::<room>.
include(CMakePackageConfigHelpers)
set(PELLUCID_PACKAGE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/pellucid")

install(TARGETS ${PELLUCID_ROOMS} EXPORT pellucidTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/pellucid)
install(EXPORT pellucidTargets NAMESPACE pellucid:: DESTINATION ${PELLUCID_PACKAGE_DIR})
if(TARGET pellucid)
  install(TARGETS pellucid RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

# Private headers show guests' types or hold kernels: they stay at home.
foreach(room core acquisition calibration recipe results mes gem samples/simulator inspection batch)
  file(GLOB_RECURSE headers RELATIVE "${PROJECT_SOURCE_DIR}" CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${room}/*.h")
  list(FILTER headers EXCLUDE REGEX "(-inl\\.h$)|/detail/")
  foreach(header ${headers})
    file(STRINGS "${PROJECT_SOURCE_DIR}/${header}" private REGEX "Private to" LIMIT_COUNT 1)
    if(NOT private)
      get_filename_component(folder "${header}" DIRECTORY)
      install(FILES "${PROJECT_SOURCE_DIR}/${header}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/pellucid/${folder}")
    endif()
  endforeach()
endforeach()

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/pellucidConfig.cmake.in" "${PROJECT_BINARY_DIR}/pellucidConfig.cmake"
  INSTALL_DESTINATION ${PELLUCID_PACKAGE_DIR} NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/pellucidConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/pellucidConfig.cmake" "${PROJECT_BINARY_DIR}/pellucidConfigVersion.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/PellucidDependencies.cmake" DESTINATION ${PELLUCID_PACKAGE_DIR})
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION ${CMAKE_INSTALL_DOCDIR})
