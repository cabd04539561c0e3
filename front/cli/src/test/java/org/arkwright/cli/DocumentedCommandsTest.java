package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/**
 * Every command that a page names exists, with the options that it has there: in blocks and within
 * sentences. launcher/prove-docs.sh runs the blocks.
 */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** Its blocks are what the commands say of themselves. */
  private static final Path GENERATED = ROOT.resolve("docs/reference/cli.md");

  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(?:sh)?\n(.*?)^ *```$");
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern SPAN = Pattern.compile("`((?:\\./)?arkwright [^`]+)`");

  /** The command, where a shell would begin one: after variables, or in the midst of a line. */
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^|[|&;(]) *(?:[A-Z_]+=\\S* +)*(?:\\./)?arkwright +(.*)$");

  /** A word, or what ends the command; quotes may hold blanks. */
  private static final Pattern WORD =
      Pattern.compile("[|&;<>)#]|(?:\"[^\"]*\"|'[^']*'|\\$\\([^)]*\\)|[^\\s|&;<>)\"'])+");

  @Test
  void pages_nameNoCommandThatDoesNotExist() throws IOException {
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (Path page : pages()) {
      for (String line : commands(Files.readString(page))) {
        found++;
        problem(line)
            .ifPresent(why ->
                wrong.add("%s: arkwright %s: %s".formatted(ROOT.relativize(page), line, why)));
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(found).as("commands on all pages").isGreaterThan(150);
  }

  @Test
  void problem_ofAnOptionThatDoesNotExist_isFound() {
    assertThat(problem("run --nosuch 3 -- true")).isPresent();
    assertThat(problem("jobs nosuch")).isPresent();
    assertThat(problem("nosuch")).isPresent();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> top = Files.list(ROOT)) {
      return Stream.concat(docs, top)
          .filter(page -> page.toString().endsWith(".md") && !page.equals(GENERATED))
          .filter(page -> !page.endsWith("CHANGELOG.md"))
          .sorted()
          .toList();
    }
  }

  /** The arguments of each command of a page, as one text. */
  private static List<String> commands(String page) {
    List<String> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      Matcher command = COMMAND.matcher(block.group(1).replace("\\\n", " "));
      while (command.find()) {
        found.add(command.group(1));
      }
    }
    Matcher span = SPAN.matcher(FENCED.matcher(page).replaceAll("").replaceAll("\n *", " "));
    while (span.find()) {
      found.add(span.group(1).replaceFirst("^(\\./)?arkwright +", ""));
    }
    return found;
  }

  /** What the command says to these arguments; arguments that are left out are none of it. */
  private static Optional<String> problem(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find() && !"|&;<>)#".contains(word.group())) {
      words.add(word.group().replaceAll("^[\"']|[\"']$", ""));
    }
    // The launcher's own, and what stands for any.
    if (words.isEmpty() || words.getFirst().equals("work") || words.contains("…")) {
      return Optional.empty();
    }
    CommandLine root =
        Arkwright.commandLine(new CommandShell().terminal(false), Map.of(), InstantSource.system());
    String[] arguments = new CommandTable(_ -> 0).expand(words.toArray(String[]::new));
    try {
      var _ = root.parseArgs(arguments);
      return Optional.empty();
    } catch (MissingParameterException _) {
      return Optional.empty();
    } catch (ParameterException e) {
      // Words in capitals stand for others.
      return Arrays.stream(arguments).limit(2).anyMatch(one -> one.matches("[A-Z]{3,}"))
          ? Optional.empty()
          : Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
