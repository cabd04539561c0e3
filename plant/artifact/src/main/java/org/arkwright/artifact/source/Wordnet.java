package org.arkwright.artifact.source;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.Source;
import org.arkwright.artifact.blob.ArtifactException;

/**
 * The built-in corpus: WordNet 3.1's definitions, one line "headword: gloss" per set of synonyms,
 * and WordNet's licence. The data files are WordNet's own (wndb(5WN)): lines that begin with a
 * space are the notice; in the others the fifth word is the first headword, and the gloss follows "
 * | ".
 */
final class Wordnet implements Source {
  private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/data.";

  @Override
  public void addTo(FileSet files) throws IOException {
    ByteArrayOutputStream notice = new ByteArrayOutputStream();
    ByteArrayOutputStream text = new ByteArrayOutputStream(12 << 20);
    for (String part : new String[] {"noun", "verb", "adj", "adv"}) {
      boolean first = notice.size() == 0;
      try (BufferedReader lines = open(part)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.startsWith(" ")) {
            definition(line, text);
          } else if (first) {
            notice.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    }
    files.progress().expect(text.size() + notice.size());
    files.add("wordnet.txt", new ByteArrayInputStream(text.toByteArray()), false);
    files.add("LICENSE.txt", new ByteArrayInputStream(notice.toByteArray()), false);
  }

  private static void definition(String line, ByteArrayOutputStream text) {
    int bar = line.indexOf(" | ");
    String[] fields = line.split(" ", 6);
    if (bar >= 0 && fields.length > 5) {
      String word = fields[4].replaceFirst("\\((a|p|ip)\\)$", "").replace('_', ' ');
      String gloss = line.substring(bar + 3).strip();
      text.writeBytes((word + ": " + gloss + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static BufferedReader open(String part) throws IOException {
    InputStream data = Wordnet.class.getResourceAsStream(FOLDER + part);
    if (data == null) {
      throw new ArtifactException("this build does not include WordNet");
    }
    return new BufferedReader(new InputStreamReader(data, StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "builtin:wordnet";
  }
}
