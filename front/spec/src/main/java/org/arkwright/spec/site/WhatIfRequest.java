package org.arkwright.spec.site;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A question to the twin about this server's own history.
 *
 * @param when the queued job whose start is asked for; otherwise the recorded jobs are replayed
 * @param changes the values of each option of the twin, in order; what a value may be is the twin's
 *     to say
 * @param files the files that options name
 * @param together whether all changes make one scenario
 * @param text whether the answer is to be the text for a terminal instead of data
 * @param page whether a page with charts is wanted too
 */
public record WhatIfRequest(
    Optional<JobId> when,
    Map<String, List<String>> changes,
    List<SentFile> files,
    boolean together,
    boolean text,
    boolean page) {
  /**
   * A file as it was sent.
   *
   * @param option of the twin that names it
   * @param name for people; the same for two files when their folders differed
   * @param series the texts of the series that it names, by how it names them
   */
  public record SentFile(
      String option, String name, String content, SortedMap<String, String> series) {}

  private static final SpecScalar<String> TEXT =
      SpecScalar.text("text or a number", one -> !one.isBlank());
  private static final SpecScalar<String> NAME =
      SpecScalar.text(
          "a file's name of letters, digits, '.', '-' and '_', such as site.yaml",
          one -> one.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"));
  private static final SpecScalar<String> CONTENT = SpecScalar.text("the file's text", _ -> true);
  private static final SpecScalar<JobId> JOB =
      new SpecScalar<>("a job's id", node -> JobId.parse(node.getValue()));

  /** Of one field: each is a run of the whole history. */
  private static final int VALUES_MAX = 500;

  private static final List<String> OF_FILE = List.of("name", "text", "series");

  /** The twin's option of each field. */
  private static final Map<String, String> OPTIONS = new LinkedHashMap<>();

  /** As {@link #OPTIONS}, of fields with files. */
  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    OPTIONS.put("policies", "--policy");
    OPTIONS.put("quotas", "--quota");
    OPTIONS.put("arrivals", "--arrivals");
    OPTIONS.put("powerCaps", "--power-cap");
    OPTIONS.put("by", "--by");
    FILES.put("fleets", "--fleet");
    FILES.put("sites", "--site");
  }

  /** Reads YAML or JSON in UTF-8. */
  public static Reading<WhatIfRequest> read(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<WhatIfRequest> read =
        SpecDocument.parse(document, problems).map(mapping -> request(mapping, problems));
    return problems.isEmpty() && read.isPresent()
        ? new Reading.Read<>(read.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static WhatIfRequest request(MappingNode mapping, SpecProblems problems) {
    List<String> known = new ArrayList<>(OPTIONS.keySet());
    known.addAll(FILES.keySet());
    known.addAll(List.of("checkpoint", "restart", "together", "format", "page", "when"));
    SpecFields fields = new SpecFields("", mapping, known, problems);
    Optional<JobId> when = fields.value("when", JOB);
    if (when.isPresent() && mapping.getValue().size() > 1) {
      problems.field(
          "when",
          mapping,
          "no other field beside it",
          "when asks for the start of a job as things are; leave it out to replay under changes");
    }
    Map<String, List<String>> changes = new LinkedHashMap<>();
    OPTIONS.forEach((field, option) -> changes.put(option, texts(fields, field)));
    List<SentFile> files = new ArrayList<>();
    FILES.forEach((field, option) -> files.addAll(files(fields, field, option)));
    for (String field : List.of("checkpoint", "restart")) {
      fields.value(field, TEXT).ifPresent(value -> changes.put("--" + field, List.of(value)));
    }
    return new WhatIfRequest(
        when,
        changes,
        files,
        fields.value("together", SpecScalar.truth()).orElse(false),
        fields
            .value("format", SpecScalar.text("json or text", List.of("json", "text")::contains))
            .filter("text"::equals)
            .isPresent(),
        fields.value("page", SpecScalar.truth()).orElse(false));
  }

  private static List<String> texts(SpecFields fields, String field) {
    List<String> texts = new ArrayList<>();
    for (Node item : items(fields, field, "a list of texts")) {
      Optional<String> text = TEXT.read(item);
      if (text.isEmpty()) {
        fields.problems().value(field + "[" + texts.size() + "]", item, TEXT.expected());
      }
      texts.add(text.orElse("?"));
    }
    return texts;
  }

  private static List<SentFile> files(SpecFields fields, String field, String option) {
    List<SentFile> files = new ArrayList<>();
    int number = 0;
    for (Node item : items(fields, field, "a list of files")) {
      String path = field + "[" + number + "]";
      number++;
      if (item instanceof MappingNode mapping) {
        SpecFields file = new SpecFields(path, mapping, OF_FILE, fields.problems());
        SentFile sent =
            new SentFile(
                option,
                required(file, mapping, "name", NAME),
                required(file, mapping, "text", CONTENT),
                new TreeMap<>(file.dictionary("series", TEXT, CONTENT)));
        requireSeries(sent, file, mapping);
        files.add(sent);
      } else {
        fields.problems().value(path, item, "a mapping of " + String.join(", ", OF_FILE));
      }
    }
    return files;
  }

  /** Asks for each series that a site names and that did not come with it. */
  private static void requireSeries(SentFile site, SpecFields fields, MappingNode mapping) {
    if (!site.option().equals(FILES.get("sites"))
        || !(SiteReader.read(site.content().getBytes(StandardCharsets.UTF_8))
            instanceof Reading.Read<SiteSettings>(SiteSettings settings))) {
      return; // What is wrong with a site the twin says, by the file's name and line.
    }
    SiteSettings.Energy energy = settings.energy().orElse(SiteSettings.Energy.NONE);
    for (EnergySeries.Kind kind : EnergySeries.Kind.values()) {
      energy
          .series(kind)
          .map(SiteSettings.Series::source)
          .filter(source -> !site.series().containsKey(source))
          .ifPresent(source ->
              fields
                  .problems()
                  .field(
                      fields.pathOf("series." + source),
                      mapping,
                      "the text of that series",
                      "%s names the series '%s', whose text was not sent"
                          .formatted(site.name(), source)));
    }
  }

  private static String required(
      SpecFields fields, MappingNode mapping, String name, SpecScalar<String> kind) {
    if (!fields.has(name)) {
      String field = fields.pathOf(name);
      fields.problems().field(field, mapping, kind.expected(), field + " is missing");
    }
    return fields.value(name, kind).orElse("");
  }

  private static List<Node> items(SpecFields fields, String field, String what) {
    String expected = "%s, at most %d".formatted(what, VALUES_MAX);
    Optional<Node> node = fields.node(field, expected);
    if (node.isPresent()
        && node.get() instanceof SequenceNode list
        && list.getValue().size() <= VALUES_MAX) {
      return list.getValue();
    }
    node.ifPresent(other -> fields.problems().value(field, other, expected));
    return List.of();
  }
}
