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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.ImportLimits;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.DiskFull;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.artifact.blob.Sha256;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Backoff;

/**
 * Downloads one URL to a file. An interrupted download is resumed, within an import and by the next
 * import of the same URL, as long as the server's validator is unchanged (RFC 9110, 13.1.5
 * If-Range). Concurrent imports of one URL download separately.
 */
final class Download implements AutoCloseable {
  private static final int ATTEMPTS_MAX = 5;
  private static final int REDIRECTS_MAX = 10;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Pattern NEXT_PAGE =
      Pattern.compile("<([^<>]*)>[^<>]*;\\s*rel=\"?next\"?(?=[\\s,;]|$)");
  private static final Backoff BACKOFF = Backoff.ofMillis(500, 8_000);

  private final URI uri;
  private final Remote remote;
  private final ImportProgress progress;
  private final Path file;
  private final Path validatorFile;
  private final FileChannel out;
  private final HttpClient client;
  private final AtomicLong received = new AtomicLong();
  private Optional<URI> next = Optional.empty();

  private Download(
      URI uri,
      Remote remote,
      ImportProgress progress,
      Path file,
      FileChannel out,
      HttpClient client) {
    this.uri = uri;
    this.remote = remote;
    this.progress = progress;
    this.file = file;
    this.out = out;
    this.validatorFile = file.resolveSibling(file.getFileName() + ".validator");
    this.client = client;
  }

  /** Opens the file that the content goes to, which may have the beginning of it already. */
  static Download open(URI uri, Remote remote, FileSet files) throws IOException {
    HttpClient client = remote.rules().network().client();
    Path file = files.temporaryFolder().resolve("download-" + Sha256.of(uri.toString()));
    FileChannel out = open(file);
    if (!tryLock(out)) {
      out.close();
      file = file.resolveSibling(file.getFileName() + "-" + UUID.randomUUID());
      out = open(file);
    }
    return new Download(uri, remote, files.progress(), file, out, client);
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
    for (int attempt = 1; ; attempt++) {
      try {
        fetch();
        verify(expected);
        return file;
      } catch (ArtifactException refused) {
        throw refused;
      } catch (IOException broken) {
        if (attempt == ATTEMPTS_MAX || !NetworkProblem.mayPass(broken)) {
          throw given(broken, attempt);
        }
        pause(attempt, broken);
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
  }

  /** The page after this one, if the server told one (RFC 8288) that lies on the same server. */
  Optional<URI> nextPage() {
    return next;
  }

  private Optional<URI> nextPage(HttpResponse<?> response) {
    for (String link : response.headers().allValues("link")) {
      Matcher matcher = NEXT_PAGE.matcher(link);
      if (matcher.find()) {
        try {
          URI to = uri.resolve(matcher.group(1));
          if (uri.getScheme().equals(to.getScheme())
              && uri.getAuthority().equals(to.getAuthority())) {
            return Optional.of(to);
          }
        } catch (IllegalArgumentException _) {
          // No address; there is no way to go on.
        }
      }
    }
    return Optional.empty();
  }

  private ArtifactException given(IOException broken, int attempts) throws IOException {
    Optional<URI> proxy = remote.rules().network().proxies().of(uri);
    String problem = NetworkProblem.text(broken, uri, proxy);
    return out.size() == 0
        ? new ArtifactException(
            "%s cannot be downloaded, %d times tried: %s.".formatted(shown(uri), attempts, problem),
            broken)
        : new ArtifactException(
            "%s was interrupted %d times after %d bytes: %s. Import it again to resume."
                .formatted(shown(uri), attempts, out.size(), problem),
            broken);
  }

  /** Waits before the next attempt, as long as the server asked for, or a while of our own. */
  private void pause(int failures, IOException broken) throws IOException {
    Duration own = BACKOFF.after(failures, ThreadLocalRandom.current());
    Duration asked =
        broken instanceof Busy busy && busy.retryAfter().compareTo(TIMEOUT) <= 0
            ? busy.retryAfter()
            : Duration.ZERO;
    long until = System.nanoTime() + (asked.compareTo(own) > 0 ? asked : own).toNanos();
    try {
      while (System.nanoTime() < until) {
        progress.check();
        Thread.sleep(Math.clamp((until - System.nanoTime()) / 1_000_000, 1, 200));
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  /** The server cannot answer now. */
  private static final class Busy extends IOException {
    private static final long serialVersionUID = 1;
    private final Duration retryAfter;

    Busy(HttpResponse<?> response) {
      super("HTTP " + response.statusCode());
      this.retryAfter =
          response
              .headers()
              .firstValue("retry-after")
              .filter(text -> text.matches("[0-9]{1,6}"))
              .map(text -> Duration.ofSeconds(Long.parseLong(text)))
              .orElse(Duration.ZERO);
    }

    Duration retryAfter() {
      return retryAfter;
    }
  }

  private void fetch() throws IOException, InterruptedException {
    long present = out.size();
    Optional<String> validator =
        Files.exists(validatorFile)
            ? Optional.of(Files.readString(validatorFile))
            : Optional.empty();
    HttpResponse<InputStream> response = send(present, validator);
    next = nextPage(response);
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
        case 206 -> {
          if (present == 0 || validator.isEmpty()) {
            throw new ArtifactException(
                "%s cannot be downloaded: the server sent a part, and the whole was asked for"
                    .formatted(shown(uri)));
          }
          append(body, response.headers().firstValueAsLong("content-length"));
        }
        case 416 -> {
          // The file is complete already, or has changed: start again.
          progress.read(-present);
          out.truncate(0);
          Files.deleteIfExists(validatorFile);
          throw new IOException("the server does not have the requested range");
        }
        case 429, 500, 502, 503, 504 -> throw new Busy(response);
        case 407 ->
            throw new ArtifactException(
                "%s cannot be downloaded: the proxy wants a user and password: expected"
                        .formatted(shown(uri))
                    + " HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT where `arkwright up` is called");
        default ->
            throw new ArtifactException(
                "%s cannot be downloaded: the server answered HTTP %d%s"
                    .formatted(
                        shown(uri),
                        response.statusCode(),
                        remote.advice().apply(response.statusCode())));
      }
    } finally {
      if (watch != null) {
        watch.interrupt();
      }
    }
  }

  /** Sends the request, and follows redirects to addresses that may be asked. */
  private HttpResponse<InputStream> send(long present, Optional<String> validator)
      throws IOException, InterruptedException {
    URI at = uri;
    for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      remote.rules().check(at);
      progress.check();
      HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(TIMEOUT).GET();
      remote.tokenFor(at).ifPresent(token -> request.header("Authorization", "Bearer " + token));
      if (present > 0 && validator.isPresent()) {
        request.header("Range", "bytes=" + present + "-").header("If-Range", validator.get());
      }
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      Optional<URI> next = redirect(at, response);
      if (next.isEmpty()) {
        return response;
      }
      response.body().close();
      at = next.get();
    }
    throw new ArtifactException(
        "%s cannot be downloaded: it redirects more than %d times"
            .formatted(shown(uri), REDIRECTS_MAX));
  }

  private static Optional<URI> redirect(URI from, HttpResponse<?> response)
      throws ArtifactException {
    Optional<String> location = response.headers().firstValue("location");
    boolean redirects =
        switch (response.statusCode()) {
          case 301, 302, 303, 307, 308 -> location.isPresent();
          default -> false;
        };
    if (!redirects) {
      return Optional.empty();
    }
    try {
      URI to = from.resolve(location.orElseThrow());
      boolean downgrade = "https".equals(from.getScheme()) && !"https".equals(to.getScheme());
      if (!downgrade && List.of("http", "https").contains(to.getScheme())) {
        return Optional.of(to);
      }
    } catch (IllegalArgumentException _) {
      // Refused below.
    }
    throw new ArtifactException(
        "%s cannot be downloaded: it redirects to '%s', which is refused"
            .formatted(shown(from), PathText.of(location.orElseThrow())));
  }

  /** The query may hold a signature, and the user a password: neither belongs into messages. */
  static String shown(URI uri) {
    return uri.toString().replaceFirst("[?#].*", "").replaceFirst("//[^/@]*@", "//");
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
      progress.check();
      if (at > progress.limits().bytes().value()) {
        throw ImportLimits.exceeded(
            shown(uri) + " is too large", "bytes", progress.limits().bytes());
      }
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
