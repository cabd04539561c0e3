package org.arkwright.cli.command.artifact;

import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactKind;
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

  /** The command of that kind with its verbs. */
  public static CommandLine of(ArtifactKind kind, Session session) {
    CommandLine group =
        new CommandLine(
            switch (kind) {
              case DATASET -> new Dataset();
              case MODEL -> new Model();
              case CHECKPOINT -> new Checkpoint();
            });
    group
        .addSubcommand(new ArtifactListCommand(session, kind))
        .addSubcommand(new ArtifactShowCommand(session, kind))
        .addSubcommand(new ArtifactExportCommand(session, kind))
        .addSubcommand(new ArtifactRemoveCommand(session, kind));
    if (kind != ArtifactKind.CHECKPOINT) { // Those come from jobs alone.
      group.addSubcommand(new ImportCommand(session, kind));
    }
    return group;
  }
}
