# Installs the build into a fresh prefix, then configures, builds and runs samples/embedding against it, as a user would.
# cmake -DBUILD=... -DSOURCE=... -DWORK=... -DGENERATOR=... -DCXX=... -P embed.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "failed (${code}): ${ARGN}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
run(${CMAKE_COMMAND} --install "${BUILD}" --prefix "${WORK}/prefix")
run(${CMAKE_COMMAND} -S "${SOURCE}/samples/embedding" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${CXX}"
  "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}" "-DCMAKE_PREFIX_PATH=${WORK}/prefix" -DCMAKE_BUILD_TYPE=Release)
run(${CMAKE_COMMAND} --build "${WORK}/build")
run("${WORK}/prefix/bin/pellucid" simulate -o "${WORK}/scan" --preset small --diameter-mm 25
  --pitch-um 100 100 --size-um 60 60 --pixel-um 10 --psf-um 6 --quiet)
run("${WORK}/build/inspect_one" "${WORK}/scan" "${WORK}/result")
if(NOT output MATCHES "^[0-9]+ chips, yield 0\\.[0-9]+")
  message(FATAL_ERROR "inspect_one said: ${output}")
endif()
if(NOT EXISTS "${WORK}/result/chips.h5")
  message(FATAL_ERROR "inspect_one left no chips.h5")
endif()
file(REMOVE_RECURSE "${WORK}")
