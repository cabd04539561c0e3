package org.arkwright.cli.command.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import picocli.CommandLine.Command;

/** {@code journal export}: writes the journal to the output. */
@Command(name = "export", description = "Write the whole journal to stdout, one entry per line.")
public final class JournalExportCommand implements Callable<Integer> {
  private final Session session;

  public JournalExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    try (InputStream entries = session.api().open("/journal/export", "application/x-ndjson, */*")) {
      entries.transferTo(session.terminal().out());
    }
    if (session.terminal().out().checkError()) {
      throw new FailureException("the output could not be written completely");
    }
    return ExitCode.OK;
  }
}
