package org.arkwright.server.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.file.WholeFile;

/**
 * The small files without which a home is not itself: where its server is, which home it is, its
 * secrets. A running server knows what is in them, and puts back what is lost; without it a worker
 * could not call any more, and sealed secrets could never be read again.
 *
 * @param files what was in each when the server began
 * @param marks files that are there as long as nobody deletes the whole home
 */
public record HomeFiles(List<Kept> files, List<Path> marks) {

  /**
   * A file as it was.
   *
   * @param content a character for each byte
   * @param secret whether its owner alone may read it
   */
  record Kept(Path file, String content, boolean secret) {
    /** Whether the file has the same content. */
    boolean isIntact() {
      try {
        return read(file).equals(content);
      } catch (NoSuchFileException _) {
        return false;
      } catch (IOException _) {
        return true; // It cannot be looked at; nothing is known of it.
      }
    }

    /** Writes the file as it was. Blocks for the disk. */
    void restore() throws IOException {
      byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
      if (secret) {
        WholeFile.replacePrivate(file, bytes);
      } else {
        WholeFile.replace(file, bytes);
      }
    }
  }

  public HomeFiles {
    files = List.copyOf(files);
    marks = List.copyOf(marks);
  }

  /** Reads the files of a home whose server has begun. */
  public static HomeFiles of(HomeFolder home) throws IOException {
    List<Kept> files = new ArrayList<>();
    for (Path file : List.of(home.notice(), home.identity(), home.place())) {
      files.add(new Kept(file, read(file), false));
    }
    for (Path file :
        List.of(
            home.administratorToken(), home.tokenKey(), home.replicaSecret(), home.secretKey())) {
      files.add(new Kept(file, read(file), true));
    }
    // A journal elsewhere has no file here.
    return new HomeFiles(
        files, Stream.of(home.lock(), home.journal()).filter(Files::exists).toList());
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /** Whether the home is being deleted: what is put back now would only be in the way of that. */
  boolean isBeingDeleted() {
    return marks.stream().anyMatch(Files::notExists);
  }

  /** Returns those that are missing or differ. */
  List<Kept> damaged() {
    return files.stream().filter(file -> !file.isIntact()).toList();
  }
}
