# Everything comes from Debian packages (scripts/install-deps); nothing is
# downloaded at configure time.
find_package(absl REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SECP256K1 REQUIRED IMPORTED_TARGET libsecp256k1)
# Headers only: the version is asked for, the library is not linked.
pkg_check_modules(TOMLPLUSPLUS REQUIRED tomlplusplus)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
if(DESOBOOK_BUILD_TESTS)
  find_package(GTest REQUIRED)
  find_package(rapidcheck REQUIRED)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  pkg_check_modules(GMP REQUIRED IMPORTED_TARGET gmp)
endif()
