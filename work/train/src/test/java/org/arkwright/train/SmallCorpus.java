package org.arkwright.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A few hundred made-up definitions, enough to learn something within a second. */
final class SmallCorpus {
  private static final String[] KINDS = {"tree", "bird", "tool", "river", "city", "song"};
  private static final String[] PLACES = {"north", "south", "east", "west"};
  private static final String[] SYLLABLES = {"ka", "lo", "mi", "tu", "ren", "sa", "vé"};

  private SmallCorpus() {}

  /** Writes the corpus to a folder, and returns the folder. */
  static Path write(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      StringBuilder word = new StringBuilder();
      for (int syllable = 0; syllable < 3; syllable++) {
        word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
      }
      text.append(word).append(": a ").append(KINDS[random.nextInt(KINDS.length)]);
      text.append(" of the ").append(PLACES[random.nextInt(PLACES.length)]).append("\n");
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("words.txt"), text);
    Files.writeString(folder.resolve("LICENSE.txt"), "not to be learnt");
    return folder;
  }
}
