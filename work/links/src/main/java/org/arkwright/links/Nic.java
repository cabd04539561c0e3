package org.arkwright.links;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What this host's network interfaces say of themselves. */
final class Nic {
  private static final long BYTES_PER_MEGABIT = 125_000;

  private Nic() {}

  /**
   * Returns the speed of the interface that has an address, in bytes a second; empty where it does
   * not say, as loopback and most virtual ones.
   */
  static OptionalLong bytesPerSecond(InetAddress address) {
    try {
      NetworkInterface nic = NetworkInterface.getByInetAddress(address);
      if (nic == null || nic.isLoopback()) {
        return OptionalLong.empty();
      }
      Path file = Path.of("/sys/class/net", nic.getName(), "speed");
      long megabits = Long.parseLong(Files.readString(file).strip());
      return megabits > 0 ? OptionalLong.of(megabits * BYTES_PER_MEGABIT) : OptionalLong.empty();
    } catch (IOException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
