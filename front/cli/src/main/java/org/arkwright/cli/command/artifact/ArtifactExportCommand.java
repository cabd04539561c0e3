package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.Digest;
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
    prepare();
    for (JsonNode file : version.path("files")) {
      write(ref, file);
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
        .out()
        .println(
            "wrote %s: %d files, %s, to %s"
                .formatted(
                    ref,
                    version.path("files").size(),
                    new Bytes(version.path("size").asLong()),
                    folder));
    return ExitCode.OK;
  }

  private void prepare() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException _) {
      throw new WrongUseException(folder + " is a file\nexpected: a new or empty folder");
    }
    try (Stream<Path> existing = Files.list(folder)) {
      if (existing.findAny().isPresent()) {
        throw new WrongUseException(folder + " is not empty\nexpected: a new or empty folder");
      }
    }
  }

  private void write(ArtifactRef ref, JsonNode file) throws IOException {
    String path = file.path("path").asText("");
    Path target = folder.resolve(path).normalize();
    if (!target.startsWith(folder.normalize())) {
      throw new FailureException("the server named a file outside the folder: " + path);
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.createDirectories(part.toAbsolutePath().getParent());
    String address = ApiPaths.query(option.path(ref) + ApiPaths.of("file"), "path", path);
    boolean complete = false;
    try {
      download(address, part, file);
      if (file.path("executable").asBoolean()) {
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      complete = true;
    } finally {
      if (!complete) {
        Files.deleteIfExists(part);
      }
    }
  }

  /** What arrives is compared with the digest: a connection or a store may have damaged it. */
  private void download(String address, Path part, JsonNode file) throws IOException {
    MessageDigest digest = Digest.sha256();
    try (InputStream in = new DigestInputStream(session.api().open(address, "*/*"), digest)) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (Files.size(part) != file.path("size").asLong()
        || !found.equals(file.path("sha256").asText(found))) {
      throw new FailureException(
          file.path("path").asText("") + " arrived incomplete or changed: export again");
    }
  }
}
