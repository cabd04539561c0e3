package org.arkwright.api.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.transfer.LiveTransfers;
import org.arkwright.api.transfer.ManifestIndex;
import org.arkwright.api.transfer.TransferGate;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportLimits;
import org.arkwright.artifact.Snapshots;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PartialBlob;
import org.arkwright.artifact.blob.StoreFullException;
import org.arkwright.artifact.output.OutputLimits;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.FileCalls;
import org.arkwright.protocol.TransferReport;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * The endpoints at which workers on other machines fetch the files of their attempts' inputs and
 * store those of their outputs; {@link FileCalls} says how. Bodies are never in memory as a whole,
 * and what blocks does so on threads of its own.
 */
public final class WorkerFileEndpoints implements EndpointGroup {
  private static final JsonMapper JSON = new JsonMapper();

  /** The files and their lengths. */
  private static final int SENT_TOGETHER_MAX =
      FileCalls.TOGETHER_BYTES_MAX + FileCalls.TOGETHER_MAX * Long.BYTES;

  private final ArtifactStore store;
  private final WorkerDoor door;
  private final ManifestIndex manifests;
  private final TransferGate gate;
  private final LiveTransfers live;
  private final Executor transferring;

  /**
   * @param door says what a worker may have
   * @param gate bounds what is sent and taken
   * @param live remembers how far transfers are
   * @param transferring runs what sends and takes files, which blocks for long
   */
  public WorkerFileEndpoints(
      WorkerDoor door,
      ArtifactStore store,
      TransferGate gate,
      LiveTransfers live,
      Executor transferring) {
    this.store = store;
    this.door = door;
    this.manifests = new ManifestIndex(store);
    this.gate = gate;
    this.live = live;
    this.transferring = transferring;
  }

  @Override
  public List<Endpoint> endpoints() {
    String blob = FileCalls.BLOBS + "/{digest}";
    String manifest = FileCalls.MANIFESTS + "/{digest}";
    return List.of(
        worker(HttpMethod.GET, manifest, Endpoint.RequestBody.DOCUMENT, this::sendManifest),
        worker(HttpMethod.PUT, manifest, Endpoint.RequestBody.FILE, this::takeManifest),
        worker(HttpMethod.GET, blob, Endpoint.RequestBody.DOCUMENT, this::sendBlob),
        worker(HttpMethod.HEAD, blob, Endpoint.RequestBody.DOCUMENT, this::arrived),
        worker(HttpMethod.PUT, blob, Endpoint.RequestBody.FILE, this::takeBlob),
        worker(
            HttpMethod.POST, FileCalls.BLOBS, Endpoint.RequestBody.LONG_DOCUMENT, this::sendSmall),
        worker(HttpMethod.PUT, FileCalls.BLOBS, Endpoint.RequestBody.FILES, this::takeSmall),
        worker(
            HttpMethod.POST, FileCalls.MISSING, Endpoint.RequestBody.LONG_DOCUMENT, this::missing),
        new Endpoint(
            HttpMethod.POST, FileCalls.TRANSFERS, Permission.WORKER_EXCHANGE, this::progress));
  }

  private static Endpoint worker(
      HttpMethod method, String path, Endpoint.RequestBody body, Endpoint.Handler handler) {
    return new Endpoint(method, path, Permission.WORKER_EXCHANGE, body, handler);
  }

  /** What a worker asked for, once it is known that it may. */
  private record Asked(
      ApiRequest request, NodeId node, AttemptId attempt, AttemptFiles.Grant grant) {
    /** Tells what arrives for one attempt from one node from everything else. */
    String owner() {
      return attempt + "-" + node.site() + "-" + node.name();
    }
  }

  /** Handles what a worker may ask for, on a thread that may block. */
  @FunctionalInterface
  private interface Handling {
    HttpResponse handle(Asked asked, TransferGate.Passage passage) throws IOException;
  }

  private CompletableFuture<HttpResponse> admitted(ApiRequest request, Handling handling) {
    Optional<NodeId> node = door.node(request, RefusedClaims.Door.FILES);
    Optional<AttemptId> attempt = request.query("attempt").flatMap(AttemptId::parse);
    if (node.isEmpty() || attempt.isEmpty()) {
      return discarded(
          request,
          ProblemReply.of(
              HttpStatus.BAD_REQUEST,
              "invalid",
              "expected the attempt in the query, and the sender's own node in the header "
                  + FileCalls.NODE,
              "Run the worker of the server's own version."));
    }
    return door.grant(node.get(), attempt.get(), RefusedClaims.Door.FILES)
        .thenCompose(grant ->
            grant.isEmpty()
                ? discarded(request, AttemptFiles.notYours(attempt.get(), node.get()))
                : passed(new Asked(request, node.get(), attempt.get(), grant.get()), handling));
  }

  private CompletableFuture<HttpResponse> passed(Asked asked, Handling handling) {
    Optional<TransferGate.Passage> passage = gate.enter(asked.node);
    if (passage.isEmpty()) {
      return discarded(
          asked.request,
          ProblemReply.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "busy",
              "node %s has as many transfers as it may".formatted(asked.node),
              "Retry in a second; transfers.concurrent in site.yaml says how many."));
    }
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return handling.handle(asked, passage.get());
              } catch (StoreFullException e) {
                passage.get().close();
                return full(e);
              } catch (ArtifactException e) {
                passage.get().close();
                return ProblemReply.of(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "refused",
                        String.valueOf(e.getMessage()),
                        "")
                    .response();
              } catch (IOException e) {
                passage.get().close();
                throw new UncheckedIOException(e);
              } catch (RuntimeException e) {
                passage.get().close();
                throw e;
              }
            },
            transferring)
        .whenComplete((_, _) -> asked.request.closeFiles());
  }

  private static HttpResponse full(StoreFullException e) {
    return ProblemReply.of(
            HttpStatus.valueOf(FileCalls.FULL),
            "full",
            String.valueOf(e.getMessage()),
            "What has arrived is kept for a day: free space on the server's disk.")
        .response();
  }

  private static CompletableFuture<HttpResponse> discarded(
      ApiRequest request, ProblemReply problem) {
    request.closeFiles();
    return ApiReplies.done(problem.response());
  }

  private static Digest digest(Asked asked) throws ArtifactException {
    String text = asked.request.path("digest");
    return Digest.parse(text)
        .orElseThrow(() ->
            new ArtifactException("'%s' is no SHA-256: 64 hexadecimal digits".formatted(text)));
  }

  private CompletableFuture<HttpResponse> sendManifest(ApiRequest request) {
    return admitted(
        request,
        (asked, passage) -> {
          Digest digest = digest(asked);
          if (!asked.grant.manifests().contains(digest)) {
            throw new ArtifactException(
                "attempt %s reads no version %s".formatted(asked.attempt, digest));
          }
          return RangeReply.of(request, store.channel(digest), passage);
        });
  }

  private CompletableFuture<HttpResponse> sendBlob(ApiRequest request) {
    return admitted(
        request,
        (asked, passage) -> {
          Digest digest = digest(asked);
          requireRead(asked, digest);
          return RangeReply.of(request, store.channel(digest), passage);
        });
  }

  private void requireRead(Asked asked, Digest digest) throws IOException {
    Optional<Digest> manifest = asked.request.query("manifest").flatMap(Digest::parse);
    if (manifest.isEmpty()
        || !asked.grant.manifests().contains(manifest.get())
        || !manifests.names(manifest.get(), digest)) {
      throw new ArtifactException(
          "no version that attempt %s reads has a file %s".formatted(asked.attempt, digest));
    }
  }

  /** Sends small files as {@link #takeSmall} takes them; they are in memory together. */
  private CompletableFuture<HttpResponse> sendSmall(ApiRequest request) {
    return admitted(
        request,
        (asked, passage) -> {
          try (passage) {
            List<Digest> wanted = digests(request.body());
            if (wanted.size() > FileCalls.TOGETHER_MAX) {
              throw new ArtifactException(
                  "%d files: expected at most %d".formatted(wanted.size(), FileCalls.TOGETHER_MAX));
            }
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(together);
            for (Digest digest : wanted) {
              requireRead(asked, digest);
              try (InputStream file = store.openFile(digest)) {
                byte[] content = file.readNBytes(FileCalls.SMALL_BYTES_MAX + 1);
                if (content.length > FileCalls.SMALL_BYTES_MAX
                    || out.size() + content.length > SENT_TOGETHER_MAX) {
                  throw new ArtifactException(
                      "%s, or all together, is too large to be sent with others".formatted(digest));
                }
                out.writeLong(content.length);
                out.write(content);
              }
            }
            return sent(together.toByteArray(), passage);
          }
        });
  }

  private static HttpResponse sent(byte[] content, TransferGate.Passage passage)
      throws InterruptedIOException {
    try {
      passage.send(content.length);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server stops");
    }
    return HttpResponse.of(
        ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, MediaType.OCTET_STREAM),
        HttpData.wrap(content));
  }

  private static List<Digest> digests(byte[] document) throws IOException {
    List<Digest> digests = new ArrayList<>();
    for (String text : JSON.readValue(document, new TypeReference<List<String>>() {})) {
      digests.add(
          Digest.parse(text)
              .orElseThrow(() -> new ArtifactException("'%s' is no SHA-256".formatted(text))));
    }
    return digests;
  }

  private CompletableFuture<HttpResponse> arrived(ApiRequest request) {
    return admitted(
        request,
        (asked, passage) -> {
          try (passage) {
            return arrived(HttpStatus.OK, store.received(asked.owner(), digest(asked)));
          }
        });
  }

  private static HttpResponse arrived(HttpStatus status, long bytes) {
    return HttpResponse.of(
        ResponseHeaders.builder(status).setLong(FileCalls.ARRIVED, bytes).build());
  }

  /** Takes a piece of a blob that begins where the last one ended; the last one completes it. */
  private CompletableFuture<HttpResponse> takeBlob(ApiRequest request) {
    return admitted(
        request,
        (asked, passage) -> {
          try (passage) {
            ByteRange range = ByteRange.ofContent(request.header("content-range"));
            if (range.size() > OutputLimits.DEFAULT.bytes().value()) {
              throw new ArtifactException(
                  "a file of %d bytes: expected at most %s"
                      .formatted(range.size(), OutputLimits.DEFAULT.bytes()));
            }
            try (PartialBlob partial = store.receive(asked.owner(), digest(asked), range.size())) {
              if (partial.offset() != range.from()) {
                return arrived(HttpStatus.CONFLICT, partial.offset());
              }
              copy(request.files(), partial, passage);
              if (!partial.isComplete()) {
                return arrived(HttpStatus.ACCEPTED, partial.offset());
              }
              partial.finish();
              return HttpResponse.of(HttpStatus.NO_CONTENT);
            }
          }
        });
  }

  private static void copy(InputStream in, PartialBlob partial, TransferGate.Passage passage)
      throws IOException {
    byte[] buffer = new byte[RangeReply.CHUNK_BYTES];
    try {
      for (int read = in.readNBytes(buffer, 0, buffer.length);
          read > 0;
          read = in.readNBytes(buffer, 0, buffer.length)) {
        partial.write(buffer, 0, read);
        passage.receive(read);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server stops", e);
    }
  }

  /** Takes small files, each with its length before it: one request for each would cost more. */
  private CompletableFuture<HttpResponse> takeSmall(ApiRequest request) {
    return admitted(
        request,
        (_, passage) -> {
          try (passage) {
            store.snapshots().add(new CountedStream(request.files(), passage));
            return HttpResponse.of(HttpStatus.NO_CONTENT);
          }
        });
  }

  private CompletableFuture<HttpResponse> takeManifest(ApiRequest request) {
    OutputLimits outputs = OutputLimits.DEFAULT;
    ImportLimits limits =
        new ImportLimits(
            outputs.bytes(),
            outputs.entries(),
            Integer.MAX_VALUE,
            outputs.depth() + 1,
            outputs.time());
    return admitted(
        request,
        (asked, passage) -> {
          try (passage) {
            Snapshots.Offer offer = store.offer(digest(asked), request.files(), limits);
            return switch (offer) {
              case Snapshots.Offer.Kept _ -> HttpResponse.of(HttpStatus.NO_CONTENT);
              case Snapshots.Offer.Missing(var digests) ->
                  ApiReplies.json(HttpStatus.CONFLICT, digests(digests));
            };
          }
        });
  }

  private CompletableFuture<HttpResponse> missing(ApiRequest request) {
    return admitted(
        request,
        (_, passage) -> {
          try (passage) {
            TreeSet<Digest> asked = new TreeSet<>(digests(request.body()));
            if (asked.size() > FileCalls.ASKED_MAX) {
              throw new ArtifactException(
                  "%d digests: ask for at most %d at a time"
                      .formatted(asked.size(), FileCalls.ASKED_MAX));
            }
            return ApiReplies.ok(digests(store.missing(asked)));
          }
        });
  }

  private static ArrayNode digests(Iterable<Digest> digests) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    digests.forEach(digest -> json.add(digest.hex()));
    return json;
  }

  private CompletableFuture<HttpResponse> progress(ApiRequest request) {
    try {
      TransferReport report = Wire.tolerant().read(request.body(), TransferReport.class);
      Optional<HttpResponse> refusal =
          door.foreign(request, WorkerId.ofNode(report.node()), RefusedClaims.Door.TRANSFERS);
      if (refusal.isPresent()) {
        return ApiReplies.done(refusal.get());
      }
      return door.own(
              report.node(),
              report.transfers(),
              RefusedClaims.Door.TRANSFERS,
              TransferReport.Transfer::attempt)
          .thenApply(own -> {
            live.accept(new TransferReport(report.node(), own));
            return HttpResponse.of(HttpStatus.NO_CONTENT);
          });
    } catch (WireException e) {
      return ApiReplies.done(
          ProblemReply.of(HttpStatus.BAD_REQUEST, "invalid", String.valueOf(e.getMessage()), "")
              .response());
    }
  }
}
