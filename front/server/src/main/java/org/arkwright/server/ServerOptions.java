package org.arkwright.server;

import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.OptionProblem;
import org.arkwright.options.ProgramOptions;
import org.arkwright.options.StartException;

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
 * @param workers the address on which workers of other hosts are served, over TLS; empty for none
 * @param workersName the name or address at which they reach it; empty for one of the machine's
 * @param withoutHosts whether hosts that have joined are not served either
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
    Optional<InetSocketAddress> workers,
    Optional<String> workersName,
    boolean withoutHosts,
    boolean acceptJournal) {
  static final int PORT_MAX = 65_535;
  static final int PORT_DEFAULT = 7717;
  static final int GATEWAY_PORT_DEFAULT = 8473;
  private static final Set<String> YES_NO = Set.of("yes", "no");

  /**
   * Reads {@code --name value} pairs.
   *
   * @throws StartException when an option is invalid or unknown; the message names it
   */
  public static ServerOptions parse(List<String> arguments) throws StartException {
    try {
      ProgramOptions options = new ProgramOptions(arguments);
      ServerOptions read = read(options);
      options.refuseRest();
      return read;
    } catch (OptionProblem problem) {
      throw new StartException(ExitCodes.USAGE, String.valueOf(problem.getMessage()));
    }
  }

  private static ServerOptions read(ProgramOptions options) {
    Path defaultHome = Path.of(System.getProperty("user.home"), ".arkwright");
    String listen = options.text("--listen").orElse("127.0.0.1");
    OptionalInt port = port(options, "--port");
    OptionalInt gatewayPort = port(options, "--gateway-port");
    if (port.orElse(0) != 0 && port.equals(gatewayPort)) {
      throw new OptionProblem(
          "--port and --gateway-port are both '%d'".formatted(port.orElseThrow()),
          "two ports, one for the API and one for the gateway");
    }
    Optional<List<InetSocketAddress>> workers =
        options.as(
            "--workers",
            "an address of this machine, with a port or without, such as 0.0.0.0:7718, or none",
            text ->
                text.equals("none")
                    ? Optional.of(List.of())
                    : HostsDoor.address(text).map(List::of));
    return new ServerOptions(
        options.path("--home").orElse(defaultHome).toAbsolutePath().normalize(),
        listen,
        port,
        gatewayPort,
        options.text("--gateway-host").orElse(listen),
        options
            .as(
                "--cors",
                "origins such as https://app.example, each in full, with commas, or *",
                PageOrigins::read)
            .orElse(List.of()),
        options.text("--journal"),
        options
            .as("--cpus", "cores such as 8 or 1.5", ServerOptions::cpuMillis)
            .map(OptionalLong::of)
            .orElseGet(OptionalLong::empty),
        workers.flatMap(addresses -> addresses.stream().findFirst()),
        options.as(
            "--workers-name",
            "a name or an address without a port, such as 10.0.0.1",
            text -> Optional.of(text).filter(name -> name.matches("[A-Za-z0-9.:-]{1,253}"))),
        workers.filter(List::isEmpty).isPresent(),
        options
            .as("--accept-journal", "yes or no", text -> Optional.of(text).filter(YES_NO::contains))
            .filter("yes"::equals)
            .isPresent());
  }

  /** Returns these options with that address for workers of other hosts. */
  ServerOptions serving(InetSocketAddress address, Optional<String> name) {
    return new ServerOptions(
        home,
        listen,
        port,
        gatewayPort,
        gatewayHost,
        origins,
        journal,
        cpuMillis,
        Optional.of(address),
        name,
        withoutHosts,
        acceptJournal);
  }

  private static OptionalInt port(ProgramOptions options, String name) {
    return options.whole(name, 0, PORT_MAX).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private static Optional<Long> cpuMillis(String text) {
    return Optional.of(text)
        .filter(cores -> cores.matches("[0-9]{1,6}(\\.[0-9]{1,3})?"))
        .map(cores -> new BigDecimal(cores).movePointRight(3).longValueExact());
  }
}
