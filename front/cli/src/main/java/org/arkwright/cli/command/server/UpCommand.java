package org.arkwright.cli.command.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.arkwright.cli.home.Home;
import org.arkwright.cli.home.ServerProcess;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code server up}: starts the control plane. */
@Command(
    name = "up",
    description = "Start the control plane of the home folder on this machine's loopback address.")
public final class UpCommand implements Callable<Integer> {
  private static final int PORT_MAX = 65_535;
  private final Session session;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "TCP port of the API; 0: its last one, else a free one.")
  private String port = "";

  @Option(
      names = "--gateway-port",
      paramLabel = "PORT",
      description = "TCP port of the model gateway; 0: its last one, else a free one.")
  private String gatewayPort = "";

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Address on which the model gateway listens, such as 0.0.0.0 for other machines; it"
              + " answers nobody without a key, and the API stays on loopback.")
  private String host = "";

  @Option(
      names = "--workers",
      paramLabel = "ADDRESS",
      description =
          "Address on which workers of other hosts are served, over TLS, such as 0.0.0.0 or"
              + " 10.0.0.1:7718, or none; default: where it was last, if hosts have joined.")
  private String workers = "";

  @Option(
      names = "--workers-name",
      paramLabel = "NAME",
      description = "Name or address at which they reach it; default: one of this machine's.")
  private String workersName = "";

  @Option(
      names = "--cors",
      paramLabel = "ORIGINS",
      description =
          "Origins whose pages may call the gateway, such as https://app.example, with commas;"
              + " * for any; default: none.")
  private String cors = "";

  @Option(
      names = "--journal",
      paramLabel = "URL",
      description = "jdbc:postgresql://…; default: a file in the home folder.")
  private String journal = "";

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "Cores that this machine offers to jobs; default: all.")
  private String cpus = "";

  @Option(
      names = "--accept-journal",
      description =
          "Go on with a journal that is older than what this home's workers have seen, or that"
              + " another home wrote. Attempts that it does not know are ended.")
  private boolean acceptJournal;

  @Option(names = "--foreground", description = "Run here until Ctrl-C or `arkwright down`.")
  private boolean foreground;

  public UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    check();
    Home home = session.home();
    ServerProcess server = new ServerProcess(home);
    if (foreground) {
      return server.runHere(arguments(home));
    }
    Optional<Home.Notice> running = server.running();
    ServerProcess.Started found =
        running.isPresent()
            ? new ServerProcess.Started(running.get(), false)
            : server.start(arguments(home));
    Home.Notice notice = found.notice();
    if (!found.byThis()) {
      refuseOtherPorts(home, notice);
    }
    show(home, notice);
    if (found.byThis()) {
      tellOthers(notice);
    }
    if (!found.byThis()) {
      session
          .terminal()
          .tell(
              "it serves already, as process %d; other options need `arkwright down` first"
                  .formatted(notice.pid()));
    } else if (!notice.note().isEmpty()) {
      session.terminal().tell(notice.note());
    }
    return ExitCode.OK;
  }

  /** Refuses here what the server would refuse once it has started. */
  private void check() {
    for (var port : Map.of("--port", port, "--gateway-port", gatewayPort).entrySet()) {
      String value = port.getValue();
      if (!value.isEmpty()
          && !(value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= PORT_MAX)) {
        throw WrongUseException.ofValue(port.getKey(), value, "0 to " + PORT_MAX);
      }
    }
    if (!cpus.isEmpty() && !cpus.matches("[0-9]{1,6}(\\.[0-9]{1,3})?")) {
      throw WrongUseException.ofValue("--cpus", cpus, "cores such as 8 or 1.5");
    }
  }

  private void refuseOtherPorts(Home home, Home.Notice running) {
    if (differs(port, running.url()) || differs(gatewayPort, running.gateway())) {
      throw new FailureException(
          ("the server of %s serves already, at %s and %s, so that it cannot take other ports\n"
                  + "Use it, or stop it: arkwright down")
              .formatted(home.folder(), running.url(), running.gateway()));
    }
  }

  private static boolean differs(String asked, URI served) {
    return !asked.isEmpty()
        && !asked.equals("0")
        && !asked.equals(Integer.toString(served.getPort()));
  }

  /** Says that the gateway is open to other machines, and under which addresses. */
  private void tellOthers(Home.Notice notice) throws IOException {
    if (host.isEmpty() || InetAddress.getByName(host).isLoopbackAddress()) {
      return;
    }
    List<String> addresses = new ArrayList<>();
    if (InetAddress.getByName(host).isAnyLocalAddress()) {
      for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
        one.inetAddresses()
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .map(InetAddress::getHostAddress)
            .forEach(addresses::add);
      }
    } else {
      addresses.add(host.contains(":") ? "[" + host + "]" : host);
    }
    session
        .terminal()
        .tell(
            "the gateway is open to other machines, for who has a key: "
                + addresses.stream()
                    .map(address -> "http://%s:%d".formatted(address, notice.gateway().getPort()))
                    .collect(Collectors.joining(", ")));
  }

  private void show(Home home, Home.Notice notice) {
    if (session.wantsData()) {
      session.printData(
          JsonNodeFactory.instance
              .objectNode()
              .put("url", notice.url().toString())
              .put("gateway", notice.gateway().toString())
              .put("home", home.folder().toString())
              .put("token", home.tokenFile().toString())
              .put("pid", notice.pid()));
      return;
    }
    DetailView detailView = new DetailView(session.terminal());
    detailView.line("url", notice.url().toString());
    detailView.line("gateway", notice.gateway().toString());
    detailView.line("home", home.folder().toString());
    detailView.line("token", home.tokenFile().toString());
  }

  private List<String> arguments(Home home) {
    List<String> arguments = new ArrayList<>(List.of("--home", home.folder().toString()));
    add(arguments, "--port", port);
    add(arguments, "--gateway-port", gatewayPort);
    add(arguments, "--gateway-host", host);
    add(arguments, "--workers", workers);
    add(arguments, "--workers-name", workersName);
    add(arguments, "--cors", cors);
    add(arguments, "--journal", journal);
    add(arguments, "--cpus", cpus);
    add(arguments, "--accept-journal", acceptJournal ? "yes" : "");
    return arguments;
  }

  private static void add(List<String> arguments, String option, String value) {
    if (!value.isEmpty()) {
      arguments.add(option);
      arguments.add(value);
    }
  }
}
