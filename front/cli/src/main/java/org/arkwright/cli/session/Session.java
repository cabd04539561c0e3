package org.arkwright.cli.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.arkwright.cli.api.ApiAddress;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.home.Home;
import org.arkwright.cli.session.GlobalOptions.Format;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Table;
import org.arkwright.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** What a command works with: options, surroundings, and the way to the server, opened once. */
public final class Session {
  private final GlobalOptions options;
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private @Nullable ApiClient api;

  /**
   * A session of one command line.
   *
   * @param options read when a command runs, after the line was parsed
   */
  public Session(
      GlobalOptions options,
      Terminal terminal,
      Map<String, String> environment,
      InstantSource clock) {
    this.options = options;
    this.terminal = terminal;
    this.environment = environment;
    this.clock = clock;
  }

  public Terminal terminal() {
    return terminal;
  }

  public Instant now() {
    return clock.instant();
  }

  /** The home folder: the option's, the environment's, or below what a shell calls {@code ~}. */
  public Home home() {
    if (options.home != null) {
      return new Home(options.home.toAbsolutePath().normalize());
    }
    return new Home(
        variable("ARKWRIGHT_HOME")
            .map(Path::of)
            .orElseGet(() ->
                Path.of(variable("HOME").orElse(System.getProperty("user.home")), ".arkwright"))
            .toAbsolutePath()
            .normalize());
  }

  /** The words that name the home folder to another command, as this one was given it. */
  public List<String> homeWords() {
    return options.home == null ? List.of() : List.of("--home", options.home.toString());
  }

  /** Whether the user named a server by its address, on this machine or another. */
  public boolean isElsewhere() {
    return variable("ARKWRIGHT_URL").isPresent();
  }

  /** The server's interface. */
  public ApiClient api() {
    if (api == null) {
      api = new ApiClient(this::endpoint);
    }
    return api;
  }

  /** Whether the answer goes to a program rather than to a person. */
  public boolean wantsData() {
    return options.format != Format.TABLE;
  }

  /** Prints an answer as the user wants it; the table is only made when it is wanted. */
  public void print(JsonNode answer, Function<JsonNode, Table> table) {
    if (wantsData()) {
      printData(answer);
      return;
    }
    Table made = table.apply(answer);
    if (made.isEmpty()) {
      terminal.err().println(terminal.errInk().faint("none"));
      return;
    }
    made.print(terminal.out(), terminal.width(), terminal.ink());
  }

  /** Prints an answer as JSON or YAML. */
  public void printData(JsonNode answer) {
    try {
      terminal.out().println(options.format == Format.YAML ? yaml(answer) : json(answer));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Prints what became of a submission: the job as data, or its id alone for scripts. */
  public void printSubmitted(JobAnswer job) {
    if (wantsData()) {
      printData(job.json());
    } else {
      terminal.out().println(job.id());
    }
  }

  private static String json(JsonNode answer) throws JsonProcessingException {
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(answer);
  }

  private static String yaml(JsonNode answer) throws JsonProcessingException {
    return YAMLMapper.builder()
        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
        .build()
        .writeValueAsString(answer)
        .stripTrailing();
  }

  private ApiAddress endpoint() {
    Optional<String> token = variable("ARKWRIGHT_TOKEN");
    Optional<String> url = variable("ARKWRIGHT_URL");
    if (url.isEmpty()) {
      ApiAddress found = home().endpoint();
      return token.isPresent() ? new ApiAddress(found.url(), token) : found;
    }
    String address = url.get().strip().replaceAll("/+$", "");
    if (!address.matches("https?://[^/]+.*")) {
      throw new FailureException(
          "ARKWRIGHT_URL is '%s'\nexpected: an address such as http://127.0.0.1:7117"
              .formatted(address));
    }
    // The home's own token stays at home: another server has no business with it.
    return new ApiAddress(URI.create(address), token);
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
  }
}
