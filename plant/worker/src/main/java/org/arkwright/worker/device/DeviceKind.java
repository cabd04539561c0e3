package org.arkwright.worker.device;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The short name of a device model, as used in device requests.
 *
 * <p>Kinds are lower case, with words joined by dashes. Words for the vendor, brand, memory size,
 * form factor and bus are dropped. "NVIDIA H100 80GB HBM3" is {@code h100}, "Tesla V100-SXM2-32GB"
 * {@code v100}, "AMD Instinct MI300X" {@code mi300x}, "NVIDIA GeForce RTX 4090" {@code rtx-4090},
 * "NVIDIA A100-SXM4-40GB MIG 1g.5gb" {@code a100-mig-1g.5gb}. A name that consists only of such
 * words is kept complete.
 */
final class DeviceKind {
  private static final List<String> BRANDS =
      List.of(
          "nvidia",
          "amd",
          "intel",
          "intelr",
          "tesla",
          "geforce",
          "instinct",
          "radeon",
          "corporation",
          "graphics",
          "accelerator",
          "gpu");

  private static final Pattern VARIANT =
      Pattern.compile("\\d+(\\.\\d+)?[gt]i?b|[gt]b|hbm\\d*e?|sxm\\d*|pcie?|nvl\\d*|oam|gddr\\d*x?");

  private DeviceKind() {}

  /** Returns the kind of a vendor's model name; "unknown" for a name without letters. */
  static String of(String modelName) {
    List<String> words =
        Arrays.stream(modelName.toLowerCase(Locale.ROOT).split("[^a-z0-9.()]+", -1))
            .map(word -> word.replaceAll("[()]|^\\.+|\\.+$", ""))
            .filter(word -> !word.isEmpty())
            .toList();
    List<String> significant =
        words.stream()
            .filter(word -> !BRANDS.contains(word) && !VARIANT.matcher(word).matches())
            .toList();
    List<String> kept = significant.isEmpty() ? words : significant;
    return kept.isEmpty() ? "unknown" : String.join("-", kept);
  }
}
