package org.arkwright.cli.command.fleet;

import org.arkwright.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups what is about quota. */
@Command(name = "quota", description = "Show or set what projects may use.")
public final class QuotaCommands {
  private QuotaCommands() {}

  /** The command with its verbs. */
  public static CommandLine of(Session session) {
    return new CommandLine(new QuotaCommands())
        .addSubcommand(new QuotaSetCommand(session))
        .addSubcommand(new QuotaShowCommand(session));
  }
}
