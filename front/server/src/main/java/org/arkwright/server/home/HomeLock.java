package org.arkwright.server.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** The right to be the one server of a home folder; ends with the process at the latest. */
public final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the folder.
   *
   * @throws HomeException when another server holds it; says who
   */
  public static HomeLock take(HomeFolder home) {
    try {
      FileChannel channel =
          FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        channel.close();
        throw new HomeException(
            "%s is held by another server: %s. Use it, stop it with `arkwright down`, or choose another folder with --home."
                .formatted(home.path(), holder(home)),
            null);
      }
      return new HomeLock(channel);
    } catch (IOException e) {
      throw new HomeException("the lock %s cannot be taken: %s".formatted(home.lock(), e), e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  private static String holder(HomeFolder home) throws IOException {
    return Files.exists(home.notice())
        ? Files.readString(home.notice()).strip()
        : "it has not said who it is yet";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
