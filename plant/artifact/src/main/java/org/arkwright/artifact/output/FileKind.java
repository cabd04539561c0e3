package org.arkwright.artifact.output;

/** The kinds of files that a folder can hold. */
enum FileKind {
  FILE("a file"),
  FOLDER("a folder"),
  LINK("a link"),
  FIFO("a named pipe"),
  SOCKET("a socket"),
  DEVICE("a device"),
  OTHER("neither file nor folder");

  private final String words;

  FileKind(String words) {
    this.words = words;
  }

  /** The kind, in words for a message. */
  String words() {
    return words;
  }
}
