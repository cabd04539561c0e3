package org.arkwright.cli.command;

import java.util.List;
import org.arkwright.cli.session.Session;
import org.arkwright.model.ArtifactKind;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands about each kind of artifact: the same verbs for all three. */
public final class ArtifactCommands {
  private ArtifactCommands() {}

  /** Groups what is about datasets. */
  @Command(name = "dataset", description = "Import, look at and remove datasets.")
  static final class Dataset {}

  /** Groups what is about models. */
  @Command(name = "model", description = "Import, look at and remove models.")
  static final class Model {}

  /** Groups what is about checkpoints. */
  @Command(name = "checkpoint", description = "Look at and remove checkpoints of jobs.")
  static final class Checkpoint {}

  /** The command of each kind with its verbs. */
  public static List<CommandLine> all(Session session) {
    return List.of(
        with(new CommandLine(new Dataset()), session, ArtifactKind.DATASET)
            .addSubcommand(new ImportCommand(session, ArtifactKind.DATASET)),
        with(new CommandLine(new Model()), session, ArtifactKind.MODEL)
            .addSubcommand(new ImportCommand(session, ArtifactKind.MODEL)),
        with(new CommandLine(new Checkpoint()), session, ArtifactKind.CHECKPOINT));
  }

  private static CommandLine with(CommandLine group, Session session, ArtifactKind kind) {
    return group
        .addSubcommand(new ArtifactListCommand(session, kind))
        .addSubcommand(new ArtifactShowCommand(session, kind))
        .addSubcommand(new ArtifactExportCommand(session, kind))
        .addSubcommand(new ArtifactRemoveCommand(session, kind));
  }
}
