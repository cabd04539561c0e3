package org.arkwright.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.arkwright.file.WholeFile;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.arkwright.server.home.HomeFolder;

/**
 * Where workers of other hosts were served last, as the home keeps it. Hosts that have joined know
 * no other address, so that a start which names none serves them there again.
 *
 * @param name what hosts call this machine; empty for its address
 */
record LastDoor(InetSocketAddress address, Optional<String> name) {

  /**
   * Returns the options of a start with what it leaves unsaid: the address while hosts have joined,
   * and the port where any does.
   */
  static ServerOptions complete(HomeFolder home, ServerOptions options) throws StartException {
    if (options.withoutHosts()) {
      forget(home);
      return options;
    }
    Optional<LastDoor> last = read(home.hostsAddress());
    if (last.isEmpty()) {
      return options;
    }
    if (options.workers().isEmpty()) {
      return HostsDoor.sites(home).isEmpty()
          ? options
          : options.serving(last.get().address, options.workersName().or(() -> last.get().name));
    }
    InetSocketAddress asked = options.workers().get();
    return asked.getPort() == 0 && asked.getAddress().equals(last.get().address.getAddress())
        ? options.serving(last.get().address, options.workersName())
        : options;
  }

  /** Keeps it in the home. */
  void save(HomeFolder home) throws StartException {
    String text =
        "%s:%d\n%s\n"
            .formatted(address.getAddress().getHostAddress(), address.getPort(), name.orElse(""));
    try {
      WholeFile.replace(home.hostsAddress(), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new StartException(ExitCodes.HOME, HomeFolder.problem(e));
    }
  }

  private static void forget(HomeFolder home) throws StartException {
    try {
      Files.deleteIfExists(home.hostsAddress());
    } catch (IOException e) {
      throw new StartException(ExitCodes.HOME, HomeFolder.problem(e));
    }
  }

  /** Reads the file; empty when it is missing or holds no address. */
  private static Optional<LastDoor> read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.size() < 2
          ? Optional.empty()
          : HostsDoor.address(lines.getFirst())
              .map(address ->
                  new LastDoor(address, Optional.of(lines.get(1)).filter(text -> !text.isEmpty())));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
