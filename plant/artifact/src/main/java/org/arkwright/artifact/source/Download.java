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
 * Fetches one URL into a file. What breaks off is resumed where it broke off, within one import and
 * by the next of the same URL, as long as the server's validator says that it is the same file (RFC
 * 9110, 13.1.5 If-Range). Two imports of one URL at a time do not share.
 */
final class Download implements AutoCloseable {
  private static final int TRIES = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI uri;
  private final ImportProgress progress;
  private final Path file;
  private final Path validatorFile;
  private final FileChannel out;
  private final HttpClient client;
  private final AtomicLong received = new AtomicLong();

  Download(URI uri, FileSet into) throws IOException {
    this.uri = uri;
    this.progress = into.progress();
    String name = "download-" + Sha256.of(uri.toString());
    FileChannel channel = open(into.workshop().resolve(name));
    if (!isAlone(channel)) {
      channel.close();
      name += "-" + UUID.randomUUID();
      channel = open(into.workshop().resolve(name));
    }
    this.out = channel;
    this.file = into.workshop().resolve(name);
    this.validatorFile = into.workshop().resolve(name + ".validator");
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static boolean isAlone(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  /**
   * The file once all of it is there.
   *
   * @throws ArtifactException when the server refuses, the connection keeps breaking off, or the
   *     checksum is wrong
   */
  Path whole(Optional<Digest> expected) throws IOException {
    progress.read(out.size());
    IOException last = new IOException("never tried");
    for (int attempt = 0; attempt < TRIES; attempt++) {
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
        "%s broke off %d times, %d bytes came: %s. Import it again to go on from there."
            .formatted(uri, TRIES, out.size(), last.getMessage()),
        last);
  }

  private void fetch() throws IOException, InterruptedException {
    long have = out.size();
    Optional<String> validator =
        Files.exists(validatorFile)
            ? Optional.of(Files.readString(validatorFile))
            : Optional.empty();
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE).GET();
    if (have > 0 && validator.isPresent()) {
      request.header("Range", "bytes=" + have + "-").header("If-Range", validator.get());
    }
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    Thread watch = null;
    try (InputStream body = response.body()) {
      watch = Thread.ofVirtual().start(() -> closeWhenNothingComes(body));
      switch (response.statusCode()) {
        case 200 -> {
          progress.read(-have);
          out.truncate(0);
          remember(response);
          append(body, response.headers().firstValueAsLong("content-length"));
        }
        case 206 -> append(body, response.headers().firstValueAsLong("content-length"));
        case 416 -> {
          // All of it is there already, or it is another file by now: begin anew, verified below.
          progress.read(-have);
          out.truncate(0);
          Files.deleteIfExists(validatorFile);
          throw new IOException("the server has no such range");
        }
        case 429, 500, 502, 503, 504 -> throw new IOException("HTTP " + response.statusCode());
        default ->
            throw new ArtifactException(
                "%s cannot be fetched: the server answers HTTP %d"
                    .formatted(uri, response.statusCode()));
      }
    } finally {
      if (watch != null) {
        watch.interrupt();
      }
    }
  }

  /** A request's timeout is about its headers: a body may stall for ever. */
  private void closeWhenNothingComes(InputStream body) {
    try {
      long before = -1;
      // Not the channel's size: a channel closes when a thread is interrupted in it.
      while (received.get() != before) {
        before = received.get();
        Thread.sleep(PATIENCE);
      }
      body.close();
    } catch (InterruptedException | IOException _) {
      // It came to its end, or broke off by itself.
    }
  }

  private void remember(HttpResponse<?> response) throws IOException {
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
    length.ifPresent(more -> progress.expect(Math.max(progress.bytesTotal(), begin + more)));
    byte[] buffer = new byte[1 << 17];
    long at = begin;
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
      at = write(bytes, at);
      progress.read(read);
      received.addAndGet(read);
    }
    if (length.isPresent() && at - begin != length.getAsLong()) {
      throw new IOException("%d of %d bytes came".formatted(at - begin, length.getAsLong()));
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

  /** Nothing of it is wanted any more. */
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
