package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.follow.ImportFollower;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dataset import}: imports files as the next version. */
@Command(
    name = "import",
    description = {
      "Import files as the next version of an artifact, showing progress.",
      "SOURCE is a folder, a file or an archive (zip, tar, and tar.gz, .bz2, .xz, .zst) on the"
          + " server's machine, an http(s) URL, hf:OWNER/NAME[@REVISION], s3://BUCKET/PREFIX, or"
          + " builtin:NAME. Without SOURCE, the built-in artifact NAME is imported: `arkwright"
          + " dataset import wordnet`.",
      "Files already in the store are not stored again; files identical to the latest version's"
          + " make no new version."
    })
public sealed class ImportCommand implements Callable<Integer> permits ModelImportCommand {
  private final Session session;
  private final ArtifactKind kind;

  @Mixin private final ArtifactOption option = new ArtifactOption();

  @Parameters(index = "0", paramLabel = "NAME", description = "The artifact's name.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SOURCE",
      description = "Where the files are; default: builtin:NAME.")
  private String source = "";

  @Option(names = "--builtin", description = "Import the built-in artifact SOURCE or NAME.")
  private boolean builtin;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Address of the hf:// repository or the s3:// storage, if not the default one.")
  private String endpoint = "";

  @Option(
      names = "--sha256",
      paramLabel = "DIGEST",
      description = "Expected SHA-256 of a single file; any other is refused.")
  private String sha256 = "";

  public ImportCommand(Session session, ArtifactKind kind) {
    this.session = session;
    this.kind = kind;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode imported = follow(JsonNodeFactory.instance.objectNode());
    if (session.wantsData()) {
      session.printData(imported.path("artifact"));
    }
    return ExitCode.OK;
  }

  /** The project of what is imported. */
  String project() {
    return option.project();
  }

  /**
   * Imports, tells about it unless data are wanted, and returns the import.
   *
   * @param request what is asked for beside what these options say
   */
  JsonNode follow(ObjectNode request) throws IOException {
    request.put("name", ArtifactOption.ref(kind, name).name().toString());
    request.put("source", resolved(source));
    RequestJson.putText(request, "endpoint", endpoint);
    RequestJson.putText(request, "sha256", sha256);
    request.put("whileAsked", true);
    String before = latest();
    JsonNode started = session.api().post(option.imports(), request);
    ImportFollower follower =
        new ImportFollower(session.api(), session.terminal(), started.path("id").asText(""));
    Interrupts.onInterrupt(follower::interrupt);
    JsonNode imported = follower.follow();
    if (!session.wantsData()) {
      tell(imported.path("artifact"), before);
    }
    return imported;
  }

  private void tell(JsonNode version, String before) {
    session.terminal().say(ImportFollower.summary(version));
    if (version.path("ref").asText("").equals(before)) {
      session.terminal().err().println("nothing is new: these files were the latest version");
    }
  }

  /** The latest version before the import; empty text where there is none. */
  private String latest() throws IOException {
    try {
      return session
          .api()
          .get(option.path(ArtifactRef.latest(ArtifactOption.ref(kind, name).name())))
          .path("ref")
          .asText("");
    } catch (ProblemException _) {
      return "";
    }
  }

  /** Returns the source with an absolute path, because the server runs in another folder. */
  private String resolved(String from) {
    if (builtin || from.isEmpty()) {
      return "builtin:" + (from.isEmpty() ? ArtifactOption.ref(kind, name).name().name() : from);
    }
    try {
      boolean isUrl = from.matches("[a-z0-9]+:.*") && !Files.exists(Path.of(from));
      return isUrl ? from : session.path(from).toAbsolutePath().normalize().toString();
    } catch (InvalidPathException _) {
      throw new WrongUseException(
          "'%s' is not a path\nexpected: %s"
              .formatted(from.replace("\0", "\\0"), "a folder, a file, an archive or a URL"));
    }
  }
}
