# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of our own shares: the language level, warnings, sanitizers and the instruction set.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Looked for once and remembered either way: a compiler cache that is installed later would change every command line, and
# so compile everything again.
if(NOT DEFINED CACHE{TASTESCOPE_CCACHE})
    find_program(CCACHE_PROGRAM ccache)
    if(NOT CCACHE_PROGRAM)
        set(CCACHE_PROGRAM OFF)
    endif()
    set(TASTESCOPE_CCACHE "${CCACHE_PROGRAM}" CACHE STRING "The compiler cache, or OFF")
endif()
if(TASTESCOPE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Precompiled headers are only cached when ccache may ignore their time stamps.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_BASEDIR=${CMAKE_SOURCE_DIR};CCACHE_NOHASHDIR=1;CCACHE_SLOPPINESS=pch_defines,time_macros;${TASTESCOPE_CCACHE}")
endif()

# tastescope_options is what a target links to: the language, and the instruction set that the whole program is built for.
add_library(tastescope_language INTERFACE)
target_compile_options(tastescope_language INTERFACE -Wall -Wextra -Wpedantic -Wshadow=local -Wnon-virtual-dtor $<$<BOOL:${TASTESCOPE_WERROR}>:-Werror> -fno-math-errno -Wno-psabi # vectors are passed inside one file only
    # g++ 12 finds these in its own headers (vector intrinsics, std::string) at -O3, where there is nothing to find.
    "$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-stringop-overflow;-Wno-restrict;-Wno-array-bounds>")
target_compile_definitions(tastescope_language INTERFACE TASTESCOPE_VERSION="${PROJECT_VERSION}")
target_include_directories(tastescope_language INTERFACE "${CMAKE_SOURCE_DIR}")
if(TASTESCOPE_SANITIZE)
    target_compile_options(tastescope_language INTERFACE -fsanitize=${TASTESCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(tastescope_language INTERFACE -fsanitize=${TASTESCOPE_SANITIZE})
endif()
if(TASTESCOPE_LTO) # also says where two files hold different things under one name
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
    target_link_options(tastescope_language INTERFACE -flto=auto -Wodr $<$<BOOL:${TASTESCOPE_WERROR}>:-Werror>)
endif()

# The instruction sets that give the kernels 4, 8 and 16 lanes.
set(TASTESCOPE_FLAGS_OF_LANES_4 -march=x86-64)
set(TASTESCOPE_FLAGS_OF_LANES_8 -march=x86-64-v3)
set(TASTESCOPE_FLAGS_OF_LANES_16 -march=x86-64-v4)

add_library(tastescope_instructions INTERFACE)
if(NOT TASTESCOPE_LANES STREQUAL "auto")
    if(NOT DEFINED TASTESCOPE_FLAGS_OF_LANES_${TASTESCOPE_LANES})
        message(FATAL_ERROR "TASTESCOPE_LANES is ${TASTESCOPE_LANES}; auto, 4, 8 and 16 are known")
    endif()
    target_compile_options(tastescope_instructions INTERFACE ${TASTESCOPE_FLAGS_OF_LANES_${TASTESCOPE_LANES}})
elseif(TASTESCOPE_NATIVE)
    target_compile_options(tastescope_instructions INTERFACE -march=native)
endif()
add_library(tastescope_options INTERFACE)
target_link_libraries(tastescope_options INTERFACE tastescope_language tastescope_instructions)

# tastescope_layer(NAME [FOLDER…]): a static library of every .cpp below the calling folder, except in the folders named,
# which are targets of their own.
function(tastescope_layer name)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "*.cpp" "*.h")
    foreach(folder IN LISTS ARGN)
        list(FILTER sources EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${folder}/")
    endforeach()
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PRIVATE tastescope_options)
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}")
endfunction()
