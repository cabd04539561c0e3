package org.arkwright.server;

import com.linecorp.armeria.server.Server;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.arkwright.api.node.UnservedHosts;
import org.arkwright.authority.Authority;
import org.arkwright.authority.Certification;
import org.arkwright.authority.WorkerRegister;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.arkwright.server.home.HomeFolder;

/**
 * Where workers of other hosts are served. The address is this machine's; hosts may know it by
 * another, which join tokens name.
 */
final class HostsDoor {
  private static final int PORT_DEFAULT = 7718;

  private HostsDoor() {}

  /** Reads {@code ADDRESS} or {@code ADDRESS:PORT}; empty for what is neither. */
  static Optional<InetSocketAddress> address(String text) {
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > 0 && text.substring(colon + 1).matches("[0-9]{1,5}");
    String host = hasPort ? text.substring(0, colon) : text;
    int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : PORT_DEFAULT;
    if (port > ServerOptions.PORT_MAX || !host.matches("[A-Za-z0-9.:\\[\\]-]{1,253}")) {
      return Optional.empty();
    }
    return Optional.of(new InetSocketAddress(host, port)).filter(found -> !found.isUnresolved());
  }

  /**
   * Opens the authority and the register of hosts.
   *
   * @param id the home's id
   */
  static Certification certification(HomeFolder home, String id) throws StartException {
    InstantSource clock = InstantSource.system();
    try {
      return new Certification(
          Authority.open(home.authority(), id, clock),
          WorkerRegister.open(home.hosts(), clock),
          clock);
    } catch (IOException e) {
      throw new StartException(ExitCodes.HOME, HomeFolder.problem(e));
    }
  }

  /**
   * Returns the sites of the hosts that have joined, whether they are still wanted or not: ranks on
   * them are known to be over when their leases are, if somebody serves them.
   */
  static SortedSet<String> sites(HomeFolder home) throws StartException {
    SortedSet<String> sites = new TreeSet<>();
    joined(home).forEach(host -> sites.add(host.site()));
    return sites;
  }

  /** Returns the hosts that have joined, as those whom a server without this door leaves. */
  static UnservedHosts unserved(HomeFolder home) throws StartException {
    NavigableSet<NodeId> nodes = new TreeSet<>();
    joined(home).forEach(host -> nodes.add(new NodeId(host.site(), host.name())));
    return new UnservedHosts(nodes);
  }

  private static List<WorkerId> joined(HomeFolder home) throws StartException {
    if (!Files.exists(home.hosts())) {
      return List.of();
    }
    try (WorkerRegister register = WorkerRegister.open(home.hosts(), InstantSource.system())) {
      return register.members().stream().map(WorkerRegister.Member::worker).toList();
    } catch (IOException e) {
      throw new StartException(ExitCodes.HOME, HomeFolder.problem(e));
    }
  }

  /** The addresses at which other hosts may reach a server that listens there. */
  static List<String> addresses(InetSocketAddress listening, Optional<String> name) {
    Stream<String> named = name.filter(text -> text.matches("[0-9.]+|[0-9a-fA-F:]+")).stream();
    if (!listening.getAddress().isAnyLocalAddress()) {
      return Stream.concat(named, Stream.of(listening.getAddress().getHostAddress()))
          .distinct()
          .toList();
    }
    try {
      return Stream.concat(
              named,
              NetworkInterface.networkInterfaces()
                  .flatMap(NetworkInterface::inetAddresses)
                  .filter(address -> address instanceof Inet4Address)
                  .map(InetAddress::getHostAddress))
          .distinct()
          .toList();
    } catch (SocketException _) {
      return named.toList();
    }
  }

  static int port(Server server) {
    return server.activePorts().values().stream()
        .findFirst()
        .map(found -> found.localAddress().getPort())
        .orElseThrow(() -> new IllegalStateException("the server listens nowhere"));
  }

  /** What a start says of it. */
  static String note(URI url) {
    return "workers of other hosts are served at %s".formatted(url);
  }

  /** The address that join tokens name. */
  static URI url(Server server, InetSocketAddress listening, Optional<String> name) {
    String host =
        name.orElseGet(() ->
            addresses(listening, name).stream()
                .filter(address -> !address.startsWith("127."))
                .findFirst()
                .orElse("127.0.0.1"));
    return URI.create(
        "https://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port(server)));
  }
}
