package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code model import}: imports a model, and converts it where that lets it be served here. */
@Command(
    name = "import",
    description = {
      "Import a model's files as its next version, showing progress; convert them if need be.",
      "SOURCE is a folder, a file or an archive (zip, tar, and tar.gz, .bz2, .xz, .zst) on the"
          + " server's machine, an http(s) URL, hf:OWNER/NAME[@REVISION], s3://BUCKET/PREFIX, or"
          + " builtin:NAME. Without SOURCE, the built-in model NAME is imported.",
      "A folder in Hugging Face's layout, of an architecture that llama.cpp serves, is converted by"
          + " a job, whose result is one version more, as `arkwright model convert` does it. What"
          + " no runtime here loads is refused with what can serve it.",
      "Files already in the store are not stored again; files identical to the latest version's"
          + " make no new version."
    })
public final class ModelImportCommand extends ImportCommand {
  private final Session session;

  @Mixin private final ConversionOptions conversion = new ConversionOptions();

  @Option(
      names = "--as-is",
      description = "Convert nothing, and take what only a program of yours loads.")
  private boolean asIs;

  public ModelImportCommand(Session session) {
    super(session, ArtifactKind.MODEL);
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode imported = follow(JsonNodeFactory.instance.objectNode().put("asIs", asIs));
    JsonNode version = imported.path("artifact");
    boolean converts = imported.path("convertible").asBoolean() || conversion.wantsConversion();
    if (asIs || !converts) {
      if (session.wantsData()) {
        session.printData(version);
      }
      return ExitCode.OK;
    }
    ArtifactRef ref = ArtifactOption.ref(ArtifactKind.MODEL, version.path("ref").asText(""));
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("project", project()).put("model", ref.toString());
    conversion.putInto(request);
    ConversionRun run = new ConversionRun(session, ref.name());
    return run.follow(run.submit(request));
  }
}
