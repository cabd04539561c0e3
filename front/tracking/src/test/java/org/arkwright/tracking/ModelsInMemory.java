package org.arkwright.tracking;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Bytes;
import org.arkwright.tracking.TrackingFiles.Content;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;

/** Model artifacts of one project, as the kernel numbers them. */
final class ModelsInMemory implements ModelArtifacts {
  final Map<ArtifactVersion, List<Content>> versions = new LinkedHashMap<>();
  private final Map<ArtifactName, Integer> last = new LinkedHashMap<>();

  /** The version that something needs, so that it cannot be removed. */
  Optional<ArtifactRef> needed = Optional.empty();

  /** Makes a version as a job's output would. */
  ArtifactRef make(String name, Content... files) {
    return add(new ArtifactName(ArtifactKind.MODEL, name), 1, "a job", List.of(files));
  }

  private ArtifactRef add(ArtifactName name, int numberMin, String origin, List<Content> files) {
    int number = Math.max(numberMin, last.getOrDefault(name, 0) + 1);
    last.put(name, number);
    ArtifactVersion version =
        new ArtifactVersion(
            Calls.LAB,
            name,
            number,
            new StoredFiles(digest('f'), new Bytes(1), files.size()),
            "ann",
            Lineage.imported(origin),
            5_000_000_000L);
    versions.put(version, files);
    return version.ref();
  }

  static Digest digest(char of) {
    return Digest.parse(String.valueOf(of).repeat(64)).orElseThrow();
  }

  List<String> refs() {
    return versions.keySet().stream().map(version -> version.ref().toString()).toList();
  }

  @Override
  public CompletableFuture<List<ArtifactVersion>> of(ProjectName project) {
    return CompletableFuture.completedFuture(
        project.equals(Calls.LAB) ? new ArrayList<>(versions.keySet()) : List.of());
  }

  @Override
  public CompletableFuture<List<Content>> files(ProjectName project, ArtifactRef ref) {
    return versions.entrySet().stream()
        .filter(one -> one.getKey().ref().equals(ref))
        .findFirst()
        .map(one -> CompletableFuture.completedFuture(one.getValue()))
        .orElseGet(() -> CompletableFuture.failedFuture(TrackingRefusal.missing("no " + ref)));
  }

  @Override
  public CompletableFuture<ArtifactRef> register(
      TrackingCaller caller, ArtifactName name, int numberMin, String origin, List<Content> files) {
    return CompletableFuture.completedFuture(add(name, numberMin, origin, files));
  }

  @Override
  public CompletableFuture<Boolean> remove(TrackingCaller caller, ArtifactRef ref) {
    return needed.filter(ref::equals).isPresent()
        ? CompletableFuture.failedFuture(
            new TrackingRefusal(TrackingRefusal.Code.RESOURCE_CONFLICT, ref + " is needed"))
        : CompletableFuture.completedFuture(
            versions.keySet().removeIf(version -> version.ref().equals(ref)));
  }
}
