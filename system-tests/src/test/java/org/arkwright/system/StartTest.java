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

/** Homes under which no server can start: it says so and changes nothing. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class StartTest {
  private static final int HELD = 3;
  private static final int UNWRITABLE = 4;

  @TempDir private Path folder;

  @Test
  void start_secondServerOnHome_saysWhoHoldsIt() throws Exception {
    Path home = folder.resolve("home");
    try (TestHome site = TestHome.start(home)) {
      TestHome.await("the server runs", Duration.ofSeconds(40), () -> site.address().isPresent());

      assertThat(endOf(TestHome.spawn(home))).isEqualTo(HELD);

      assertThat(TestHome.said(home)).contains("held by process " + site.pid());
      assertThat(site.address()).isPresent();
    }
  }

  @Test
  void start_fullHome_saysSo() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    assumeTrue(isMounted(home, "size=64k"), "only root may mount");
    try {
      Files.write(home.resolve("ballast"), new byte[40_000]);

      assertThat(endOf(TestHome.spawn(home))).isEqualTo(UNWRITABLE);

      assertThat(TestHome.said(home))
          .contains(home + " cannot be written: No space left on device");
      assertThat(home.resolve("journal.db")).doesNotExist();
    } finally {
      endOf(program("umount", home.toString()));
    }
  }

  @Test
  void start_readOnlyHome_saysSo() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    assumeTrue(isMounted(home, "ro"), "only root may mount");
    try {
      assertThat(endOf(TestHome.spawn(home))).isEqualTo(UNWRITABLE);

      assertThat(TestHome.said(home)).contains(home + " cannot be written: Read-only file system");
    } finally {
      endOf(program("umount", home.toString()));
    }
  }

  private static boolean isMounted(Path home, String options) throws Exception {
    return endOf(program("mount", "-t", "tmpfs", "-o", options, "home", home.toString())) == 0;
  }

  private static Process program(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int endOf(Process process) throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("process " + process.pid() + " does not end");
    }
    return process.exitValue();
  }
}
