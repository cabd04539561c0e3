package org.arkwright.system.journals;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.arkwright.system.TestHome;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server over a journal that an earlier version wrote answers what that version answered: fields
 * and verbs are all still there, with the same values; new fields may have joined them.
 */
class SampleAnswersTest {
  /** Nodes in them are other machines, so nothing there may be started, nor could be. */
  private static final List<String> NOT_TO_BE_STARTED = List.of("every-event", "live");

  @TempDir Path folder;

  static List<JournalSample> samples() {
    return JournalSample.all().stream()
        .filter(sample -> !NOT_TO_BE_STARTED.contains(sample.name()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void server_answersWhatTheEarlierVersionDid(JournalSample sample) throws Exception {
    Path home = folder.resolve("home");
    freeze(sample.unpack(home));
    // The home that wrote the journal is another.
    try (TestHome server = TestHome.start(home, "--accept-journal", "yes")) {
      server.awaitReady();
      Commands commands = new Commands(home);
      for (String file : sample.answers()) {
        Optional<String> now = ask(commands, server, sample, file);
        if (now.isPresent()) {
          assertThat(missing(file, sample.answer(file).orElseThrow(), now.get()))
              .as(sample + " " + file)
              .isEmpty();
        }
      }
    }
  }

  private static List<String> missing(String file, String earlier, String today) {
    if (file.endsWith(".json")) {
      return Answers.missing(JournalSample.json(earlier), JournalSample.json(today));
    }
    List<String> was = earlier.lines().toList();
    List<String> is = today.lines().toList();
    if (!file.endsWith(".jsonl")) {
      return was.equals(is) ? List.of() : List.of("it was\n" + earlier, "it is\n" + today);
    }
    assertThat(is).as(file).hasSameSizeAs(was);
    for (int i = 0; i < was.size(); i++) {
      List<String> missing =
          Answers.missing(JournalSample.json(was.get(i)), JournalSample.json(is.get(i)));
      if (!missing.isEmpty()) {
        return missing;
      }
    }
    return List.of();
  }

  /**
   * Today's answer to what the file holds the earlier answer of; empty where it is asked elsewhere.
   */
  private static Optional<String> ask(
      Commands commands, TestHome server, JournalSample sample, String file) throws Exception {
    String name = file.replaceFirst("[.][a-z]+$", "");
    return switch (name.replaceFirst("-.*", "")) {
      case "export" -> Optional.of(export(server));
      case "events" -> Optional.empty(); // The same as the export, for people.
      case "verify" -> Optional.of(commands.ask("journal", "verify", "-o", "json"));
      case "jobs" ->
          Optional.of(
              name.equals("jobs")
                  ? commands.ask("jobs", "-o", "json")
                  : commands.ask("jobs", "--all", "--limit", "100000", "-o", "json"));
      case "nodes" -> Optional.of(commands.ask("nodes", "-o", "json"));
      case "devices" -> Optional.of(commands.ask("devices", "-o", "json"));
      case "quota" -> Optional.of(commands.ask("quota", "show", "-o", "json"));
      case "keys" -> Optional.of(commands.ask("key", "ls", "-o", "json"));
      case "deployments" -> Optional.of(commands.ask("deployments", "-o", "json"));
      case "job" -> Optional.of(commands.ask("job", rest(name), "-o", "json"));
      case "explain" -> Optional.of(commands.ask("explain", rest(name), "-o", "json"));
      case "deployment" ->
          Optional.of(commands.ask("deployment", deployment(sample, name), "-o", "json"));
      case "dataset", "model", "checkpoint" ->
          name.endsWith("-show")
              ? Optional.empty() // Lists files of a store that is not part of the sample.
              : Optional.of(
                  commands.ask(
                      name.replaceFirst("-.*", ""), "ls", "--project", rest(name), "-o", "json"));
      case "usage" ->
          Optional.of(
              commands.ask(
                  "usage",
                  "--since",
                  day(sample, "first", 0),
                  "--until",
                  day(sample, "last", 1),
                  "--limit",
                  "1000",
                  "-o",
                  "json"));
      case "bill" ->
          Optional.of(
              commands.ask(
                  "bill",
                  "--project",
                  rest(name),
                  "--month",
                  day(sample, "first", 0).substring(0, 7),
                  "--format",
                  file.substring(file.lastIndexOf('.') + 1)));
      case "twin", "README" -> Optional.empty(); // SampleReplayTest holds the first.
      default -> throw new IllegalArgumentException("nobody knows how to ask for " + file);
    };
  }

  private static String rest(String name) {
    return name.substring(name.indexOf('-') + 1);
  }

  /** PROJECT/NAME of a file's {@code deployment-PROJECT-NAME}, either of which may have dashes. */
  private static String deployment(JournalSample sample, String file) {
    for (JsonNode one : JournalSample.json(sample.answer("deployments.json").orElseThrow())) {
      String project = one.path("project").asText();
      String name = one.path("name").asText();
      if (file.equals("deployment-" + project + "-" + name)) {
        return project + "/" + name;
      }
    }
    throw new IllegalArgumentException(file);
  }

  private static String day(JournalSample sample, String which, int later) {
    return java.time.OffsetDateTime.parse(sample.facts().path(which).asText())
        .toLocalDate()
        .plusDays(later)
        .toString();
  }

  private static String export(TestHome server) throws IOException, InterruptedException {
    URI uri = URI.create(server.address().orElseThrow() + "/api/v1/journal/export");
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + server.token()).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /** Lets nothing be added, so that what is asked is about the sample's entries alone. */
  private static void freeze(Path journal) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TRIGGER frozen BEFORE INSERT ON journal_batches"
              + " BEGIN SELECT RAISE(FAIL, 'this is a sample'); END");
    }
  }
}
