package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dataset|model|checkpoint rm}: removes one version. */
@Command(
    name = "rm",
    description = "Remove a version; `arkwright gc` then frees files that no other version needs.")
public final class ArtifactRemoveCommand implements Callable<Integer> {
  private final Session session;
  private final ArtifactKind kind;

  @Mixin private final ArtifactOption option = new ArtifactOption();

  @Parameters(paramLabel = "NAME@VERSION", description = "The version to remove.")
  private String name = "";

  public ArtifactRemoveCommand(Session session, ArtifactKind kind) {
    this.session = session;
    this.kind = kind;
  }

  @Override
  public Integer call() throws IOException {
    ArtifactRef ref = ArtifactOption.ref(kind, name);
    if (ref.version().isEmpty()) {
      throw new WrongUseException(
          "'%s' names no version\nexpected: the version to remove, such as %s@1"
              .formatted(name, ref.name().name()));
    }
    JsonNode removed = session.api().delete(option.path(ref));
    if (session.wantsData()) {
      session.printData(removed);
    } else {
      session.terminal().say("removed " + ref);
    }
    return ExitCode.OK;
  }
}
