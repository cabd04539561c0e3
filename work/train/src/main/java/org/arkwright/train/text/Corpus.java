package org.arkwright.train.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.arkwright.train.report.TrainingProblem;

/**
 * The text files of a folder, read as documents.
 *
 * @param files the files, sorted by path, so that all ranks and attempts read the same text
 * @param form how files are divided into documents
 */
public record Corpus(Path folder, List<Path> files, Form form) {
  private static final Pattern LEGAL =
      Pattern.compile("(license|licence|notice|copying|readme|copyright)\\b.*");
  private static final Pattern ENTRY = Pattern.compile("[^:]{1,80}: +\\S.*");
  private static final int SAMPLE_LINES = 2000;
  private static final double ENTRIES_MIN = 0.9;
  private static final ObjectMapper JSON = new ObjectMapper();

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
   * @throws TrainingProblem when there is none
   */
  public static Corpus find(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new TrainingProblem(
          "the training data %s is not a folder\nexpected a folder with text files"
              .formatted(folder));
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
      files = all.filter(Corpus::isText).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new TrainingProblem(
          "no text in %s\nexpected files named .txt, .text, .md or .jsonl".formatted(folder));
    }
    Corpus prose = new Corpus(folder, files, Form.PROSE);
    return prose.looksLikeEntries() ? new Corpus(folder, files, Form.ENTRIES) : prose;
  }

  private static boolean isText(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file)
        && !name.startsWith(".")
        && !LEGAL.matcher(name).matches()
        && (name.endsWith(".txt")
            || name.endsWith(".text")
            || name.endsWith(".md")
            || name.endsWith(".jsonl"));
  }

  private boolean looksLikeEntries() throws IOException {
    int lines = 0;
    int entries = 0;
    for (Path file : files) {
      if (file.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
        return false;
      }
      try (BufferedReader reader = open(file)) {
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

  /** Passes each document that is not blank to the action, in order. */
  public void forEach(Consumer<String> action) throws IOException {
    for (Path file : files) {
      try (BufferedReader reader = open(file)) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
          eachLine(reader, line -> textOf(file, line), action);
        } else if (form == Form.ENTRIES) {
          eachLine(reader, String::strip, action);
        } else {
          String text = reader.readAllAsString().strip();
          if (!text.isEmpty()) {
            action.accept(text);
          }
        }
      }
    }
  }

  private static void eachLine(
      BufferedReader reader, java.util.function.UnaryOperator<String> form, Consumer<String> action)
      throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (!line.isBlank()) {
        String text = form.apply(line);
        if (!text.isBlank()) {
          action.accept(text);
        }
      }
    }
  }

  private static String textOf(Path file, String line) {
    try {
      JsonNode text = JSON.readTree(line).path("text");
      if (text.isTextual()) {
        return text.asText();
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException _) {
      // reported below
    }
    throw new TrainingProblem(
        "%s contains a line that is not an object with a text: %s"
            .formatted(file, line.substring(0, Math.min(80, line.length()))));
  }

  private static BufferedReader open(Path file) throws IOException {
    // Web text occasionally contains malformed bytes, which should not fail a run.
    return new BufferedReader(
        new java.io.InputStreamReader(
            Files.newInputStream(file),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)),
        1 << 16);
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
