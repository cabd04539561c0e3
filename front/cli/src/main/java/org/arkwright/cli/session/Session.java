package org.arkwright.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
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
import org.arkwright.cli.terminal.Table;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.cli.terminal.WrongUseException;
import org.jspecify.annotations.Nullable;

/** The context of a command: global options, terminal, environment, clock and API client. */
public final class Session {
  private final GlobalOptions options;
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final Path folder;
  private @Nullable ApiClient api;

  /**
   * Creates the session of one command line.
   *
   * @param options read only when a command runs, after parsing
   * @param folder the folder that the command was typed in
   */
  public Session(
      GlobalOptions options,
      Terminal terminal,
      Map<String, String> environment,
      InstantSource clock,
      Path folder) {
    this.folder = folder.toAbsolutePath();
    this.options = options;
    this.terminal = terminal;
    this.environment = environment;
    this.clock = clock;
  }

  public Terminal terminal() {
    return terminal;
  }

  /** The folder that the command was typed in; absolute. */
  public Path folder() {
    return folder;
  }

  /** Returns a variable of the caller's environment; empty when it is not set, or blank. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
  }

  /** Whether the server is on this machine, and so has its disks. */
  public boolean isServerHere() {
    return variable("ARKWRIGHT_URL")
        .map(url -> url.strip().matches("https?://(localhost|127\\.[0-9.]+|\\[::1])([:/].*)?"))
        .orElse(true);
  }

  /** The time: by the clock, or that of the past about which the server has answered last. */
  public Instant now() {
    return Optional.ofNullable(api).flatMap(ApiClient::past).orElseGet(clock::instant);
  }

  /** Returns a path that was given as text, with a leading {@code ~} as a shell takes it. */
  public Path path(String text) {
    return FolderOption.expand(Path.of(text), FolderOption.userFolder(environment));
  }

  /** Returns the home folder: {@code --home}, {@code ARKWRIGHT_HOME}, or {@code ~/.arkwright}. */
  public Home home() {
    Path user = FolderOption.userFolder(environment);
    Path named =
        options.home != null
            ? options.home
            : variable("ARKWRIGHT_HOME").map(Path::of).orElseGet(() -> user.resolve(".arkwright"));
    return new Home(FolderOption.expand(named, user).toAbsolutePath().normalize());
  }

  /** Returns the arguments that pass this command's {@code --home} to another; empty if unset. */
  public List<String> homeArguments() {
    return options.home == null ? List.of() : List.of("--home", options.home.toString());
  }

  /** The server that {@code ARKWRIGHT_URL} names, on this machine or another, if it names one. */
  public Optional<String> serverUrl() {
    return variable("ARKWRIGHT_URL");
  }

  /** Returns the client of the server's API, created on first use. */
  public ApiClient api() {
    if (api == null) {
      api = new ApiClient(this::address);
    }
    return api;
  }

  /** Whether to print JSON or YAML instead of text for people. */
  public boolean wantsData() {
    return options.format != Format.TABLE;
  }

  /** The output format, as it is typed. */
  public String outputFormat() {
    return options.format.toString();
  }

  /** Prints an answer in the output format, as data or as the given table. */
  public void print(JsonNode answer, Function<JsonNode, Table> toTable) {
    if (wantsData()) {
      printData(answer);
      return;
    }
    Table table = toTable.apply(answer);
    if (table.isEmpty()) {
      terminal.err().println(terminal.errColors().faint("none"));
      return;
    }
    table.print(terminal.out(), terminal.width(), terminal.colors());
  }

  /** Prints an answer as JSON or YAML. */
  public void printData(JsonNode answer) {
    terminal.out().println(DataText.of(answer, options.format));
  }

  /** Prints one of a sequence of answers: a line of JSON, or a document of YAML. */
  public void printItem(JsonNode answer) {
    terminal.out().println(DataText.item(answer, options.format));
  }

  /** Returns what prints failures in the output format. */
  public FailureMessages failures() {
    return new FailureMessages(terminal, options.format);
  }

  /** Prints a submitted job: as data, or else just its id, for scripts. */
  public void printSubmitted(JobAnswer job) {
    if (wantsData()) {
      printData(job.json());
    } else {
      terminal.say(job.id());
    }
  }

  private ApiAddress address() {
    Optional<String> token = token();
    Optional<String> url = variable("ARKWRIGHT_URL");
    if (url.isEmpty()) {
      ApiAddress found = home().address();
      return token.isPresent() ? new ApiAddress(found.url(), token, found.home()) : found;
    }
    String address = url.get().strip().replaceAll("/+$", "");
    // The home's own token is never sent to another server.
    return new ApiAddress(
        uri(address)
            .orElseThrow(() ->
                new WrongUseException(
                    "ARKWRIGHT_URL is '%s'\nexpected: a URL such as http://127.0.0.1:7717"
                        .formatted(url.get()))),
        token);
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text))
          .filter(uri -> text.matches("https?://.*") && uri.getHost() != null)
          .filter(uri -> uri.getRawQuery() == null && uri.getRawFragment() == null);
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private Optional<String> token() {
    Optional<String> token = variable("ARKWRIGHT_TOKEN").map(String::strip);
    if (token.isPresent() && !token.get().matches("[!-~]+")) {
      // Not shown: most of it may be a token.
      throw new WrongUseException(
          "ARKWRIGHT_TOKEN holds blanks, line ends or letters that no token has\n"
              + "expected: what is in admin.token, on one line");
    }
    return token;
  }
}
