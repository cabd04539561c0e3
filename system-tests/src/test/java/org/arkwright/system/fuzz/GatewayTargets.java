package org.arkwright.system.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.cli.chat.ConversationSeam;
import org.arkwright.gateway.openai.EventScanner;
import org.arkwright.gateway.openai.RequestBody;
import org.arkwright.gateway.openai.UsageReader;
import org.arkwright.gateway.proxy.ErrorsSeam;
import org.arkwright.gateway.usage.SpoolSeam;
import org.arkwright.serve.openai.RequestSeam;

/** What clients, models and the gateway say to one another, and what the gateway keeps of it. */
final class GatewayTargets {
  private static final String[] ANSWERS = {
    "{\"id\":\"a\",\"choices\":[{\"message\":{\"content\":\"Hi\"}}],"
        + "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}",
    "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":0},\"data\":[{\"embedding\":[0.5]}]}"
  };
  private static final String[] STREAMS = {
    """
    data: {"choices":[{"delta":{"content":"Hi"}}],"usage":null}

    data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":34}}

    data: [DONE]

    """,
    "event: m\r\nid: 3\r\ndata: {\"choices\":[{\"text\":\"x\",\"delta\":{\"content\":\"y\"}}],"
        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\r\n\r\n"
  };
  private static final String[] REQUESTS = {
    "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":true,"
        + "\"stream_options\":{\"include_usage\":true},\"max_tokens\":5}",
    "{\"model\":\"chat\",\"prompt\":\"a\",\"temperature\":0.5,\"seed\":7,\"stop\":[\"b\",\"c\"],"
        + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}}"
  };

  private GatewayTargets() {}

  static Stream<Target> all() {
    return Stream.of(
        new Target("an upstream's stream", GatewayTargets::counts, STREAMS),
        new Target(
            "an upstream's answer",
            input -> UsageReader.read(input, 0, input.length).count().isPresent(),
            ANSWERS),
        new Target(
            "an upstream's error",
            input -> !new String(ErrorsSeam.inOurForm(input), StandardCharsets.UTF_8).isEmpty(),
            "{\"error\":{\"message\":\"too"
                + " long\",\"type\":\"invalid_request_error\",\"code\":null}}",
            "{\"detail\":\"Not Found\"}",
            "<html>502 Bad Gateway</html>"),
        new Target("a stream that the terminal reads", ConversationSeam::hasText, STREAMS[0]),
        new Target("a request to the gateway", GatewayTargets::isForwarded, REQUESTS),
        new Target("a request to a replica", RequestSeam::isForText, REQUESTS),
        new Target(
                "a record of usage",
                input -> SpoolSeam.isBookable(segment(input)),
                List.of(SpoolSeam.record()))
            .packedBy(SpoolSeam::segment));
  }

  private static Path segment(byte[] content) {
    return Scratch.write("usage/000000000001.spool", content);
  }

  private static boolean counts(byte[] input) {
    EventScanner scanner = new EventScanner(false, "m");
    int half = input.length / 2;
    scanner.pass(Arrays.copyOf(input, half));
    scanner.pass(Arrays.copyOfRange(input, half, input.length));
    scanner.finish();
    scanner.readRest();
    return scanner.tokens().isPresent();
  }

  private static boolean isForwarded(byte[] input) {
    if (!(RequestBody.read(input) instanceof RequestBody.Reading.Read(RequestBody body))) {
      return false;
    }
    body.promptBytes();
    body.forwarded("other");
    return body.model() != null;
  }
}
