package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.arkwright.identity.TokenFile;
import org.arkwright.options.ExitCodes;
import org.arkwright.server.home.HomeFolder;
import org.arkwright.server.home.HomeLock;
import org.arkwright.server.home.ServerNotice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerMainTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @Test
  void start_heldHome_namesTheHolder(@TempDir Path folder) throws Exception {
    HomeFolder home = HomeFolder.prepare(folder);
    new ServerNotice(
            4711,
            "http://127.0.0.1:7",
            "http://127.0.0.1:8",
            Instant.parse("2026-01-02T03:04:05Z"),
            folder.toString(),
            "h-1@1:2",
            5,
            "")
        .write(home.notice());
    try (HomeLock _ = HomeLock.take(home)) {
      assertThat(run("--home", folder.toString())).isEqualTo(ExitCodes.HELD);
    }
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("process 4711", "http://127.0.0.1:7", "2026-01-02T03:04:05Z");
  }

  @Test
  void start_homeThatCannotBeAFolder_saysWhy(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");

    assertThat(run("--home", file.toString())).isEqualTo(ExitCodes.HOME);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("it is not a folder");
  }

  @Test
  void start_wrongOptions_namesTheKnownOnes() {
    assertThat(run("--prot", "1")).isEqualTo(ExitCodes.USAGE);
    assertThat(run("--port", "99999")).isEqualTo(ExitCodes.USAGE);
    assertThat(run("--cpus")).isEqualTo(ExitCodes.USAGE);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("unknown option --prot", "from 0 to 65535", "is without a value");
  }

  @Test
  void start_unknownJournal_namesTheSupportedOnes(@TempDir Path folder) {
    assertThat(run("--home", folder.toString(), "--journal", "mysql://x"))
        .isEqualTo(ExitCodes.JOURNAL);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("jdbc:postgresql://");
  }

  @Test
  void start_portInUse_isReported(@TempDir Path folder) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int code = run("--home", folder.toString(), "--port", Integer.toString(taken.getLocalPort()));

      assertThat(code).isEqualTo(ExitCodes.ADDRESS);
      assertThat(errors.toString(StandardCharsets.UTF_8)).contains("cannot listen on");
    }
  }

  @Test
  void token_isCreatedOnceForItsOwnerOnly(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("admin.token");
    String token = TokenFile.readOrCreate(file, "");

    assertThat(token).hasSizeGreaterThan(40);
    assertThat(TokenFile.readOrCreate(file, "")).isEqualTo(token);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void damagedFilesOfAHome_areRefusedInOurWords_andKept(@TempDir Path folder) throws Exception {
    for (String name : List.of("admin.token", "secrets.key", "principals.json")) {
      for (byte[] damage :
          new byte[][] {
            "not {a token".getBytes(StandardCharsets.UTF_8), {(byte) 0xff, (byte) 0xfe, 7}
          }) {
        Path home = Files.createDirectories(folder.resolve(name + damage.length));
        Path file = Files.write(home.resolve(name), damage);
        errors.reset();

        assertThat(run("--home", home.toString(), "--port", "0")).isEqualTo(ExitCodes.HOME);
        assertThat(errors.toString(StandardCharsets.UTF_8))
            .contains(file.toString())
            .containsAnyOf("delete it", "move it away", "from a backup")
            .doesNotContain("Source", "Input length", "Exception");
        assertThat(file).hasBinaryContent(damage);
      }
    }
  }

  /** Another key would open none of the secrets that the journal has. */
  @Test
  void damagedKeyOfSecrets_isNotToBeDeleted(@TempDir Path home) throws Exception {
    Files.writeString(home.resolve("secrets.key"), "not {a key");

    assertThat(run("--home", home.toString(), "--port", "0")).isEqualTo(ExitCodes.HOME);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("secrets.key", "from a backup", "can never be read")
        .doesNotContain("delete", "makes another");
  }

  private int run(String... arguments) {
    PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
    return ServerMain.run(List.of(arguments), err, err);
  }
}
