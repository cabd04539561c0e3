package org.arkwright.worker.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.FileCalls;
import org.arkwright.protocol.LogEnds;
import org.arkwright.protocol.LogPiece;
import org.arkwright.protocol.SecretValues;
import org.arkwright.protocol.TransferReport;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;
import org.arkwright.worker.link.ServerAddress;
import org.arkwright.worker.link.ServerWords;

/**
 * The control plane's side of the exchange of files, as {@link FileCalls} describes it. Each call
 * is made once, on the calling thread. Thread-safe.
 *
 * @param node whose worker calls
 */
record FileServer(ServerAddress address, NodeId node) {
  /** How much is in memory of each transfer. */
  static final int CHUNK_BYTES = 1 << 18;

  private static final int CONNECT_MILLIS_MAX = 5_000;

  /** Longer than the control plane needs to compare a large file with its digest. */
  private static final int ANSWER_MILLIS_MAX = 120_000;

  private static final Wire WIRE = Wire.tolerant();

  /** A file as it arrives. */
  interface Arrival {
    /**
     * Called once, before the content is read.
     *
     * @param size of the whole file
     * @param from the offset at which the content begins
     */
    void take(long size, long from, InputStream content) throws IOException;
  }

  /** Small files as they arrive. */
  interface Arrivals {
    void take(InputStream files) throws IOException;
  }

  /** A file that is sent. */
  interface Departure {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Fetches a manifest from an offset on. */
  void manifest(AttemptId attempt, Digest manifest, long from, Arrival arrival) throws IOException {
    fetch(FileCalls.MANIFESTS + "/" + manifest + "?attempt=" + attempt, from, arrival);
  }

  /** Fetches a file of a version from an offset on. */
  void blob(AttemptId attempt, Digest manifest, Digest blob, long from, Arrival arrival)
      throws IOException {
    fetch(
        "%s/%s?attempt=%s&manifest=%s".formatted(FileCalls.BLOBS, blob, attempt, manifest),
        from,
        arrival);
  }

  /**
   * Fetches small files of a version, in the order of the list.
   *
   * @param arrival takes them, each behind its length in eight bytes
   */
  void smallBlobs(AttemptId attempt, Digest manifest, List<Digest> blobs, Arrivals arrival)
      throws IOException {
    HttpURLConnection post =
        open("%s?attempt=%s&manifest=%s".formatted(FileCalls.BLOBS, attempt, manifest));
    post.setRequestMethod("POST");
    post.setRequestProperty("Content-Type", "application/json");
    byte[] body = WIRE.mapper().writeValueAsBytes(blobs.stream().map(Digest::hex).toList());
    post.setFixedLengthStreamingMode(body.length);
    write(post, out -> out.write(body));
    if (post.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw refusal(post);
    }
    try (InputStream in = post.getInputStream()) {
      arrival.take(in);
    } catch (IOException e) {
      post.disconnect();
      throw e;
    }
  }

  private void fetch(String path, long from, Arrival arrival) throws IOException {
    HttpURLConnection get = open(path);
    if (from > 0) {
      get.setRequestProperty("Range", "bytes=" + from + "-");
    }
    int status = get.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
      throw refusal(get);
    }
    long begin = status == HttpURLConnection.HTTP_PARTIAL ? from : 0;
    try (InputStream in = get.getInputStream()) {
      arrival.take(begin + get.getContentLengthLong(), begin, in);
    } catch (IOException e) {
      get.disconnect(); // What is left of it is not read to its end.
      throw e;
    }
  }

  /** Returns how much of a blob has arrived at the control plane, in bytes. */
  long arrived(AttemptId attempt, Digest blob) throws IOException {
    HttpURLConnection head = open("%s/%s?attempt=%s".formatted(FileCalls.BLOBS, blob, attempt));
    head.setRequestMethod("HEAD");
    if (head.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw refusal(head);
    }
    return head.getHeaderFieldLong(FileCalls.ARRIVED, 0);
  }

  /** Sends the rest of a blob, which is stored when this returns. */
  void send(AttemptId attempt, Digest blob, long from, long size, Departure rest)
      throws IOException {
    HttpURLConnection put = open("%s/%s?attempt=%s".formatted(FileCalls.BLOBS, blob, attempt));
    put.setRequestMethod("PUT");
    put.setRequestProperty(
        "Content-Range",
        from < size ? "bytes %d-%d/%d".formatted(from, size - 1, size) : "bytes */" + size);
    put.setFixedLengthStreamingMode(size - from);
    write(put, rest);
    if (put.getResponseCode() != HttpURLConnection.HTTP_NO_CONTENT) {
      throw refusal(put);
    }
  }

  /** A small file to send, all in memory. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Small(byte[] content) {}

  /** Sends small files, which are stored when this returns. */
  void sendSmall(AttemptId attempt, List<Small> files) throws IOException {
    HttpURLConnection put = open(FileCalls.BLOBS + "?attempt=" + attempt);
    put.setRequestMethod("PUT");
    put.setFixedLengthStreamingMode(
        files.stream().mapToLong(file -> Long.BYTES + file.content.length).sum());
    write(
        put,
        out -> {
          DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out, CHUNK_BYTES));
          for (Small file : files) {
            data.writeLong(file.content.length);
            data.write(file.content);
          }
          data.flush();
        });
    if (put.getResponseCode() != HttpURLConnection.HTTP_NO_CONTENT) {
      throw refusal(put);
    }
  }

  /** Sends a manifest; returns which of its files have to be sent first, empty once it is kept. */
  SortedSet<Digest> sendManifest(AttemptId attempt, Digest manifest, long size, Departure content)
      throws IOException {
    HttpURLConnection put =
        open("%s/%s?attempt=%s".formatted(FileCalls.MANIFESTS, manifest, attempt));
    put.setRequestMethod("PUT");
    put.setFixedLengthStreamingMode(size);
    write(put, content);
    return switch (put.getResponseCode()) {
      case HttpURLConnection.HTTP_NO_CONTENT -> new TreeSet<>();
      case HttpURLConnection.HTTP_CONFLICT -> digests(put.getErrorStream());
      default -> throw refusal(put);
    };
  }

  /** Returns which of these blobs the control plane does not have. */
  SortedSet<Digest> missing(AttemptId attempt, Collection<Digest> blobs) throws IOException {
    HttpURLConnection post = open(FileCalls.MISSING + "?attempt=" + attempt);
    post.setRequestMethod("POST");
    post.setRequestProperty("Content-Type", "application/json");
    byte[] body = WIRE.mapper().writeValueAsBytes(blobs.stream().map(Digest::hex).toList());
    post.setFixedLengthStreamingMode(body.length);
    write(post, out -> out.write(body));
    if (post.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw refusal(post);
    }
    return digests(post.getInputStream());
  }

  /** Sends output of ranks, and returns how much of each has arrived. */
  LogEnds sendLogs(byte[] pieces) throws IOException {
    HttpURLConnection post = open(LogPiece.PATH);
    post.setRequestMethod("POST");
    post.setFixedLengthStreamingMode(pieces.length);
    write(post, out -> out.write(pieces));
    if (post.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw refusal(post);
    }
    try (InputStream body = post.getInputStream()) {
      return WIRE.read(body.readAllBytes(), LogEnds.class);
    } catch (WireException e) {
      throw new IOException("the answer cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns the values of an attempt's secret variables, as far as they can be opened. */
  SecretValues secrets(AttemptId attempt) throws IOException {
    HttpURLConnection get = open(SecretValues.PATH + "?attempt=" + attempt);
    if (get.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw refusal(get);
    }
    try (InputStream body = get.getInputStream()) {
      return WIRE.read(body.readAllBytes(), SecretValues.class);
    } catch (WireException _) {
      throw new IOException("the answer with the secrets cannot be read"); // It may quote some.
    }
  }

  /** Tells how far transfers are. */
  void report(TransferReport report) throws IOException {
    HttpURLConnection post = open(FileCalls.TRANSFERS);
    post.setRequestMethod("POST");
    post.setRequestProperty("Content-Type", "application/json");
    byte[] body = WIRE.write(report);
    post.setFixedLengthStreamingMode(body.length);
    write(post, out -> out.write(body));
    if (post.getResponseCode() / 100 != 2) {
      throw refusal(post);
    }
  }

  private HttpURLConnection open(String path) throws IOException {
    HttpURLConnection connection = address.open(path);
    connection.setRequestProperty(FileCalls.NODE, node.toString());
    connection.setConnectTimeout(CONNECT_MILLIS_MAX);
    connection.setReadTimeout(ANSWER_MILLIS_MAX);
    return connection;
  }

  private static void write(HttpURLConnection put, Departure departure) throws IOException {
    put.setDoOutput(true);
    try (OutputStream out = put.getOutputStream()) {
      departure.writeTo(out);
    }
  }

  private static SortedSet<Digest> digests(InputStream body) throws IOException {
    try (body) {
      SortedSet<Digest> digests = new TreeSet<>();
      for (String text :
          WIRE.mapper().readValue(body.readAllBytes(), new TypeReference<List<String>>() {})) {
        digests.add(Digest.parse(text).orElseThrow(() -> new IOException("no digest: " + text)));
      }
      return digests;
    }
  }

  /**
   * An answer that is not what was asked for: one that may be another later, or a refusal for good.
   */
  private static IOException refusal(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    String words = "the control plane answers " + ServerWords.of(connection);
    boolean forGood =
        status / 100 == 4
            && status != HttpURLConnection.HTTP_CONFLICT
            && status != HttpURLConnection.HTTP_UNAUTHORIZED;
    return forGood ? new RefusedTransfer(words) : new IOException(words);
  }
}
