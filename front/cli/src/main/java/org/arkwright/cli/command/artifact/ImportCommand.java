package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.follow.ImportFollower;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports files as the next version. */
@Command(
    name = "import",
    description = {
      "Import files as the next version of an artifact, and show how far it is.",
      "SOURCE is a folder, a file or an archive (tar, tar.gz, zip) of the server's machine, an"
          + " http(s) URL, hf://OWNER/NAME[@REVISION], s3://BUCKET/PREFIX, or builtin:NAME. Without"
          + " SOURCE, NAME is that of a built-in one: `arkwright dataset import wordnet`.",
      "Files that the store has are not stored twice; files that are the latest version's make no"
          + " new version."
    })
public final class ImportCommand implements Callable<Integer> {
  private final Session session;
  private final ArtifactKind kind;

  @Mixin private final ArtifactOption option = new ArtifactOption();

  @Parameters(index = "0", paramLabel = "NAME", description = "What it is to be called.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SOURCE",
      description = "Where the files are.")
  private String source = "";

  @Option(names = "--builtin", description = "Import what this build brings under that name.")
  private boolean builtin;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description =
          "The address of a repository or of object storage, where it is not the usual one.")
  private String endpoint = "";

  @Option(
      names = "--sha256",
      paramLabel = "DIGEST",
      description = "What a single file must be; else it is refused.")
  private String sha256 = "";

  public ImportCommand(Session session, ArtifactKind kind) {
    this.session = session;
    this.kind = kind;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    wish.put("name", ArtifactOption.ref(kind, name).name().toString());
    wish.put("source", whole(source));
    RequestJson.putText(wish, "endpoint", endpoint);
    RequestJson.putText(wish, "sha256", sha256);
    JsonNode begun = session.api().post(option.imports(), wish);
    JsonNode made =
        new ImportFollower(session.api(), session.terminal()).follow(begun.path("id").asText(""));
    if (session.wantsData()) {
      session.printData(made);
    } else {
      session
          .terminal()
          .out()
          .println(
              "%s  %s in %s files"
                  .formatted(
                      made.path("ref").asText(""),
                      new Bytes(made.path("size").asLong()),
                      made.path("fileCount").asText("")));
    }
    return ExitCode.OK;
  }

  /** Paths are made absolute here, since the server's own folder is another one. */
  private String whole(String from) {
    if (builtin || from.isEmpty()) {
      return "builtin:" + (from.isEmpty() ? ArtifactOption.ref(kind, name).name().name() : from);
    }
    boolean address = from.matches("[a-z0-9]+:.*") && !Files.exists(Path.of(from));
    return address ? from : Path.of(from).toAbsolutePath().normalize().toString();
  }
}
