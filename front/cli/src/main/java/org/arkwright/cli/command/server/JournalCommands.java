package org.arkwright.cli.command.server;

import org.arkwright.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups what is about the journal. */
@Command(name = "journal", description = "Check or export the journal, the site's audit log.")
public final class JournalCommands {
  private JournalCommands() {}

  /** The command with its verbs. */
  public static CommandLine of(Session session) {
    return new CommandLine(new JournalCommands())
        .addSubcommand(new JournalVerifyCommand(session))
        .addSubcommand(new JournalExportCommand(session));
  }
}
