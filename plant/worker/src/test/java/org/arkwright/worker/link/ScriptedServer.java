package org.arkwright.worker.link;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.arkwright.protocol.Protocol;
import org.arkwright.protocol.ProtocolForm;
import org.arkwright.protocol.RefusedOrder;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.wire.Wire;
import org.arkwright.worker.LoopbackServer;
import org.jspecify.annotations.Nullable;

/**
 * A control plane that answers as a test says, message by message: those that ask for orders, and
 * those that bring reports, each in their order. A message waits until it is answered.
 */
final class ScriptedServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final ProtocolForm form = new ProtocolForm();
  private final LoopbackServer server;
  private final BlockingQueue<Message> asking = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message> reporting = new LinkedBlockingQueue<>();
  private @Nullable Message asked;
  private @Nullable Message reported;

  private record Message(SyncRequest request, BlockingQueue<Answer> answer) {}

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Answer(int status, byte[] body) {}

  ScriptedServer(Path folder) throws IOException {
    server = new LoopbackServer(folder, "/worker/v1/sync", this::take);
  }

  ServerAddress address() {
    return server.address();
  }

  /** Waits for the next message that asks for orders. */
  SyncRequest orders() throws InterruptedException {
    asked = next(asking);
    return asked.request;
  }

  /** Waits for the next message with reports. */
  SyncRequest report() throws InterruptedException {
    reported = next(reporting);
    return reported.request;
  }

  /** Whether a message that asks for orders waits. */
  boolean isAsked() {
    return !asking.isEmpty();
  }

  /** Whether a message with reports waits. */
  boolean hasReport() {
    return !reporting.isEmpty();
  }

  /** Answers the last message that asked for orders. */
  void answer(SyncResponse response) {
    Objects.requireNonNull(asked).answer.add(ok(response));
  }

  /** Answers the last message with reports. */
  void answerReport(SyncResponse response) {
    Objects.requireNonNull(reported).answer.add(ok(response));
  }

  /** Answers the last message that asked for orders with a status. */
  void refuse(int status) {
    Objects.requireNonNull(asked).answer.add(new Answer(status, new byte[0]));
  }

  /** Answers with an order more, of a kind that this version does not know; returns it. */
  RefusedOrder answerWithAnUnreadOrder(SyncResponse response, long number) throws IOException {
    byte[] body = form.write(response, Protocol.VERSION);
    ObjectNode tree = (ObjectNode) Wire.tolerant().mapper().readTree(body);
    ObjectNode order = ((ArrayNode) tree.get("orders")).addObject().put("number", number);
    order.putObject("order").put("type", "Dance");
    Objects.requireNonNull(asked)
        .answer
        .add(new Answer(200, Wire.tolerant().mapper().writeValueAsBytes(tree)));
    return new RefusedOrder(number, Optional.empty(), "");
  }

  private Answer ok(SyncResponse response) {
    return new Answer(200, form.write(response, Protocol.VERSION));
  }

  private static Message next(BlockingQueue<Message> queue) throws InterruptedException {
    Message next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no message came");
    }
    return next;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      SyncRequest request = form.readRequest(exchange.getRequestBody().readAllBytes());
      Message message = new Message(request, new LinkedBlockingQueue<>());
      (request.observations().isEmpty() ? asking : reporting).add(message);
      Answer answer = message.answer.take();
      exchange.sendResponseHeaders(
          answer.status, answer.body.length == 0 ? -1 : answer.body.length);
      exchange.getResponseBody().write(answer.body);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // The test is over.
    } catch (RuntimeException e) {
      throw new UncheckedIOException(new IOException("a message cannot be read", e));
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
