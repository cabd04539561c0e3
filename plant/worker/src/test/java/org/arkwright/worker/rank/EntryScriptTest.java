package org.arkwright.worker.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryScriptTest {
  private static final String SECRET = "it's a \"secret\" $HOME\nof two lines";

  @TempDir Path folder;

  /** A long one, too: shells read a script in pieces, and it is gone when they want the next. */
  @Test
  void entry_setsVariables_andHoldsThemNoLonger() throws Exception {
    for (int length : new int[] {0, 50_000}) {
      Path entry = folder.resolve("entry");
      EntryScript.write(
          entry,
          folder,
          new TreeMap<>(Map.of("A", SECRET, "RANDOM", "7", "Z", "z".repeat(length))),
          true);

      assertThat(run(entry, "printf %s \"$A$RANDOM\" > out")).isZero();
      assertThat(folder.resolve("out")).hasContent(SECRET + "7");
      assertThat(entry).isEmptyFile();
    }
  }

  @Test
  void entry_thatMayNotBeWritten_startsItsCommandAllTheSame() throws Exception {
    Path entry = folder.resolve("entry");
    EntryScript.write(entry, folder, new TreeMap<>(Map.of("A", SECRET)), false);

    assertThat(run(entry, "printf %s \"$A\" > out")).isZero();
    assertThat(folder.resolve("out")).hasContent(SECRET);
    assertThat(Files.size(entry)).isPositive();
  }

  private static int run(Path entry, String command) throws Exception {
    String script = "set -- /bin/sh -c '" + command + "'; . '" + entry + "'";
    return new ProcessBuilder("/bin/sh", "-c", script).inheritIO().start().waitFor();
  }
}
