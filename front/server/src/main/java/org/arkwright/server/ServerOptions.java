package org.arkwright.server;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.arkwright.identity.ExitCodes;
import org.arkwright.identity.StartException;

/**
 * The options of the server.
 *
 * @param port 0 for any free port; empty for the default one, or a free one if that is taken
 * @param gatewayPort the gateway's port, as {@code port}
 * @param gatewayHost the address on which the gateway listens; it serves nobody without a key
 * @param origins the origins whose pages may call the gateway; {@code *} for any
 * @param journal a file or {@code jdbc:postgresql://…}; empty for the file in the home folder
 * @param cpuMillis the CPU capacity this machine offers to jobs, in thousandths of a core; empty
 *     for all
 * @param acceptJournal whether to go on with a journal that is not the one that this home wrote
 *     last: an older one, or another home's
 */
public record ServerOptions(
    Path home,
    String listen,
    OptionalInt port,
    OptionalInt gatewayPort,
    String gatewayHost,
    List<String> origins,
    Optional<String> journal,
    OptionalLong cpuMillis,
    boolean acceptJournal) {
  static final int PORT_MAX = 65_535;
  static final int PORT_DEFAULT = 7717;
  static final int GATEWAY_PORT_DEFAULT = 8473;
  private static final String GATEWAY_PORT = "--gateway-port";
  private static final String GATEWAY_HOST = "--gateway-host";
  private static final String CORS = "--cors";
  private static final String ACCEPT_JOURNAL = "--accept-journal";
  private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[^/?#\\s]+");
  private static final List<String> NAMES =
      List.of(
          "--home",
          "--listen",
          "--port",
          GATEWAY_PORT,
          GATEWAY_HOST,
          CORS,
          "--journal",
          "--cpus",
          ACCEPT_JOURNAL);

  /** Reads {@code --name value} pairs. */
  public static ServerOptions parse(List<String> arguments) throws StartException {
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (!NAMES.contains(name)) {
        throw usageError(
            "unknown option %s; known are %s".formatted(name, String.join(", ", NAMES)));
      }
      if (i + 1 == arguments.size()) {
        throw usageError("the option %s needs a value".formatted(name));
      }
      options.put(name, arguments.get(i + 1));
    }
    String defaultHome = Path.of(System.getProperty("user.home"), ".arkwright").toString();
    return new ServerOptions(
        Path.of(options.getOrDefault("--home", defaultHome)).toAbsolutePath().normalize(),
        options.getOrDefault("--listen", "127.0.0.1"),
        port("--port", Optional.ofNullable(options.get("--port"))),
        port(GATEWAY_PORT, Optional.ofNullable(options.get(GATEWAY_PORT))),
        options.getOrDefault(GATEWAY_HOST, options.getOrDefault("--listen", "127.0.0.1")),
        origins(options.getOrDefault(CORS, "")),
        Optional.ofNullable(options.get("--journal")),
        cpus(Optional.ofNullable(options.get("--cpus"))),
        accepts(Optional.ofNullable(options.get(ACCEPT_JOURNAL))));
  }

  private static boolean accepts(Optional<String> text) throws StartException {
    if (text.isPresent() && !text.get().matches("yes|no")) {
      throw usageError("%s is '%s', expected yes or no".formatted(ACCEPT_JOURNAL, text.get()));
    }
    return text.filter("yes"::equals).isPresent();
  }

  private static OptionalInt port(String name, Optional<String> text) throws StartException {
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!text.get().matches("[0-9]{1,5}") || Integer.parseInt(text.get()) > PORT_MAX) {
      throw usageError("%s is '%s', expected 0 to %d".formatted(name, text.get(), PORT_MAX));
    }
    return OptionalInt.of(Integer.parseInt(text.get()));
  }

  private static List<String> origins(String text) throws StartException {
    List<String> origins = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      String origin = word.strip();
      if (!origin.isEmpty() && !ORIGIN.matcher(origin).matches()) {
        throw usageError(
            "--cors is '%s', expected origins such as https://app.example, with commas, or *"
                .formatted(origin));
      }
      if (!origin.isEmpty()) {
        origins.add(origin);
      }
    }
    return origins;
  }

  private static OptionalLong cpus(Optional<String> text) throws StartException {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("[0-9]{1,6}(\\.[0-9]{1,3})?")) {
      throw usageError("--cpus is '%s', expected cores such as 8 or 1.5".formatted(text.get()));
    }
    return OptionalLong.of(new BigDecimal(text.get()).movePointRight(3).longValueExact());
  }

  private static StartException usageError(String message) {
    return new StartException(ExitCodes.USAGE, message);
  }
}
