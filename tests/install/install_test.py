"""Installs desobook, moves the prefix, and uses it as a stranger would.

    install_test.py static|shared BUILD WORK

BUILD is a built tree. For `shared` the libraries are built a second time below
WORK, with the flags of BUILD; a compiler cache makes that quick.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
CONSUMER = REPOSITORY / "tests" / "consumer"
VISIBLE = "#pragma GCC visibility push(default)"


def call(*words, **options):
    result = subprocess.run([str(word) for word in words], text=True,
                            capture_output=True, check=False, **options)
    if result.returncode != 0:
        raise AssertionError(f"{words}: {result.returncode}\n"
                             f"{result.stdout[-4000:]}{result.stderr[-4000:]}")
    return result.stdout


def cache_entry(build, name):
    text = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    match = re.search(rf"(?m)^{name}:[A-Z]+=(.*)$", text)
    return match[1] if match else ""


def build_shared():
    """A second tree like BUILD, but with shared libraries."""
    build = WORK / "build"
    flags = "CMAKE_CXX_FLAGS_" + cache_entry(BUILD, "CMAKE_BUILD_TYPE").upper()
    settings = [f"-D{name}={cache_entry(BUILD, name)}"
                for name in ("CMAKE_BUILD_TYPE", "CMAKE_CXX_COMPILER", flags)]
    call("cmake", "-S", REPOSITORY, "-B", build, "-G", "Ninja",
         "-DBUILD_SHARED_LIBS=ON", "-DDESOBOOK_BUILD_TESTS=OFF", *settings)
    call("cmake", "--build", build, "--target", "desobook_whole_chain")
    return build


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.build = build_shared() if SHARED else BUILD
        first = WORK / "installed-here"
        cls.prefix = WORK / "moved away"
        for folder in (first, cls.prefix):
            shutil.rmtree(folder, ignore_errors=True)
        components = ["libraries", "development"]
        if not SHARED:
            components.append("program")
        for component in components:
            call("cmake", "--install", cls.build, "--prefix", first,
                 "--component", component)
        first.rename(cls.prefix)
        cls.lib = next(cls.prefix.glob("**/pkgconfig")).parent
        cls.expected = (CONSUMER / "expected.txt").read_text(encoding="utf-8")
        cls.temporary = tempfile.TemporaryDirectory(prefix="desobook-consumer-")
        cls.work = Path(cls.temporary.name)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def installed_headers(self):
        root = self.prefix / "include" / "desobook"
        return sorted(path.relative_to(root) for path in root.rglob("*.h"))

    def configure(self, name, *settings):
        return call("cmake", "-S", CONSUMER, "-B", self.work / name, "-G",
                    "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}",
                    f"-DCMAKE_CXX_COMPILER={CXX}", *settings)

    def environment(self):
        return {**os.environ, "LD_LIBRARY_PATH": str(self.lib),
                "PKG_CONFIG_PATH": str(self.lib / "pkgconfig")}

    def test_cmake_finds_builds_and_runs(self):
        self.configure("cmake")
        call("cmake", "--build", self.work / "cmake")
        self.assertEqual(call(self.work / "cmake" / "consumer"), self.expected)

    def test_pkg_config_and_a_plain_compiler_do_too(self):
        environment = self.environment()
        flags = call("pkg-config", "--cflags", "--libs", "desobook-chain",
                     env=environment)
        # pkg-config prints spaces of paths behind backslashes.
        words = re.findall(r"(?:\\.|\S)+", flags)
        words = [re.sub(r"\\(.)", r"\1", word) for word in words]
        program = self.work / "plain"
        call(CXX, "-std=c++20", CONSUMER / "main.cc", "-o", program, *words)
        self.assertEqual(call(program, env=environment), self.expected)

    def test_a_newer_minor_version_is_refused(self):
        source = self.work / "newer"
        source.mkdir()
        text = (CONSUMER / "CMakeLists.txt").read_text(encoding="utf-8")
        self.assertIn("desobook 0.1 ", text)
        (source / "CMakeLists.txt").write_text(
            text.replace("desobook 0.1 ", "desobook 0.2 "), encoding="utf-8")
        (source / "main.cc").write_text("", encoding="utf-8")
        with self.assertRaisesRegex(AssertionError, "compatible with requested"):
            call("cmake", "-S", source, "-B", source / "build", "-G", "Ninja",
                 f"-DCMAKE_PREFIX_PATH={self.prefix}")

    def test_the_engine_alone_needs_no_cryptography(self):
        source = self.work / "engine"
        source.mkdir()
        (source / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.16)\nproject(e LANGUAGES CXX)\n"
            "find_package(desobook CONFIG REQUIRED COMPONENTS engine)\n"
            "add_executable(e e.cc)\n"
            "target_link_libraries(e PRIVATE desobook::engine)\n"
            "if(TARGET desobook::chain)\n  message(FATAL_ERROR chain)\nendif()\n",
            encoding="utf-8")
        (source / "e.cc").write_text(
            "#include <desobook/engine/amount/decimal.h>\n#include <cstdio>\n"
            "int main() { std::puts(desobook::FormatScaled("
            "desobook::Uint256(25), 1).c_str()); }\n", encoding="utf-8")
        call("cmake", "-S", source, "-B", source / "build", "-G", "Ninja",
             f"-DCMAKE_PREFIX_PATH={self.prefix}",
             f"-DCMAKE_CXX_COMPILER={CXX}",
             "-DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON",
             "-DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON")
        call("cmake", "--build", source / "build")
        self.assertEqual(call(source / "build" / "e"), "2.5\n")

    def test_public_headers_include_public_headers_only(self):
        headers = self.installed_headers()
        self.assertGreater(len(headers), 40)
        source = self.work / "all.cc"
        source.write_text("".join(f"#include <desobook/{header}>\n"
                                  for header in headers), encoding="utf-8")
        include = self.prefix / "include"
        call(CXX, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
             f"-I{include}", f"-I{include / 'desobook'}", source)

    def test_no_file_names_the_machine_that_built_it(self):
        names = [str(path).encode() for path in
                 (REPOSITORY, self.build, WORK / "installed-here")]
        files = [path for path in self.prefix.rglob("*") if path.is_file()]
        self.assertGreater(len(files), 50)
        for path in files:
            data = path.read_bytes()
            if data[:4] == b"\x7fELF" or data[:7] == b"!<arch>":
                # Debug information, where a build has it, tells of sources.
                stripped = self.work / "stripped"
                call("strip", "--strip-debug", "-o", stripped, path)
                data = stripped.read_bytes()
            for name in names:
                self.assertNotIn(name, data, path)

    def test_headers_are_public_where_they_say_so(self):
        public = {str(header) for header in self.installed_headers()}
        for folder in ("engine", "chain"):
            for path in sorted((REPOSITORY / folder).rglob("*.h")):
                name = path.relative_to(REPOSITORY).as_posix()
                text = path.read_text(encoding="utf-8")
                self.assertEqual(
                    text.count(VISIBLE), 1 if name in public else 0,
                    f"{name}: HEADERS of its CMakeLists.txt and the pragma "
                    "must agree")
                self.assertEqual(text.count(VISIBLE),
                                 text.count("#pragma GCC visibility pop"), name)

    def test_private_functions_are_hidden(self):
        # Of engine/rules/limit_order.h, soft_float.h and fees.h.
        private = ("desobook::ConnectLimitOrder<", "desobook::SoftFloat::",
                   "desobook::CheckMinimumFee(")
        public = ("desobook::ConnectTransaction<", "desobook::ToBuy(")
        if SHARED:
            shown = call("nm", "-DC", "--defined-only",
                         self.lib / "libdesobook_engine.so")
        else:
            table = call("readelf", "-sW", self.lib / "libdesobook_engine.a")
            mangled = "\n".join(line.split()[-1] for line in table.splitlines()
                                if " DEFAULT " in line and " UND " not in line
                                and (" GLOBAL " in line or " WEAK " in line))
            shown = call("c++filt", input=mangled)
        for name in public:
            self.assertTrue(name in shown, f"{name} is hidden")
        for name in private:
            self.assertFalse(name in shown, f"{name} is visible")

    def test_a_shared_library_shows_names_of_desobook_only(self):
        if not SHARED:
            self.skipTest("static")
        for name in ("engine", "chain"):
            shown = call("nm", "-D", "--defined-only", "--format=posix",
                         self.lib / f"libdesobook_{name}.so").splitlines()
            symbols = [line.split("@")[0].split()[0] for line in shown]
            others = [s for s in symbols
                      if not re.match(r"_Z(N|NK|T[ISTV]N|GVN)8desobook", s)
                      and not s.startswith("DESOBOOK_")]
            self.assertEqual(others, [])
            self.assertGreater(len(symbols), 50)

    def test_the_program_and_its_papers_are_there(self):
        if SHARED:
            self.skipTest("the program links the parts, static")
        program = self.prefix / "bin" / "desobook"
        self.assertIn("desobook 0.1.0", call(program, "version"))
        share = self.prefix / "share"
        for name in ("bash-completion/completions/desobook",
                     "zsh/site-functions/_desobook",
                     "fish/vendor_completions.d/desobook.fish"):
            shell = name.split("/")[0].split("-")[0]
            self.assertEqual((share / name).read_text(encoding="utf-8"),
                             call(program, "completions", shell))
        if shutil.which("scdoc"):
            self.assertTrue((share / "man/man1/desobook-replay.1").is_file())
            self.assertTrue((share / "man/man5/desobook-config.5").is_file())


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in ("static", "shared"):
        sys.exit(__doc__)
    SHARED = sys.argv.pop(1) == "shared"
    BUILD = Path(sys.argv.pop(1)).resolve()
    WORK = Path(sys.argv.pop(1)).resolve()
    WORK.mkdir(parents=True, exist_ok=True)
    CXX = os.environ.get("CXX", "c++")
    unittest.main()
