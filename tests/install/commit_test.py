"""The commit that `desobook version` prints is that of the files built."""

import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "cmake" / "WriteCommit.cmake"


class WriteCommit(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.source = Path(temporary.name, "source")
        self.source.mkdir()
        self.output = Path(temporary.name, "commit.cc")

    def git(self, *words):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        return subprocess.run(["git", *identity, "-C", self.source, *words],
                              check=True, capture_output=True,
                              text=True).stdout.strip()

    def commit(self, text):
        (self.source / "file").write_text(text, encoding="ascii")
        self.git("add", "file")
        self.git("commit", "-q", "-m", text)
        return self.git("rev-parse", "--short=12", "HEAD")

    def write(self):
        subprocess.run(["cmake", "-DGIT=git", f"-DSOURCE={self.source}",
                        f"-DOUTPUT={self.output}", "-P", SCRIPT], check=True,
                       capture_output=True)
        return self.output.read_text(encoding="ascii")

    def test_follows_each_commit_without_configuring_again(self):
        self.git("init", "-q")
        for text in ("one", "two"):
            self.assertIn(f'"{self.commit(text)}"', self.write())

    def test_tells_of_changes_that_are_not_committed(self):
        self.git("init", "-q")
        commit = self.commit("one")
        (self.source / "file").write_text("other", encoding="ascii")
        self.assertIn(f'"{commit}-dirty"', self.write())

    def test_leaves_the_file_alone_while_nothing_changed(self):
        self.git("init", "-q")
        self.commit("one")
        self.write()
        before = self.output.stat().st_mtime_ns
        self.write()
        self.assertEqual(self.output.stat().st_mtime_ns, before)

    def test_knows_nothing_outside_of_a_repository(self):
        self.assertIn('"unknown"', self.write())


if __name__ == "__main__":
    unittest.main()
