import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Says of the jars that ship who made them and under which licence, and whether faults of them are
 * known. One source file that a JDK runs as it is, since what makes a dist has nothing else:
 *
 * <pre>
 * java launcher/Dependencies.java notices LIB...      NOTICES.md on standard output
 * java launcher/Dependencies.java audit REVIEW LIB... licences and known faults; see audit-dependencies.sh
 * </pre>
 *
 * What a jar says itself is believed first; then the POM beside it in Maven's local repository, and
 * that POM's parents. {@code -Drepository} and {@code -Dosv} name others of these.
 */
final class Dependencies {
  private static final Path REPOSITORY =
      Path.of(
          System.getProperty("repository", System.getProperty("user.home") + "/.m2/repository"));
  private static final String OSV = System.getProperty("osv", "https://api.osv.dev");

  /** What a licence's name has to contain; others are looked at by a person first. */
  private static final Pattern ALLOWED =
      Pattern.compile(
          "apache|\\bmit\\b|mit-0|bsd|cc0|public domain|eclipse public|\\bepl|edl|wordnet|unlicense"
              + "|mozilla public|mpl|lgpl.*2\\.1|intel simplified|postgresql|0bsd|go license"
              + "|universal permissive|classpath.?exception|\\bcpe\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern JAR =
      Pattern.compile("(.+?)-(\\d[^-]*(?:-(?:beta|alpha|RC|M|\\d)[^-]*)*)(-.+)?\\.jar");
  private static final Pattern VULNERABLE = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");

  /** A third-party artifact, by its coordinates. */
  record Artifact(String group, String name, String version) implements Comparable<Artifact> {
    @Override
    public int compareTo(Artifact other) {
      return coordinates().compareTo(other.coordinates());
    }

    String coordinates() {
      return group + ":" + name + ":" + version;
    }
  }

  /** What is known about an artifact; licences are empty if nothing states one. */
  record Notice(Set<String> licences, Set<String> copyrights) {}

  private Dependencies() {}

  public static void main(String[] words) throws Exception {
    if (words.length >= 2 && words[0].equals("notices")) {
      System.out.print(markdown(notices(folders(words, 1))));
    } else if (words.length >= 3 && words[0].equals("audit")) {
      Map<Artifact, Notice> found = notices(folders(words, 2));
      if (found.isEmpty()) {
        System.err.println(
            "no library in %s; expected folders of jars named ARTIFACT-VERSION.jar"
                .formatted(folders(words, 2)));
        System.exit(2);
      }
      System.exit(audit(Path.of(words[1]), found) ? 0 : 1);
    } else {
      System.err.println("expected: notices LIB..., or audit REVIEW LIB...");
      System.exit(2);
    }
  }

  private static List<Path> folders(String[] words, int from) {
    return Stream.of(words).skip(from).map(Path::of).toList();
  }

  // --- What the jars say
  // --------------------------------------------------------------------------

  static Map<Artifact, Notice> notices(List<Path> folders) throws IOException {
    Set<Path> jars = new TreeSet<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
      }
    }
    Map<String, Path> stored = stored();
    Map<Artifact, Notice> notices = new TreeMap<>();
    for (Path jar : jars) {
      String file = jar.getFileName().toString();
      Matcher named = JAR.matcher(file);
      if (file.startsWith("arkwright-")) {
        continue;
      }
      if (!named.matches()) {
        throw new IOException(jar + " is not named ARTIFACT-VERSION.jar");
      }
      Path pom = stored.get(named.group(1) + "/" + named.group(2));
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        Artifact artifact =
            new Artifact(group(zip, named.group(1), pom), named.group(1), named.group(2));
        notices.merge(artifact, read(zip, pom), Dependencies::both);
      }
    }
    return notices;
  }

  private static Notice both(Notice one, Notice other) {
    one.licences().addAll(other.licences());
    one.copyrights().addAll(other.copyrights());
    return one;
  }

  /** The POMs of the local repository, by {@code ARTIFACT/VERSION}. */
  private static Map<String, Path> stored() throws IOException {
    Map<String, Path> poms = new TreeMap<>();
    if (Files.isDirectory(REPOSITORY)) {
      try (Stream<Path> files = Files.walk(REPOSITORY)) {
        files
            .filter(file -> file.toString().endsWith(".pom"))
            .forEach(file -> {
              Path version = file.getParent();
              poms.put(version.getParent().getFileName() + "/" + version.getFileName(), file);
            });
      }
    }
    return poms;
  }

  private static String group(ZipFile zip, String name, Path pom) {
    if (pom != null) {
      return REPOSITORY
          .relativize(pom.getParent().getParent().getParent())
          .toString()
          .replace('/', '.');
    }
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(entry -> entry.matches("META-INF/maven/[^/]+/" + Pattern.quote(name) + "/pom.xml"))
        .map(entry -> entry.split("/")[2])
        .findFirst()
        .orElse("unknown");
  }

  private static Notice read(ZipFile zip, Path pom) throws IOException {
    Set<String> licences = new LinkedHashSet<>();
    Set<String> copyrights = new LinkedHashSet<>();
    for (ZipEntry entry : zip.stream().toList()) {
      String name = entry.getName();
      if (name.matches("META-INF/maven/[^/]+/[^/]+/pom.xml") && licences.isEmpty()) {
        licences.addAll(licences(zip, entry));
      } else if (name.matches("(META-INF/)?(LICEN[CS]E|NOTICE|COPYRIGHT)[^/]*")) {
        String text = text(zip, entry);
        copyrights.addAll(copyrights(text));
        if (!name.contains("NOTICE")) {
          known(text).forEach(licences::add);
        }
      }
    }
    for (Path next = pom; next != null && licences.isEmpty(); next = parent(next)) {
      licences.addAll(licences(parse(next)));
    }
    if (licences.isEmpty() && zip.getEntry("META-INF/MANIFEST.MF") != null) {
      Matcher bundle =
          Pattern.compile("(?m)^Bundle-License: *(.+)$")
              .matcher(text(zip, zip.getEntry("META-INF/MANIFEST.MF")));
      if (bundle.find()) {
        licences.add(bundle.group(1).strip());
      }
    }
    if (copyrights.isEmpty() && pom != null) {
      copyrights.addAll(makers(pom));
    }
    return new Notice(licences, copyrights);
  }

  private static Set<String> licences(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return licences(parse(in));
    }
  }

  private static String text(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return new String(in.readNBytes(1 << 20), StandardCharsets.UTF_8);
    }
  }

  /** The lines that say who holds the rights; not those that only speak of copyright. */
  static List<String> copyrights(String text) {
    return text.lines()
        .map(line -> line.strip().replaceAll("^[#*/|\\s-]+", ""))
        .filter(line -> line.matches("(?i)(copyright|\\(c\\)|©).*\\d{4}.*") && line.length() < 160)
        .filter(line -> !line.contains("[yyyy]"))
        .distinct()
        .limit(8)
        .toList();
  }

  /** The licence that a whole licence text is, if it is a common one. */
  static List<String> known(String text) {
    String start = text.substring(0, Math.min(2000, text.length()));
    if (start.contains("Apache License") && start.contains("Version 2.0")) {
      return List.of("Apache License 2.0");
    }
    if (start.contains("Permission is hereby granted, free of charge")) {
      return List.of("MIT License");
    }
    return start.contains("Redistribution and use in source and binary forms")
        ? List.of("BSD License")
        : List.of();
  }

  // --- What POMs say
  // ------------------------------------------------------------------------------

  private static Element parse(Path pom) throws IOException {
    try (InputStream in = Files.newInputStream(pom)) {
      return parse(in);
    }
  }

  static Element parse(InputStream pom) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      // A POM of somebody else: it may not make this program read other files.
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(pom).getDocumentElement();
    } catch (org.xml.sax.SAXException | javax.xml.parsers.ParserConfigurationException e) {
      throw new IOException("a POM cannot be read: " + e.getMessage(), e);
    }
  }

  static Set<String> licences(Element pom) {
    Set<String> names = new LinkedHashSet<>();
    for (Element list : children(pom, "licenses")) {
      for (Element licence : children(list, "license")) {
        children(licence, "name").forEach(name -> names.add(oneLine(name)));
      }
    }
    return names;
  }

  private static Set<String> makers(Path pom) throws IOException {
    Set<String> makers = new LinkedHashSet<>();
    for (Path next = pom; next != null && makers.isEmpty(); next = parent(next)) {
      Element project = parse(next);
      for (Element one : children(project, "organization")) {
        children(one, "name").forEach(name -> makers.add(oneLine(name)));
      }
      for (Element list : makers.isEmpty() ? children(project, "developers") : List.<Element>of()) {
        for (Element developer : children(list, "developer")) {
          children(developer, "name").forEach(name -> makers.add(oneLine(name)));
        }
      }
    }
    return makers;
  }

  private static Path parent(Path pom) throws IOException {
    for (Element parent : children(parse(pom), "parent")) {
      String group = oneLine(children(parent, "groupId").getFirst());
      String name = oneLine(children(parent, "artifactId").getFirst());
      String version = oneLine(children(parent, "version").getFirst());
      Path file =
          REPOSITORY
              .resolve(group.replace('.', '/'))
              .resolve(name)
              .resolve(version)
              .resolve(name + "-" + version + ".pom");
      return Files.exists(file) ? file : null;
    }
    return null;
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }

  private static String oneLine(Element element) {
    return element.getTextContent().strip().replaceAll("\\s+", " ");
  }

  // --- What is printed
  // ----------------------------------------------------------------------------

  static String markdown(Map<Artifact, Notice> notices) {
    StringBuilder text =
        new StringBuilder(
            """
            # Notices

            The libraries that ship with Arkwright, as their jars and POMs describe themselves. The
            whole texts of the licences are in the jars, below META-INF.

            | library | licence | copyright or makers |
            | --- | --- | --- |
            """);
    notices.forEach((artifact, notice) ->
        text.append(
            "| %s | %s | %s |\n"
                .formatted(
                    artifact.coordinates(), cell(notice.licences()), cell(notice.copyrights()))));
    return text.toString();
  }

  private static String cell(Collection<String> values) {
    return values.isEmpty() ? "not stated" : String.join("; ", values).replace("|", "\\|");
  }

  // --- The audit
  // ----------------------------------------------------------------------------------

  /** Prints what is wrong; returns whether nothing is. */
  private static boolean audit(Path review, Map<Artifact, Notice> notices) throws IOException {
    boolean good = true;
    List<String> reviewed = Files.readAllLines(review);
    for (var entry : notices.entrySet()) {
      String coordinates = entry.getKey().coordinates();
      boolean excused =
          reviewed.stream()
              .anyMatch(line -> line.startsWith("licence " + withoutVersion(coordinates)));
      if (!excused
          && entry.getValue().licences().stream().noneMatch(name -> ALLOWED.matcher(name).find())) {
        System.out.println(
            coordinates
                + ": licence "
                + cell(entry.getValue().licences())
                + " is not allowed here;"
                + " look at it, then add 'licence GROUP:NAME REASON' to "
                + review);
        good = false;
      }
    }
    List<Artifact> all = List.copyOf(notices.keySet());
    try {
      good &= known(all, ask(all));
    } catch (IOException e) {
      System.out.println(
          OSV
              + " could not be asked ("
              + e
              + "): compared with the review in "
              + review
              + " instead");
      for (Artifact artifact : all) {
        if (!reviewed.contains(artifact.coordinates())) {
          System.out.println(artifact.coordinates() + ": not reviewed in this version");
          good = false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    System.out.println(all.size() + " libraries: " + (good ? "nothing to do" : "see above"));
    return good;
  }

  private static String withoutVersion(String coordinates) {
    return coordinates.substring(0, coordinates.lastIndexOf(':'));
  }

  private static String ask(List<Artifact> all) throws IOException, InterruptedException {
    String queries =
        String.join(
            ",",
            all.stream()
                .map(one ->
                    "{\"version\":\"%s\",\"package\":{\"ecosystem\":\"Maven\",\"name\":\"%s:%s\"}}"
                        .formatted(one.version(), one.group(), one.name()))
                .toList());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(OSV + "/v1/querybatch"))
            .timeout(Duration.ofSeconds(30))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"queries\":[" + queries + "]}"))
            .build();
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("it answered " + answer.statusCode());
      }
      return answer.body();
    }
  }

  /** Prints the faults that an answer names; its results are in the order of the artifacts. */
  private static boolean known(List<Artifact> all, String answer) throws IOException {
    List<String> results = results(answer);
    if (results.size() != all.size()) {
      throw new IOException(
          "it answered %d results for %d libraries".formatted(results.size(), all.size()));
    }
    boolean good = true;
    for (int i = 0; i < results.size(); i++) {
      List<String> faults =
          VULNERABLE.matcher(results.get(i)).results().map(match -> match.group(1)).toList();
      if (!faults.isEmpty()) {
        System.out.println(
            all.get(i).coordinates() + ": known faults " + String.join(", ", faults));
        good = false;
      }
    }
    return good;
  }

  /** Splits the array {@code results} into its objects, whatever they contain. */
  static List<String> results(String answer) {
    List<String> results = new ArrayList<>();
    int at = answer.indexOf('[', Math.max(0, answer.indexOf("\"results\"")));
    int depth = 0;
    int begin = 0;
    boolean quoted = false;
    for (int i = at + 1; at >= 0 && i < answer.length(); i++) {
      char c = answer.charAt(i);
      if (c == '"' && answer.charAt(i - 1) != '\\') {
        quoted = !quoted;
      } else if (!quoted && c == '{' && depth++ == 0) {
        begin = i;
      } else if (!quoted && c == '}' && --depth == 0) {
        results.add(answer.substring(begin, i + 1));
      } else if (!quoted && c == ']' && depth == 0) {
        break;
      }
    }
    return results;
  }
}
