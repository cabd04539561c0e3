package org.arkwright.cli.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;

/** Builds paths and queries from user input. */
public final class ApiPaths {
  private ApiPaths() {}

  /** Joins escaped segments: {@code of("jobs", "a b")} is {@code /jobs/a%20b}. */
  public static String of(String... segments) {
    StringBuilder path = new StringBuilder();
    for (String segment : segments) {
      path.append('/').append(escape(name(segment)));
    }
    return path.toString();
  }

  /**
   * Returns the path of a job or of one of its subresources. Jobs are named by id, by name in the
   * default project, or as {@code project/name}.
   */
  public static String job(String job, String... subresource) {
    int slash = job.indexOf('/');
    String path = of("jobs", job.substring(slash + 1)) + of(subresource);
    return query(path, "project", slash < 0 ? "" : job.substring(0, slash));
  }

  /** Returns the path of a pipeline, named as {@link #job} names jobs. */
  public static String pipeline(String pipeline, String... subresource) {
    int slash = pipeline.indexOf('/');
    String path = of("pipelines", pipeline.substring(slash + 1)) + of(subresource);
    return query(path, "project", slash < 0 ? "" : pipeline.substring(0, slash));
  }

  /** Returns the path of an artifact's versions. */
  public static String artifact(String project, ArtifactName name) {
    return of("projects", project, "artifacts", name.kind().word(), name.name());
  }

  /** Returns the path of one version; of the latest if the reference names none. */
  public static String artifact(String project, ArtifactRef ref) {
    String version = ref.version().isPresent() ? "" + ref.version().getAsInt() : "latest";
    return artifact(project, ref.name()) + of(version);
  }

  /** Returns the path of a deployment, named as {@code name} or {@code project/name}. */
  public static String deployment(String deployment, String... subresource) {
    int slash = deployment.indexOf('/');
    String project = slash < 0 ? "default" : deployment.substring(0, slash);
    return of("projects", project, "deployments", deployment.substring(slash + 1))
        + of(subresource);
  }

  /** Appends alternating names and values as a query, skipping pairs with an empty value. */
  public static String query(String path, String... namesAndValues) {
    StringJoiner query =
        new StringJoiner("&", path + (path.contains("?") ? "&" : "?"), "").setEmptyValue(path);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!namesAndValues[i + 1].isEmpty()) {
        query.add(namesAndValues[i] + "=" + escape(line(namesAndValues[i + 1])));
      }
    }
    return query.toString();
  }

  /** Appends a text of any characters to a query, also an empty one. */
  public static String queryAnyText(String path, String name, String value) {
    return path + (path.contains("?") ? "&" : "?") + name + "=" + escape(value);
  }

  /**
   * Returns a name that a path can hold. What leads to another place is refused here, in the words
   * of the command line: on its way it would become a request that no server understands.
   */
  private static String name(String segment) {
    for (String part : segment.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new WrongUseException(
            "'%s' is not a name\nexpected: a name, or PROJECT/NAME".formatted(segment));
      }
    }
    return line(segment);
  }

  private static String line(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new WrongUseException(
          "'%s' holds a line end or another control character\nexpected: text on one line"
              .formatted(SafeText.of(text)));
    }
    return text;
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
