"""Holds documentation to the program: --help, manual pages, completions and
examples must agree, in both directions.

    docs_test.py PROGRAM [unittest arguments]

Whatever is missing is found from the program's own --help, so a new command or
option fails here until it is documented.
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
MAN = REPOSITORY / "docs" / "man"
PROGRAM = Path("desobook")
TIMEOUT_SECONDS = 120


def run(words, **options):
    return subprocess.run(words, capture_output=True, text=True, check=False,
                          timeout=TIMEOUT_SECONDS, **options)


def script(text, *words):
    """What a shell prints for a script, line by line."""
    result = run([*words, text])
    if result.returncode != 0:
        raise AssertionError(result.stderr)
    return result.stdout.splitlines()


class Command:
    """A command as its --help describes it."""

    def __init__(self, words):
        self.words = words
        result = run([PROGRAM, *words, "--help"])
        if result.returncode != 0:
            raise AssertionError(f"{self} --help: {result.stderr}")
        self.help = result.stdout
        self.options = {}  # "--until" -> "HEIGHT"; "" if it takes no value
        self.children = []
        self.arguments = []
        self.examples = []
        section = ""
        for line in self.help.splitlines():
            if line and not line.startswith(" "):
                section = line.split(":")[0]
            elif section == "Options":
                self.read_option(line)
            elif section == "Subcommands" and line[2:3].strip():
                self.children.append(line.split()[0])
            elif section == "Positionals" and line[2:3].strip():
                self.arguments.append(line.split()[0])
            elif section == "Examples" and line.strip():
                self.examples.append(line.strip())

    def read_option(self, line):
        match = re.match(r"  (-\S+)(?: (\S+))?(?=  |$)", line)
        if match:
            for name in match[1].split(","):
                self.options[name] = match[2] or ""

    @property
    def value_options(self):
        return {name for name, value in self.options.items() if value}

    def __str__(self):
        return " ".join(["desobook", *self.words])

    @property
    def page(self):
        return MAN / ("-".join(["desobook", *self.words]) + ".1.scd")


def all_commands():
    commands = [Command([])]
    for command in commands:  # grows while we walk
        for child in command.children:
            commands.append(Command(command.words + [child]))
    return commands


def page_options(text):
    """Options of a page: lines like `*-n*, *--number* _N_` under OPTIONS."""
    match = re.search(r"(?ms)^# OPTIONS\n(.*?)(?=^# |\Z)", text)
    options = {}
    for line in (match[1] if match else "").splitlines():
        if line.startswith("*-"):
            value = re.search(r" _([^_]+)_$", line)
            for name in re.findall(r"\*(-[^*]+)\*", line):
                options[name] = value[1] if value else ""
    return options


class ManualPages(unittest.TestCase):
    def test_each_command_has_a_page_with_exactly_its_options(self):
        for command in COMMANDS:
            with self.subTest(str(command)):
                self.assertTrue(command.page.is_file(),
                                f"{command.page.name} is missing")
                text = command.page.read_text(encoding="utf-8")
                self.assertEqual(page_options(text), command.options,
                                 f"left {command.page.name}, right --help")
                for argument in command.arguments:
                    self.assertIn(f"_{argument}_", text)
                for child in command.children:
                    page = "-".join(["desobook", *command.words, child])
                    self.assertIn(f"*{page}*(1)", text)

    def test_there_is_no_page_without_a_command(self):
        pages = {command.page.name for command in COMMANDS}
        pages.add("desobook-config.5.scd")
        self.assertEqual(pages, {path.name for path in MAN.glob("*.scd")})

    def test_every_page_renders(self):
        scdoc = shutil.which("scdoc")
        if not scdoc:
            self.skipTest("no scdoc: scripts/install-deps")
        for path in sorted(MAN.glob("*.scd")):
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                result = run([scdoc], input=text)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertIn(".TH", result.stdout)
                name, section = path.name.split(".")[:2]
                self.assertTrue(text.startswith(f"{name}({section})\n"), text[:40])

    def test_references_lead_to_pages(self):
        pages = {path.name for path in MAN.glob("*.scd")}
        for path in sorted(MAN.glob("*.scd")):
            for name, section in re.findall(r"\*(desobook[-a-z]*)\*\((\d)\)",
                                            path.read_text(encoding="utf-8")):
                self.assertIn(f"{name}.{section}.scd", pages, path.name)

    def test_exit_codes_are_those_of_the_program(self):
        header = (REPOSITORY / "src/exit_code.h").read_text(encoding="utf-8")
        known = set(re.findall(r"= (\d+),", header))
        text = (MAN / "desobook.1.scd").read_text(encoding="utf-8")
        section = re.search(r"(?ms)^# EXIT STATUS\n(.*?)^# ", text)[1]
        self.assertEqual(set(re.findall(r"(?m)^\*(\d+)\*$", section)), known)


class Completions(unittest.TestCase):
    """What each shell offers after a command is what its --help lists."""

    def completions(self, shell):
        result = run([PROGRAM, "completions", shell])
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_bash(self):
        text = self.completions("bash") + '''
complete_words() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  _desobook 2>/dev/null
  printf '%s\\n' "${COMPREPLY[@]}"
}
'''
        for command in COMMANDS:
            line = ["desobook", *command.words]
            with self.subTest(str(command)):
                call = " ".join(["complete_words", *line])
                self.assertEqual(set(script(text + call + " -", "bash", "-c")),
                                 set(command.options))
                if command.children:
                    self.assertEqual(
                        set(script(text + call + " ''", "bash", "-c")),
                        set(command.children))
                for name in command.value_options:
                    offered = script(text + call + f" {name} -", "bash", "-c")
                    self.assertEqual(offered, [""], f"{name} takes a value")

    def test_zsh(self):
        text = self.completions("zsh")
        if shutil.which("zsh"):
            result = run(["zsh", "-n"], input=text)
            self.assertEqual(result.returncode, 0, result.stderr)
        functions = dict(re.findall(r"(?ms)^(_desobook\S*)\(\) \{\n(.*?)^\}",
                                    text))
        self.assertEqual(len(functions), len(COMMANDS))
        for command in COMMANDS:
            with self.subTest(str(command)):
                body = functions["_".join(["_desobook", *command.words])]
                specs = re.findall(r"(?m)^    '(-[^[=]+)(=?)\[", body)
                self.assertEqual({name for name, _ in specs},
                                 set(command.options))
                self.assertEqual(
                    {name for name, value in specs if value},
                    {name for name in command.value_options
                     if name.startswith("--")})
                self.assertEqual(
                    re.findall(r"(?m)^        '([^:]+):", body),
                    command.children)

    def test_fish(self):
        text = self.completions("fish")
        offered = {}
        for line in text.splitlines():
            match = re.match(r"complete -c desobook -n '([^']*)' (.*)", line)
            if match:
                options = offered.setdefault(match[1], set())
                head = match[2].split(" -d ")[0]
                options |= {"-" + s for s in re.findall(r"-s (\S+)", head)}
                options |= {"--" + s for s in re.findall(r"-l (\S+)", head)}
        for command in COMMANDS:
            seen = [f"__fish_seen_subcommand_from {w}" for w in command.words]
            if command.children:
                seen.append("not __fish_seen_subcommand_from "
                            + " ".join(command.children))
            with self.subTest(str(command)):
                self.assertEqual(offered.pop("; and ".join(seen)),
                                 set(command.options))
        self.assertEqual(offered, {})
        if shutil.which("fish"):
            self.ask_fish(text)

    def ask_fish(self, text):
        for command in COMMANDS:
            line = " ".join(["desobook", *command.words])
            # Long ones: after a single dash fish also offers joined letters.
            found = script(f"{text}\ncomplete -C '{line} --'",
                           "fish", "--no-config", "-c")
            self.assertEqual({name.split("\t")[0] for name in found},
                             {n for n in command.options if n[:2] == "--"})


class Example:
    def __init__(self, source, line, command, skip):
        self.source = source
        self.line = line
        self.command = command
        # Where a running node keeps its files.
        self.skip = skip or ("needs a node" if " /var/" in command else "")

    def __str__(self):
        return f"{self.source}:{self.line}: {self.command}"


NOT_RUN = re.compile(r"(?:<!--|;) not run: (\S.*?)(?: -->)?$")
CALL = re.compile(r"^(?:\$ )?((?:[A-Z_]+=\S* )*desobook(?: .*)?)$")


def block_examples(path):
    """Lines that call desobook in fenced blocks, with why one is not run."""
    name = path.relative_to(REPOSITORY)
    lines = path.read_text(encoding="utf-8").splitlines()
    inside, skip, pending, start = False, "", "", 0
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("```"):
            inside = not inside
            if not inside:
                skip = ""
            continue
        mark = NOT_RUN.match(line.strip())
        if mark:
            skip = mark[1]
        elif not inside:
            if line.strip():
                skip = ""
        else:
            text = pending + line.strip()
            start = start if pending else number
            pending = text[:-1] if text.endswith("\\") else ""
            call = CALL.match(text)
            if call and not pending:
                yield Example(name, start, call[1], skip)


def inline_mentions(path):
    """`desobook ...` within a sentence: run if it names a file of data/."""
    name = path.relative_to(REPOSITORY)
    inside = False
    for number, line in enumerate(
            path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            inside = not inside
        if inside:
            continue
        for text in re.findall(r"`(desobook [^`]+)`", line):
            yield Example(name, number, text,
                          "" if "data/" in text else "a mention")


def documents():
    skipped = {"tests", "build"}
    return sorted(path for path in REPOSITORY.glob("**/*.md")
                  if path.relative_to(REPOSITORY).parts[0] not in skipped)


def all_examples():
    for path in documents():
        yield from block_examples(path)
        yield from inline_mentions(path)
    for path in sorted(MAN.glob("*.scd")):
        yield from block_examples(path)
    for command in COMMANDS:
        for text in command.examples:
            skip = "shortened" if "..." in text else ""
            yield Example(f"{command} --help", 1, text, skip)


class Examples(unittest.TestCase):
    def sandbox(self):
        """A folder with what examples name, and with the program in PATH."""
        folder = Path(tempfile.mkdtemp(prefix="desobook-docs-"))
        self.addCleanup(shutil.rmtree, folder)
        (folder / "data").symlink_to(REPOSITORY / "data")
        (folder / "bin").mkdir()
        (folder / "bin" / "desobook").symlink_to(PROGRAM)
        # A directory as a node leaves it: nothing is compressed.
        (folder / "node").mkdir()
        for name in ("state-changes.bin", "state-changes-index.bin"):
            recorded = REPOSITORY / "data/regtest-small" / (name + ".zst")
            subprocess.run(["zstd", "-dqo", folder / "node" / name, recorded],
                           check=True)
        scenarios = REPOSITORY / "tests/data/scenarios"
        (folder / "vectors/scenarios").mkdir(parents=True)
        for name in ("zero_min_fee_s1.jsonl.gz", "quirk_examples_s1.jsonl.gz"):
            (folder / "vectors/scenarios" / name).symlink_to(scenarios / name)
        (folder / "mix_s1.jsonl.gz").symlink_to(
            scenarios / "zero_min_fee_s1.jsonl.gz")
        (folder / "transaction.hex").write_text(TRANSACTION, encoding="ascii")
        (folder / "desobook.toml").write_text(
            "[replay]\nmax-differences = 5\n", encoding="ascii")
        for name in (".local/share/bash-completion/completions", ".zfunc",
                     ".config/fish/completions", ".config/desobook"):
            (folder / name).mkdir(parents=True)
        return folder

    def test_every_example_that_can_run_runs(self):
        folder = self.sandbox()
        environment = {"PATH": f"{folder}/bin:{os.environ['PATH']}",
                       "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        done = set()
        for example in EXAMPLES:
            if example.skip or example.command in done:
                continue
            done.add(example.command)
            expected = re.search(r"# exit (\d+)$", example.command)
            with self.subTest(str(example)):
                result = run(["bash", "-euo", "pipefail", "-c",
                              example.command], cwd=folder, env=environment,
                             stdin=subprocess.DEVNULL)
                self.assertEqual(result.returncode,
                                 int(expected[1]) if expected else 0,
                                 result.stdout[-500:] + result.stderr)
        self.assertGreater(len(done), 15, "examples are found no more")

    def test_every_example_names_commands_and_options_that_exist(self):
        by_words = {tuple(c.words): c for c in COMMANDS}
        for example in EXAMPLES:
            call = re.search(r"\bdesobook( .*?)?(?= [|<>#&]|$)",
                             example.command)
            words = (call[1] or "").split()
            path = ()
            while words and path + (words[0],) in by_words:
                path += (words.pop(0),)
            command = by_words[path]
            with self.subTest(str(example)):
                if command.children and words:
                    self.assertTrue(words[0].startswith("-"),
                                    f"no command '{words[0]}'")
                for word in words:
                    if word.startswith("--"):
                        self.assertIn(word.split("=")[0], command.options)

    def test_examples_of_the_manual_are_in_every_page_of_a_command(self):
        for command in COMMANDS:
            if command.children:
                continue
            with self.subTest(str(command)):
                self.assertTrue(any(
                    e.source == command.page.relative_to(REPOSITORY)
                    for e in EXAMPLES), "no example")
                self.assertTrue(command.examples, "--help has no example")


class Library(unittest.TestCase):
    def test_code_of_the_guide_is_that_of_the_consumer(self):
        guide = (REPOSITORY / "docs/library.md").read_text(encoding="utf-8")
        for language, name in (("cmake", "CMakeLists.txt"), ("cpp", "main.cc")):
            source = (REPOSITORY / "tests/consumer" / name).read_text(
                encoding="utf-8")
            lines = [line.strip() for line in source.splitlines()]
            blocks = re.findall(rf"(?ms)^```{language}\n(.*?)^```$", guide)
            self.assertTrue(blocks, language)
            for block in blocks:
                wanted = [line.strip() for line in block.splitlines()]
                self.assertTrue(
                    any(lines[i:i + len(wanted)] == wanted
                        for i in range(len(lines))), block)


class TheChecksThemselves(unittest.TestCase):
    """A check that cannot fail is no check."""

    def test_page_options_reads_names_and_values(self):
        self.assertEqual(
            page_options("# OPTIONS\n\n*-n*, *--number* _N_\n\tA number.\n\n"
                         "*--json*\n\t*--no* option.\n\n# NOTES\n*--other*\n"),
            {"-n": "N", "--number": "N", "--json": ""})

    def test_blocks_and_marks_are_found(self):
        with tempfile.TemporaryDirectory(dir=REPOSITORY) as folder:
            path = Path(folder, "a.md")
            path.write_text("desobook no\n```sh\n$ desobook a \\\n  b\nX=1 "
                            "desobook c\nls\n```\n<!-- not run: live -->\n"
                            "```sh\ndesobook d\n```\n```sh\ndesobook e\n```\n",
                            encoding="utf-8")
            found = [(e.line, e.command, e.skip) for e in block_examples(path)]
        self.assertEqual(found, [
            (3, "desobook a b", ""), (5, "X=1 desobook c", ""),
            (10, "desobook d", "live"), (13, "desobook e", "")])

    def test_help_is_read(self):
        replay = next(c for c in COMMANDS if c.words == ["replay"])
        self.assertEqual(replay.options["--until"], "HEIGHT")
        self.assertEqual(replay.options["-h"], "")
        self.assertEqual(replay.arguments, ["DATASET"])
        self.assertIn("replay", COMMANDS[0].children)


# A signed BASIC_TRANSFER.
TRANSACTION = (
    "0001022f41238828012079bce5534a72971e54e3294f5b0239895bd1d8aad49f56366f0a02"
    "00210205c827d9a849b1f4b2822a8d95df414599166fc8bb013a95909a386d3895b42d0047"
    "3045022100a421e997581629a2dcdc1977fb26991b129906d80024bbeb57203cb6dae075f1"
    "02200971f91ce53035d232c6abefb592b29742b7ebeedc1c9a45cef0c58e1c99c16c01a001"
    "c9a149adcbd1a6db0e\n")

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = Path(sys.argv.pop(1)).resolve()
    # The caller's own settings must not change what is tested.
    for variable in [v for v in os.environ if v.startswith("DESOBOOK_")]:
        del os.environ[variable]
    os.environ["DESOBOOK_CONFIG"] = ""
    COMMANDS = all_commands()
    EXAMPLES = list(all_examples())
    unittest.main()
