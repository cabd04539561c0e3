package org.arkwright.system.journals;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.journal.JournalReader;
import org.arkwright.journal.JournalReader.Verification.Intact;
import org.arkwright.journal.Journals;
import org.arkwright.system.TestHome;
import org.arkwright.twin.replay.DecisionReplay;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole home folder of an earlier version is one that this version goes on with. */
class SampleHomeTest {
  @TempDir Path folder;

  static List<Path> homes() throws IOException {
    try (Stream<Path> files = Files.walk(JournalSample.ALL, 2)) {
      return files.filter(file -> file.endsWith("home.tar.gz")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("homes")
  void home_ofAnEarlierVersion_startsAndGoesOn(Path packed) throws Exception {
    Process unpacking =
        new ProcessBuilder("tar", "-xzf", packed.toAbsolutePath().toString())
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertThat(unpacking.waitFor()).isZero();
    Path home = folder.resolve("home");
    Intact before = verify(home);
    try (TestHome server = TestHome.start(home)) {
      server.awaitReady();
      Commands commands = new Commands(home);
      JsonNode earlier = JournalSample.json(commands.ask("jobs", "--all", "-o", "json"));
      assertThat(earlier).isNotEmpty();
      // With a restart: the machine of that time has another name, and is a lost node soon.
      assertThat(
              commands.ask(
                  "run",
                  "--cpus",
                  "0.1",
                  "--max-restarts",
                  "3",
                  "--backoff",
                  "1s",
                  "--",
                  "echo",
                  "still here"))
          .contains("still here");
      assertThat(JournalSample.json(commands.ask("jobs", "--all", "-o", "json")))
          .hasSize(earlier.size() + 1);
      assertThat(commands.ask("job", earlier.get(0).path("id").asText())).contains("attempts");
    }
    Intact after = verify(home);
    assertThat(after.entries()).isGreaterThan(before.entries());
    try (JournalReader journal = Journals.openReadOnly(home.resolve("journal.db").toString())) {
      assertThat(DecisionReplay.of(journal))
          .isInstanceOf(DecisionReplay.Result.Same.class)
          .extracting("entries")
          .isEqualTo(after.entries());
    }
  }

  private static Intact verify(Path home) {
    try (JournalReader journal = Journals.openReadOnly(home.resolve("journal.db").toString())) {
      return (Intact) journal.verify();
    }
  }
}
