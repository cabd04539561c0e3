package org.arkwright.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a server process is told what to serve.
 *
 * @param home the folder for everything it keeps
 * @param port TCP port on loopback; 0 takes a free one
 * @param journal a JDBC URL of PostgreSQL; a file in the home folder when empty
 * @param cpus cores the node offers instead of those found
 */
record ServerOptions(Path home, int port, Optional<String> journal, Optional<String> cpus) {
  static final int PORT_DEFAULT = 7717;

  /**
   * Reads {@code --name value} pairs.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static ServerOptions parse(String... arguments) {
    Path home = Path.of(System.getProperty("user.home"), ".arkwright");
    int port = PORT_DEFAULT;
    Optional<String> journal = Optional.empty();
    Optional<String> cpus = Optional.empty();
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException("the option '%s' needs a value".formatted(arguments[i]));
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--home" -> home = Path.of(value);
        case "--port" -> port = port(value);
        case "--journal" -> journal = Optional.of(value);
        case "--cpus" -> cpus = Optional.of(value);
        default ->
            throw new IllegalArgumentException(
                "unknown option '%s', expected --home, --port, --journal or --cpus"
                    .formatted(arguments[i]));
      }
    }
    return new ServerOptions(home, port, journal, cpus);
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new IllegalArgumentException(
          "the port '%s' is not one, expected 0 to 65535".formatted(text));
    }
    return Integer.parseInt(text);
  }
}
