package org.arkwright.tracking;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.store.TrackingSql;

/** What a version of a registered model names as its source: where its files are. */
final class ModelSources {
  private static final Pattern VERSION = Pattern.compile("models:/+([^/@]+)/([0-9]{1,18})");
  private static final Pattern LOGGED = Pattern.compile("models:/+(m-[0-9a-f]{32})");
  private static final int LENGTH_MAX = 1_000;
  private static final int COPIES_MAX = 20;

  private ModelSources() {}

  /**
   * Refuses sources that mean nothing elsewhere than on the caller's machine, and those with
   * relative paths, also encoded ones.
   */
  static void check(String source) throws TrackingRefusal {
    if (source.length() > LENGTH_MAX) {
      throw TrackingRefusal.invalid(
          "Invalid model version source of %d characters: expected at most %d."
              .formatted(source.length(), LENGTH_MAX));
    }
    int colon = source.indexOf(':');
    if (colon < 0 || source.startsWith("file:")) {
      throw TrackingRefusal.invalid(
          "Invalid model version source: '%s'. To use a local path as a model version source is not"
                  .formatted(source)
              + " possible here: log the files, and name runs:/RUN/PATH or models:/MODEL_ID.");
    }
    String decoded = source;
    for (int i = 0; i < 10 && decoded.indexOf('%') >= 0; i++) {
      try {
        decoded = URLDecoder.decode(decoded, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException _) {
        break;
      }
    }
    boolean relative =
        decoded.indexOf('\0') >= 0
            || Arrays.stream(decoded.split("/", -1))
                .anyMatch(part -> part.equals("..") || part.equals("."));
    if (relative) {
      throw TrackingRefusal.invalid(
          "Invalid model version source: '%s'. If supplying a source as an http, https, local file"
                  .formatted(source)
              + " path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be"
              + " provided without relative path references present.");
    }
  }

  /** The files that a source names. */
  sealed interface Files {
    /** Files of a run or a logged model, with their paths from the folder that is named. */
    record Logged(List<TrackingFiles.Content> files) implements Files {}

    /** The files of an artifact's version. */
    record OfArtifact(ArtifactRef version) implements Files {}
  }

  /** Returns the files that a source names; empty when none of them are kept here. */
  static Optional<Files> files(
      TrackingSql sql, TrackingCaller caller, String source, InstantSource clock)
      throws SQLException {
    FilePlace.Found found;
    try {
      Optional<FilePlace> place = FilePlace.of(location(sql, caller, source));
      if (place.isEmpty()) {
        return Optional.empty();
      }
      found = place.get().find(sql, caller, clock, false);
    } catch (TrackingRefusal _) {
      return Optional.empty(); // What is not there, or not the caller's, is no file of a model.
    }
    if (found.artifact().isPresent()) {
      return found.path().isEmpty()
          ? found.artifact().map(Files.OfArtifact::new)
          : Optional.empty();
    }
    List<TrackingFiles.Content> files =
        RunFiles.find(sql, found.owner(), found.path()).map(List::of).orElseGet(List::of).stream()
            .map(file ->
                TrackingFiles.content(
                    file, file.path().substring(file.path().lastIndexOf('/') + 1)))
            .toList();
    if (files.isEmpty()) {
      int start = found.path().isEmpty() ? 0 : found.path().length() + 1;
      files =
          RunFiles.below(sql, found.owner(), found.path()).stream()
              .map(file -> TrackingFiles.content(file, file.path().substring(start)))
              .toList();
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(new Files.Logged(files));
  }

  /** Follows names of versions and of logged models to where the files are. */
  static String location(TrackingSql sql, TrackingCaller caller, String source)
      throws SQLException, TrackingRefusal {
    String location = source;
    for (int i = 0; i < COPIES_MAX; i++) {
      Matcher logged = LOGGED.matcher(location);
      if (logged.matches()) {
        return LoggedModels.json(sql, caller, LoggedModels.get(sql, caller, logged.group(1)))
            .at("/info/artifact_uri")
            .asText();
      }
      Matcher version = VERSION.matcher(location);
      if (!version.matches()) {
        return location;
      }
      location =
          Registry.version(sql, caller, version.group(1), Long.parseLong(version.group(2)))
              .location();
    }
    return location;
  }
}
