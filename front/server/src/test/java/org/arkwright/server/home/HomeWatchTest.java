package org.arkwright.server.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.arkwright.identity.TokenFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a home's folder while its server runs. */
@Timeout(60)
final class HomeWatchTest {
  @TempDir Path folder;
  private final AtomicBoolean gone = new AtomicBoolean();

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"pid\":1", "[]", "\0\0\0", "null"})
  void notice_deletedOrDamaged_isWrittenAgain(String damage) throws Exception {
    ServerNotice notice = notice();
    Path file = folder.resolve("server.json");
    notice.write(file);
    try (HomeWatch _ = watch(file)) {
      if (damage.isEmpty()) {
        Files.delete(file);
      } else {
        Files.writeString(file, damage);
      }
      while (!ServerNotice.read(file).equals(Optional.of(notice))) {
        Thread.sleep(20);
      }
    }
    assertThat(gone).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage !!", "the-token-of-another-home"})
  void secretsAndIds_deletedOrReplaced_arePutBack_forTheirOwnerAlone(String damage)
      throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    HomePlace place = HomeIdentity.bind(home, false).place();
    notice().write(home.notice());
    Map<Path, String> before = new HashMap<>();
    for (Path file :
        List.of(
            home.administratorToken(), home.tokenKey(), home.replicaSecret(), home.secretKey())) {
      before.put(file, TokenFile.readOrCreate(file, "") + "\n");
    }
    before.put(home.identity(), Files.readString(home.identity()));
    before.put(home.place(), Files.readString(home.place()));
    try (HomeWatch _ = new HomeWatch(place, HomeFiles.of(home), () -> gone.set(true)).start()) {
      for (Path file : before.keySet()) {
        if (damage.isEmpty()) {
          Files.delete(file);
        } else {
          Files.writeString(file, damage);
        }
      }
      for (Map.Entry<Path, String> file : before.entrySet()) {
        while (!Files.exists(file.getKey())
            || !Files.readString(file.getKey()).equals(file.getValue())) {
          Thread.sleep(20);
        }
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.secretKey())))
        .isEqualTo("rw-------");
    assertThat(gone).isFalse();
  }

  @Test
  void folder_deleted_isNoticed_andNotMadeAgain() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    ServerNotice notice = notice();
    Path file = home.resolve("server.json");
    notice.write(file);
    HomePlace place = HomePlace.of("h-1", home, "boot", Optional.empty());
    try (HomeWatch _ = new HomeWatch(place, keeping(file), () -> gone.set(true)).start()) {
      Files.delete(file);
      Files.delete(home);
      while (!gone.get()) {
        Thread.sleep(20);
      }
    }
    assertThat(home).doesNotExist();
  }

  private HomeWatch watch(Path file) throws Exception {
    HomePlace place = HomePlace.of("h-1", folder, "boot", Optional.empty());
    return new HomeWatch(place, keeping(file), () -> gone.set(true)).start();
  }

  private static HomeFiles keeping(Path file) throws Exception {
    return new HomeFiles(
        List.of(new HomeFiles.Kept(file, Files.readString(file), false)), List.of());
  }

  private ServerNotice notice() {
    return new ServerNotice(
        1, "http://x", "http://y", Instant.now(), folder.toString(), "h-1@1:2", 7, "a copy");
  }
}
