package org.arkwright.cli.command.twin;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;

/** {@code twin verify}: replays the journal's decisions and compares them. */
@Command(
    name = "verify",
    description = {
      "Verify that the twin repeats the decisions in the home folder's journal, byte for byte.",
      "It is fed the external inputs in the journal, at their recorded times."
    })
public final class TwinVerifyCommand implements Callable<Integer> {
  private final Session session;

  public TwinVerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    return new TwinProcess(session, "verify")
        .option("--journal", session.home().journal().toString())
        .run();
  }
}
