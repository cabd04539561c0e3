package org.arkwright.cli.command;

import org.arkwright.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups what is about quota. */
@Command(name = "quota", description = "Show or set what projects may use.")
public final class QuotaCommand {
  private QuotaCommand() {}

  /** The command with its verbs. */
  public static CommandLine of(Session session) {
    return new CommandLine(new QuotaCommand())
        .addSubcommand(new QuotaSetCommand(session))
        .addSubcommand(new QuotaShowCommand(session));
  }
}
