package org.arkwright.kernel.rule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.SortedMap;
import org.arkwright.model.id.Digest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Work;

/** Fingerprints that tell whether a job would reproduce the output of an earlier one. */
public final class JobFingerprints {
  private JobFingerprints() {}

  /**
   * Returns a digest of everything that determines the job's output: its work, ranks, environment,
   * working directory and snapshot, the content of its inputs and the names of its outputs. Job
   * names, priorities, limits and version numbers do not matter.
   *
   * @param inputs the manifest of each input, by mount name
   */
  public static Digest of(JobSpec spec, SortedMap<String, Digest> inputs) {
    MessageDigest digest = Digest.sha256();
    add(digest, "arkwright-step-1");
    switch (spec.execution().work()) {
      case Work.Command(List<String> argv) -> {
        add(digest, "command " + argv.size());
        argv.forEach(argument -> add(digest, argument));
      }
      case Work.Script(String text) -> {
        add(digest, "script");
        add(digest, text);
      }
      case Work.Builtin(var program, List<String> arguments) -> {
        add(digest, "builtin " + program.word() + " " + arguments.size());
        arguments.forEach(argument -> add(digest, argument));
      }
      case Work.Server(List<String> argv) -> {
        add(digest, "server " + argv.size());
        argv.forEach(argument -> add(digest, argument));
      }
    }
    add(digest, "ranks " + spec.gang().ranks());
    spec.execution().workingDirectory().ifPresent(folder -> add(digest, "in " + folder));
    spec.execution().snapshot().ifPresent(files -> add(digest, "from " + files.hex()));
    add(digest, "env " + spec.execution().env().size());
    spec.execution()
        .env()
        .forEach((name, value) -> {
          add(digest, name);
          add(digest, value);
        });
    add(digest, "inputs " + inputs.size());
    inputs.forEach((mount, manifest) -> {
      add(digest, mount);
      add(digest, manifest.hex());
    });
    add(digest, "outputs " + spec.mounts().outputs().size());
    spec.mounts()
        .outputs()
        .forEach((mount, name) -> {
          add(digest, mount);
          add(digest, name.toString());
        });
    return Digest.of(digest.digest());
  }

  /** Adds the text prefixed with its length, so that no two lists of texts look alike. */
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }
}
