# One target a room: pellucid_room(NAME SOURCES ... PUBLIC ... PRIVATE ...) makes the static library pellucid_NAME and its
# alias pellucid::NAME. PUBLIC and PRIVATE are what it links.
include(GNUInstallDirs)

add_library(pellucid_options INTERFACE)
target_compile_features(pellucid_options INTERFACE cxx_std_20)
target_compile_options(pellucid_options INTERFACE $<BUILD_INTERFACE:-Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wno-sign-conversion -Wnon-virtual-dtor -Werror -ffp-contract=off>)

set(PELLUCID_ROOMS "" CACHE INTERNAL "")

function(pellucid_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(pellucid_${name} STATIC ${ROOM_SOURCES})
  add_library(pellucid::${name} ALIAS pellucid_${name})
  set_target_properties(pellucid_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_include_directories(pellucid_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/pellucid>)
  target_compile_features(pellucid_${name} PUBLIC cxx_std_20)
  target_link_libraries(pellucid_${name} PUBLIC ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE} $<BUILD_INTERFACE:pellucid_options>)
  set(PELLUCID_ROOMS ${PELLUCID_ROOMS} pellucid_${name} CACHE INTERNAL "")
endfunction()

# pellucid_test(NAME [OWN_MAIN] SOURCES ... LIBRARIES ...): one GoogleTest binary, each of its tests known to ctest.
function(pellucid_test name)
  cmake_parse_arguments(TEST "OWN_MAIN" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_LIBRARIES} $<IF:$<BOOL:${TEST_OWN_MAIN}>,GTest::gtest,GTest::gtest_main> GTest::gmock pellucid_options)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE PELLUCID_REAL_DATA="${PELLUCID_REAL_DATA}"
    PELLUCID_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
endfunction()
