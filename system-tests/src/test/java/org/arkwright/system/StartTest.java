package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Homes in which a server cannot start: it reports why and changes nothing. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class StartTest {
  private static final int HELD = 3;
  private static final int UNWRITABLE = 4;

  @TempDir private Path folder;

  @Test
  void start_secondServerOnHome_namesTheHolder() throws Exception {
    Path home = folder.resolve("home");
    try (TestHome site = TestHome.start(home)) {
      TestHome.await(
          "the server is running", Duration.ofSeconds(40), () -> site.address().isPresent());

      assertThat(exitCodeOf(TestHome.spawn(home))).isEqualTo(HELD);

      assertThat(TestHome.outputOf(home)).contains("held by process " + site.pid());
      assertThat(site.address()).isPresent();
    }
  }

  @Test
  void start_fullHome_isReported() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    assumeTrue(isMounted(home, "size=64k"), "only root may mount");
    try {
      Files.write(home.resolve("ballast"), new byte[40_000]);

      assertThat(exitCodeOf(TestHome.spawn(home))).isEqualTo(UNWRITABLE);

      assertThat(TestHome.outputOf(home))
          .contains(home + " cannot be written: No space left on device");
      assertThat(home.resolve("journal.db")).doesNotExist();
    } finally {
      exitCodeOf(process("umount", home.toString()));
    }
  }

  @Test
  void start_readOnlyHome_isReported() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    assumeTrue(isMounted(home, "ro"), "only root may mount");
    try {
      assertThat(exitCodeOf(TestHome.spawn(home))).isEqualTo(UNWRITABLE);

      assertThat(TestHome.outputOf(home))
          .contains(home + " cannot be written: Read-only file system");
    } finally {
      exitCodeOf(process("umount", home.toString()));
    }
  }

  private static boolean isMounted(Path home, String options) throws Exception {
    return exitCodeOf(process("mount", "-t", "tmpfs", "-o", options, "home", home.toString())) == 0;
  }

  private static Process process(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int exitCodeOf(Process running) throws InterruptedException {
    if (!running.waitFor(60, TimeUnit.SECONDS)) {
      running.destroyForcibly();
      throw new AssertionError("process " + running.pid() + " does not end");
    }
    return running.exitValue();
  }
}
