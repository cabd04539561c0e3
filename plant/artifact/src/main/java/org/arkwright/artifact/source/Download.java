package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.artifact.ArtifactException;
import org.arkwright.artifact.DiskFull;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.Sha256;
import org.arkwright.model.id.Digest;

/**
 * Downloads one URL to a file. An interrupted download is resumed, within an import and by the next
 * import of the same URL, as long as the server's validator is unchanged (RFC 9110, 13.1.5
 * If-Range). Concurrent imports of one URL download separately.
 */
final class Download implements AutoCloseable {
  private static final int ATTEMPTS_MAX = 5;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final URI uri;
  private final ImportProgress progress;
  private final Path file;
  private final Path validatorFile;
  private final FileChannel out;
  private final HttpClient client;
  private final AtomicLong received = new AtomicLong();

  private Download(URI uri, ImportProgress progress, Path file, FileChannel out) {
    this.uri = uri;
    this.progress = progress;
    this.file = file;
    this.out = out;
    this.validatorFile = file.resolveSibling(file.getFileName() + ".validator");
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
  }

  /** Opens the file that the content goes to, which may have the beginning of it already. */
  static Download open(URI uri, FileSet files) throws IOException {
    Path file = files.temporaryFolder().resolve("download-" + Sha256.of(uri.toString()));
    FileChannel out = open(file);
    if (!tryLock(out)) {
      out.close();
      file = file.resolveSibling(file.getFileName() + "-" + UUID.randomUUID());
      out = open(file);
    }
    return new Download(uri, files.progress(), file, out);
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  /**
   * Returns the complete file.
   *
   * @throws ArtifactException when the server refuses, the connection keeps breaking, or the
   *     checksum is wrong
   */
  Path complete(Optional<Digest> expected) throws IOException {
    progress.read(out.size());
    IOException last = new IOException("never attempted");
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        if (attempt > 0) {
          Thread.sleep(200L << attempt);
        }
        fetch();
        verify(expected);
        return file;
      } catch (ArtifactException refused) {
        throw refused;
      } catch (IOException broken) {
        last = broken;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
    throw new ArtifactException(
        "%s was interrupted %d times after %d bytes: %s. Import it again to resume."
            .formatted(uri, ATTEMPTS_MAX, out.size(), last.getMessage()),
        last);
  }

  private void fetch() throws IOException, InterruptedException {
    long present = out.size();
    Optional<String> validator =
        Files.exists(validatorFile)
            ? Optional.of(Files.readString(validatorFile))
            : Optional.empty();
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET();
    if (present > 0 && validator.isPresent()) {
      request.header("Range", "bytes=" + present + "-").header("If-Range", validator.get());
    }
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    Thread watch = null;
    try (InputStream body = response.body()) {
      watch = Thread.ofVirtual().start(() -> closeWhenStalled(body));
      switch (response.statusCode()) {
        case 200 -> {
          progress.read(-present);
          out.truncate(0);
          saveValidator(response);
          append(body, response.headers().firstValueAsLong("content-length"));
        }
        case 206 -> append(body, response.headers().firstValueAsLong("content-length"));
        case 416 -> {
          // The file is complete already, or has changed: start again.
          progress.read(-present);
          out.truncate(0);
          Files.deleteIfExists(validatorFile);
          throw new IOException("the server does not have the requested range");
        }
        case 429, 500, 502, 503, 504 -> throw new IOException("HTTP " + response.statusCode());
        default ->
            throw new ArtifactException(
                "%s cannot be downloaded: the server answered HTTP %d"
                    .formatted(uri, response.statusCode()));
      }
    } finally {
      if (watch != null) {
        watch.interrupt();
      }
    }
  }

  /** A request's timeout covers only its headers: the body may stall forever. */
  private void closeWhenStalled(InputStream body) {
    try {
      long before = -1;
      // Not the channel's size: a channel is closed when a thread is interrupted in it.
      while (received.get() != before) {
        before = received.get();
        Thread.sleep(TIMEOUT);
      }
      body.close();
    } catch (InterruptedException | IOException _) {
      // The body has ended, or the connection is broken.
    }
  }

  private void saveValidator(HttpResponse<?> response) throws IOException {
    Optional<String> validator =
        response
            .headers()
            .firstValue("etag")
            .filter(tag -> !tag.startsWith("W/"))
            .or(() -> response.headers().firstValue("last-modified"));
    if (validator.isPresent()) {
      Files.writeString(validatorFile, validator.get());
    } else {
      Files.deleteIfExists(validatorFile);
    }
  }

  private void append(InputStream body, OptionalLong length) throws IOException {
    long begin = out.size();
    length.ifPresent(
        remaining -> progress.expect(Math.max(progress.bytesTotal(), begin + remaining)));
    byte[] buffer = new byte[1 << 17];
    long at = begin;
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
      at = write(bytes, at);
      progress.read(read);
      received.addAndGet(read);
    }
    if (length.isPresent() && at - begin != length.getAsLong()) {
      throw new IOException("received %d of %d bytes".formatted(at - begin, length.getAsLong()));
    }
  }

  private long write(ByteBuffer bytes, long begin) throws IOException {
    long at = begin;
    try {
      while (bytes.hasRemaining()) {
        at += out.write(bytes, at);
      }
    } catch (IOException e) {
      throw DiskFull.explained(e);
    }
    return at;
  }

  private void verify(Optional<Digest> expected) throws IOException {
    if (expected.isEmpty()) {
      return;
    }
    Digest found = Sha256.of(file);
    if (!found.equals(expected.get())) {
      discard();
      throw new ArtifactException(
          "%s has the wrong checksum: expected %s, found %s".formatted(uri, expected.get(), found));
    }
  }

  /** Deletes the file. */
  void discard() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(validatorFile);
  }

  @Override
  public void close() throws IOException {
    out.close();
    client.close();
  }
}
