package org.arkwright.control;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.arkwright.kernel.state.StateImage;
import org.arkwright.wire.RecordShape;
import org.arkwright.wire.Wire;

/**
 * The form of a snapshot: the image of a state, and before it the shape of that image. A snapshot
 * only saves time, so one of another shape, that another version of arkwright made, is not read:
 * the journal is replayed instead.
 */
public final class SnapshotForm {
  private static final Wire WIRE = Wire.strict();
  private static final String SHAPE = RecordShape.of(Snapshot.class);
  private static final byte[] OPENING =
      "{\"shape\":\"%s\",".formatted(SHAPE).getBytes(StandardCharsets.US_ASCII);

  private record Snapshot(String shape, StateImage image) {}

  private SnapshotForm() {}

  /** The snapshot that holds the image. */
  public static byte[] write(StateImage image) {
    return WIRE.write(new Snapshot(SHAPE, image));
  }

  /** Empty when it has another shape. */
  static Optional<StateImage> read(byte[] snapshot) {
    return snapshot.length > OPENING.length
            && Arrays.equals(snapshot, 0, OPENING.length, OPENING, 0, OPENING.length)
        ? Optional.of(WIRE.read(snapshot, Snapshot.class).image())
        : Optional.empty();
  }
}
