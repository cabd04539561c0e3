package org.arkwright.cli.command.key;

import org.arkwright.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups what is about API keys. */
@Command(name = "key", description = "Make, list or revoke keys for the models' API.")
public final class KeyCommands {
  private KeyCommands() {}

  /** The command with its verbs. */
  public static CommandLine of(Session session) {
    return new CommandLine(new KeyCommands())
        .addSubcommand(new KeyCreateCommand(session))
        .addSubcommand(new KeyListCommand(session))
        .addSubcommand(new KeyRevokeCommand(session));
  }
}
