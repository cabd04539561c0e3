package org.arkwright.cli.command.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.home.DiskSpace;
import org.arkwright.cli.home.Home;
import org.arkwright.cli.session.Session;
import org.arkwright.model.unit.Bytes;

/** The checks of a home and its server, each on its own: one that cannot be made says so. */
final class Checkup {
  private static final int SPOOLS_USUAL = 3;

  private final Session session;
  private final Home home;

  Checkup(Session session) {
    this.session = session;
    this.home = session.home();
  }

  /** A check that may fail to be made. */
  private interface Check {
    Finding make() throws IOException;
  }

  /**
   * Makes all checks.
   *
   * @param verify whether to read the whole journal, which takes time
   */
  List<Finding> findings(boolean verify) {
    return List.of(
        made("home", this::home),
        made("disk", this::disk),
        made("server", this::server),
        made("parts", this::parts),
        made("nodes", this::nodes),
        made("sandbox", Checkup::sandbox),
        made("usage", this::usage),
        made("journal", () -> journal(verify)));
  }

  private static Finding made(String name, Check check) {
    try {
      return check.make();
    } catch (UnreachableException e) {
      return Finding.warning(name, "not checked: " + e.getMessage());
    } catch (IOException | ProblemException e) {
      return Finding.problem(name, "cannot be checked: " + e.getMessage());
    }
  }

  /**
   * Whether this user works with a server whose home is another's, or on another machine: then what
   * lies in this home says nothing about that server.
   */
  private boolean isElsewhere() {
    return session.serverUrl().isPresent() && home.token().isEmpty();
  }

  private Finding home() {
    if (isElsewhere()) {
      return Finding.ok("home", "none is needed: ARKWRIGHT_URL names a server elsewhere");
    }
    Path folder = home.folder();
    if (!Files.isDirectory(folder)) {
      return Finding.problem("home", folder + " is no folder; `arkwright up` makes it");
    }
    if (!Files.isWritable(folder)) {
      return Finding.problem("home", folder + " cannot be written by this user");
    }
    if (!Files.exists(home.tokenFile())) {
      return Finding.problem("home", home.tokenFile() + " is not there; `arkwright up` makes it");
    }
    return home.token().isEmpty()
        ? Finding.problem("home", home.tokenFile() + " cannot be read by this user")
        : Finding.ok("home", folder.toString());
  }

  private Finding disk() throws IOException {
    if (isElsewhere()) {
      return Finding.ok("disk", "not checked: the server's home is elsewhere");
    }
    DiskSpace space = DiskSpace.at(Files.exists(home.folder()) ? home.folder() : Path.of("/"));
    String text = space + " below the home";
    if (space.isFull()) {
      return Finding.problem("disk", text + ": it is full, and all work is refused; free some");
    }
    return space.isLittle()
        ? Finding.warning(
            "disk", text + "; a full disk refuses all work: `arkwright gc` frees some")
        : Finding.ok("disk", text);
  }

  private Finding server() throws IOException {
    JsonNode about = session.api().get("/server");
    return Finding.ok(
        "server",
        "answers at %s, the gateway at %s"
            .formatted(about.path("url").asText("?"), about.path("gateway").asText("?")));
  }

  /** What the server's healthz tells. */
  private Finding parts() throws IOException {
    List<String> troubles = session.api().troubles();
    return troubles.isEmpty()
        ? Finding.ok("parts", "all parts of the server are well")
        : Finding.problem("parts", String.join("; ", troubles) + "; see server.log");
  }

  private Finding nodes() throws IOException {
    int count = 0;
    StringBuilder lost = new StringBuilder();
    for (JsonNode node : session.api().get("/nodes").path("nodes")) {
      count++;
      if (!node.path("state").asText("Live").equalsIgnoreCase("Live")
          && !node.path("state").asText().equalsIgnoreCase("Ready")) {
        lost.append(' ').append(node.path("name").asText());
      }
    }
    if (count == 0) {
      return Finding.problem("nodes", "there are none, so nothing can run; see server.log");
    }
    return lost.isEmpty()
        ? Finding.ok("nodes", count + " answer")
        : Finding.warning("nodes", "not all of %d answer:%s".formatted(count, lost));
  }

  private static Finding sandbox() {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
            .filter(folder -> !folder.isEmpty())
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "bwrap")));
    return found
        ? Finding.ok("sandbox", "bwrap is there for `isolation: sandbox`")
        : Finding.warning(
            "sandbox", "no bwrap on the PATH: jobs with `isolation: sandbox` find no node here");
  }

  /** Requests that the gateway served and that are not in the books. */
  private Finding usage() throws IOException {
    if (isElsewhere()) {
      return Finding.ok("usage", "not checked: the server's home is elsewhere");
    }
    Path folder = home.folder().resolve("usage");
    if (!Files.isDirectory(folder)) {
      return Finding.ok("usage", "the gateway has not run yet");
    }
    long aside = 0;
    Path asideFolder = folder.resolve("aside");
    if (Files.isDirectory(asideFolder)) {
      for (Path file : files(asideFolder, ".jsonl")) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
          aside += lines.count();
        }
      }
    }
    if (aside > 0) {
      return Finding.warning(
          "usage",
          ("%d records cannot be booked and lie in %s, each with the reason; delete what you have"
                  + " dealt with")
              .formatted(aside, asideFolder));
    }
    int waiting = files(folder, ".spool").size();
    return waiting > SPOOLS_USUAL
        ? Finding.warning(
            "usage", waiting + " files of usage wait to be booked; see server.log for the reason")
        : Finding.ok("usage", "all that was served is booked");
  }

  private static List<Path> files(Path folder, String extension) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(extension)).toList();
    }
  }

  private Finding journal(boolean verify) throws IOException {
    if (!verify) {
      return Files.exists(home.journal())
          ? Finding.ok(
              "journal",
              "%s; --verify reads all of it".formatted(new Bytes(Files.size(home.journal()))))
          : Finding.ok("journal", "not a file of this home");
    }
    JsonNode answer = session.api().get("/journal/verify");
    return answer.path("intact").asBoolean(true)
        ? Finding.ok("journal", "intact from end to end")
        : Finding.problem("journal", answer.path("problem").asText("its hash chain is broken"));
  }
}
