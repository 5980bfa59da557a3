"""Each check of scripts/ must pass a clean tree and fail on a broken one."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

CLEAN_TREE = {
    "engine/amount/units.h": "#include <cstdint>\n",
    "engine/amount/uint256.cc":
        "#include <boost/multiprecision/cpp_int.hpp>\n",
    "engine/txn/ids.h": '#include "engine/amount/units.h"\n',
    "engine/rules/connect.h": '#include "engine/txn/ids.h"\n'
                              "#include <absl/container/btree_map.h>\n",
    "chain/codec/reader.h": '#include "engine/txn/ids.h"\n'
                            '#include "absl/status/status.h"\n',
    "chain/stream/record.h": '#include "chain/codec/reader.h"\n'
                             "#include <zstd.h>\n",
    "src/main.cc": '#include "chain/stream/record.h"\n'
                   "#include <CLI/CLI.hpp>\n#include <sys/mman.h>\n",
    "tests/src/main_test.cc": '#include "src/main.cc"\n'
                              "#include <gtest/gtest.h>\n",
    "chain/codec/CMakeLists.txt":
        "desobook_library(chain_codec DEPS desobook::engine_txn\n"
        "  desobook::engine absl::status OpenSSL::Crypto)\n",
    "chain/CMakeLists.txt": "add_library(desobook::chain ALIAS x)\n",
}


def run_on(check, changes):
    """Runs a check on the clean tree with `changes` in it."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in {**CLEAN_TREE, **changes}.items():
            path = Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return subprocess.run(
            [sys.executable, str(REPOSITORY / "scripts" / check), root],
            capture_output=True, text=True, check=False)


class CheckCase(unittest.TestCase):
    check = ""

    def passes(self, changes):
        result = run_on(self.check, changes)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def refuses(self, name, text, offence):
        with self.subTest(text):
            result = run_on(self.check, {name: text})
            self.assertEqual(result.returncode, 1, result.stdout)
            self.assertRegex(result.stdout, rf"(?m)^{name}:\d+: .*{offence}")
            self.assertEqual(len(result.stdout.splitlines()), 1)


class CheckLayers(CheckCase):
    check = "check-layers"

    def test_passes_the_clean_tree(self):
        self.passes({})

    def test_refuses_an_include_against_the_arrows(self):
        for name, header in [
                ("engine/amount/a.h", "engine/txn/ids.h"),
                ("engine/txn/a.cc", "engine/rules/connect.h"),
                ("engine/book/a.h", "engine/rules/connect.h"),
                ("engine/rules/a.h", "chain/codec/reader.h"),
                ("chain/codec/a.h", "chain/stream/record.h"),
                ("chain/replay/a.cc", "src/main.cc"),
                ("src/a.cc", "tests/src/main_test.cc")]:
            self.refuses(name, f'\n#include "{header}"\n', "may not include")

    def test_refuses_book_and_ledger_in_each_other(self):
        changes = {"engine/book/order.h": "",
                   "engine/ledger/a.h": '#include "engine/book/order.h"\n'}
        result = run_on(self.check, changes)
        self.assertEqual(result.returncode, 1, result.stdout)

    def test_refuses_a_third_party_header_outside_its_folders(self):
        for name, header in [
                ("engine/txn/a.cc", "boost/multiprecision/cpp_int.hpp"),
                ("engine/book/a.cc", "absl/strings/str_cat.h"),
                ("engine/rules/a.cc", "openssl/sha.h"),
                ("engine/rules/b.cc", "unistd.h"),
                ("src/a.cc", "secp256k1.h"),
                ("chain/codec/a.cc", "nlohmann/json.hpp"),
                ("chain/stream/a.cc", "CLI/CLI.hpp"),
                ("chain/keys/a.cc", "gtest/gtest.h")]:
            self.refuses(name, f"#include <{header}>\n", "may not include")

    def test_refuses_what_it_does_not_know(self):
        self.refuses("src/a.cc", "#include <curl/curl.h>\n", "unknown")
        self.refuses("src/a.cc", '#include "main.h"\n', "unknown")
        self.refuses("src/a.cc", '#include "engine/txn/gone.h"\n',
                     "does not exist")
        self.refuses("engine/a.h", "\n", "no folder")

    def test_refuses_a_link_against_the_arrows(self):
        for name, target in [
                ("engine/txn", "desobook::engine_rules"),
                ("engine/rules", "desobook::chain"),
                ("engine/rules", "OpenSSL::Crypto"),
                ("chain/keys", "desobook::chain_replay"),
                ("chain/keys", "nlohmann_json::nlohmann_json"),
                ("src", "PkgConfig::SECP256K1")]:
            self.refuses(f"{name}/CMakeLists.txt",
                         f"desobook_library(x DEPS {target})\n",
                         "may not link")


class CheckPure(CheckCase):
    check = "check-pure"

    def test_passes_the_clean_tree(self):
        self.passes({})

    def test_reads_neither_comments_nor_strings(self):
        self.passes({"engine/amount/a.h":
                     "// No float, no clock().\n/* double\n rand() */\n"
                     'const char* kText = "time() // throw";\n'
                     "int big = 1'000'000;\n"})

    def test_accepts_a_line_that_says_why(self):
        self.passes({"engine/amount/a.h":
                     "// pure: looked up only, never walked\n"
                     "std::unordered_map<int, int> x;\n"})

    def test_reads_nothing_outside_the_pure_folders(self):
        self.passes({"src/clock.cc": "double now = time(nullptr);\n"})

    def test_refuses_each_kind(self):
        for line, why in [
                ("auto t = std::chrono::steady_clock::now();", "clock"),
                ("int x = rand();", "randomness"),
                ("const char* home = std::getenv(kName);", "environment"),
                ("double price = 0;", "floating point"),
                ("float f;", "floating point"),
                ("#include <iostream>", "input or output"),
                ("#include <fstream>", "input or output"),
                ("#include <thread>", "thread"),
                ("thread_local int x;", "thread"),
                ("throw x;", "exception"),
                ("std::unordered_map<int, int> m;", "unordered"),
                ("absl::flat_hash_map<int, int> m;", "unordered"),
                ("assert(x);", "assertion")]:
            self.refuses("engine/rules/a.cc", line + "\n", why)


class CheckSymbols(unittest.TestCase):
    def archive_of(self, folder, code):
        source = Path(folder, "a.cc")
        source.write_text(code, encoding="utf-8")
        subprocess.run(["g++", "-c", str(source), "-o", f"{folder}/a.o"],
                       check=True)
        subprocess.run(["ar", "rc", f"{folder}/a.a", f"{folder}/a.o"],
                       check=True)
        return f"{folder}/a.a"

    def test_refuses_calls_and_accepts_arithmetic(self):
        for code, expected in [
                ("#include <chrono>\nlong f() { return std::chrono::"
                 "steady_clock::now().time_since_epoch().count(); }", 1),
                ("#include <cstdlib>\nint f() { return std::rand(); }", 1),
                ("#include <vector>\nvoid f(std::vector<int>& v) "
                 "{ v.push_back(1); }", 0)]:
            with self.subTest(code), tempfile.TemporaryDirectory() as folder:
                result = subprocess.run(
                    [str(REPOSITORY / "scripts" / "check-symbols"),
                     self.archive_of(folder, code)],
                    capture_output=True, text=True, check=False)
                self.assertEqual(result.returncode, expected,
                                 result.stdout + result.stderr)


class RepositoryItself(unittest.TestCase):
    def test_keeps_the_arrows_and_is_pure(self):
        for check in ("check-layers", "check-pure"):
            result = subprocess.run([str(REPOSITORY / "scripts" / check)],
                                    capture_output=True, text=True, check=False)
            self.assertEqual(result.returncode, 0, result.stdout)


if __name__ == "__main__":
    unittest.main()
