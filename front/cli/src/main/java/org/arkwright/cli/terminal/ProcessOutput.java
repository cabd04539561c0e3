package org.arkwright.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stream of the process, in UTF-8, that knows why it could not be written to its end. */
final class ProcessOutput extends PrintStream {
  private final Path descriptor;
  private final Sink sink;

  private ProcessOutput(Sink sink, Path descriptor) {
    super(sink, true, StandardCharsets.UTF_8);
    this.sink = sink;
    this.descriptor = descriptor;
  }

  /** The standard output. */
  static ProcessOutput standard() {
    return of(new FileOutputStream(FileDescriptor.out), Path.of("/proc/self/fd/1"));
  }

  /**
   * An output to a file, a pipe or a screen.
   *
   * @param descriptor the link that names what it is on Linux; need not exist
   */
  static ProcessOutput of(OutputStream to, Path descriptor) {
    return new ProcessOutput(new Sink(to), descriptor);
  }

  /**
   * Flushes, and returns why something is missing from the output. Nothing is missed where the
   * reader has closed its end, as {@code head} does when it has seen enough.
   */
  Optional<String> problem() {
    flush();
    IOException failure = sink.failure;
    return failure == null || readerLeft(failure)
        ? Optional.empty()
        : Optional.of(String.valueOf(failure.getMessage()));
  }

  private boolean readerLeft(IOException failure) {
    // The failure's text is in the user's language; the link of a pipe with a name is its path.
    String target = target();
    return target.startsWith("pipe:")
        || target.startsWith("socket:")
        || String.valueOf(failure.getMessage()).contains("roken pipe");
  }

  private String target() {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException | UnsupportedOperationException _) {
      return "";
    }
  }

  private static final class Sink extends FilterOutputStream {
    private @Nullable IOException failure;

    Sink(OutputStream to) {
      super(to);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }
}
