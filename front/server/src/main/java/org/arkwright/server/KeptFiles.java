package org.arkwright.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.arkwright.file.WholeFile;

/**
 * The small files without which a home is not itself: where its server is, which home it is, its
 * secrets. A running server knows what is in them, and puts back what is lost; without it a worker
 * could not call any more, and sealed secrets could never be read again.
 *
 * @param files what was in each when the server began
 */
record KeptFiles(List<Kept> files) {

  /**
   * A file as it was.
   *
   * @param secret whether its owner alone may read it
   */
  record Kept(Path file, byte[] content, boolean secret) {
    /** Whether the file has the same content. */
    boolean isIntact() {
      try {
        return Arrays.equals(Files.readAllBytes(file), content);
      } catch (NoSuchFileException _) {
        return false;
      } catch (IOException _) {
        return true; // It cannot be looked at; nothing is known of it.
      }
    }

    /** Writes the file as it was. Blocks for the disk. */
    void restore() throws IOException {
      if (secret) {
        WholeFile.replacePrivate(file, content);
      } else {
        WholeFile.replace(file, content);
      }
    }
  }

  KeptFiles {
    files = List.copyOf(files);
  }

  /** Reads the files of a home whose server has begun. */
  static KeptFiles of(HomeFolder home) throws IOException {
    List<Kept> files = new ArrayList<>();
    for (Path file : List.of(home.notice(), home.identity(), home.place())) {
      files.add(new Kept(file, Files.readAllBytes(file), false));
    }
    for (Path file :
        List.of(
            home.administratorToken(),
            home.workerToken(),
            home.replicaSecret(),
            home.secretKey())) {
      files.add(new Kept(file, Files.readAllBytes(file), true));
    }
    return new KeptFiles(files);
  }

  /** Returns those that are missing or differ. */
  List<Kept> damaged() {
    return files.stream().filter(file -> !file.isIntact()).toList();
  }
}
