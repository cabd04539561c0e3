package org.arkwright.experiments.fgd;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The results shipped with the paper's simulator: allocated GPUs in percent, means of ten seeds.
 */
final class FgdPublished {
  /** The arrivals of {@link #ARRIVED}, in percent of the fleet's GPUs. */
  static final int[] PERCENT = {80, 90, 95, 100, 110, 120, 130};

  /** Results by workload at 100 % arrived: Random, BestFit, FGD. */
  static final Map<String, double[]> WORKLOADS = workloads();

  /** Results of the workload {@code default} by arrivals: Random, BestFit, FGD. */
  static final double[][] ARRIVED = {
    {78.66, 85.02, 85.72, 86.30, 86.88, 87.28, 87.47},
    {80.02, 89.99, 92.82, 92.86, 92.94, 93.00, 93.08},
    {80.02, 89.98, 94.91, 95.23, 95.30, 95.35, 95.39}
  };

  private FgdPublished() {}

  private static Map<String, double[]> workloads() {
    Map<String, double[]> table = new LinkedHashMap<>();
    table.put("default", new double[] {86.30, 92.86, 95.23});
    table.put("cpu050", new double[] {89.02, 93.56, 95.00});
    table.put("cpu100", new double[] {87.44, 93.26, 95.21});
    table.put("cpu200", new double[] {83.03, 92.15, 94.82});
    table.put("gpushare100", new double[] {78.90, 84.62, 86.64});
    table.put("gpushare40", new double[] {84.86, 91.44, 93.96});
    table.put("gpuspec10", new double[] {86.26, 93.10, 94.66});
    table.put("gpuspec20", new double[] {85.90, 88.46, 94.66});
    table.put("multigpu20", new double[] {86.92, 93.73, 95.53});
    table.put("multigpu30", new double[] {86.63, 94.57, 96.36});
    return Collections.unmodifiableMap(table);
  }
}
