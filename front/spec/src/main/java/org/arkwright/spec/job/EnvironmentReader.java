package org.arkwright.spec.job;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;

/**
 * Reads environment variables, seals those that are secret, and refuses those that the platform
 * sets for each rank.
 */
final class EnvironmentReader {
  private static final SpecScalar<String> NAME =
      SpecScalar.text(
          "a variable name: letters, digits and '_'",
          text -> text.matches("[A-Za-z_][A-Za-z0-9_]{0,254}"));
  private static final SpecScalar<String> VALUE = SpecScalar.text("text; '' for none", _ -> true);

  /** What sealed values begin with; they are never taken, lest one job opens another's secrets. */
  private static final String SEALED = "sealed:";

  /**
   * Those that say who a rank is and where the others are. A value of the submitter's would be the
   * same for every rank, and would be believed.
   */
  private static final Set<String> RANKS =
      Set.of(
          "RANK",
          "LOCAL_RANK",
          "WORLD_SIZE",
          "LOCAL_WORLD_SIZE",
          "GROUP_RANK",
          "ROLE_RANK",
          "ROLE_WORLD_SIZE",
          "MASTER_ADDR",
          "MASTER_PORT",
          "TORCHELASTIC_RUN_ID",
          "TORCHELASTIC_RESTART_COUNT",
          "TORCHELASTIC_MAX_RESTARTS",
          "ARKWRIGHT_JOB_ID",
          "ARKWRIGHT_JOB_NAME",
          "ARKWRIGHT_ATTEMPT",
          "ARKWRIGHT_PROJECT",
          "ARKWRIGHT_NODE",
          "ARKWRIGHT_PORT",
          "ARKWRIGHT_REPLICA",
          "ARKWRIGHT_TOKEN",
          "ARKWRIGHT_URL",
          "ARKWRIGHT_CHECKPOINTS",
          "ARKWRIGHT_DEVICES",
          "ARKWRIGHT_DEVICE_SHARES",
          "ARKWRIGHT_LAUNCHER");

  /** Those that show a rank its own devices alone; they may be emptied, which shows none. */
  private static final Set<String> DEVICES =
      Set.of(
          "CUDA_VISIBLE_DEVICES",
          "ROCR_VISIBLE_DEVICES",
          "HIP_VISIBLE_DEVICES",
          "ZE_AFFINITY_MASK",
          "TPU_VISIBLE_CHIPS",
          "ASCEND_RT_VISIBLE_DEVICES");

  private EnvironmentReader() {}

  /** Reads the fields {@code env} and {@code secrets}, whose variables are secret by any name. */
  static SortedMap<String, String> read(SpecFields fields, SecretSealer sealer) {
    SortedMap<String, String> accepted = new TreeMap<>();
    fields
        .dictionary("env", NAME, VALUE)
        .forEach((name, value) -> {
          if (isAccepted(fields, "env", name, value)) {
            boolean secret = SecretNames.isSecret(name, value);
            accepted.put(name, secret ? sealer.seal(name, value) : value);
          }
        });
    fields
        .dictionary("secrets", NAME, VALUE)
        .forEach((name, value) -> {
          if (accepted.containsKey(name)) {
            refuse(fields, "secrets", name, "a name that env does not have", "is in env, too");
          } else if (isAccepted(fields, "secrets", name, value)) {
            accepted.put(name, sealer.seal(name, value));
          }
        });
    return accepted;
  }

  private static boolean isAccepted(SpecFields fields, String field, String name, String value) {
    if (value.startsWith(SEALED)) {
      refuse(fields, field, name, "the value itself", "is sealed: give the secret itself again");
      return false;
    }
    if (isPlatforms(name, value)) {
      refuse(
          fields,
          field,
          name,
          "a name that the platform does not set",
          "is set by the platform for each rank, and would be the same for all: leave it out");
      return false;
    }
    return true;
  }

  private static boolean isPlatforms(String name, String value) {
    return RANKS.contains(name)
        || name.startsWith("ARKWRIGHT_INPUT_")
        || name.startsWith("ARKWRIGHT_OUTPUT_")
        || (DEVICES.contains(name) && !value.isEmpty());
  }

  private static void refuse(
      SpecFields fields, String field, String name, String expected, String why) {
    fields
        .node(field, expected)
        .ifPresent(node ->
            fields
                .problems()
                .field(
                    fields.pathOf(field) + "." + name,
                    node,
                    expected,
                    "%s.%s %s".formatted(field, name, why)));
  }
}
