package org.arkwright.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.ProjectName;
import org.arkwright.spec.job.DeploymentReader;
import org.arkwright.spec.job.JobSpecReader;
import org.arkwright.spec.job.PipelineReader;
import org.arkwright.spec.job.SecretSealer;
import org.arkwright.spec.job.TrainingReader;
import org.arkwright.spec.site.FleetReader;
import org.arkwright.spec.site.KeyReader;
import org.arkwright.spec.site.QuotaReader;
import org.arkwright.spec.site.SiteReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that no site, job, quota or deployment can mean are refused where they are read. */
class NumberBoundsTest {
  /** What a document is of. */
  enum Of {
    SITE,
    JOBS,
    IMPORTS,
    RETENTION,
    TRANSFERS,
    WORKERS,
    JOB,
    PIPELINE,
    QUOTA,
    FLEET,
    KEY,
    TRAINING,
    DEPLOYMENT;

    private Reading<?> read(String text) {
      byte[] document = text.getBytes(StandardCharsets.UTF_8);
      return switch (this) {
        case SITE -> SiteReader.read(document);
        case JOBS -> SiteReader.jobs(document);
        case IMPORTS -> SiteReader.imports(document);
        case RETENTION -> SiteReader.retention(document);
        case TRANSFERS -> SiteReader.transfers(document);
        case WORKERS -> SiteReader.workers(document);
        case JOB -> JobSpecReader.read(document, "a");
        case PIPELINE -> PipelineReader.read(document, SecretSealer.NONE);
        case QUOTA -> QuotaReader.read(new ProjectName("a"), document);
        case FLEET -> FleetReader.read(document);
        case KEY -> KeyReader.read(document);
        case TRAINING -> TrainingReader.read(document);
        case DEPLOYMENT ->
            DeploymentReader.read(
                new DeploymentName(new ProjectName("a"), "a"),
                document,
                _ -> ModelRuntime.LLAMA_CPP);
      };
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SITE      | power: {envelope: 0}          | power.envelope is '0'     | leave it out for no limit
          SITE      | power: {envelope: -1}         | power.envelope is '-1'    | kilowatts above 0
          SITE      | power: {envelope: 1e30}       | power.envelope is '1e30'  | kilowatts above 0
          SITE      | pue: 0.9                      | pue is '0.9'              | from 1 to 100
          SITE      | pue: 1000000                  | pue is '1000000'          | from 1 to 100
          SITE      | carbonIntensity: -1           | carbonIntensity is '-1'   | from 0
          SITE      | carbonPrice: -1               | carbonPrice is '-1'       | from 0
          SITE      | watts: {cpuCore: 5..1}        | watts.cpuCore is '5..1'   | idle and at the peak
          SITE      | prices: {cpuHour: -0.1}       | prices.cpuHour is '-0.1'  | from 0
          SITE      | maxLosses: -1                 | maxLosses is '-1'         | from 0
          SITE      | placement: {packing: -1}      | placement.packing is '-1' | from 0
          SITE      | tariff: {source: a, refresh: 0s} | tariff.refresh is '0s' | at least 1m
          SITE      | tariff: {source: a, forecastError: -5} | tariff.forecastError is '-5' | from 0
          SITE      | {waitCost: 1, sites: {b: {pue: 101}}} | sites.b.pue is '101'  | from 1 to 100
          SITE      | {waitCost: 1, sites: {b: {rent: {startUp: 30000d}}}} | sites.b.rent.startUp is '30000d' | to 366d
          SITE      | {waitCost: 1, sites: {b: {rent: {minimum: 367d}}}} | sites.b.rent.minimum is '367d' | to 366d
          SITE      | {waitCost: 1, sites: {b: {local: {cpus: 0}}}} | sites.b.local.cpus is '0' | above 0
          SITE      | {waitCost: 1, sites: {b: {transfer: {perSecond: 0}}}} | perSecond is '0' | at least one
          SITE      | {waitCost: 1, sites: {b: {quota: {cpus: -1}}}} | sites.b.quota.cpus is '-1' | cores from 0
          JOBS      | rankLog: 0                    | rankLog is '0'            | from 4 KiB
          JOBS      | rankLog: 9000PiB              | rankLog is '9000PiB'      | to 1 PiB
          JOBS      | lease: 0s                     | lease is '0s'             | from 5s
          IMPORTS   | imports: {bytes: 0}           | imports.bytes is '0'      | from 1 B
          IMPORTS   | imports: {files: 0}           | imports.files is '0'      | from 1
          RETENTION | retention: {history: 1h}      | retention.history is '1h' | at least 1d
          RETENTION | retention: {metricPoints: -1} | metricPoints is '-1'      | from 0
          TRANSFERS | transfers: {concurrent: 0}    | concurrent is '0'         | from 1
          WORKERS   | workers: {a: {devices: -1}}   | workers.a.devices is '-1' | from 0
          JOB       | {script: a, restartCost: 367d, interruptible: true} | restartCost is '367d' | to 366d
          JOB       | {script: a, ranks: 0}         | ranks is '0'              | from 1
          JOB       | {script: a, ranks: 99999999999} | ranks is '99999999999'  | to 100000
          JOB       | {script: a, timeout: 0s}      | timeout is '0s'           | at least
          JOB       | {script: a, timeout: 99999d}  | timeout is '99999d'       | duration
          JOB       | {script: a, grace: -1s}       | grace is '-1s'            | duration
          JOB       | {script: a, resources: {cpus: -1}} | resources.cpus is '-1' | from 0
          JOB       | {script: a, resources: {memory: 9999999PiB}} | memory is '9999999PiB' | bytes
          JOB       | {script: a, restart: {maxRestarts: -1}} | maxRestarts is '-1' | from 0
          PIPELINE  | {steps: {a: {script: a, ranks: 0}}} | ranks is '0' | from 1
          QUOTA     | weight: 0                     | weight is '0'             | from 1
          QUOTA     | nominal: {devices: -1}        | nominal.devices is '-1'   | unlimited
          FLEET     | nodes: [{count: 0}]           | nodes.count is '0'        | from 1
          KEY       | requestsPerMinute: 0          | requestsPerMinute is '0'  | from 1
          TRAINING  | {data: a, model: b, steps: 0} | steps is '0'              | from 1
          DEPLOYMENT | {model: a, replicas: 3..1}   | replicas is '3..1'        | range
          DEPLOYMENT | {model: a, probes: {period: 0s}} | probes.period is '0s' | at least
          DEPLOYMENT | {model: a, scaling: {targetOutstanding: 0}} | targetOutstanding is '0' | from 1
          """)
  void number_outsideItsBounds_isQuoted_withWhatIsExpected(
      Of of, String document, String value, String expected) {
    Reading<?> reading = of.read(document);
    assertThat(reading).as(document).isInstanceOf(Reading.Rejected.class);
    assertThat(((Reading.Rejected<?>) reading).problems().toString()).contains(value, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SITE      | power: {envelope: 0.001}
          SITE      | {pue: 1, carbonIntensity: 0, carbonPrice: 0, prices: {cpuHour: 0}}
          SITE      | pue: 100
          SITE      | {waitCost: 0, sites: {b: {rent: {startUp: 0s, minimum: 366d}, local: {cpus: 0.001}}}}
          JOBS      | rankLog: 4KiB
          JOBS      | rankLog: 1PiB
          IMPORTS   | imports: {bytes: 1}
          RETENTION | retention: {logBytes: 0, metricPoints: 0, historyBytes: 0}
          JOB       | {script: a, restartCost: 0s, interruptible: true}
          QUOTA     | nominal: {cpus: 0}
          """)
  void number_atItsBounds_isRead(Of of, String document) {
    assertThat(of.read(document)).as(document).isInstanceOf(Reading.Read.class);
  }
}
