# Compiles kernel_sources for every level of JIALING_LEVELS in double and in single precision.
#
# All copies define the same names. Each is linked into one object file in which only its table (sim/block/kernels.cpp)
# and the types that exceptions are told by stay visible: nothing that was compiled for a better processor, not even a
# template of the standard library, is ever taken for another part of the program.

set_source_files_properties(sim/model/edge_pass.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON COMPILE_OPTIONS
                            $<$<CXX_COMPILER_ID:GNU>:-fschedule-insns>)  # else a weight is loaded anew for each use
set(kernels_table ${PROJECT_SOURCE_DIR}/sim/block/kernels.cpp)
list(REMOVE_ITEM kernel_sources ${kernels_table})
set(kernels_objects "")
set(kernels_declared "")
set(kernels_listed "")

foreach(level IN LISTS JIALING_LEVELS)
  foreach(precision double single)
    string(REGEX REPLACE "^x86-64-" "" short ${level})
    set(name ${short}_${precision})
    add_library(model_${name} OBJECT ${kernel_sources})
    set_target_properties(model_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)  # headers are read once
    add_library(table_${name} OBJECT ${kernels_table})
    target_compile_definitions(table_${name} PRIVATE JIALING_KERNELS_LEVEL="${level}" JIALING_KERNELS_NAME=kernels_${name})
    target_link_libraries(table_${name} PRIVATE model_${name})
    target_link_libraries(model_${name} PUBLIC jialing_options)
    # Unique symbols could not be hidden.
    target_compile_options(model_${name} PUBLIC -march=${level} $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
    if(precision STREQUAL single)
      target_compile_definitions(model_${name} PUBLIC JIALING_SINGLE_PRECISION)
    endif()
    set(object ${PROJECT_BINARY_DIR}/kernels/${name}.o)
    add_custom_command(
      OUTPUT ${object}
      COMMAND ${CMAKE_LINKER} -r --force-group-allocation -o ${object}
              $<TARGET_OBJECTS:model_${name}> $<TARGET_OBJECTS:table_${name}>
      COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=kernels_${name} --keep-global-symbol=_ZTI*
              --keep-global-symbol=_ZTS* ${object}
      DEPENDS model_${name} table_${name} $<TARGET_OBJECTS:model_${name}> $<TARGET_OBJECTS:table_${name}>
      COMMAND_EXPAND_LISTS VERBATIM)
    list(APPEND kernels_objects ${object})
    string(APPEND kernels_declared "extern const jialing::Kernels kernels_${name};\n")
    list(APPEND kernels_listed "&kernels_${name}")
  endforeach()
endforeach()

list(JOIN kernels_listed ", " kernels_listed)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/kernels/built_kernels.h @ONLY CONTENT
"// Written by cmake/kernels.cmake: what this program holds.
#pragma once

#include \"sim/ensemble/kernels.h\"

@kernels_declared@
#define JIALING_BUILT_KERNELS @kernels_listed@
")

add_custom_target(kernels_objects DEPENDS ${kernels_objects})
add_library(jialing_kernels INTERFACE)
target_sources(jialing_kernels INTERFACE ${kernels_objects})
add_dependencies(jialing_kernels kernels_objects)

# The best level that this machine runs, for tests and benchmarks.
if(NOT DEFINED JIALING_TEST_LEVEL)
  set(JIALING_TEST_LEVEL "")
  foreach(level IN LISTS JIALING_LEVELS)
    try_run(runs compiles ${PROJECT_BINARY_DIR}/levels ${PROJECT_SOURCE_DIR}/cmake/has_level.cpp
            COMPILE_DEFINITIONS -DLEVEL="${level}")
    if(compiles AND runs EQUAL 0)
      set(JIALING_TEST_LEVEL ${level})
    endif()
  endforeach()
  set(JIALING_TEST_LEVEL ${JIALING_TEST_LEVEL} CACHE STRING "Level that tests and benchmarks look into")
endif()
string(REGEX REPLACE "^x86-64-" "" test_level ${JIALING_TEST_LEVEL})
add_library(jialing_model_double INTERFACE)
target_sources(jialing_model_double INTERFACE $<TARGET_OBJECTS:model_${test_level}_double>)
target_link_libraries(jialing_model_double INTERFACE jialing_kernels jialing_options)
target_compile_options(jialing_model_double INTERFACE -march=${JIALING_TEST_LEVEL})
