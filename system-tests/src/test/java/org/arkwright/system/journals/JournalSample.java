package org.arkwright.system.journals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A journal that an earlier version wrote, with what that version said about it.
 *
 * @param folder below {@code journals/VERSION}
 */
record JournalSample(Path folder) {
  static final Path ALL = Path.of("../journals");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Every sample of every version. */
  static List<JournalSample> all() {
    List<JournalSample> samples = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ALL, 3)) {
      files
          .filter(file -> file.endsWith("facts.json"))
          .map(file -> new JournalSample(file.getParent()))
          .sorted((a, b) -> a.folder.compareTo(b.folder))
          .forEach(samples::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }

  String name() {
    return folder.getFileName().toString();
  }

  /** Whether it tells a story, and is not just a list of events. */
  boolean folds() {
    return !name().equals("every-event");
  }

  JsonNode facts() {
    return json(text("facts.json").orElseThrow());
  }

  /** What the version answered; empty where it was not asked. */
  Optional<String> answer(String file) {
    return text("answers/" + file);
  }

  /** The names of the answers, without the ending of those that are packed. */
  List<String> answers() {
    try (Stream<Path> files = Files.list(folder.resolve("answers"))) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("[.]gz$", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the journal into a home, and beside it what else the sample has of that home. */
  Path unpack(Path home) {
    try (Stream<Path> files = Files.list(folder)) {
      Files.createDirectories(home);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".gz")) {
          try (InputStream packed = new GZIPInputStream(Files.newInputStream(file))) {
            Files.copy(packed, home.resolve(name.substring(0, name.length() - 3)));
          }
        } else if (!name.equals("facts.json")) {
          Files.copy(file, home.resolve(name));
        }
      }
      return home.resolve("journal.db");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<String> text(String name) {
    try {
      Path plain = folder.resolve(name);
      Path packed = folder.resolve(name + ".gz");
      if (Files.exists(plain)) {
        return Optional.of(Files.readString(plain));
      }
      if (!Files.exists(packed)) {
        return Optional.empty();
      }
      try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return folder.getParent().getFileName() + "/" + name();
  }
}
