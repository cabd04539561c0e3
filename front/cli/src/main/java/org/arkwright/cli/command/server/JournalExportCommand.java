package org.arkwright.cli.command.server;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;

/** {@code journal export}: writes the journal to the output. */
@Command(
    name = "export",
    description = "Write the whole journal to stdout: a line of JSON an entry; -o yaml: documents.")
public final class JournalExportCommand implements Callable<Integer> {
  private final Session session;

  public JournalExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    try (InputStream entries = session.api().open("/journal/export", "application/x-ndjson, */*")) {
      if (session.wantsData()) {
        print(entries);
      } else {
        entries.transferTo(session.terminal().out());
      }
    }
    return ExitCode.OK;
  }

  private void print(InputStream entries) throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(entries, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      session.printItem(mapper.readTree(line));
      if (session.terminal().out().checkError()) {
        return;
      }
    }
  }
}
