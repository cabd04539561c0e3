package org.arkwright.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir private Path folder;

  @Test
  void longerFile_isReplacedByTheContentAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "a long earlier content");

    WholeFile.replace(file, "new".getBytes(UTF_8));

    assertThat(file).hasContent("new");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void draftOfAKilledProgram_isReplacedToo() throws Exception {
    Files.writeString(folder.resolve("a.draft"), "half of something longer");

    WholeFile.replace(folder.resolve("a"), "new".getBytes(UTF_8));

    assertThat(folder.resolve("a")).hasContent("new");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void missingFolder_isRefused() {
    assertThatThrownBy(() -> WholeFile.replace(folder.resolve("no/a"), new byte[1]))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("a.draft");
  }

  @Test
  void readers_neverFindAPart() throws Exception {
    Path file = folder.resolve("a");
    byte[] ones = "1".repeat(100_000).getBytes(UTF_8);
    byte[] twos = "2".repeat(50_000).getBytes(UTF_8);
    WholeFile.replace(file, ones);
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 0; i < 50; i++) {
                  WholeFile.replace(file, i % 2 == 0 ? twos : ones);
                }
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              } finally {
                done.set(true);
              }
            });

    while (!done.get()) {
      assertThat(Files.readAllBytes(file)).isIn(List.of(ones, twos));
    }
    writer.join();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @Test
  void replacePrivate_isTheOwnersAlone_whateverACrashLeft() throws Exception {
    Path file = folder.resolve("a");
    Files.writeString(WholeFile.draft(file), "a crash left this, open to all");

    WholeFile.replacePrivate(file, "one ".getBytes(UTF_8), "two".getBytes(UTF_8));

    assertThat(file).hasContent("one two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(WholeFile.draft(file)).doesNotExist();
  }
}
