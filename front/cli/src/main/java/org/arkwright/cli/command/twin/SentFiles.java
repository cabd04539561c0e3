package org.arkwright.cli.command.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.cli.api.ApiProblem;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.FileProblem;

/** Files of this machine as they are sent to the server's twin. */
final class SentFiles {
  private static final Pattern SERIES = Pattern.compile("sites\\[([0-9]{1,4})]\\.series\\.(.+)");
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  private SentFiles() {}

  /** Adds a file's name and text. */
  static void add(ArrayNode files, Session session, String file) {
    Path path = path(session, file);
    String name = String.valueOf(path.getFileName()).replaceAll("[^A-Za-z0-9._-]", "_");
    files
        .addObject()
        .put("name", name.matches("[A-Za-z0-9].*") ? name : "file" + name)
        .put("text", FileProblem.readText(path));
  }

  /**
   * Adds the texts of the series that the server asks for, read as the site's file names them.
   * Returns false when it asks for none.
   *
   * @param sites the paths of the sites' files, as typed
   */
  static boolean addSeries(
      ObjectNode question, Session session, List<String> sites, ApiProblem refused)
      throws IOException {
    boolean added = false;
    for (ApiProblem.FieldError error : refused.fields()) {
      Matcher asked = SERIES.matcher(error.field());
      if (asked.matches()) {
        int number = Integer.parseInt(asked.group(1));
        Path site = path(session, sites.get(number));
        if (question.path("sites").path(number) instanceof ObjectNode sent) {
          sent.withObject("/series").put(asked.group(2), text(site, asked.group(2)));
          added = true;
        }
      }
    }
    return added;
  }

  private static String text(Path site, String source) throws IOException {
    return source.matches("https?://.*")
        ? download(source)
        : FileProblem.readText(site.resolveSibling(source));
  }

  private static String download(String url) throws IOException {
    String shown = url.replaceFirst("\\?.*", ""); // The query may contain a key.
    try (HttpClient client =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_MAX).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new FailureException(
            "%s: it answered %d, expected 200".formatted(shown, answer.statusCode()));
      }
      return answer.body();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading " + shown);
    } catch (IOException | IllegalArgumentException e) {
      throw new FailureException("%s: %s".formatted(shown, e.getMessage()));
    }
  }

  private static Path path(Session session, String file) {
    return session.folder().resolve(session.path(file));
  }
}
