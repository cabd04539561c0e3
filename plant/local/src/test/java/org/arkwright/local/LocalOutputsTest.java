package org.arkwright.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.arkwright.engine.Launch;
import org.arkwright.engine.TestGang;
import org.arkwright.model.job.RankExit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real worker makes of the outputs that jobs leave. */
final class LocalOutputsTest {
  @TempDir Path home;
  @TempDir Path scratch;
  private LocalTestSite site;

  @BeforeEach
  void up() throws IOException {
    site = new LocalTestSite(home, Duration.ofSeconds(60)).up();
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  @Test
  void linkToTheWorkersEnvironment_failsTheJobByTheFilesName() {
    assertThat(exit("echo a > a; ln -s /proc/self/environ x"))
        .isInstanceOfSatisfying(
            RankExit.OutputRefused.class,
            exit ->
                assertThat(exit.problem())
                    .contains("output 'o'", "'x'", "/proc/self/environ", "copy the file"));
  }

  @Test
  void folderExchangedForALink_leavesTheVictimAsItWas() throws IOException {
    Path victim =
        Files.writeString(Files.createDirectories(scratch.resolve("v/o")).resolve("k"), "s");
    Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
    RankExit exit = exit("cd ..; mv ../out ../out2; ln -s " + scratch.resolve("v") + " ../out");
    assertThat(exit).isInstanceOf(RankExit.OutputRefused.class);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
        .isEqualTo("rw-------");
    assertThat(Files.getAttribute(victim, "unix:nlink")).isEqualTo(1);
  }

  @Test
  void nameWithALineBreak_isStored() {
    assertThat(exit("touch 'a\nb'")).isEqualTo(new RankExit.Exited(0));
  }

  @Test
  void namedPipeWithALineBreakInItsName_failsTheJobOnOneLine() {
    assertThat(exit("mkfifo 'a\nb'"))
        .isInstanceOfSatisfying(
            RankExit.OutputRefused.class,
            exit -> assertThat(exit.problem()).contains("is a named pipe").doesNotContain("\n"));
  }

  @Test
  void emptyOutput_failsTheJobAndIsNoLoss() {
    assertThat(exit(":"))
        .isEqualTo(
            new RankExit.OutputRefused(
                "the job wrote no file to $ARKWRIGHT_OUTPUT_O, and output 'o' needs one"));
  }

  private RankExit exit(String inOutput) {
    Launch launch =
        TestGang.script("cd \"$ARKWRIGHT_OUTPUT_O\" && " + inOutput)
            .output("o")
            .on(site.observed.node().id());
    site.engine().launch(launch);
    return site.observed.exit(launch.attempt(), 0);
  }
}
