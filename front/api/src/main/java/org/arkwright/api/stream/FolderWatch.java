package org.arkwright.api.stream;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.arkwright.thread.ServiceThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when files of a folder change, by the system's own notice of it, so that nobody has to look
 * again and again. One thread, which begins with the first folder. Thread-safe.
 */
final class FolderWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);

  /** File systems on which others write, of which this machine hears nothing. */
  private static final Set<String> SHARED =
      Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "lustre", "gpfs", "ceph", "glusterfs");

  private final Map<WatchKey, Set<Watcher>> watchers = new HashMap<>();
  private final ServiceThread thread = ServiceThread.of("arkwright-log-watch", this::run);
  private @Nullable WatchService service;
  private boolean closed;
  private boolean warned;

  /** Whoever wants to know of a folder's files. */
  private record Watcher(Predicate<String> names, Runnable wake) {}

  /** A folder that is watched. */
  final class Watched implements AutoCloseable {
    private final WatchKey key;
    private final Watcher watcher;

    private Watched(WatchKey key, Watcher watcher) {
      this.key = key;
      this.watcher = watcher;
    }

    /** Whether the folder is still there; once it is not, no notice comes any more. */
    boolean isValid() {
      return key.isValid();
    }

    @Override
    public void close() {
      forget(key, watcher);
    }
  }

  /**
   * Watches a folder until what is returned is closed; empty where the system cannot tell, and the
   * caller has to look by itself.
   *
   * @param names which of its files matter
   * @param wake called after such a file was made, written or deleted, also once too often; quick
   */
  Optional<Watched> watch(Path folder, Predicate<String> names, Runnable wake) {
    Watcher watcher = new Watcher(names, wake);
    try {
      if (isShared(folder)) {
        return Optional.empty();
      }
      synchronized (this) {
        if (closed) {
          return Optional.empty();
        }
        WatchKey key =
            folder.register(
                opened(),
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        watchers.computeIfAbsent(key, _ -> new HashSet<>()).add(watcher);
        return Optional.of(new Watched(key, watcher));
      }
    } catch (IOException | UnsupportedOperationException | ClosedWatchServiceException e) {
      warn(folder, e);
      return Optional.empty();
    }
  }

  private static boolean isShared(Path folder) throws IOException {
    String type = Files.getFileStore(folder).type();
    return SHARED.contains(type) || type.startsWith("fuse");
  }

  private WatchService opened() throws IOException {
    WatchService open = service;
    if (open == null) {
      open = FileSystems.getDefault().newWatchService();
      service = open;
      var _ = thread.start();
    }
    return open;
  }

  /** A folder that is gone is no trouble: it is looked for again. */
  private synchronized void warn(Path folder, Exception e) {
    if (!warned && !closed && Files.isDirectory(folder)) {
      warned = true;
      log.warn(
          "{} cannot be watched ({}): followers of its logs look at the files four times a second."
              + " Is fs.inotify.max_user_instances or max_user_watches reached?",
          folder,
          e.toString());
    }
  }

  private synchronized void forget(WatchKey key, Watcher watcher) {
    Set<Watcher> all = watchers.get(key);
    if (all != null && all.remove(watcher) && all.isEmpty()) {
      watchers.remove(key);
      key.cancel();
    }
  }

  private synchronized @Nullable WatchService service() {
    return service;
  }

  private void run() throws InterruptedException {
    WatchService open = service();
    while (open != null) {
      try {
        tell(open.take());
      } catch (ClosedWatchServiceException _) {
        return;
      }
    }
  }

  private void tell(WatchKey key) {
    Set<String> names = new HashSet<>();
    boolean all = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.context() instanceof Path name) {
        names.add(name.toString());
      } else {
        all = true; // More happened than the system kept.
      }
    }
    // What happens from here on is told again, so nothing is lost between two notices.
    boolean gone = !key.reset();
    Set<Watcher> told;
    synchronized (this) {
      told = Set.copyOf(watchers.getOrDefault(key, Set.of()));
      if (gone) {
        watchers.remove(key);
      }
    }
    for (Watcher watcher : told) {
      if (all || gone || names.stream().anyMatch(watcher.names)) {
        watcher.wake.run();
      }
    }
  }

  /** Ends the thread; nobody is told anything any more. */
  @Override
  public void close() {
    WatchService open;
    synchronized (this) {
      closed = true;
      open = service;
      watchers.clear();
    }
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.warn("The watch over folders of logs cannot be closed", e);
      }
    }
  }
}
