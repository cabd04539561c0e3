package org.arkwright.train.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.train.report.TrainingProblem;

/**
 * The text files of a folder, read as documents.
 *
 * @param files the files, sorted by path, so that all ranks and attempts read the same text
 * @param others what else the folder has, by extension, such as {@code 2 .csv}; not read
 * @param form how files are divided into documents
 */
public record Corpus(Path folder, List<Path> files, List<String> others, Form form) {
  private static final Pattern LEGAL =
      Pattern.compile("(license|licence|notice|copying|readme|copyright)\\b.*");
  private static final Pattern ENTRY = Pattern.compile("[^:]{1,80}: +\\S.*");
  private static final List<String> TEXTS = List.of(".txt", ".text", ".md", ".jsonl");
  private static final int SAMPLE_LINES = 2000;
  private static final double ENTRIES_MIN = 0.9;
  private static final int NAMES_SHOWN = 5;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN
          .build();

  /** The division of files into documents. */
  public enum Form {
    /** Each file is a document. */
    PROSE,
    /** Each line is a document: a headword, a colon and a meaning. */
    ENTRIES
  }

  /**
   * Finds the text files below a folder: .txt, .text, .md and .jsonl (members named {@code text}).
   *
   * @throws TrainingProblem when there is none, or one is no text
   */
  public static Corpus find(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new TrainingProblem(
          "the training data %s is not a folder\nexpected a folder with text files"
              .formatted(folder));
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      all = found.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException problem) {
      throw problem.getCause();
    }
    List<Path> files = all.stream().filter(Corpus::isText).toList();
    List<String> others =
        all.stream()
            .filter(file -> !isText(file) && !isLegal(file))
            .collect(Collectors.groupingBy(Corpus::extension, TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .toList();
    if (files.isEmpty()) {
      throw new TrainingProblem(
          "no text in %s; found %s%s\nexpected files named %s"
              .formatted(
                  folder,
                  others.isEmpty() ? "nothing" : shown(others),
                  all.stream().anyMatch(Corpus::isLegal)
                      ? "; licences and readmes are left out"
                      : "",
                  String.join(", ", TEXTS)));
    }
    Corpus prose = new Corpus(folder, files, others, Form.PROSE);
    return prose.looksLikeEntries() ? new Corpus(folder, files, others, Form.ENTRIES) : prose;
  }

  private static String shown(List<String> others) {
    return String.join(", ", others.subList(0, Math.min(NAMES_SHOWN, others.size())))
        + (others.size() > NAMES_SHOWN ? ", …" : "");
  }

  private static String name(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  private static String extension(Path file) {
    int dot = name(file).lastIndexOf('.');
    return dot <= 0 ? "without extension" : name(file).substring(dot);
  }

  private static boolean isLegal(Path file) {
    return LEGAL.matcher(name(file)).matches();
  }

  private static boolean isText(Path file) {
    String name = name(file);
    return !name.startsWith(".") && !isLegal(file) && TEXTS.stream().anyMatch(name::endsWith);
  }

  private static boolean isJsonLines(Path file) {
    return name(file).endsWith(".jsonl");
  }

  /** Says what else the folder has, which is not learnt; empty if nothing. */
  public Optional<String> leftOut() {
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "not read: %s; texts are named %s".formatted(shown(others), String.join(", ", TEXTS)));
  }

  private boolean looksLikeEntries() throws IOException {
    int lines = 0;
    int entries = 0;
    for (Path file : files) {
      if (isJsonLines(file)) {
        return false;
      }
      try (BufferedReader reader = TextFile.open(file).lines()) {
        for (String line = reader.readLine();
            line != null && lines < SAMPLE_LINES;
            line = reader.readLine()) {
          if (!line.isBlank()) {
            lines++;
            entries += ENTRY.matcher(line).matches() ? 1 : 0;
          }
        }
      }
    }
    return lines >= 20 && entries >= ENTRIES_MIN * lines;
  }

  /**
   * Passes each document that is not blank to the action, in order.
   *
   * @return sentences on what was read otherwise than it stands
   * @throws TrainingProblem when a file is no text, with its name and line
   */
  public List<String> forEach(Consumer<String> action) throws IOException {
    List<String> notes = new ArrayList<>();
    for (Path file : files) {
      try (TextFile text = TextFile.open(file);
          BufferedReader reader = text.lines()) {
        if (isJsonLines(file)) {
          eachLine(reader, (line, number) -> textOf(file, line, number), action);
        } else if (form == Form.ENTRIES) {
          eachLine(reader, (line, _) -> line.strip(), action);
        } else {
          String whole = reader.readAllAsString().strip();
          if (!whole.isEmpty()) {
            action.accept(whole);
          }
        }
        text.note().ifPresent(notes::add);
      }
    }
    return notes;
  }

  /** Takes what a folder has to learn from, as it stands. */
  public interface Records {
    /**
     * Takes a line of a .jsonl file that is not blank.
     *
     * @param number from 1
     */
    void line(Path file, long number, String line);

    /** Takes the whole text of another file. */
    void text(Path file, String whole);
  }

  /**
   * Passes each line of the .jsonl files, and each other file as a whole, in order.
   *
   * @return sentences on what was read otherwise than it stands
   * @throws TrainingProblem when a file is no text, with its name and line
   */
  public List<String> forEachRecord(Records records) throws IOException {
    List<String> notes = new ArrayList<>();
    for (Path file : files) {
      try (TextFile text = TextFile.open(file);
          BufferedReader reader = text.lines()) {
        if (isJsonLines(file)) {
          long number = 0;
          for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (!line.isBlank()) {
              records.line(file, number, line);
            }
          }
        } else {
          String whole = reader.readAllAsString().strip();
          if (!whole.isEmpty()) {
            records.text(file, whole);
          }
        }
        text.note().ifPresent(notes::add);
      }
    }
    return notes;
  }

  /** Returns the text of a line, whose number is counted from 1. */
  @FunctionalInterface
  private interface LineReading {
    String textOf(String line, long number);
  }

  private static void eachLine(BufferedReader reader, LineReading reading, Consumer<String> action)
      throws IOException {
    long number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (!line.isBlank()) {
        String text = reading.textOf(line, number);
        if (!text.isBlank()) {
          action.accept(text);
        }
      }
    }
  }

  private static String textOf(Path file, String line, long number) {
    String problem;
    try {
      JsonNode json = JSON.readTree(line);
      if (json.path("text").isTextual()) {
        return json.path("text").asText();
      }
      problem =
          json.has("text")
              ? "has a member \"text\" that is no text but "
                  + json.path("text").getNodeType().name().toLowerCase(Locale.ROOT)
              : json.isObject()
                  ? "has no text, but the members "
                      + json.properties().stream()
                          .limit(NAMES_SHOWN)
                          .map(Map.Entry::getKey)
                          .collect(Collectors.joining(", "))
                  : "is not an object";
    } catch (JsonProcessingException _) {
      problem = "is not JSON: " + line.substring(0, Math.min(80, line.length()));
    }
    throw new TrainingProblem(
        "%s: line %d %s\nexpected an object with a member \"text\" on each line"
            .formatted(file, number, problem));
  }

  /** Returns the total size of the files. */
  public long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
