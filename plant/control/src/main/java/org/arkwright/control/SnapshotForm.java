package org.arkwright.control;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.arkwright.kernel.state.StateImage;
import org.arkwright.wire.RecordShape;
import org.arkwright.wire.Wire;

/**
 * The stored form of a snapshot: the shape of a state's image, then the image. A snapshot only
 * saves time, so one with another shape, written by another version of arkwright, is ignored and
 * the journal is replayed instead.
 */
public final class SnapshotForm {
  private static final Wire WIRE = Wire.strict();
  private static final String SHAPE = RecordShape.of(Snapshot.class);
  private static final byte[] OPENING =
      "{\"shape\":\"%s\",".formatted(SHAPE).getBytes(StandardCharsets.US_ASCII);

  private record Snapshot(String shape, StateImage image) {}

  private SnapshotForm() {}

  /** Returns a snapshot of the image. */
  public static byte[] write(StateImage image) {
    return WIRE.write(new Snapshot(SHAPE, image));
  }

  /** Returns the image in the snapshot; empty when it has another shape. */
  static Optional<StateImage> read(byte[] snapshot) {
    return snapshot.length > OPENING.length
            && Arrays.equals(snapshot, 0, OPENING.length, OPENING, 0, OPENING.length)
        ? Optional.of(WIRE.read(snapshot, Snapshot.class).image())
        : Optional.empty();
  }
}
