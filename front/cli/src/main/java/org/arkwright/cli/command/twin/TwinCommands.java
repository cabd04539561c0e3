package org.arkwright.cli.command.twin;

import org.arkwright.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups what is about the twin. */
@Command(
    name = "twin",
    description = {
      "Try policies, fleets and prices in simulated time, with the scheduler that the server runs.",
      "docs/twin.md describes traces, fleets and reports."
    })
public final class TwinCommands {
  private TwinCommands() {}

  /** The command with its verbs. */
  public static CommandLine of(Session session) {
    return new CommandLine(new TwinCommands())
        .addSubcommand(new TwinReplayCommand(session))
        .addSubcommand(new TwinGenerateCommand(session))
        .addSubcommand(new TwinWhatIfCommand(session))
        .addSubcommand(new TwinVerifyCommand(session));
  }
}
