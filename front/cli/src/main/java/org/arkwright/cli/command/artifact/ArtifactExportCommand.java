package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.command.DownloadFolder;
import org.arkwright.cli.command.DownloadFolder.RemoteFile;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dataset|model|checkpoint export}: writes the files of one version into a folder. */
@Command(name = "export", description = "Write a version's files into a new or empty folder.")
public final class ArtifactExportCommand implements Callable<Integer> {
  private final Session session;
  private final ArtifactKind kind;

  @Mixin private final ArtifactOption option = new ArtifactOption();

  @Parameters(
      index = "0",
      paramLabel = "NAME[@VERSION]",
      description = "The version to write; default: the latest.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "FOLDER", description = "The folder to write to.")
  private Path folder = Path.of("");

  public ArtifactExportCommand(Session session, ArtifactKind kind) {
    this.session = session;
    this.kind = kind;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode version = session.api().get(option.path(ArtifactOption.ref(kind, name)));
    ArtifactRef ref = ArtifactOption.ref(kind, version.path("ref").asText(""));
    DownloadFolder target = new DownloadFolder(folder);
    target.prepare();
    for (JsonNode file : version.path("files")) {
      RemoteFile remote =
          new RemoteFile(
              file.path("path").asText(""),
              file.path("size").asLong(),
              file.path("sha256").asText(""),
              file.path("executable").asBoolean());
      String address = option.path(ref) + ApiPaths.of("file");
      target.write(
          remote, () -> session.api().open(ApiPaths.query(address, "path", remote.path()), "*/*"));
    }
    if (session.wantsData()) {
      session.printData(
          JsonNodeFactory.instance
              .objectNode()
              .put("artifact", ref.toString())
              .put("folder", folder.toString())
              .put("files", version.path("files").size())
              .put("size", version.path("size").asLong()));
      return ExitCode.OK;
    }
    session
        .terminal()
        .say(
            "wrote %s: %d files, %s, to %s"
                .formatted(
                    ref,
                    version.path("files").size(),
                    new Bytes(version.path("size").asLong()),
                    folder));
    return ExitCode.OK;
  }
}
