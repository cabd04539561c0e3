package org.arkwright.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Links resolve, also those that programs print, prose fits into 100 columns, and every page of
 * docs is reachable from its index.
 */
class DocsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> FOLDERS = List.of("docs", "contributing", "journals", "bench");
  private static final Path INDEX = ROOT.resolve("docs/README.md");
  private static final int WIDTH = 100;

  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
  private static final Pattern LINK_TEXT = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern CODE = Pattern.compile("(`+).*?\\1");
  private static final Pattern FENCE = Pattern.compile("\\s*(```|~~~).*");
  private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)(?:\\s+#+)?\\s*");

  /** A page as programs name it in what they say, with or without a heading. */
  private static final Pattern NAMED = Pattern.compile("\\b[Ss]ee (docs/[\\w./#-]*\\w)");

  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
  private static final Pattern LONE_LINK =
      Pattern.compile("\\s*(?:[-*]\\s+)?\\[[^\\]]*\\]\\([^)]*\\)\\S*");

  /** A line that is not code. */
  private record Line(int number, String text) {}

  @Test
  void links_resolve() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (Line line : prose(page)) {
        for (String target : targets(line.text())) {
          problem(page, target)
              .forEach(why -> broken.add("%s: %s: %s".formatted(at(page, line), target, why)));
        }
      }
    }
    assertThat(broken).as("broken links").isEmpty();
  }

  @Test
  void prose_fits100Columns() throws IOException {
    List<String> wide = new ArrayList<>();
    for (Path page : pages()) {
      for (Line line : prose(page)) {
        String text = line.text();
        boolean exempt = text.strip().startsWith("|") || LONE_LINK.matcher(text).matches();
        int columns = text.codePointCount(0, text.length());
        if (columns > WIDTH && !exempt) {
          wide.add("%s: %d columns".formatted(at(page, line), columns));
        }
      }
    }
    assertThat(wide).as("lines of prose wider than %d columns", WIDTH).isEmpty();
  }

  @Test
  void pagesOfDocs_areReachableFromTheIndex() throws IOException {
    NavigableSet<Path> reached = new TreeSet<>();
    Deque<Path> next = new ArrayDeque<>(List.of(INDEX));
    while (!next.isEmpty()) {
      Path page = next.remove();
      if (Files.isRegularFile(page) && reached.add(page)) {
        for (Line line : prose(page)) {
          for (String target : targets(line.text())) {
            next.addAll(pagesAt(page, target));
          }
        }
      }
    }
    NavigableSet<Path> lost = new TreeSet<>(below(ROOT.resolve("docs")));
    lost.removeAll(reached);
    assertThat(lost)
        .as("pages that are not linked, directly or indirectly, from %s", INDEX)
        .isEmpty();
  }

  @Test
  void pagesThatProgramsName_exist() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path source : sources()) {
      for (MatchResult named : NAMED.matcher(Files.readString(source)).results().toList()) {
        noPage(named.group(1))
            .forEach(why ->
                wrong.add("%s: %s: %s".formatted(ROOT.relativize(source), named.group(1), why)));
      }
    }
    assertThat(wrong).as("pages that programs name, but are not there").isEmpty();
  }

  private static List<String> noPage(String named) throws IOException {
    List<String> problems = problem(ROOT.resolve("README.md"), named);
    boolean page = isPage(ROOT.resolve(named.replaceFirst("#.*", "")));
    return problems.isEmpty() && !page ? List.of("that is no page") : problems;
  }

  /** What is shipped: the main sources and resources of every module, and the scripts. */
  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> isShipped(ROOT.relativize(file).toString()))
          .sorted()
          .toList();
    }
  }

  private static boolean isShipped(String path) {
    return (path.contains("src/main/") && path.matches(".*\\.(java|yaml|py|html|js)"))
        || path.matches("arkwright|check|launcher/.*|bench/[^/]*\\.sh");
  }

  /** The pages of the root and of {@link #FOLDERS}. */
  private static List<Path> pages() throws IOException {
    NavigableSet<Path> pages = new TreeSet<>();
    try (Stream<Path> files = Files.list(ROOT)) {
      files.filter(DocsTest::isPage).forEach(pages::add);
    }
    for (String folder : FOLDERS) {
      pages.addAll(below(ROOT.resolve(folder)));
    }
    return List.copyOf(pages);
  }

  private static List<Path> below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(DocsTest::isPage).filter(page -> !isBuilt(folder, page)).toList();
    }
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md") && Files.isRegularFile(file);
  }

  private static boolean isBuilt(Path folder, Path page) {
    return folder.relativize(page).startsWith("target");
  }

  private static String at(Path page, Line line) {
    return ROOT.relativize(page) + ":" + line.number();
  }

  /**
   * The lines that are neither fenced nor indented code, nor written by bench/tables.sh between
   * "table: COMMAND" and "/table".
   */
  private static List<Line> prose(Path page) throws IOException {
    List<Line> prose = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    String fence = "";
    boolean generated = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String mark = FENCE.matcher(line).matches() ? line.strip().substring(0, 3) : "";
      if (!mark.isEmpty() && (fence.isEmpty() || fence.equals(mark))) {
        fence = fence.isEmpty() ? mark : "";
        continue;
      }
      generated = (generated || line.startsWith("<!-- table: ")) && !line.equals("<!-- /table -->");
      if (fence.isEmpty() && !generated && !isIndentedCode(lines, i)) {
        prose.add(new Line(i + 1, line));
      }
    }
    return prose;
  }

  /** Four spaces after an empty line or more code; the continuation of a list item is not code. */
  private static boolean isIndentedCode(List<String> lines, int index) {
    int at = index;
    while (at > 0 && lines.get(at).startsWith("    ")) {
      at--;
    }
    return at < index && lines.get(at).isBlank();
  }

  private static List<String> targets(String line) {
    return LINK.matcher(CODE.matcher(line).replaceAll(""))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  /** What is wrong with a link; empty where it resolves, or leaves the repository. */
  private static List<String> problem(Path page, String target) throws IOException {
    if (SCHEME.matcher(target).matches()) {
      return List.of();
    }
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
    if (!Files.exists(file)) {
      return List.of("there is no such file");
    }
    if (hash < 0) {
      return List.of();
    }
    String fragment = target.substring(hash + 1);
    return isPage(file) && slugs(file).contains(fragment)
        ? List.of()
        : List.of("there is no such heading");
  }

  /** The page that a link leads to; of a folder, its README. */
  private static List<Path> pagesAt(Path page, String target) {
    String path = target.replaceFirst("#.*", "");
    if (path.isEmpty() || SCHEME.matcher(target).matches()) {
      return List.of();
    }
    Path place = page.resolveSibling(path).normalize();
    if (Files.isDirectory(place)) {
      return List.of(place.resolve("README.md"));
    }
    return isPage(place) ? List.of(place) : List.of();
  }

  /** The anchors that GitHub gives the headings of a page: a repeated one gets -1, -2, … */
  private static NavigableSet<String> slugs(Path page) throws IOException {
    NavigableSet<String> slugs = new TreeSet<>();
    NavigableMap<String, Integer> seen = new TreeMap<>();
    for (Line line : prose(page)) {
      Matcher heading = HEADING.matcher(line.text());
      if (heading.matches()) {
        String slug = slug(heading.group(1));
        int before = seen.merge(slug, 1, Integer::sum) - 1;
        slugs.add(before == 0 ? slug : slug + "-" + before);
      }
    }
    return slugs;
  }

  private static String slug(String heading) {
    String text = LINK_TEXT.matcher(heading).replaceAll(DocsTest::words);
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\p{M}_ -]", "")
        .replace(' ', '-');
  }

  private static String words(MatchResult link) {
    return Matcher.quoteReplacement(link.group(1));
  }
}
