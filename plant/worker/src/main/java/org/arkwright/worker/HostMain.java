package org.arkwright.worker;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.authority.HostIdentity;
import org.arkwright.authority.HostIdentity.Membership;
import org.arkwright.authority.JoinMessages;
import org.arkwright.authority.JoinToken;
import org.arkwright.file.EmptyFolder;
import org.arkwright.file.WholeFile;
import org.arkwright.model.id.Names;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.options.OptionProblem;
import org.arkwright.options.ProgramOptions;
import org.arkwright.wire.WireException;
import org.arkwright.worker.device.NodeProbe;
import org.arkwright.worker.link.HostConnection;

/**
 * The worker process of a host that is not the control plane's. With a token it joins and ends;
 * without, it is the worker of the host that has joined.
 *
 * <p>The options: {@code --folder} of everything that the host keeps; with {@code --token}, {@code
 * --name} and {@code --addresses}, such as {@code management=10.0.0.2,fabric=10.1.0.2}.
 */
public final class HostMain {
  private static final int WRONG_USE = 2;
  private static final Duration FIRST_LEASE = Duration.ofMinutes(1);
  private static final String ADDRESSES = "addresses";

  private HostMain() {}

  /** Joins, or runs the worker until it is to end. */
  public static void main(String[] arguments) throws InterruptedException {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    try {
      ProgramOptions options = new ProgramOptions(List.of(arguments));
      Path folder = options.requiredPath("--folder", "the folder of what the host keeps");
      Optional<String> token = options.text("--token");
      Optional<String> name = options.text("--name");
      Optional<SortedMap<String, String>> addresses =
          options.as(
              "--addresses",
              "addresses by network, such as management=10.0.0.2,fabric=10.1.0.2",
              HostMain::addresses);
      options.refuseRest();
      if (token.isPresent()) {
        join(folder.toAbsolutePath().normalize(), token.get(), name, addresses);
      } else {
        WorkerMain.run(worker(folder.toAbsolutePath().normalize()));
      }
      System.exit(0);
    } catch (OptionProblem problem) {
      System.err.println("arkwright: " + problem.getMessage());
      System.exit(WRONG_USE);
    } catch (IOException | WireException problem) {
      System.err.println("arkwright: " + cause(problem));
      System.exit(1);
    }
  }

  /** The innermost message: what TLS wraps says what is wrong. */
  private static String cause(Throwable problem) {
    Throwable cause = problem;
    while (cause.getCause() != null && cause.getCause().getMessage() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static void join(
      Path folder,
      String text,
      Optional<String> named,
      Optional<SortedMap<String, String>> addresses)
      throws IOException {
    JoinToken token =
        JoinToken.parse(text)
            .orElseThrow(() ->
                new OptionProblem(
                    "the join token is '%s…'"
                        .formatted(text.substring(0, Math.min(text.length(), 16))),
                    "the whole line that `arkwright node token` printed"));
    String name = named.orElseGet(() -> NodeProbe.nodeName(NodeProbe.hostName()));
    if (!Names.isValid(name)) {
      throw new OptionProblem("--name is '%s'".formatted(name), Names.RULE);
    }
    boolean isNew = !Files.exists(folder);
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    HostIdentity identity = HostIdentity.in(folder.resolve("identity"), InstantSource.system());
    Optional<Membership> before = identity.membership();
    if (before.isPresent()) {
      throw new IOException(
          ("this host has joined already: it is %s of %s. To join anew, stop its worker with"
                  + " `arkwright worker stop` and delete %s")
              .formatted(before.get().worker(), before.get().url(), folder));
    }
    JoinMessages.Certified certified;
    try {
      certified =
          HostConnection.join(
              identity, token, name, warning -> System.err.println("arkwright: " + warning));
    } catch (IOException problem) {
      if (isNew) {
        EmptyFolder.delete(folder);
      }
      throw problem;
    }
    WholeFile.replace(
        folder.resolve(ADDRESSES),
        text(addresses.orElseGet(() -> management(token.url().getHost(), token.url().getPort())))
            .getBytes(StandardCharsets.UTF_8));
    System.out.println(certified.worker());
  }

  /** The address from which this host reaches the control plane. */
  private static SortedMap<String, String> management(String host, int port) {
    SortedMap<String, String> found = new TreeMap<>();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.getByName(host), port);
      found.put(NodeSpec.MANAGEMENT, socket.getLocalAddress().getHostAddress());
    } catch (IOException _) {
      // Then its ranks meet those of other hosts only by an address that is given.
    }
    return found;
  }

  private static Optional<SortedMap<String, String>> addresses(String text) {
    SortedMap<String, String> found = new TreeMap<>();
    for (String each : text.split("[,\n]", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0 && Names.isValid(each.substring(0, equals)) && equals + 1 < each.length()) {
        found.put(each.substring(0, equals), each.substring(equals + 1).strip());
      } else if (!each.isBlank()) {
        return Optional.empty();
      }
    }
    return Optional.of(found);
  }

  private static String text(SortedMap<String, String> addresses) {
    StringBuilder text = new StringBuilder();
    addresses.forEach(
        (network, address) -> text.append(network).append('=').append(address).append('\n'));
    return text.toString();
  }

  /** Returns the options of the worker of a host that has joined. */
  private static WorkerOptions worker(Path folder) throws IOException {
    Path identity = folder.resolve("identity");
    Membership membership =
        HostIdentity.in(identity, InstantSource.system())
            .membership()
            .orElseThrow(() ->
                new IOException(
                    "this host has not joined: there is nothing in %s. Join with `arkwright worker join TOKEN`"
                        .formatted(identity)));
    Path addresses = folder.resolve(ADDRESSES);
    return new WorkerOptions(
        folder.resolve("worker"),
        folder.resolve("logs"),
        folder.resolve("work"),
        identity.resolve("server.json"),
        identity.resolve("token"),
        FIRST_LEASE,
        WorkerOptions.BOOT_ID_FILE,
        Optional.empty(),
        JobTerms.DEFAULT,
        Optional.of(
            new JoinedHost(
                identity,
                membership.id(),
                addresses(Files.exists(addresses) ? Files.readString(addresses) : "")
                    .orElseThrow(() -> new IOException(addresses + " cannot be read")))),
        Optional.of(FilesByHttp.DEFAULT));
  }
}
