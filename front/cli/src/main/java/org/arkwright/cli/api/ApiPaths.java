package org.arkwright.cli.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;

/** Builds paths and queries from text that users give. */
public final class ApiPaths {
  private ApiPaths() {}

  /** Joins segments, each escaped: {@code of("jobs", "a b")} is {@code /jobs/a%20b}. */
  public static String of(String... segments) {
    StringBuilder path = new StringBuilder();
    for (String segment : segments) {
      path.append('/').append(escape(segment));
    }
    return path.toString();
  }

  /**
   * The path of a job, or of something of it. Jobs are named by id, by name in the default project,
   * or as {@code project/name}.
   */
  public static String job(String job, String... more) {
    int slash = job.indexOf('/');
    String path = of("jobs", job.substring(slash + 1)) + of(more);
    return query(path, "project", slash < 0 ? "" : job.substring(0, slash));
  }

  /** The path of an artifact's versions. */
  public static String artifact(String project, ArtifactName name) {
    return of("projects", project, "artifacts", name.kind().word(), name.name());
  }

  /** The path of one version; of the latest where the reference names none. */
  public static String artifact(String project, ArtifactRef ref) {
    String version = ref.version().isPresent() ? "" + ref.version().getAsInt() : "latest";
    return artifact(project, ref.name()) + of(version);
  }

  /** The path of a deployment, named as {@code name} or {@code project/name}. */
  public static String deployment(String deployment, String... more) {
    int slash = deployment.indexOf('/');
    String project = slash < 0 ? "default" : deployment.substring(0, slash);
    return of("projects", project, "deployments", deployment.substring(slash + 1)) + of(more);
  }

  /** Adds names and values in turn as a query; pairs with an empty value are left out. */
  public static String query(String path, String... namesAndValues) {
    StringJoiner query =
        new StringJoiner("&", path + (path.contains("?") ? "&" : "?"), "").setEmptyValue(path);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!namesAndValues[i + 1].isEmpty()) {
        query.add(namesAndValues[i] + "=" + escape(namesAndValues[i + 1]));
      }
    }
    return query.toString();
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
