package org.arkwright.cli.terminal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says in words why a file of this machine could not be read or written. */
public final class FileProblem {
  private FileProblem() {}

  /** Whether a failure concerns a file rather than a connection. */
  public static boolean isOf(IOException failure) {
    return failure instanceof FileSystemException || failure instanceof FileNotFoundException;
  }

  /** Returns file and reason, each once. */
  public static String sentence(IOException failure) {
    String file = failure instanceof FileSystemException exact ? exact.getFile() : null;
    return file == null ? reason(failure) : file + ": " + reason(failure);
  }

  /** Returns the reason without the file's name, which most messages of Java consist of. */
  public static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "it exists and is no folder";
      case NotDirectoryException _ -> "it is not a folder";
      case DirectoryNotEmptyException _ -> "the folder is not empty";
      case CharacterCodingException _ -> "it is not text in UTF-8";
      case FileSystemException exact when exact.getReason() != null -> exact.getReason();
      default -> {
        String message = failure.getMessage();
        yield message == null ? failure.getClass().getSimpleName() : message;
      }
    };
  }

  /**
   * Returns a text file that the user named.
   *
   * @throws WrongUseException if it does not exist, cannot be read or is not UTF-8
   */
  public static String readText(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw unreadable(file, unreadable);
    }
  }

  /**
   * Returns the bytes of a file that the user named.
   *
   * @throws WrongUseException if it does not exist or cannot be read
   */
  public static byte[] readBytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw unreadable(file, unreadable);
    }
  }

  private static WrongUseException unreadable(Path file, IOException unreadable) {
    return new WrongUseException(
        Files.isDirectory(file)
            ? "%s is a folder\nexpected: a file".formatted(file)
            : "cannot read %s: %s\nexpected: a file that exists and may be read"
                .formatted(file, reason(unreadable)));
  }
}
