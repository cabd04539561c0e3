package org.arkwright.cli.command.worker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.home.HostWorker;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code worker stop}: ends the worker of this host. */
@Command(
    name = "stop",
    description = "End the worker of this host. Its ranks go on; the next worker takes them over.")
public final class WorkerStopCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final WorkerFolderOption folder = new WorkerFolderOption();

  public WorkerStopCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    boolean stopped = new HostWorker(folder.folder()).stop();
    if (session.wantsData()) {
      session.printData(JsonNodeFactory.instance.objectNode().put("stopped", stopped));
    } else if (!stopped) {
      session.terminal().tell("no worker runs with " + folder.folder());
    }
    return ExitCode.OK;
  }
}
