# Functions that define this project's targets, so that flags live in one place.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(desobook_options INTERFACE)
target_compile_features(desobook_options INTERFACE cxx_std_20)
target_compile_options(desobook_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Werror -ffp-contract=off)
if(DESOBOOK_SANITIZE)
  target_compile_options(desobook_options INTERFACE
    -fsanitize=${DESOBOOK_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(desobook_options INTERFACE
    -fsanitize=${DESOBOOK_SANITIZE})
endif()

# desobook_library(engine_amount SOURCES a.cc DEPS ... PRIVATE_DEPS ...)
# defines the static library desobook_engine_amount with the alias
# desobook::engine_amount.
function(desobook_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(desobook_${name} STATIC ${ARG_SOURCES})
  add_library(desobook::${name} ALIAS desobook_${name})
  target_include_directories(desobook_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_features(desobook_${name} PUBLIC cxx_std_20)
  target_link_libraries(desobook_${name}
    PUBLIC ${ARG_DEPS}
    PRIVATE $<BUILD_INTERFACE:desobook_options> ${ARG_PRIVATE_DEPS})
endfunction()

# desobook_test(engine_amount_test SOURCES ... DEPS ...) defines a GoogleTest
# program whose cases ctest runs one by one; data lies in DESOBOOK_TEST_DATA.
function(desobook_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE
    DESOBOOK_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  target_link_libraries(${name} PRIVATE desobook_options ${ARG_DEPS}
    GTest::gtest GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
endfunction()
