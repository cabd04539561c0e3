package org.arkwright.tracking;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a version of a registered model names as its source: where its files are. */
final class Sources {
  private static final Pattern VERSION = Pattern.compile("models:/+([^/@]+)/([0-9]{1,18})");
  private static final Pattern LOGGED = Pattern.compile("models:/+(m-[0-9a-f]{32})");
  private static final int LENGTH_MAX = 1_000;
  private static final int COPIES_MAX = 20;

  private Sources() {}

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
              .source();
    }
    return location;
  }
}
