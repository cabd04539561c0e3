package org.arkwright.convert.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** How safetensors stores a number that is a weight. */
public enum ElementType {
  F32(4),
  F16(2),
  BF16(2);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** Reads the next number of little-endian bytes. */
  public float next(ByteBuffer from) {
    return switch (this) {
      case F32 -> from.getFloat();
      case F16 -> Float.float16ToFloat(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
    };
  }

  static Optional<ElementType> parse(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
