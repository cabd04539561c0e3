package org.arkwright.server.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.jspecify.annotations.Nullable;

/**
 * The lock that reserves a home folder for one server. The kernel releases it when the process
 * ends, in whatever way.
 */
public final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks the folder.
   *
   * @throws StartException when another server has locked it, naming that server
   */
  public static HomeLock take(HomeFolder home) throws StartException {
    Path file = home.lock();
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw held(home);
      }
      return new HomeLock(channel);
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot lock %s: %s".formatted(file, e.getMessage()));
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  /** Says who serves the home. */
  static StartException held(HomeFolder home) {
    String holder =
        ServerNotice.read(home.notice())
            .map(notice ->
                "process %d at %s, since %s"
                    .formatted(notice.pid(), notice.url(), notice.startedAt()))
            .orElse("a server that is just starting");
    return new StartException(
        ExitCodes.HELD,
        ("%s is held by %s. Use that server, stop it with 'arkwright down',"
                + " or name another folder with --home.")
            .formatted(home.folder(), holder));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
