package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one version. */
@Command(name = "show", description = "Show a version's files and where it came from.")
public final class ArtifactShowCommand implements Callable<Integer> {
  private final Session session;
  private final ArtifactKind kind;

  @Mixin private final ArtifactOption option = new ArtifactOption();

  @Parameters(paramLabel = "NAME[@VERSION]", description = "The latest where none is named.")
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
    DetailView sheet = new DetailView(session.terminal());
    sheet.line("artifact", version.path("ref").asText(""));
    sheet.line(
        "created", version.path("createdAt").asText("") + " by " + version.path("by").asText(""));
    sheet.line("size", new Bytes(version.path("size").asLong()).toString());
    JsonNode lineage = version.path("lineage");
    sheet.line("from", lineage.path("origin").asText(""));
    sheet.line("job", lineage.path("job").asText(""));
    lineage
        .path("inputs")
        .properties()
        .forEach(
            input -> sheet.line("input", input.getKey() + " = " + input.getValue().asText("")));
    for (JsonNode file : version.path("files")) {
      sheet.line(
          "file",
          "%-10s %s"
              .formatted(new Bytes(file.path("size").asLong()), file.path("path").asText("")));
    }
    return ExitCode.OK;
  }
}
