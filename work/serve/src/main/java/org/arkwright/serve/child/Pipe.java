package org.arkwright.serve.child;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Messages between two processes: a line of JSON each. */
final class Pipe {
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .registerModule(new Jdk8Module())
          // What records are made of, and none of what they say beyond.
          .setVisibility(PropertyAccessor.GETTER, Visibility.NONE)
          .setVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .setVisibility(PropertyAccessor.FIELD, Visibility.ANY);

  private Pipe() {}

  /**
   * Reads messages until the other process is gone.
   *
   * @param other takes lines that are no message, such as what a library prints
   */
  static <T> void read(
      InputStream in, Class<T> type, Consumer<T> messages, Consumer<String> other) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        T message = message(line, type);
        if (message == null) {
          other.accept(line);
        } else {
          messages.accept(message);
        }
      }
    } catch (IOException _) {
      // It died while it wrote: the same as its end.
    }
  }

  private static <T> @Nullable T message(String line, Class<T> type) {
    try {
      return line.startsWith("{") ? JSON.readValue(line, type) : null;
    } catch (JsonProcessingException _) {
      return null; // Torn by the writer's end.
    }
  }

  /**
   * Writes messages in the order in which they were given, from a thread of its own: who gives one
   * never waits for the other process. Messages that nobody reads any more are dropped.
   */
  static final class Outgoing {
    private final BlockingQueue<Object> waiting = new LinkedBlockingQueue<>();

    private Outgoing() {}

    /** Starts the thread that writes. */
    static Outgoing start(OutputStream out, String name) {
      Outgoing outgoing = new Outgoing();
      Thread.ofPlatform().name(name).daemon().start(() -> outgoing.write(out));
      return outgoing;
    }

    void send(Object message) {
      waiting.add(message);
    }

    private void write(OutputStream out) {
      try (Writer text =
          new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16)) {
        while (true) {
          text.write(line(waiting.take()));
          text.write('\n');
          if (waiting.isEmpty()) {
            text.flush();
          }
        }
      } catch (IOException | InterruptedException _) {
        waiting.clear(); // The other process is gone, which its reader finds out.
      }
    }

    private static String line(Object message) {
      try {
        return JSON.writeValueAsString(message);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
