package org.arkwright.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.identity.StartException;
import org.arkwright.identity.TokenFile;
import org.arkwright.model.Command;

/**
 * The identity of a home and its machine, by which the journal tells starts of control planes
 * apart.
 *
 * @param home the folder's permanent id
 * @param host the machine's id, or its name if it has none
 * @param boot the machine's current boot; "unknown" if the system does not tell
 */
record HomeIdentity(String home, String host, String boot) {
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** Returns the identity of the home on this machine; the home gets its id at its first start. */
  static HomeIdentity of(HomeFolder home) throws StartException {
    return new HomeIdentity(TokenFile.readOrCreateId(home.identity()), machine(), currentBoot());
  }

  Command.StartServer startCommand() {
    return new Command.StartServer(home, host, boot);
  }

  private static String machine() {
    String id = text(MACHINE_ID);
    try {
      return id.isEmpty() ? InetAddress.getLocalHost().getHostName() : id;
    } catch (UnknownHostException _) {
      return "unknown";
    }
  }

  private static String currentBoot() {
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
