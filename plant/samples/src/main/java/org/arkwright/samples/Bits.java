package org.arkwright.samples;

import java.io.IOException;
import java.util.Arrays;

/**
 * Integers in few bits. A short prefix says how many bits follow, so that a small one costs little
 * and a zero one bit: the code by which Gorilla writes its times (Pelkonen et al., "Gorilla: a
 * fast, scalable, in-memory time series database", VLDB 2015, section 4.1.1), with widths for our
 * values.
 */
final class Bits {
  /** Prefix lengths are 2, 3, 4 and 5; the last also tells a value that is missing. */
  private static final int[] WIDTHS = {6, 12, 20, Long.SIZE};

  private Bits() {}

  /** A value that is thrown when what is read was not written so. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedException(String message) {
      super(message);
    }
  }

  /** Writes. Not thread-safe. */
  static final class Writer {
    private byte[] bytes = new byte[64];
    private long size;

    /** Writes a number of either sign, small ones in few bits. */
    void number(long value) {
      long folded = (value << 1) ^ (value >> 63);
      if (folded == 0) {
        bits(0, 1);
        return;
      }
      for (int i = 0; i < WIDTHS.length - 1; i++) {
        if (folded >>> WIDTHS[i] == 0) {
          prefix(i + 1);
          bits(folded, WIDTHS[i]);
          return;
        }
      }
      bits(0b11110, WIDTHS.length + 1);
      bits(folded, Long.SIZE);
    }

    /** Writes that there is no value. */
    void missing() {
      bits(0b11111, WIDTHS.length + 1);
    }

    private void prefix(int ones) {
      bits((1L << (ones + 1)) - 2, ones + 1);
    }

    private void bits(long value, int width) {
      for (int i = width - 1; i >= 0; i--) {
        int at = (int) (size >> 3);
        if (at == bytes.length) {
          bytes = Arrays.copyOf(bytes, 2 * at);
        }
        if ((value >>> i & 1) != 0) {
          bytes[at] |= (byte) (0x80 >> (size & 7));
        }
        size++;
      }
    }

    byte[] toBytes() {
      return Arrays.copyOf(bytes, (int) ((size + 7) >> 3));
    }
  }

  /** Reads. Not thread-safe. */
  static final class Reader {
    private final byte[] bytes;
    private long at;
    private boolean missing;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    /**
     * Reads a number; 0 where it {@linkplain #wasMissing is missing}.
     *
     * @throws DamagedException when there is no more
     */
    long number() throws DamagedException {
      int ones = 0;
      while (ones < WIDTHS.length + 1 && bits(1) == 1) {
        ones++;
      }
      missing = ones == WIDTHS.length + 1;
      if (missing || ones == 0) {
        return 0;
      }
      long folded = bits(WIDTHS[ones - 1]);
      return (folded >>> 1) ^ -(folded & 1);
    }

    /** Whether the last number was written as missing. */
    boolean wasMissing() {
      return missing;
    }

    private long bits(int width) throws DamagedException {
      long value = 0;
      for (int i = 0; i < width; i++, at++) {
        int index = (int) (at >> 3);
        if (index >= bytes.length) {
          throw new DamagedException("a block of samples ends too early");
        }
        value = value << 1 | (bytes[index] >> (7 - (at & 7)) & 1);
      }
      return value;
    }
  }
}
