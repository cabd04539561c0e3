package org.arkwright.worker.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.arkwright.artifact.Manifest;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.FileCalls;
import org.arkwright.wire.Wire;
import org.arkwright.worker.LoopbackServer;
import org.arkwright.worker.link.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's side of {@link FileCalls} in memory: it notes every request, and fails as a
 * test says. What it has is guarded by itself.
 */
final class FilesAtControlPlane implements AutoCloseable {
  static final NodeId NODE = NodeId.atHome("elsewhere");

  /** What has arrived whole, also manifests. */
  final Map<Digest, byte[]> blobs = Collections.synchronizedMap(new HashMap<>());

  /** What has arrived of blobs that are not whole. */
  final Map<Digest, byte[]> begun = Collections.synchronizedMap(new HashMap<>());

  /** Each request in a few words, such as {@code PUT blob 100-} or {@code PUT 3 small}. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** Statuses with which the next requests are answered, whatever they are. */
  final Queue<Integer> refusals = new ArrayDeque<>();

  /** Offsets at which the content of the next blobs breaks off, in either direction. */
  final Queue<Integer> breaks = new ArrayDeque<>();

  /** Called before a request is looked at, with its words. */
  volatile Hook hook = _ -> {};

  private final LoopbackServer server;

  /** What a test does meanwhile. */
  interface Hook {
    void before(String request) throws IOException;
  }

  FilesAtControlPlane(Path folder) throws IOException {
    server = new LoopbackServer(folder, "/", this::answer);
  }

  ServerAddress address() {
    return server.address();
  }

  FileServer asSeenByAWorker() {
    return new FileServer(server.address(), NODE);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String last = path.substring(path.lastIndexOf('/') + 1);
      String method = exchange.getRequestMethod();
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean known =
          NODE.toString().equals(exchange.getRequestHeaders().getFirst(FileCalls.NODE))
              && "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"))
              && String.valueOf(exchange.getRequestURI().getQuery()).contains("attempt=");
      if (!known) {
        requests.add("of a stranger");
        respond(exchange, 403, new byte[0]);
      } else if (path.equals(FileCalls.MISSING)) {
        List<Digest> asked = digests(body);
        if (begin(exchange, "POST %d missing".formatted(asked.size()))) {
          respond(exchange, 200, hex(asked.stream().filter(d -> !blobs.containsKey(d)).toList()));
        }
      } else if (path.equals(FileCalls.BLOBS) && method.equals("PUT")) {
        putSmall(exchange, body);
      } else if (path.equals(FileCalls.BLOBS)) {
        postSmall(exchange, digests(body));
      } else if (path.startsWith(FileCalls.MANIFESTS) && method.equals("PUT")) {
        putManifest(exchange, digest(last), body);
      } else if (method.equals("PUT")) {
        putBlob(exchange, digest(last), body);
      } else if (method.equals("HEAD")) {
        headBlob(exchange, digest(last));
      } else {
        get(exchange, path.startsWith(FileCalls.MANIFESTS) ? "manifest" : "blob", digest(last));
      }
    }
  }

  /** Notes the request; returns whether to go on with it. */
  private boolean begin(HttpExchange exchange, String words) throws IOException {
    requests.add(words);
    hook.before(words);
    Integer status;
    synchronized (refusals) {
      status = refusals.poll();
    }
    if (status != null) {
      respond(exchange, status, "{\"detail\":\"not now\"}".getBytes(StandardCharsets.UTF_8));
    }
    return status == null;
  }

  private void putSmall(HttpExchange exchange, byte[] body) throws IOException {
    Map<Digest, byte[]> arrived = new HashMap<>();
    int files = 0;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
      while (in.available() > 0) {
        byte[] file = in.readNBytes(Math.toIntExact(in.readLong()));
        arrived.put(Digest.of(Digest.sha256().digest(file)), file);
        files++;
      }
    }
    if (begin(exchange, "PUT %d small".formatted(files))) {
      blobs.putAll(arrived);
      respond(exchange, 204, new byte[0]);
    }
  }

  private void postSmall(HttpExchange exchange, List<Digest> asked) throws IOException {
    if (begin(exchange, "POST %d small".formatted(asked.size()))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(out);
      for (Digest each : asked) {
        byte[] file = content(each);
        data.writeLong(file.length);
        data.write(file);
      }
      respond(exchange, 200, out.toByteArray());
    }
  }

  private void headBlob(HttpExchange exchange, Digest digest) throws IOException {
    if (begin(exchange, "HEAD blob")) {
      int arrived = begun.getOrDefault(digest, new byte[0]).length;
      exchange.getResponseHeaders().set(FileCalls.ARRIVED, Integer.toString(arrived));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void putBlob(HttpExchange exchange, Digest digest, byte[] body) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Content-Range");
    if (!begin(exchange, "PUT blob " + range)) {
      return;
    }
    byte[] before = begun.getOrDefault(digest, new byte[0]);
    Integer end = breakPoint();
    if (end != null) {
      begun.put(digest, Arrays.copyOf(body, end));
      return; // Without an answer.
    }
    byte[] whole = Arrays.copyOf(before, before.length + body.length);
    System.arraycopy(body, 0, whole, before.length, body.length);
    if (!Digest.of(Digest.sha256().digest(whole)).equals(digest)) {
      respond(exchange, 422, new byte[0]);
      return;
    }
    begun.remove(digest);
    blobs.put(digest, whole);
    respond(exchange, 204, new byte[0]);
  }

  private void putManifest(HttpExchange exchange, Digest digest, byte[] body) throws IOException {
    if (!begin(exchange, "PUT manifest")) {
      return;
    }
    List<Digest> missing =
        Wire.strict().mapper().readValue(body, Manifest.class).files().stream()
            .map(Manifest.File::digest)
            .distinct()
            .filter(file -> !blobs.containsKey(file))
            .toList();
    if (missing.isEmpty()) {
      blobs.put(digest, body);
      respond(exchange, 204, new byte[0]);
    } else {
      respond(exchange, 409, hex(missing));
    }
  }

  private void get(HttpExchange exchange, String kind, Digest digest) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from =
        range == null
            ? 0
            : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    if (!begin(exchange, "GET %s %d-".formatted(kind, from))) {
      return;
    }
    byte[] whole = content(digest);
    exchange.sendResponseHeaders(range == null ? 200 : 206, whole.length - from);
    Integer end = kind.equals("blob") ? breakPoint() : null;
    exchange.getResponseBody().write(whole, from, (end == null ? whole.length : end) - from);
    exchange.getResponseBody().flush();
  }

  private @Nullable Integer breakPoint() {
    synchronized (breaks) {
      return breaks.poll();
    }
  }

  private byte[] content(Digest digest) {
    return Objects.requireNonNull(blobs.get(digest), () -> "no such blob: " + digest);
  }

  private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean hasBody = body.length > 0 && !exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, hasBody ? body.length : -1);
    if (hasBody) {
      exchange.getResponseBody().write(body);
    }
  }

  private static List<Digest> digests(byte[] json) throws IOException {
    return Wire.strict().mapper().readValue(json, new TypeReference<List<String>>() {}).stream()
        .map(FilesAtControlPlane::digest)
        .toList();
  }

  private static byte[] hex(List<Digest> digests) throws IOException {
    return Wire.strict().mapper().writeValueAsBytes(digests.stream().map(Digest::hex).toList());
  }

  private static Digest digest(String text) {
    return Digest.parse(text).orElseThrow(() -> new IllegalArgumentException(text));
  }

  @Override
  public void close() {
    server.close();
  }
}
