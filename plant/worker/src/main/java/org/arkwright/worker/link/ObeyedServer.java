package org.arkwright.worker.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.file.WholeFile;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;
import org.jspecify.annotations.Nullable;

/**
 * The start of the control plane that a worker obeys. It is on disk before the worker does anything
 * that the start orders, so that neither a restarted worker nor a control plane that lost a part of
 * its journal takes an earlier start for the latest. Thread-safe.
 */
public final class ObeyedServer {
  private static final String FILE = "obeyed.json";

  private final Path file;
  private @Nullable ServerEpoch latest;

  private ObeyedServer(Path file, Optional<ServerEpoch> latest) {
    this.file = file;
    this.latest = latest.orElse(null);
  }

  /**
   * Opens the record in the worker's folder.
   *
   * @throws IOException when it cannot be read: whom to obey is then unknown
   */
  public static ObeyedServer open(Path home) throws IOException {
    return new ObeyedServer(home.resolve(FILE), read(home));
  }

  /** Reads the record of a worker's folder; empty before the first exchange. */
  public static Optional<ServerEpoch> read(Path home) throws IOException {
    try {
      return Optional.of(
          Wire.strict().read(Files.readAllBytes(home.resolve(FILE)), ServerEpoch.class));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (WireException e) {
      throw new IOException(home.resolve(FILE) + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns the latest start that was obeyed; empty before the first exchange. */
  public synchronized Optional<ServerEpoch> latest() {
    return Optional.ofNullable(latest);
  }

  /**
   * Obeys the start from now on, unless it is earlier than the latest one or another home's.
   *
   * @return whether it is to be obeyed
   * @throws IOException when that cannot be made durable
   */
  synchronized boolean obey(ServerEpoch start) throws IOException {
    if (start.equals(latest)) {
      return true;
    }
    if (latest != null && !start.succeeds(latest)) {
      return false;
    }
    WholeFile.replace(file, Wire.strict().write(start));
    latest = start;
    return true;
  }
}
