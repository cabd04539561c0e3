package org.arkwright.cli.command.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.home.ServerProcess;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code journal verify}: verifies the journal's hash chain. */
@Command(
    name = "verify",
    description = "Verify the journal's hash chain from end to end, also while no server runs.")
public final class JournalVerifyCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--journal",
      paramLabel = "URL",
      description = "While no server runs: the journal to verify; default: the home's last one.")
  private String journal = "";

  public JournalVerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = answer();
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

  /** Without a server, the journal of a home is read where it is. */
  private JsonNode answer() throws IOException {
    if (session.serverUrl().isEmpty()) {
      ServerProcess server = new ServerProcess(session.home());
      if (server.running().isEmpty()) {
        return server.verifyJournal(journal);
      }
    }
    if (!journal.isEmpty()) {
      throw new WrongUseException(
          ("--journal is '%s', but the server runs and can only verify the journal it writes\n"
                  + "expected: no --journal, or no server: `arkwright down`")
              .formatted(journal));
    }
    return session.api().get("/journal/verify");
  }
}
