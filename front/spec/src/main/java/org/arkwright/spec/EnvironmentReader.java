package org.arkwright.spec;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads environment variables, and refuses those that the platform sets for each rank. */
final class EnvironmentReader {
  private static final SpecScalar<String> NAME =
      SpecScalar.text(
          "a variable name: letters, digits and '_'",
          text -> text.matches("[A-Za-z_][A-Za-z0-9_]{0,254}"));
  private static final SpecScalar<String> VALUE = SpecScalar.text("text; '' for none", _ -> true);

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

  static SortedMap<String, String> read(SpecFields fields) {
    SortedMap<String, String> given = fields.dictionary("env", NAME, VALUE);
    SortedMap<String, String> accepted = new TreeMap<>(given);
    for (Map.Entry<String, String> variable : given.entrySet()) {
      if (isPlatforms(variable.getKey(), variable.getValue())) {
        accepted.remove(variable.getKey());
        refuse(fields, variable.getKey());
      }
    }
    return accepted;
  }

  private static boolean isPlatforms(String name, String value) {
    return RANKS.contains(name)
        || name.startsWith("ARKWRIGHT_INPUT_")
        || name.startsWith("ARKWRIGHT_OUTPUT_")
        || (DEVICES.contains(name) && !value.isEmpty());
  }

  private static void refuse(SpecFields fields, String name) {
    String expected = "a name that the platform does not set";
    fields
        .node("env", expected)
        .ifPresent(node ->
            fields
                .problems()
                .field(
                    "env." + name,
                    node,
                    expected,
                    "env.%s is set by the platform for each rank, and would be the same for all:"
                            .formatted(name)
                        + " leave it out"));
  }
}
