package org.arkwright.cli.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class IgnoreFileTest {
  private static final List<String> FILES =
      List.of(
          "a.log",
          "a.LOG",
          "keep.log",
          "data/a.csv",
          "data/keep/b.csv",
          "src/data/c.csv",
          "src/main.py",
          "src/build/x.o",
          "build/y.o",
          "doc/a/b/deep.txt",
          "doc/shallow.txt",
          "x y.txt",
          "trailing ",
          "#hash",
          "!bang",
          "file1",
          "file2",
          "filex",
          "a]b",
          "a-b",
          "foo/bar/baz",
          "foo/x/y/baz",
          "foo/baz",
          "weights.pt",
          "sub/weights.pt",
          "sub/.hidden",
          ".env",
          "abc/def",
          "q?",
          "star*",
          "pkg/node/x",
          "nested/one.tmp",
          "nested/two.tmp");

  /** Each is one ignore file, as people write them. */
  private static final List<String> IGNORE_FILES =
      List.of(
          "*.log\n!keep.log\n",
          "data/\n",
          "/data\n",
          "/data/*\n!/data/keep/\n",
          "build\n",
          "/build/\n",
          "doc/**/deep.txt\n",
          "doc/**\n!doc/shallow.txt\n",
          "**/weights.pt\n",
          "sub/**\n",
          "foo/**/baz\n",
          "foo/*/baz\n",
          "file[12]\n",
          "file[!1]\n",
          "file[^1-2]\n",
          "file?\n",
          "\\#hash\n\\!bang\n",
          "# a comment\n\n   \n",
          "x y.txt   \n",
          "trailing\\ \n",
          "a[]]b\n",
          "a[]-]b\n",
          "*\n!*.py\n!src/\n",
          "*\n!*/\n!*.csv\n",
          ".*\n",
          "q\\?\nstar\\*\n",
          "abc/\nabc/def\n",
          "*.tmp\r\n!one.tmp\r\n",
          "file[[:digit:]]\n",
          "[unclosed\n",
          "a***b\n**\n!**/\n!*.txt\n",
          "/*.log\n",
          "/\n",
          "!\n");

  @Test
  void ignores_anyPattern_asGitDoes(@TempDir Path folder) throws Exception {
    assumeTrue(runs(folder, "git", "init", "-q", "."));
    for (String file : FILES) {
      Path path = folder.resolve(file);
      Files.createDirectories(path.resolveSibling("x").getParent());
      Files.writeString(path, file);
    }
    for (String ignoreFile : IGNORE_FILES) {
      Files.writeString(folder.resolve(".gitignore"), ignoreFile);
      SortedSet<String> git = tracked(folder);
      git.remove(".gitignore");
      SortedSet<String> ours =
          new TreeSet<>(FolderScan.of(folder.toRealPath(), Set.of()).files().keySet());
      ours.remove(".gitignore");
      assertThat(ours).as(ignoreFile).isEqualTo(git);
    }
  }

  @Test
  void ignores_filesOfNestedFolders_overrideThoseAbove(@TempDir Path folder) throws Exception {
    assumeTrue(runs(folder, "git", "init", "-q", "."));
    Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(folder.resolve(".gitignore"), "*.txt\n/top\n");
    Files.writeString(folder.resolve("a/.gitignore"), "!keep.txt\n/top\n");
    for (String file : List.of("x.txt", "top", "a/keep.txt", "a/x.txt", "a/top", "a/b/top")) {
      Files.writeString(folder.resolve(file), file);
    }
    assertThat(FolderScan.of(folder.toRealPath(), Set.of()).files().keySet())
        .isEqualTo(tracked(folder));
    Path inner = folder.resolve("a").toRealPath();
    assertThat(FolderScan.of(inner, Set.of()).files().keySet())
        .containsExactly(".gitignore", "b/top", "keep.txt");

    Files.writeString(folder.resolve("a/b/.arkwrightignore"), "top\n");
    assertThat(FolderScan.of(inner, Set.of()).files()).doesNotContainKey("b/top");
  }

  /** A folder that somebody sent along may hold any pattern. */
  @Test
  @Timeout(5)
  void ignores_manyStars_takesNoLongerThanItsLength() {
    String name = "a".repeat(4_000);
    for (String pattern :
        List.of("*".repeat(200) + "b", "a*".repeat(200) + "b", "**/*a".repeat(90))) {
      assertThat(IgnoreFile.parse(List.of(pattern)).ignores(name + "/" + name + "c", false))
          .as(pattern)
          .isEmpty();
    }
    assertThat(IgnoreFile.parse(List.of("*****er/*.py")).ignores("xxer/größe.py", false))
        .contains(true);
  }

  private static SortedSet<String> tracked(Path folder) throws IOException {
    Process git =
        new ProcessBuilder(
                "git",
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-per-directory=.gitignore")
            .directory(folder.toFile())
            .start();
    String all = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new TreeSet<>(List.of(all.split("\0")));
  }

  private static boolean runs(Path folder, String... command) throws Exception {
    try {
      return new ProcessBuilder(command).directory(folder.toFile()).start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }
}
