package org.arkwright.system.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.arkwright.gateway.openai.EventScanner;
import org.arkwright.gateway.openai.RequestBody;
import org.arkwright.gateway.openai.UsageReader;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.series.EnergySeriesCsv;
import org.arkwright.spec.DeploymentReader;
import org.arkwright.spec.JobSpecReader;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SiteReader;
import org.arkwright.stored.EventReader;
import org.arkwright.tracking.search.FilterParser;
import org.arkwright.tracking.search.SearchException;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/** The parsers under mutation, each with valid samples and its way to refuse. */
final class Targets {
  private static final Path EVENTS =
      Path.of("../plant/stored/src/test/resources/org/arkwright/stored");

  private Targets() {}

  static Stream<Target> all() {
    return Stream.of(
        streamOfEvents(),
        usage(),
        requestBody(),
        journalEntry(),
        syncRequest(),
        job(),
        deployment(),
        site(),
        energySeries(),
        filter(),
        order());
  }

  private static Target target(String name, Target.Parser parser, String... samples) {
    return new Target(
        name,
        Stream.of(samples).map(sample -> sample.getBytes(StandardCharsets.UTF_8)).toList(),
        parser);
  }

  private static Target streamOfEvents() {
    return target(
        "an upstream's stream",
        input -> {
          EventScanner scanner = new EventScanner(false, "m");
          int half = input.length / 2;
          scanner.pass(Arrays.copyOf(input, half));
          scanner.pass(Arrays.copyOfRange(input, half, input.length));
          scanner.finish();
          scanner.readRest();
          return scanner.tokens().isPresent();
        },
        """
        data: {"choices":[{"delta":{"content":"Hi"}}],"usage":null}

        data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":34}}

        data: [DONE]

        """,
        "event: m\r\n"
            + "id: 3\r\n"
            + "data:"
            + " {\"choices\":[{\"text\":\"x\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\r\n\r\n");
  }

  private static Target usage() {
    return target(
        "an upstream's answer",
        input -> UsageReader.read(input, 0, input.length).count().isPresent(),
        "{\"id\":\"a\",\"choices\":[{\"message\":{\"content\":\"Hi\"}}],"
            + "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}",
        "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":0},\"data\":[{\"embedding\":[0.5]}]}");
  }

  private static Target requestBody() {
    return target(
        "a request to the gateway",
        input -> {
          if (!(RequestBody.read(input) instanceof RequestBody.Reading.Read(RequestBody body))) {
            return false;
          }
          body.promptBytes();
          body.forwarded("other");
          return body.model() != null;
        },
        "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":true,"
            + "\"stream_options\":{\"include_usage\":true},\"max_tokens\":5}",
        "{\"model\":\"chat\",\"prompt\":[\"a\",\"b\"],\"temperature\":0.5}",
        "{\"input\":[1,2,3],\"model\":\"e\"}");
  }

  private static Target journalEntry() {
    List<byte[]> samples =
        Stream.of(1, 2, 3).flatMap(Targets::events).filter(Targets::isEntry).toList();
    return new Target("an entry of the journal", samples, Targets::isEntry);
  }

  private static Stream<byte[]> events(int version) {
    try {
      return Files.readAllLines(EVENTS.resolve("events-%d.jsonl".formatted(version))).stream()
          .map(line -> line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEntry(byte[] input) {
    try {
      return new EventReader().read(input) != null;
    } catch (WireException _) {
      return false;
    }
  }

  private static Target syncRequest() {
    Wire wire = Wire.strict();
    SyncRequest request =
        new SyncRequest(
            NodeId.atHome("node-1"),
            Optional.of(new ServerEpoch("h", 2, 3)),
            "incarnation",
            Optional.empty(),
            4,
            List.of(),
            5000);
    return new Target(
        "a worker's message",
        List.of(wire.write(request)),
        input -> {
          try {
            return wire.read(input, SyncRequest.class) != null;
          } catch (WireException _) {
            return false;
          }
        });
  }

  private static Target job() {
    return target(
        "a job",
        input -> JobSpecReader.read(input, "job") instanceof Reading.Read<?>,
        """
        name: train
        ranks: 2
        resources: {cpus: 4, memory: 16GiB}
        env: {ALPHA: "1", BETA: two}
        timeout: 1h30m
        command: [python3, train.py, "--steps", "100"]
        """,
        "{\"name\":\"a\",\"script\":\"#!/bin/sh\\necho 7\\n\",\"priority\":3,\"grace\":\"30s\"}");
  }

  private static Target deployment() {
    DeploymentName name = new DeploymentName(ProjectName.DEFAULT, "chat");
    return target(
        "a deployment",
        input ->
            DeploymentReader.read(name, input, _ -> ModelRuntime.COMMAND)
                instanceof Reading.Read<?>,
        """
        command: [python3, up.py, "{port}"]
        resources: {cpus: 2, memory: 4GiB}
        replicas: 1..3
        env: {A: "1"}
        """);
  }

  private static Target site() {
    return target(
        "a site",
        input -> SiteReader.read(input) instanceof Reading.Read<?>,
        """
        currency: EUR
        prices: {cpuHour: 0.0512, gibibyteHour: 0.0123}
        """,
        """
        # What an hour of a core and of a gibibyte costs, in the site's currency.
        prices:
          cpuHour: 0.051234
          gibibyteHour: 0.012345
        """);
  }

  private static Target energySeries() {
    return target(
        "a series of prices",
        input ->
            EnergySeriesCsv.read(
                    EnergySeries.Kind.TARIFF, new String(input, StandardCharsets.UTF_8))
                instanceof EnergySeriesCsv.Reading.Read,
        "time,value\n2026-01-01T00:00:00Z,123456.123456\n2026-01-01T01:00:00Z,987654.654321\n");
  }

  private static Target filter() {
    return target(
        "a filter of runs",
        input -> {
          try {
            return FilterParser.parse(new String(input, StandardCharsets.UTF_8)) != null;
          } catch (SearchException _) {
            return false;
          }
        },
        "metrics.loss < 0.5 AND params.lr = '0.1'",
        "tags.`my tag` LIKE '%x%' and attributes.status = \"FINISHED\"",
        "attributes.run_id IN ('a', 'b') AND metrics.\"val acc\" >= 12");
  }

  private static Target order() {
    return target(
        "an order of runs",
        input -> {
          try {
            return FilterParser.parseOrder(new String(input, StandardCharsets.UTF_8)) != null;
          } catch (SearchException _) {
            return false;
          }
        },
        "metrics.loss DESC",
        "attributes.start_time ASC",
        "params.`learning rate`");
  }
}
