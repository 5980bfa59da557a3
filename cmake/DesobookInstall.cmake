# What `cmake --install` brings: the program, the libraries desobook::engine and
# desobook::chain with their public headers, and what lets CMake and pkg-config
# find them. Nothing installed holds a path of the machine that built it, so a
# prefix can be moved (tests/consumer proves both).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Headers keep their in-tree names ("engine/txn/ids.h"); users see them below
# desobook/, as <desobook/engine/txn/ids.h>, in this tree as in a prefix.
set(DESOBOOK_INCLUDE_DIR ${PROJECT_BINARY_DIR}/generated/include)
file(MAKE_DIRECTORY ${DESOBOOK_INCLUDE_DIR}/desobook)
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.h.in
  ${DESOBOOK_INCLUDE_DIR}/desobook/version.h @ONLY)
foreach(folder IN ITEMS engine chain)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${folder}
    ${DESOBOOK_INCLUDE_DIR}/desobook/${folder} SYMBOLIC)
endforeach()

set(DESOBOOK_ABI ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(DESOBOOK_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/desobook)
file(RELATIVE_PATH DESOBOOK_PREFIX_FROM_PKGCONFIG
  /x/${CMAKE_INSTALL_LIBDIR}/pkgconfig /x)
string(REGEX REPLACE "/$" "" DESOBOOK_PREFIX_FROM_PKGCONFIG
  ${DESOBOOK_PREFIX_FROM_PKGCONFIG})

# desobook_install_library(engine DESCRIPTION "..." REQUIRES a.pc ...
#                          REQUIRES_PRIVATE b.pc ...)
# makes one library of all desobook_<name>_* of this tree, static or, with
# BUILD_SHARED_LIBS, shared. The program and the tests keep linking the parts.
function(desobook_install_library name)
  cmake_parse_arguments(ARG "" "DESCRIPTION;REQUIRES;REQUIRES_PRIVATE" "" ${ARGN})
  get_property(parts GLOBAL PROPERTY DESOBOOK_${name}_PARTS)
  get_property(headers GLOBAL PROPERTY DESOBOOK_${name}_HEADERS)
  get_property(deps GLOBAL PROPERTY DESOBOOK_${name}_DEPS)
  get_property(private_deps GLOBAL PROPERTY DESOBOOK_${name}_PRIVATE_DEPS)
  set(objects)
  foreach(part IN LISTS parts)
    list(APPEND objects $<TARGET_OBJECTS:${part}>)
  endforeach()
  list(FILTER deps EXCLUDE REGEX "^desobook::")
  # Boost's headers are used by sources only, and have nothing to link.
  list(FILTER private_deps EXCLUDE REGEX "^(desobook|Boost)::")
  list(REMOVE_DUPLICATES deps)
  list(REMOVE_DUPLICATES private_deps)
  list(REMOVE_ITEM private_deps ${deps})

  set(target desobook_whole_${name})
  add_library(${target} ${objects})
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME desobook_${name}
    EXPORT_NAME ${name}
    LINKER_LANGUAGE CXX
    VERSION ${PROJECT_VERSION}
    SOVERSION ${DESOBOOK_ABI}  # no stable ABI before 1.0
    INSTALL_RPATH $ORIGIN
    LINK_DEPENDS ${PROJECT_BINARY_DIR}/generated/desobook.map)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} INTERFACE
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/desobook>)
  target_link_libraries(${target} PUBLIC ${deps} PRIVATE ${private_deps})
  if(NOT name STREQUAL engine)
    target_link_libraries(${target} PUBLIC desobook_whole_engine)
  endif()
  if(BUILD_SHARED_LIBS)
    target_link_options(${target} PRIVATE -Wl,--no-undefined
      -Wl,--version-script=${PROJECT_BINARY_DIR}/generated/desobook.map)
  endif()
  target_sources(${target} PUBLIC FILE_SET HEADERS
    BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers})

  install(TARGETS ${target} EXPORT desobook_${name}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT libraries
      NAMELINK_COMPONENT development
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/desobook
      COMPONENT development)
  install(EXPORT desobook_${name} NAMESPACE desobook::
    FILE desobook-${name}-targets.cmake
    DESTINATION ${DESOBOOK_CMAKE_DIR} COMPONENT development)
  # A static library needs at link time what it calls itself.
  set(requires ${ARG_REQUIRES})
  if(NOT BUILD_SHARED_LIBS)
    string(APPEND requires " ${ARG_REQUIRES_PRIVATE}")
  endif()
  configure_file(${PROJECT_SOURCE_DIR}/cmake/desobook.pc.in
    ${PROJECT_BINARY_DIR}/generated/desobook-${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/generated/desobook-${name}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

  # In this tree the parts stand for the whole.
  target_include_directories(desobook_${name} INTERFACE ${DESOBOOK_INCLUDE_DIR})
endfunction()

configure_file(${PROJECT_SOURCE_DIR}/cmake/desobook.map.in
  ${PROJECT_BINARY_DIR}/generated/desobook.map @ONLY)
desobook_install_library(engine
  DESCRIPTION "The exact core of the DeSo order-book exchange"
  REQUIRES "absl_btree absl_function_ref")
desobook_install_library(chain
  DESCRIPTION "DeSo's transactions, blocks, keys and recorded chains"
  REQUIRES "desobook-engine = ${PROJECT_VERSION} absl_status absl_statusor absl_strings"
  REQUIRES_PRIVATE "libcrypto libsecp256k1 libzstd")

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/desobookConfig.cmake.in
  ${PROJECT_BINARY_DIR}/generated/desobookConfig.cmake
  INSTALL_DESTINATION ${DESOBOOK_CMAKE_DIR}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/generated/desobookConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/generated/desobookConfig.cmake
    ${PROJECT_BINARY_DIR}/generated/desobookConfigVersion.cmake
  DESTINATION ${DESOBOOK_CMAKE_DIR} COMPONENT development)
install(FILES ${DESOBOOK_INCLUDE_DIR}/desobook/version.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/desobook COMPONENT development)
install(TARGETS desobook RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  COMPONENT program)
install(FILES LICENSE README.md CHANGELOG.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

# Manual pages and completions, where the shells and man(1) look for them.
find_program(SCDOC_PROGRAM scdoc)
if(SCDOC_PROGRAM)
  file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/man/*.scd)
  set(rendered)
  foreach(page IN LISTS pages)
    get_filename_component(name ${page} NAME_WLE)  # desobook-replay.1
    string(REGEX MATCH "[0-9]$" section ${name})
    set(output ${PROJECT_BINARY_DIR}/man/${name})
    add_custom_command(OUTPUT ${output} DEPENDS ${page}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/man
      # A fixed date: the same sources give the same pages.
      COMMAND ${CMAKE_COMMAND} -E env SOURCE_DATE_EPOCH=1767225600
        sh -c "${SCDOC_PROGRAM} < ${page} > ${output}"
      COMMENT "" VERBATIM)
    list(APPEND rendered ${output})
    install(FILES ${output} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section}
      COMPONENT program)
  endforeach()
  add_custom_target(desobook_man ALL DEPENDS ${rendered})
else()
  message(STATUS "No scdoc: manual pages are not built")
endif()

set(completions ${PROJECT_BINARY_DIR}/completions)
set(scripts)
foreach(shell IN ITEMS bash zsh fish)
  add_custom_command(OUTPUT ${completions}/${shell} DEPENDS desobook
    COMMAND ${CMAKE_COMMAND} -E make_directory ${completions}
    COMMAND sh -c "$<TARGET_FILE:desobook> completions ${shell} > ${completions}/${shell}"
    COMMENT "" VERBATIM)
  list(APPEND scripts ${completions}/${shell})
endforeach()
add_custom_target(desobook_completions ALL DEPENDS ${scripts})
foreach(place IN ITEMS
    bash:bash-completion/completions/desobook
    zsh:zsh/site-functions/_desobook
    fish:fish/vendor_completions.d/desobook.fish)
  string(REGEX MATCH "^([a-z]+):(.*)/([^/]+)$" ignored ${place})
  install(FILES ${completions}/${CMAKE_MATCH_1} RENAME ${CMAKE_MATCH_3}
    DESTINATION ${CMAKE_INSTALL_DATADIR}/${CMAKE_MATCH_2} COMPONENT program)
endforeach()
