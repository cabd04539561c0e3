package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dataset|model|checkpoint show}: shows one version. */
@Command(name = "show", description = "Show a version's files and origin.")
public final class ArtifactShowCommand implements Callable<Integer> {
  private final Session session;
  private final ArtifactKind kind;

  @Mixin private final ArtifactOption option = new ArtifactOption();

  @Parameters(paramLabel = "NAME[@VERSION]", description = "The version; default: the latest.")
  private String name = "";

  public ArtifactShowCommand(Session session, ArtifactKind kind) {
    this.session = session;
    this.kind = kind;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode version = session.api().get(option.path(ArtifactOption.ref(kind, name)));
    if (session.wantsData()) {
      session.printData(version);
      return ExitCode.OK;
    }
    DetailView detailView = new DetailView(session.terminal());
    detailView.line("artifact", version.path("ref").asText(""));
    detailView.line(
        "created",
        AgeText.moment(version.path("createdAt").asText(""), session.now())
            + " by "
            + version.path("by").asText(""));
    detailView.line("size", new Bytes(version.path("size").asLong()).toString());
    JsonNode lineage = version.path("lineage");
    detailView.line("origin", lineage.path("origin").asText(""));
    detailView.line("job", lineage.path("job").asText(""));
    lineage
        .path("inputs")
        .properties()
        .forEach(input ->
            detailView.line("input", input.getKey() + " = " + input.getValue().asText("")));
    for (JsonNode file : version.path("files")) {
      detailView.line(
          "file",
          "%-10s %s"
              .formatted(
                  new Bytes(file.path("size").asLong()),
                  VisibleText.of(file.path("path").asText(""))));
    }
    return ExitCode.OK;
  }
}
