# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of our own shares: the language level, warnings as errors, sanitizers and the instruction set.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Precompiled headers are only cached when ccache may ignore their time stamps.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_BASEDIR=${CMAKE_SOURCE_DIR};CCACHE_NOHASHDIR=1;CCACHE_SLOPPINESS=pch_defines,time_macros;${CCACHE_PROGRAM}")
endif()

add_library(tastescope_options INTERFACE)
target_compile_options(tastescope_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow=local -Wnon-virtual-dtor -Werror -fno-math-errno -Wno-psabi # vectors are passed inside one file only
    # g++ 12 finds these in its own headers (vector intrinsics, std::string) at -O3, where there is nothing to find.
    "$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-stringop-overflow;-Wno-restrict;-Wno-array-bounds>")
target_compile_definitions(tastescope_options INTERFACE TASTESCOPE_VERSION="${PROJECT_VERSION}")
target_include_directories(tastescope_options INTERFACE "${CMAKE_SOURCE_DIR}")
if(TASTESCOPE_NATIVE)
    target_compile_options(tastescope_options INTERFACE -march=native)
endif()
if(TASTESCOPE_SANITIZE)
    target_compile_options(tastescope_options INTERFACE -fsanitize=${TASTESCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(tastescope_options INTERFACE -fsanitize=${TASTESCOPE_SANITIZE})
endif()

# tastescope_layer(NAME): a static library of every .cpp below the calling folder.
function(tastescope_layer name)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "*.cpp" "*.h")
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PRIVATE tastescope_options)
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}")
endfunction()
