package org.arkwright.system.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.arkwright.cli.pipeline.PipelineFile;
import org.arkwright.cli.snapshot.IgnoreSeam;
import org.arkwright.cli.snapshot.ScriptFile;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.identity.IssuedTokens;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Bytes;
import org.arkwright.protocol.SecretBox;
import org.arkwright.spec.Durations;
import org.arkwright.spec.Reading;
import org.arkwright.spec.job.DeploymentReader;
import org.arkwright.spec.job.JobSpecReader;
import org.arkwright.spec.site.FleetReader;
import org.arkwright.spec.site.KeyReader;
import org.arkwright.spec.site.QuotaReader;
import org.arkwright.spec.site.ShutdownReader;
import org.arkwright.spec.site.SiteReader;

/** What users write: specs, settings, scripts, ignore files, and words in addresses and headers. */
final class SpecTargets {
  static final String[] JOBS = {
    """
    name: train
    ranks: 2
    resources: {cpus: 4, memory: 16GiB}
    env: {ALPHA: "1", BETA: two}
    timeout: 1h30m
    command: [python3, train.py, "--steps", "100"]
    """,
    "{\"name\":\"a\",\"script\":\"#!/bin/sh\\necho 7\\n\",\"priority\":3,\"grace\":\"30s\"}"
  };
  private static final String[] SITES = {
    """
    currency: EUR
    prices: {cpuHour: 0.0512, gibibyteHour: 0.0123}
    retention: {logs: 30d, logBytes: 50GiB}
    imports: {bytes: 200GiB}
    """,
    """
    # What an hour of a core and of a gibibyte costs, in the site's currency.
    prices:
      cpuHour: 0.051234
      gibibyteHour: 0.012345
    topology: {gpu-1*: block-1/rack-1, old-*: rack-7}
    """,
    """
    waitCost: 4
    sites:
      cloud:
        prices: {deviceHour: {h100: 3.5}}
        kilowattHour: 0.12
        rent: {startUp: 4m, minimum: 1h}
      lab:
        local: {cpus: 2, memory: 1GiB}
    """
  };
  private static final DeploymentName CHAT = new DeploymentName(ProjectName.DEFAULT, "chat");
  private static final IssuedTokens TOKENS = new IssuedTokens("secret", () -> Instant.EPOCH);
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);

  private SpecTargets() {}

  static Stream<Target> all() {
    return Stream.of(
        reading("a job", input -> JobSpecReader.read(input, "job"), JOBS),
        reading(
            "a deployment",
            input -> DeploymentReader.read(CHAT, input, _ -> ModelRuntime.COMMAND),
            """
            command: [python3, up.py, "{port}"]
            resources: {cpus: 2, memory: 4GiB}
            replicas: 1..3
            env: {A: "1"}
            """),
        new Target("a site", SpecTargets::isSite, SITES).slow(),
        reading(
            "a fleet",
            FleetReader::read,
            """
            # 7 of 12 machines, those of 2026
            nodes:
              - {name: gpu, count: 4, cpus: 64, memory: 512GiB,
                 devices: {kind: h100, count: 8, memory: 80GiB}, block: b1, rack: r1}
              - {name: cpu, count: 2, cpus: 16, memory: 64GiB}
            quotas:
              lab: {nominal: {devices: 8}, weight: 2}
            """),
        reading(
            "a quota",
            input -> QuotaReader.read(ProjectName.DEFAULT, input),
            "{\"cohort\":\"all\",\"nominal\":{\"cpus\":64,\"memory\":\"1TiB\",\"devices\":8},\"weight\":2}",
            "nominal: {devices: 0.5}\nborrowingLimit: {cpus: unlimited}\n"),
        reading(
            "a key",
            KeyReader::read,
            "{\"name\":\"web\",\"requestsPerMinute\":60,\"tokensPerMinute\":100000}"),
        reading(
            "a shutdown",
            ShutdownReader::read,
            """
            # The jobs end too: 7 of 12 run now, and the rest wait until 18:00.
            stopJobs: true
            """),
        new Target(
            "a pipeline",
            SpecTargets::isPipeline,
            """
            name: nightly
            steps:
              clean:
                command: [python3, clean.py, "--seed", "7"]
                outputs: {out: dataset/clean}
              fit:
                command: [python3, fit.py]
                inputs: {data: dataset/clean@latest}
                after: clean
            """),
        new Target(
            "a script",
            SpecTargets::isScript,
            "#!/usr/bin/env bash\nset -euo pipefail\necho \"7\"\n"),
        new Target(
            "an ignore file",
            input -> IgnoreSeam.speaks(new String(input, StandardCharsets.UTF_8)),
            "# built\n*.bin\n!keep.bin\n/data/**\n**/er/*.py\n[a-c]\n",
            "x/\na*\n*/*/[!a]*\n[[:alpha:]]\n"),
        new Target(
            "a name in an address",
            SpecTargets::isName,
            ATTEMPT.toString(),
            new JobId(7).toString(),
            "model/minilm@3",
            "dataset/wordnet",
            "1h30m",
            "512MiB",
            "a".repeat(64)),
        new Target(
            "a rank's token",
            SpecTargets::isToken,
            TOKENS.ofAttempt(ATTEMPT, Duration.ofDays(1)),
            new SecretBox("key").seal("NAME", "value")));
  }

  private static Target reading(
      String name, Function<byte[], Reading<?>> reader, String... samples) {
    return new Target(name, input -> reader.apply(input) instanceof Reading.Read<?>, samples);
  }

  /** The server reads the same file for several purposes. */
  private static boolean isSite(byte[] input) {
    List<Reading<?>> each =
        List.of(
            SiteReader.read(input),
            SiteReader.places(input),
            SiteReader.imports(input),
            SiteReader.retention(input),
            SiteReader.jobs(input),
            SiteReader.localPartitions(input));
    return each.stream().allMatch(Reading.Read.class::isInstance);
  }

  private static boolean isPipeline(byte[] input) throws Exception {
    try {
      return !PipelineFile.read(input, Path.of("/nowhere")).steps().isEmpty();
    } catch (WrongUseException _) {
      return false;
    }
  }

  private static boolean isScript(byte[] input) {
    try {
      Path file = Scratch.write("scripts/run.sh", input);
      return !ScriptFile.command(file.resolveSibling("."), file.getFileName(), List.of()).isEmpty();
    } catch (WrongUseException _) {
      return false;
    }
  }

  private static boolean isName(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    List<Optional<?>> each =
        List.of(
            AttemptId.parse(text),
            JobId.parse(text),
            ArtifactName.parse(text),
            ArtifactRef.parse(text),
            Digest.parse(text),
            Bytes.parse(text),
            Durations.parse(text));
    return each.stream().anyMatch(Optional::isPresent);
  }

  /** Nobody can make another valid one: so it counts which form the text has. */
  private static boolean isToken(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    if (SecretBox.isSealed(text)) {
      new SecretBox("key").open("NAME", text);
      return true;
    }
    TOKENS.attempt(text);
    TOKENS.worker(text);
    return text.startsWith("attempt:");
  }
}
