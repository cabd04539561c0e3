package org.arkwright.system.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.source.Network;
import org.arkwright.artifact.source.SourceRules;
import org.arkwright.artifact.source.SourceSeam;
import org.arkwright.artifact.source.Sources;
import org.arkwright.llama.GgufHeader;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;
import org.arkwright.wire.Wire;

/** What imports read: archives, models, listings of repositories, snapshots of folders. */
final class ArtifactTargets {
  private static final SourceRules RULES =
      new SourceRules(List.of(), List.of(), false, new Network(Map.of()));

  /** Names, modes and contents of files. */
  private static final String[] FILES = {
    """
    a.txt|644|The quick brown fox jumps over the lazy dog 12345.
    data/b.jsonl|755|{"text": "seven 7"}
    data/c/d.bin|600|0123456789abcdef0123456789abcdef
    """
  };

  /** Imports in one folder before it is emptied: what was understood stays there. */
  private static final int STORED_MAX = 300;

  private static Optional<ArtifactStore> store = Optional.empty();
  private static int stored;

  private ArtifactTargets() {}

  static Stream<Target> all() {
    return Stream.of(
        imported("zip", FILES).packedBy(Packings::zip),
        imported("tar", FILES).packedBy(Packings::tar),
        imported("tar.gz", FILES).packedBy(content -> Packings.gzip(Packings.tar(content))),
        imported("tar.zst", FILES).packedBy(content -> Packings.zstd(Packings.tar(content))),
        imported("gz", "one text in one file, 7 words of it\n").packedBy(Packings::gzip),
        imported("zst", "one text in one file, 7 words of it\n").packedBy(Packings::zstd),
        imported("xz", "one text in one file, 7 words of it\n").packedBy(Packings::xz),
        imported("bz2", "one text in one file, 7 words of it\n").packedBy(Packings::bzip2),
        new Target("a model as GGUF", ArtifactTargets::isGguf, List.of(Packings.gguf())).slow(),
        new Target(
                "a model as safetensors",
                input -> isImported("safetensors", input),
                Packings.SAFETENSORS)
            .packedBy(Packings::safetensors)
            .slow(),
        new Target(
            "a listing of a repository",
            input -> SourceSeam.lists(Scratch.write("hub/listing", input)),
            "[{\"type\":\"file\",\"oid\":\"1234\",\"size\":1871,\"path\":\"config.json\"},"
                + "{\"type\":\"directory\",\"oid\":\"12\",\"size\":0,\"path\":\"onnx\"},"
                + "{\"type\":\"file\",\"size\":90868376,\"path\":\"onnx/model.onnx\",\"lfs\":{\"oid\":\""
                + "ab".repeat(32)
                + "\",\"size\":90868376}}]"),
        new Target(
            "proxies",
            input -> {
              String[] both = new String(input, StandardCharsets.UTF_8).split("\n", 2);
              return SourceSeam.isProxy(both[0], both.length > 1 ? both[1] : "");
            },
            "http://ann:se%20cret@proxy.example.org:3128\nlocalhost,.example.org,10.0.0.7:80",
            "proxy:8080\n*.internal"),
        new Target("a snapshot of a folder", ArtifactTargets::isOffered, List.of(manifest())));
  }

  private static Target imported(String suffix, String... samples) {
    return new Target("an import as ." + suffix, input -> isImported(suffix, input), samples)
        .slow();
  }

  private static boolean isImported(String suffix, byte[] input) throws IOException {
    Path file = Scratch.write("import/file.txt." + suffix, input);
    try {
      ArtifactStore store = store();
      return store
              .importFrom(
                  Sources.of(
                      ArtifactKind.DATASET,
                      file.toString(),
                      Optional.empty(),
                      Optional.empty(),
                      RULES),
                  new ImportProgress())
              .files()
          > 0;
    } catch (ArtifactException _) {
      return false;
    }
  }

  private static boolean isGguf(byte[] input) throws IOException {
    boolean imported = isImported("gguf", input);
    return imported && hasGgufHeader(Scratch.write("import/m.gguf", input));
  }

  private static boolean hasGgufHeader(Path file) {
    try {
      GgufHeader header = GgufHeader.read(file);
      header.contextTokens();
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static ArtifactStore store() {
    if (store.isEmpty() || ++stored > STORED_MAX) {
      stored = 0;
      try {
        store = Optional.of(ArtifactStore.open(Scratch.emptyFolder("store")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return store.orElseThrow();
  }

  private static byte[] manifest() {
    Digest digest = new Digest("ab".repeat(32));
    return Wire.strict()
        .write(
            new Manifest(
                List.of(
                    new Manifest.File("src/main.py", digest, new Bytes(1234), false),
                    new Manifest.File("run.sh", digest, new Bytes(77), true)),
                Optional.of(new java.util.TreeMap<>(Map.of("latest", "src/main.py")))));
  }

  private static boolean isOffered(byte[] input) throws IOException {
    try {
      return store().snapshots().offer(input) != null;
    } catch (ArtifactException _) {
      return false;
    }
  }
}
