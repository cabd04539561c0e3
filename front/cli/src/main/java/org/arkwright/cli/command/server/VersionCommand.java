package org.arkwright.cli.command.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.CliVersion;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;

/** {@code version}: prints the versions of arkwright and of its Java runtime. */
@Command(name = "version", description = "Print the versions of arkwright and its Java runtime.")
public final class VersionCommand implements Callable<Integer> {
  private final Session session;

  public VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (session.wantsData()) {
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.put("version", CliVersion.text()).put("java", CliVersion.java());
      session.printData(answer);
    } else {
      session.terminal().say("arkwright " + CliVersion.text());
      session.terminal().say("java " + CliVersion.java());
    }
    return ExitCode.OK;
  }
}
