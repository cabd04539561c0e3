package org.arkwright.cli.command.twin;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;

/** Decides the journal again. */
@Command(
    name = "verify",
    description = {
      "Give the twin what came from outside by the home folder's journal, at the recorded times,",
      "and see that it decides the same, byte for byte."
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
        .runHere();
  }
}
