package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.session.Version;
import picocli.CommandLine.Command;

/** Says which version this is. */
@Command(name = "version", description = "Print the version of arkwright and of its Java.")
public final class VersionCommand implements Callable<Integer> {
  private final Session session;

  public VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (session.wantsData()) {
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.put("version", Version.text()).put("java", Version.java());
      session.printData(answer);
    } else {
      session.terminal().out().println("arkwright " + Version.text());
      session.terminal().out().println("java " + Version.java());
    }
    return ExitCode.OK;
  }
}
