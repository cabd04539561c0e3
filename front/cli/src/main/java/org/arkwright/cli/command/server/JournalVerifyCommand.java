package org.arkwright.cli.command.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.DetailView;
import picocli.CommandLine.Command;

/** {@code journal verify}: verifies the journal's hash chain. */
@Command(name = "verify", description = "Verify the journal's hash chain from end to end.")
public final class JournalVerifyCommand implements Callable<Integer> {
  private final Session session;

  public JournalVerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().get("/journal/verify");
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      DetailView detailView = new DetailView(session.terminal());
      answer
          .properties()
          .forEach(entry -> detailView.line(entry.getKey(), entry.getValue().asText("")));
    }
    return answer.path("intact").asBoolean(true) ? ExitCode.OK : ExitCode.FAILURE;
  }
}
