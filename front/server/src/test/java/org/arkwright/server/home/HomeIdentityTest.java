package org.arkwright.server.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home keeps its identity while it is the same folder, and a copy gets another. */
class HomeIdentityTest {
  @TempDir private Path folder;

  @Test
  void home_movedAndLinked_isTheSame() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    String id = HomeIdentity.bind(home, false).home();
    Path moved = Files.move(home.folder(), folder.resolve("moved"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), moved);

    assertThat(HomeIdentity.bind(new HomeFolder(moved), false).home()).isEqualTo(id);
    HomeIdentity linked = HomeIdentity.bind(new HomeFolder(link), true);
    assertThat(linked.home()).isEqualTo(id);
    assertThat(linked.original()).isEmpty();
  }

  @Test
  void copy_getsAnotherId_andForgetsTheOriginalsProcessesAndSecrets() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    String id = HomeIdentity.bind(home, false).home();
    for (String file : new String[] {"worker.json", "spool", "groups", "worker.log"}) {
      Files.writeString(home.worker().resolve(file), "of the original");
    }
    Files.writeString(home.tokenKey(), "secret");
    Files.writeString(home.notice(), "{}");
    HomeFolder copy = copy(home);

    HomeIdentity first = HomeIdentity.bind(copy, false);
    assertThat(first.home()).isNotEqualTo(id);
    assertThat(first.original().orElseThrow().home()).isEqualTo(id);
    assertThat(first.startCommand(Optional.of(id), 0).copyOf()).contains(id);
    assertThat(copy.worker()).isDirectoryContaining("glob:**/worker.log");
    assertThat(copy.worker().resolve("worker.json")).doesNotExist();
    assertThat(copy.worker().resolve("spool")).doesNotExist();
    assertThat(copy.tokenKey()).doesNotExist();
    assertThat(copy.notice()).doesNotExist();
    assertThat(home.worker().resolve("spool")).hasContent("of the original");

    HomeIdentity second = HomeIdentity.bind(copy, false);
    assertThat(second.home()).isEqualTo(first.home());
    assertThat(second.original()).isEmpty();
    assertThat(second.place().copyOf()).contains(id);
  }

  @Test
  void folderMadeAnew_withTheNumberOfTheOldOne_isAnother() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    HomePlace place = HomeIdentity.bind(home, false).place();
    HomePlace reborn =
        new HomePlace(
            place.home(),
            place.path(),
            place.device(),
            place.inode(),
            Optional.of("2001-01-01T00:00:00Z"),
            place.boot(),
            Optional.empty());
    HomePlace born =
        new HomePlace(
            place.home(),
            place.path(),
            place.device(),
            place.inode(),
            Optional.of("2002-01-01T00:00:00Z"),
            place.boot(),
            Optional.empty());

    assertThat(born.isStill(reborn)).isFalse();
    assertThat(place.isStill(place)).isTrue();
    assertThat(place.hasGone()).isFalse();
    Files.move(home.folder(), folder.resolve("away"));
    assertThat(place.hasGone()).isTrue();
    Files.createDirectory(home.folder());
    assertThat(place.hasGone()).isTrue();
  }

  @Test
  void copyWhoseJournalIsElsewhere_isRefused_andNothingIsChanged() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    String id = HomeIdentity.bind(home, true).home();
    HomeFolder copy = copy(home);

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> HomeIdentity.bind(copy, true))
        .withMessageContaining("is a copy of the home " + id)
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.JOURNAL));
    assertThat(copy.identity()).hasContent(id);
  }

  @Test
  void copyOfHardLinks_isRefused() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    var _ = HomeIdentity.bind(home, false);
    HomeFolder linked = HomeFolder.prepare(folder.resolve("linked"));
    Files.createLink(linked.identity(), home.identity());

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> HomeIdentity.bind(linked, false))
        .withMessageContaining("is a hard link");
  }

  @Test
  void homeThatIsServed_isRefused_alsoWhenItsLockFileWasDeleted() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    HomePlace place = HomeIdentity.bind(home, false).place();
    Process server = new ProcessBuilder("sleep", "60").start();
    try {
      notice(place, server.pid(), startOf(server.pid())).write(home.notice());
      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> HomeIdentity.bind(home, false))
          .withMessageContaining("is held by process " + server.pid());
      // The number of a server that has ended, given to another process.
      notice(place, server.pid(), 1).write(home.notice());
      assertThat(HomeIdentity.bind(home, false).home()).isEqualTo(place.home());
    } finally {
      server.destroyForcibly();
    }
  }

  private static ServerNotice notice(HomePlace place, long pid, long start) {
    return new ServerNotice(
        pid, "http://x:1", "http://x:2", Instant.EPOCH, place.path(), place.name(), start, "");
  }

  private static long startOf(long pid) throws Exception {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
  }

  @Test
  void lostId_isThatOfThePlace() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    String id = HomeIdentity.bind(home, false).home();
    Files.delete(home.identity());

    assertThat(HomeIdentity.bind(home, false).home()).isEqualTo(id);
  }

  @Test
  void damagedOrForeignId_isNotBelieved_butThePlace() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    String id = HomeIdentity.bind(home, false).home();
    for (byte[] other :
        new byte[][] {
          "garbage !!".getBytes(UTF_8),
          {},
          {(byte) 0xff, (byte) 0xfe},
          "h-0c1f2a34-0000-4000-8000-000000000001\n".getBytes(UTF_8)
        }) {
      Files.write(home.identity(), other);

      assertThat(HomeIdentity.bind(home, false).home()).isEqualTo(id);
      assertThat(home.identity()).hasContent(id);
      assertThat(HomePlace.read(home.place()).orElseThrow().home()).isEqualTo(id);
    }
  }

  @Test
  void placeWithoutAnId_isRefused_andTheIdStays() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    String id = HomeIdentity.bind(home, false).home();
    String place = Files.readString(home.place());
    for (String other : new String[] {"", "h-1", id + "\\nh-2", "of another"}) {
      Files.writeString(home.place(), place.replace(id, other));

      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> HomeIdentity.bind(home, false))
          .withMessageContaining("does not say which home it is of");
      assertThat(home.identity()).hasContent(id);
    }
  }

  @Test
  void damagedId_withoutAPlace_isRefused_andNothingIsChanged() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    for (byte[] other : new byte[][] {"garbage".getBytes(UTF_8), {(byte) 0xff, (byte) 0xfe}}) {
      Files.write(home.identity(), other);

      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> HomeIdentity.bind(home, false))
          .withMessageContaining("expected the id of a home");
      assertThat(home.identity()).hasBinaryContent(other);
      assertThat(home.place()).doesNotExist();
    }
  }

  @Test
  void damagedPlace_isNotTakenForACopyOrTheOriginal() throws Exception {
    HomeFolder home = HomeFolder.prepare(folder.resolve("home"));
    Files.writeString(home.place(), "not JSON");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> HomeIdentity.bind(home, false))
        .withMessageContaining("It tells this home from its copies")
        .withMessageNotContaining("token");
  }

  private HomeFolder copy(HomeFolder home) throws Exception {
    Path copied = folder.resolve("copied");
    new ProcessBuilder("cp", "-a", home.folder().toString(), copied.toString())
        .inheritIO()
        .start()
        .waitFor();
    return new HomeFolder(copied);
  }
}
