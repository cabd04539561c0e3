package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dataset|model|checkpoint ls}: lists versions. */
@Command(name = "ls", description = "List the versions of all names, or of one.")
public final class ArtifactListCommand implements Callable<Integer> {
  private static final int ORIGIN_MAX = 60;

  private final Session session;
  private final ArtifactKind kind;

  @Mixin private final ArtifactOption option = new ArtifactOption();

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Only versions of this name.")
  private String name = "";

  public ArtifactListCommand(Session session, ArtifactKind kind) {
    this.session = session;
    this.kind = kind;
  }

  @Override
  public Integer call() throws IOException {
    String path =
        name.isEmpty()
            ? ApiPaths.query(option.all(), "kind", kind.word())
            : option.path(ArtifactOption.ref(kind, name).name());
    ArrayNode versions = PagedList.allPages(session.api(), path, "artifacts");
    session.print(versions, ArtifactListCommand::table);
    return ExitCode.OK;
  }

  private static Table table(JsonNode versions) {
    Table table =
        new Table(
            Column.key("NAME"),
            Column.number("VERSION"),
            Column.number("SIZE"),
            Column.number("FILES"),
            Column.text("CREATED"),
            Column.text("ORIGIN"));
    for (JsonNode version : versions) {
      table.row(
          version.path("name").asText(""),
          version.path("version").asText(""),
          new Bytes(version.path("size").asLong()).toString(),
          version.path("fileCount").asText(""),
          version.path("createdAt").asText("").replaceFirst("\\..*", "Z"),
          origin(version.path("lineage")));
    }
    return table;
  }

  private static String origin(JsonNode lineage) {
    String origin = lineage.path("origin").asText("").lines().findFirst().orElse("");
    String shown =
        origin.length() > ORIGIN_MAX ? origin.substring(0, ORIGIN_MAX - 1) + "…" : origin;
    return lineage.has("job") ? "job " + lineage.path("job").asText("") + ": " + shown : shown;
  }
}
