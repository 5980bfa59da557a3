# Functions that define this project's targets, so that flags live in one place.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(desobook_options INTERFACE)
target_compile_features(desobook_options INTERFACE cxx_std_20)
# Contraction of a*b+c would let results differ between machines.
target_compile_options(desobook_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -ffp-contract=off
  # Calls among our own functions stay direct in position-independent code.
  -fno-semantic-interposition
  # Failed checks print names of files relative to the repository.
  -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)
# g++ 12 at -O3 takes the library's comparison of two byte vectors for a read
# past their end.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(desobook_options INTERFACE -Wno-stringop-overread)
endif()
if(DESOBOOK_WERROR)
  target_compile_options(desobook_options INTERFACE -Werror)
endif()
if(DESOBOOK_ASSERTIONS)
  # Comes after CMAKE_CXX_FLAGS_RELEASE, which defines NDEBUG.
  target_compile_options(desobook_options INTERFACE -UNDEBUG)
  target_compile_definitions(desobook_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(DESOBOOK_COVERAGE)
  target_link_options(desobook_options INTERFACE --coverage)
endif()
if(DESOBOOK_SANITIZE)
  target_compile_options(desobook_options INTERFACE
    -fsanitize=${DESOBOOK_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(desobook_options INTERFACE
    -fsanitize=${DESOBOOK_SANITIZE})
endif()

# desobook_library(engine_amount SOURCES a.cc HEADERS a.h DEPS ... PRIVATE_DEPS ...)
# defines the static library desobook_engine_amount with the alias
# desobook::engine_amount. HEADERS are the public ones: they are installed, and
# what they declare between `#pragma GCC visibility push(default)` and `pop` is
# all that a shared library shows. The other headers are private.
function(desobook_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(desobook_${name} STATIC ${ARG_SOURCES})
  add_library(desobook::${name} ALIAS desobook_${name})
  target_include_directories(desobook_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_features(desobook_${name} PUBLIC cxx_std_20)
  # Position-independent, so that the same objects serve both kinds of library
  # and a static one can become part of a plug-in.
  set_target_properties(desobook_${name} PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_link_libraries(desobook_${name}
    PUBLIC ${ARG_DEPS}
    PRIVATE $<BUILD_INTERFACE:desobook_options> ${ARG_PRIVATE_DEPS})

  # Only what is measured (scripts/coverage).
  if(DESOBOOK_COVERAGE AND name MATCHES "^(engine|chain)_")
    target_compile_options(desobook_${name} PRIVATE --coverage)
  endif()

  # What DesobookInstall.cmake puts together again, by the name's first word.
  string(REGEX MATCH "^[^_]+" whole ${name})
  list(TRANSFORM ARG_HEADERS PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  set_property(GLOBAL APPEND PROPERTY DESOBOOK_${whole}_HEADERS ${ARG_HEADERS})
  set_property(GLOBAL APPEND PROPERTY DESOBOOK_${whole}_PARTS desobook_${name})
  set_property(GLOBAL APPEND PROPERTY DESOBOOK_${whole}_DEPS ${ARG_DEPS})
  set_property(GLOBAL APPEND PROPERTY DESOBOOK_${whole}_PRIVATE_DEPS
    ${ARG_PRIVATE_DEPS})
endfunction()

# desobook_test(engine_amount_test SOURCES ... DEPS ... [TIMEOUT seconds])
# defines a GoogleTest program that ctest runs as one test; data lies in
# DESOBOOK_TEST_DATA. The first word of the name is its ctest label, and the
# target tests_<label> builds every test of that label.
function(desobook_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 600)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE
    DESOBOOK_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  target_link_libraries(${name} PRIVATE desobook_options ${ARG_DEPS}
    GTest::gtest GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})

  string(REGEX MATCH "^[^_]+" label ${name})
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${ARG_TIMEOUT} LABELS ${label})
  if(NOT TARGET tests_${label})
    add_custom_target(tests_${label})
  endif()
  add_dependencies(tests_${label} ${name})
endfunction()
