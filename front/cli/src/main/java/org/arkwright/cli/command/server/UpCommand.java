package org.arkwright.cli.command.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.home.Home;
import org.arkwright.cli.home.ServerProcess;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.DetailView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code server up}: starts the control plane. */
@Command(
    name = "up",
    description = "Start the control plane of the home folder on this machine's loopback address.")
public final class UpCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "TCP port of the API; 0 picks a free one.")
  private String port = "";

  @Option(
      names = "--gateway-port",
      paramLabel = "PORT",
      description = "TCP port of the model gateway; 0 picks a free one.")
  private String gatewayPort = "";

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Address on which the model gateway listens, such as 0.0.0.0 for other machines; it"
              + " answers nobody without a key, and the API stays on loopback.")
  private String host = "";

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

  @Option(names = "--foreground", description = "Run here until Ctrl-C or `arkwright down`.")
  private boolean foreground;

  public UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Home home = session.home();
    ServerProcess server = new ServerProcess(home);
    if (foreground) {
      return server.runHere(arguments(home));
    }
    Home.Notice notice = server.start(arguments(home));
    DetailView detailView = new DetailView(session.terminal());
    detailView.line("url", notice.url().toString());
    detailView.line("gateway", notice.gateway().toString());
    detailView.line("home", home.folder().toString());
    detailView.line("token", home.tokenFile().toString());
    return ExitCode.OK;
  }

  private List<String> arguments(Home home) {
    List<String> arguments = new ArrayList<>(List.of("--home", home.folder().toString()));
    add(arguments, "--port", port);
    add(arguments, "--gateway-port", gatewayPort);
    add(arguments, "--gateway-host", host);
    add(arguments, "--cors", cors);
    add(arguments, "--journal", journal);
    add(arguments, "--cpus", cpus);
    return arguments;
  }

  private static void add(List<String> arguments, String option, String value) {
    if (!value.isEmpty()) {
      arguments.add(option);
      arguments.add(value);
    }
  }
}
