package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Import, export and care of the store, against an API with canned answers. */
final class ArtifactCommandsTest {
  /** The SHA-256 of "hello". */
  private static final String HELLO =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir Path folder;
  private final FakeApi api = new FakeApi();
  private final CommandShell shell = CommandShell.at(api);

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void import_pathWithANul_isRefusedInWords() {
    assertThat(shell.run("dataset", "import", "d", "a\0b")).isEqualTo(2);
    assertThat(shell.err()).contains("'a\\0b' is not a path").contains("expected: a folder");
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void import_thatLeftFilesOut_namesThem() {
    api.on("POST /projects/default/imports", 202, "{\"id\": \"i-1\", \"state\": \"Running\"}");
    api.on(
        "GET /imports/i-1",
        200,
        "{\"state\": \"Succeeded\", \"leftOut\": [\"optimizer.pt: a pickle\"],"
            + " \"artifact\": {\"ref\": \"model/m@1\", \"size\": 5, \"fileCount\": 1}}");
    assertThat(shell.run("model", "import", "m", "/m")).isZero();
    assertThat(shell.err()).contains("left out: optimizer.pt: a pickle");
    assertThat(api.requests()).anyMatch(request -> request.body().contains("\"whileAsked\":true"));
    assertThat(shell.err()).doesNotContain("nothing is new");
  }

  @Test
  void import_ofTheLatestVersionsFiles_saysThatNothingIsNew() {
    api.on("GET /projects/default/artifacts/model/m/latest", 200, "{\"ref\": \"model/m@1\"}");
    api.on("POST /projects/default/imports", 202, "{\"id\": \"i-1\", \"state\": \"Running\"}");
    api.on(
        "GET /imports/i-1",
        200,
        "{\"state\": \"Succeeded\","
            + " \"artifact\": {\"ref\": \"model/m@1\", \"size\": 5, \"fileCount\": 1}}");
    assertThat(shell.run("model", "import", "m", "/m")).isZero();
    assertThat(shell.err()).contains("nothing is new");
  }

  @Test
  void export_ofDamagedOrChangedContent_failsAndLeavesNoPart() throws IOException {
    api.on(
        "GET /projects/default/artifacts/dataset/d/latest",
        200,
        "{\"ref\": \"dataset/d@1\", \"size\": 5, \"files\": [{\"path\": \"n.txt\", \"size\": 5,"
            + " \"sha256\": \"%s\"}]}".formatted(HELLO));
    String file = "GET /projects/default/artifacts/dataset/d/1/file";
    api.on(file, 200, "hallo");
    Path out = folder.resolve("out");
    assertThat(shell.run("dataset", "export", "d", out.toString())).isEqualTo(1);
    assertThat(shell.err()).contains("n.txt arrived incomplete or changed");
    assertThat(left(out)).isZero();

    api.on(file, 409, "{\"code\": \"damaged\", \"title\": \"n.txt: a stored file is damaged\"}");
    assertThat(shell.run("dataset", "export", "d", out.toString())).isEqualTo(1);
    assertThat(shell.err()).contains("n.txt: a stored file is damaged");
    assertThat(left(out)).isZero();

    api.on(file, 200, "hello");
    assertThat(shell.run("dataset", "export", "d", out.toString())).isZero();
    assertThat(out.resolve("n.txt")).hasContent("hello");
  }

  private static long left(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void damage_isShownWithThoseWhoNeedIt() {
    String damaged =
        "[{\"path\": \"a\\nb\", \"problem\": \"missing\", \"sha256\": \"0\", \"neededBy\":"
            + " [{\"ref\": \"model/m@2\", \"project\": \"p\", \"origin\": \"hf://o/m@main\"}]}]";
    api.on(
        "POST /artifacts/verify",
        200,
        "{\"files\": 3, \"bytes\": 9, \"damaged\": %s}".formatted(damaged));
    api.on(
        "POST /artifacts/collect",
        200,
        "{\"files\": 0, \"bytes\": 0, \"damaged\": %s}".formatted(damaged));
    for (String command : new String[] {"verify", "gc"}) {
      assertThat(shell.run("artifact", command)).as(command).isEqualTo(1);
      assertThat(shell.err())
          .contains("missing: a\\u000ab")
          .contains("needed by model/m@2 in project p, from hf://o/m@main");
    }
  }
}
