package org.arkwright.tracking;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.tracking.LoggedModels.LoggedModel;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.store.TrackingSql;

/** The ways in which MLflow's clients name a file, or a folder, of a run or a logged model. */
public sealed interface FilePlace {
  /**
   * A path of the artifact proxy, such as {@code EXPERIMENT/RUN/artifacts/PATH}, {@code
   * EXPERIMENT/models/MODEL/artifacts/PATH} or {@code model/NAME@3/artifacts/PATH}.
   */
  record Proxied(String path) implements FilePlace {}

  /** A path in a run. */
  record OfRun(String run, String path) implements FilePlace {}

  /** A path in a logged model. */
  record OfModel(String model, String path) implements FilePlace {}

  /** A path in what a version of a registered model was made from. */
  record OfVersion(String name, long version, String path) implements FilePlace {}

  /** A path in a version of a model's artifact. */
  record OfArtifact(ArtifactRef version, String path) implements FilePlace {}

  /**
   * Where files are kept.
   *
   * @param owner the id of a run or of a logged model, or an artifact's version
   * @param path from the owner's root; empty for the root
   */
  record Found(String owner, String path) {
    /** The version of an artifact that owns the file; empty for runs and logged models. */
    Optional<ArtifactRef> artifact() {
      // Their ids have no slash, which each artifact's reference has.
      return ArtifactRef.parse(owner);
    }
  }

  /**
   * Returns where it is.
   *
   * @param writing whether the caller must be allowed to change it
   */
  default Found find(TrackingSql sql, TrackingCaller caller, InstantSource clock, boolean writing)
      throws SQLException, TrackingRefusal {
    return switch (this) {
      case OfRun(String run, String path) -> {
        String checked = RunFiles.checked(path);
        Runs.Run found = Runs.get(sql, caller, run, clock.millis());
        if (writing) {
          caller.requireOwn("Run", found.id(), found.job());
          found.requireActive();
        }
        yield new Found(found.id(), checked);
      }
      case OfModel(String model, String path) -> {
        String checked = RunFiles.checked(path);
        LoggedModel found = LoggedModels.get(sql, caller, model);
        if (writing) {
          caller.requireOwn("Logged model", found.id(), found.job());
        }
        yield new Found(found.id(), checked);
      }
      case OfVersion(String name, long version, String path) -> {
        String checked = RunFiles.checked(path);
        String location =
            ModelSources.location(
                sql, caller, Registry.version(sql, caller, name, version).location());
        Found root =
            of(location)
                .orElseThrow(() ->
                    TrackingRefusal.missing(
                        "The files of %s version %d are not kept here, but at %s."
                            .formatted(name, version, location)))
                .find(sql, caller, clock, writing);
        yield new Found(root.owner, join(root.path, checked));
      }
      case OfArtifact(ArtifactRef version, String path) -> {
        if (writing) {
          throw TrackingRefusal.denied(
              "%s is a version of an artifact, whose files never change; register another version."
                  .formatted(version));
        }
        yield new Found(version.toString(), RunFiles.checked(path));
      }
      case Proxied(String path) -> proxied(path).find(sql, caller, clock, writing);
    };
  }

  /** Reads where a source's files are; empty when they are not kept here. */
  static Optional<FilePlace> of(String location) {
    if (location.startsWith("mlflow-artifacts:/")) {
      return Optional.of(new Proxied(location.replaceFirst("^mlflow-artifacts:(//[^/]+)?/+", "")));
    }
    if (location.startsWith("runs:/")) {
      String[] parts = location.replaceFirst("^runs:/+", "").split("/", 2);
      return Optional.of(new OfRun(parts[0], parts.length > 1 ? parts[1] : ""));
    }
    return Optional.empty();
  }

  private static String join(String folder, String path) {
    return folder.isEmpty() || path.isEmpty() ? folder + path : folder + "/" + path;
  }

  private static FilePlace proxied(String path) throws TrackingRefusal {
    List<String> parts = Arrays.asList(RunFiles.checked(path).split("/", -1));
    int artifacts = parts.indexOf("artifacts");
    if (artifacts < 1) {
      throw TrackingRefusal.missing(
          "'%s': expected EXPERIMENT/RUN/artifacts/… or EXPERIMENT/models/MODEL/artifacts/…; files"
                  .formatted(path)
              + " are kept with a run or a logged model.");
    }
    String rest = String.join("/", parts.subList(artifacts + 1, parts.size()));
    String owner = parts.get(artifacts - 1);
    Optional<ArtifactRef> version =
        artifacts == 2 ? ArtifactRef.parse(parts.get(0) + "/" + owner) : Optional.empty();
    if (version.isPresent()) {
      return new OfArtifact(version.get(), rest);
    }
    boolean model = artifacts >= 2 && parts.get(artifacts - 2).equals("models");
    return model ? new OfModel(owner, rest) : new OfRun(owner, rest);
  }
}
