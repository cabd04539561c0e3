package org.arkwright.train.tune;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.train.format.BaseRecord;
import org.arkwright.train.model.AdapterShape;

/** What tells the checkpoints of one tuning from those of others. */
final class TuningFingerprint {
  private TuningFingerprint() {}

  /**
   * Everything that determines what each step does; not the device, on which it may resume.
   *
   * @param begun the digest of the adapter that it goes on from; empty for none
   */
  static String of(
      TuningSettings settings,
      BaseRecord base,
      PackedData data,
      String begun,
      Optional<AdapterShape> shape,
      double rate,
      int ranks) {
    TuningSettings.Steps steps = settings.steps();
    String text =
        Stream.of(
                base.digests(),
                data.digest(),
                data.sequences(),
                shape.map(s -> s.rank() + "/" + s.alpha() + "/" + s.targets()).orElse("full"),
                begun,
                rate,
                settings.weightDecay(),
                settings.clip(),
                settings.seed(),
                steps.batch() * steps.accumulation() * ranks,
                steps.warmUp().map(String::valueOf).orElse("usual"),
                steps.epochs(),
                steps.count())
            .map(String::valueOf)
            .collect(Collectors.joining(" "));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "tune-" + HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
