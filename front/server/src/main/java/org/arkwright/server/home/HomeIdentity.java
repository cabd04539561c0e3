package org.arkwright.server.home;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.arkwright.identity.TokenFile;
import org.arkwright.model.Command;
import org.arkwright.model.ShownValue;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity of a home and its machine, by which the journal tells starts of control planes
 * apart. It is bound to the folder: a copy gets another one.
 *
 * @param home the home's id; permanent while the folder is moved, another one in a copy
 * @param host the machine's id, or its name if it has none
 * @param boot the machine's current boot; "unknown" if the system does not tell
 * @param place where the home is now
 * @param original the place of the home that this one was copied from, on the first start of the
 *     copy; empty otherwise
 */
public record HomeIdentity(
    String home, String host, String boot, HomePlace place, Optional<HomePlace> original) {
  private static final Logger log = LoggerFactory.getLogger(HomeIdentity.class);
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** What a worker's folder keeps in a copy: texts for people, which name no process to signal. */
  private static final Set<String> WORKER_TEXTS = Set.of("worker.log", "worker.out");

  /**
   * Binds the home to its folder, and returns its identity on this machine. A home that is found in
   * another folder than it was last in is a copy: it gets an id and secrets of its own, and forgets
   * the processes that the copied files name, since they are the original's. The caller holds the
   * home's lock.
   *
   * @param journalElsewhere whether the journal is not in the folder, and so was not copied
   * @throws StartException when the home cannot be read, or cannot be told from another one
   */
  public static HomeIdentity bind(HomeFolder home, boolean journalElsewhere) throws StartException {
    String boot = currentBoot();
    try {
      refuseSharedFiles(home);
      Optional<HomePlace> last = recorded(home);
      // The place is of this folder and no other; a file with an id is easily that of another.
      String id = last.isPresent() ? last.get().home() : TokenFile.readOrCreateId(home.identity());
      HomePlace now = HomePlace.of(id, home.folder(), boot, last.flatMap(HomePlace::copyOf));
      refuseIfServed(home, now);
      if (last.isEmpty() || last.get().isStill(now)) {
        restoreId(home, id);
        now.write(home.place());
        return new HomeIdentity(id, machine(), boot, now, Optional.empty());
      }
      if (journalElsewhere) {
        throw copyWithoutJournal(home, last.get());
      }
      return begin(home, last.get(), boot);
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot read the home %s: %s".formatted(home.folder(), e));
    }
  }

  private static void restoreId(HomeFolder home, String id) throws IOException {
    String found = text(home.identity());
    if (!found.equals(id)) {
      log.warn(
          "{} {}, and gets the id of its folder again, {}",
          home.identity(),
          found.isEmpty() ? "was missing or damaged" : "held " + shown(found),
          id);
      TokenFile.writeId(home.identity(), id);
    }
  }

  /** The beginning, on one line. */
  private static String shown(String found) {
    String line = found.replaceAll("\\p{Cntrl}", " ");
    return "'%s'".formatted(ShownValue.of(line));
  }

  private static Optional<HomePlace> recorded(HomeFolder home) throws StartException {
    try {
      return HomePlace.read(home.place());
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME,
          ("%s cannot be read: %s. It tells this home from its copies. Delete it if no other folder"
                  + " was copied from this one, nor this one from another.")
              .formatted(home.place(), e.getMessage()));
    }
  }

  /**
   * Also without the lock, which is a file that can be deleted, two servers must not write one
   * home.
   */
  private static void refuseIfServed(HomeFolder home, HomePlace now) throws StartException {
    Optional<ServerNotice> served =
        ServerNotice.read(home.notice())
            .filter(notice -> notice.place().equals(now.name()))
            .filter(ServerNotice::isOfAnotherRunningProcess);
    if (served.isPresent()) {
      throw HomeLock.held(home);
    }
  }

  /** Copies made of hard links have one journal between them, which two servers would ruin. */
  private static void refuseSharedFiles(HomeFolder home) throws IOException, StartException {
    for (Path file : List.of(home.journal(), home.identity(), home.tracking())) {
      try {
        if (((Number) Files.getAttribute(file, "unix:nlink")).intValue() > 1) {
          throw new StartException(
              ExitCodes.HOME,
              ("%s is a hard link: another folder has the same file, and both would write it."
                      + " Copy the home with cp -a instead.")
                  .formatted(file));
        }
      } catch (NoSuchFileException _) {
        // The first start makes it.
      }
    }
  }

  private static StartException copyWithoutJournal(HomeFolder home, HomePlace original) {
    return new StartException(
        ExitCodes.JOURNAL,
        ("%s is a copy of the home %s, last at %s, but its journal is not in the folder and so is"
                + " still the original's. Give the copy a journal of its own, or start the original."
                + " If the original is gone, delete %s: this folder then goes on in its place.")
            .formatted(home.folder(), original.home(), original.path(), home.place()));
  }

  private static HomeIdentity begin(HomeFolder home, HomePlace original, String boot)
      throws IOException {
    forgetProcesses(home);
    for (Path secret :
        List.of(
            home.tokenKey(),
            home.oldWorkerToken(),
            home.retiredWorkerToken(),
            home.replicaSecret(),
            home.notice(),
            home.anchor())) {
      Files.deleteIfExists(secret);
    }
    // Hosts have joined the original, whose key must not be in two places.
    deleteFolder(home.authority());
    Files.deleteIfExists(home.hosts());
    String id = "h-" + UUID.randomUUID();
    TokenFile.writeId(home.identity(), id);
    HomePlace place = HomePlace.of(id, home.folder(), boot, Optional.of(original.home()));
    place.write(home.place());
    return new HomeIdentity(id, machine(), boot, place, Optional.of(original));
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void forgetProcesses(HomeFolder home) throws IOException {
    try (DirectoryStream<Path> workers = Files.newDirectoryStream(home.folder(), "worker{,-*}")) {
      for (Path worker : workers) {
        if (Files.isDirectory(worker)) {
          forget(worker);
        }
      }
    }
  }

  private static void forget(Path worker) throws IOException {
    try (Stream<Path> files = Files.walk(worker)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(worker) && !WORKER_TEXTS.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * Returns the command that records the start.
   *
   * @param lastHome the home of the journal's last start; empty in a new journal
   * @param epochMin the least number of the start
   */
  Command.StartServer startCommand(Optional<String> lastHome, long epochMin) {
    return new Command.StartServer(
        home, host, boot, lastHome.filter(last -> !last.equals(home)), epochMin);
  }

  private static String machine() {
    String id = text(MACHINE_ID);
    try {
      return id.isEmpty() ? InetAddress.getLocalHost().getHostName() : id;
    } catch (UnknownHostException _) {
      return "unknown";
    }
  }

  static String currentBoot() {
    String boot = text(BOOT_ID);
    return boot.isEmpty() ? "unknown" : boot;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException _) {
      return "";
    }
  }
}
