package org.arkwright.cli.command.worker;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.home.HostWorker;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code worker run}: runs the worker of a host that has joined. */
@Command(
    name = "run",
    description = {
      "Run the worker of this host, which has joined, until Ctrl-C: for systemd and its like.",
      "Ranks go on when it ends, and the next one takes them over."
    })
public final class WorkerRunCommand implements Callable<Integer> {
  @Mixin private final WorkerFolderOption folder = new WorkerFolderOption();

  private final Session session;

  public WorkerRunCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    return new HostWorker(folder.folder()).runHere(session.terminal().err());
  }
}
