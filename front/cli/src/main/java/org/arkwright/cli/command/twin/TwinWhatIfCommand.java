package org.arkwright.cli.command.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code twin what-if}: replays the journal's jobs under changed conditions. */
@Command(
    name = "what-if",
    description = {
      "Replay the server's recorded jobs under changed conditions, and compare.",
      "Each option adds a column that differs from the recorded run in that option alone.",
      "The server does it in the background, one at a time; Ctrl-C ends it."
    })
public final class TwinWhatIfCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "ORDERING or ORDERING:PLACEMENT=WEIGHT,…; repeatable.")
  private List<String> policies = new ArrayList<>();

  @Option(names = "--fleet", paramLabel = "FILE", description = "Another fleet.yaml; repeatable.")
  private List<String> fleets = new ArrayList<>();

  @Option(
      names = "--quota",
      paramLabel = "PROJECT=N",
      description = "N devices for a project, without borrowing; repeatable.")
  private List<String> quotas = new ArrayList<>();

  @Option(
      names = "--site",
      paramLabel = "FILE",
      description = "Another site.yaml: prices, PUE, watts, carbon; repeatable.")
  private List<String> sites = new ArrayList<>();

  @Option(
      names = "--arrivals",
      paramLabel = "FACTOR",
      description = "Jobs arrive FACTOR times as fast; repeatable.")
  private List<String> arrivals = new ArrayList<>();

  @Option(
      names = "--power-cap",
      paramLabel = "KW",
      description = "A power cap in kilowatts; repeatable.")
  private List<String> powerCaps = new ArrayList<>();

  @Option(names = "--together", description = "One column with all changes instead.")
  private boolean together;

  @Option(
      names = "--checkpoint",
      paramLabel = "TIME",
      description = "Checkpoint interval of jobs; without it, a stopped job starts over.")
  private String checkpoint = "";

  @Option(
      names = "--restart",
      paramLabel = "TIME",
      description = "Additional time that each stop costs a job.")
  private String restart = "";

  @Option(
      names = "--by",
      paramLabel = "GROUP",
      description = "Also a table by project, user or size; repeatable.")
  private List<String> groupings = new ArrayList<>();

  @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with charts.")
  private String html = "";

  public TwinWhatIfCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Optional<Path> page = Optional.of(html).filter(name -> !name.isEmpty()).map(this::pathOfPage);
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    put(question, "policies", policies);
    put(question, "quotas", quotas);
    put(question, "arrivals", arrivals);
    put(question, "powerCaps", powerCaps);
    put(question, "by", groupings);
    fleets.forEach(file -> SentFiles.add(question.withArray("fleets"), session, file));
    sites.forEach(file -> SentFiles.add(question.withArray("sites"), session, file));
    put(question, "checkpoint", checkpoint);
    put(question, "restart", restart);
    question.put("together", together).put("page", page.isPresent());
    question.put("format", session.wantsData() ? "json" : "text");
    JsonNode run = answer(question);
    // The table first: the page may still fail, and a run can take long.
    if (session.wantsData()) {
      session.printData(run.path("result"));
    } else {
      session.terminal().out().print(SafeText.lines(run.path("text").asText()));
    }
    if (page.isPresent()) {
      Files.writeString(page.get(), run.path("page").asText());
      session.terminal().tell("wrote " + html);
    }
    return ExitCode.OK;
  }

  /** Asks, and once more with the series of sites that the server asks for. */
  private JsonNode answer(ObjectNode question) throws IOException {
    ServersTwin twin = new ServersTwin(session);
    try {
      return twin.answer(question);
    } catch (ProblemException refused) {
      if (!SentFiles.addSeries(question, session, sites, refused.problem())) {
        throw refused;
      }
      return twin.answer(question);
    }
  }

  /** Refuses a page that could not be written before anything is run for it. */
  private Path pathOfPage(String name) {
    Path file = session.folder().resolve(session.path(name)).normalize();
    Path folder = file.getParent();
    if (Files.isDirectory(file)
        || folder == null
        || !Files.isWritable(Files.exists(file) ? file : folder)) {
      throw WrongUseException.ofValue(
          "--html", name, "a file that may be written, in a folder that exists");
    }
    return file;
  }

  private static void put(ObjectNode question, String field, List<String> values) {
    if (!values.isEmpty()) {
      values.forEach(question.putArray(field)::add);
    }
  }

  private static void put(ObjectNode question, String field, String value) {
    if (!value.isEmpty()) {
      question.put(field, value);
    }
  }
}
