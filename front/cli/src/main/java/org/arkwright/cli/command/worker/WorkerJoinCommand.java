package org.arkwright.cli.command.worker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.home.HostWorker;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code worker join}: makes this host a node of a control plane on another one. */
@Command(
    name = "join",
    description = {
      "Make this host a node of the control plane that issued the token, and start its worker.",
      "The host's key is made here and never leaves it; the token counts once. It waits a minute at",
      "most until the control plane lists the node, and fails when that does not."
    })
public final class WorkerJoinCommand implements Callable<Integer> {
  private static final Duration LISTED_WITHIN = Duration.ofMinutes(1);

  private final Session session;

  @Mixin private final WorkerFolderOption folder = new WorkerFolderOption();

  @Parameters(paramLabel = "TOKEN", description = "The line that `arkwright node token` printed.")
  private String token = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the node is called; default: this host's name.")
  private String name = "";

  @Option(
      names = "--addresses",
      paramLabel = "LIST",
      description =
          "This host's addresses by network, such as management=10.0.0.2,fabric=10.1.0.2; ranks of"
              + " a gang meet over fabric. Default: the one that reaches the control plane.")
  private String addresses = "";

  @Option(names = "--foreground", description = "Run the worker here, until Ctrl-C.")
  private boolean foreground;

  public WorkerJoinCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    HostWorker worker = new HostWorker(folder.folder());
    List<String> arguments = new ArrayList<>(List.of("--token", token));
    if (!name.isEmpty()) {
      arguments.addAll(List.of("--name", name));
    }
    if (!addresses.isEmpty()) {
      arguments.addAll(List.of("--addresses", addresses));
    }
    switch (worker.join(arguments, session.terminal().err())) {
      case HostWorker.Joining.Failed(int code) -> {
        return code;
      }
      case HostWorker.Joining.Joined(String named) -> {
        if (session.wantsData()) {
          session.printData(JsonNodeFactory.instance.objectNode().put("worker", named));
        } else {
          session.terminal().say(named);
        }
      }
    }
    if (foreground) {
      return worker.runHere(session.terminal().err());
    }
    worker.start();
    session
        .terminal()
        .tell(
            "its worker runs; after a restart of this host: arkwright worker run" + folder.words());
    return switch (worker.awaitListed(LISTED_WITHIN)) {
      case HostWorker.Listing.Listed(String node) -> {
        session.terminal().tell("the control plane lists it as node " + shown(node));
        yield ExitCode.OK;
      }
      case HostWorker.Listing.NotYet(Path log) ->
          throw new FailureException(
              "it has joined, but the control plane does not list its node after %d s\nIts worker goes on trying: %s says why."
                  .formatted(LISTED_WITHIN.toSeconds(), log));
    };
  }

  /** The node as other commands want it: without its site where that is home. */
  private static String shown(String node) {
    return node.startsWith("home/") ? node.substring("home/".length()) : node;
  }
}
