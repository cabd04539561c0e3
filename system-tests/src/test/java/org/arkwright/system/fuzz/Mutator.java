package org.arkwright.system.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes valid samples, a little at a time, so that a good part of them still parses. */
final class Mutator {
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "7",
          "3.5",
          "-0",
          "1e3",
          "1e308",
          "1e999999999",
          "1e-999999999",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "999999999999",
          "NaN",
          "Infinity",
          "0x10",
          "\"5\"",
          "null",
          "true");
  private static final List<byte[]> TOKENS =
      List.of(
          text("null"),
          text("[]"),
          text("{}"),
          text("\"\""),
          text("\\u0000"),
          text("\\ud800"),
          text("\n"),
          text("\r\n"),
          text(","),
          text(":"),
          text("\""),
          text("'"),
          text("["),
          text("{"),
          text("}"),
          text("- "),
          text("\u00e9"),
          text("\ud83d\ude00"),
          text("&a"),
          text("*a"),
          text("!!int"),
          text("# "),
          text("  "),
          text(" "),
          text("%"),
          text("LIKE"),
          text("AND"),
          text("[".repeat(2000)),
          text("{\"a\":".repeat(2000)),
          new byte[] {0},
          new byte[] {(byte) 0xff, (byte) 0xfe},
          new byte[] {(byte) 0xc3},
          new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});

  /** What a text may be, or have in it; in JSON too. */
  private static final List<byte[]> VALUES =
      List.of(
          text(""),
          text(" "),
          text("a"),
          text("-1"),
          text("/"),
          text("../"),
          text("."),
          text("\\n"),
          text("\\u0000"),
          text("\\ud800"),
          text("\u00e9"),
          text("\ud83d\ude00"),
          text("%zz"),
          text("${a}"),
          text("x".repeat(5000)));

  private final SplittableRandom random;

  Mutator(long seed) {
    this.random = new SplittableRandom(seed);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns one of the target's samples with one to three changes, of the content or of what it was
   * packed to.
   */
  byte[] next(Target target) {
    List<byte[]> samples = target.samples();
    byte[] sample = samples.get(random.nextInt(samples.size()));
    if (!target.isPacked()) {
      return changed(sample, samples);
    }
    return random.nextInt(3) == 0
        ? changed(target.packing().pack(sample), List.of())
        : target.packing().pack(changed(sample, samples));
  }

  private byte[] changed(byte[] sample, List<byte[]> samples) {
    byte[] input = sample;
    int changes = random.nextInt(4) > 0 ? 1 : 2 + random.nextInt(2);
    for (int i = 0; i < changes; i++) {
      input = changedOnce(input, samples);
    }
    return input;
  }

  private byte[] changedOnce(byte[] input, List<byte[]> samples) {
    int at = random.nextInt(input.length + 1);
    int to = Math.min(input.length, at + 1 + random.nextInt(12));
    return switch (random.nextInt(16)) {
      case 0 -> flipped(input);
      case 1 -> joined(input, at, TOKENS.get(random.nextInt(TOKENS.size())), at);
      case 2 -> Arrays.copyOf(input, at);
      case 3 -> joined(input, at, new byte[0], to);
      case 4 -> joined(input, to, Arrays.copyOfRange(input, at, to), to);
      case 5 -> samples.isEmpty() ? flipped(input) : spliced(input, at, anyOf(samples));
      case 6 -> lineChanged(input, at);
      case 7 -> letterSwapped(input);
      case 8, 9, 10 -> textChanged(input);
      case 11, 12 -> digitSwapped(input);
      default -> numberSwapped(input);
    };
  }

  private byte[] anyOf(List<byte[]> samples) {
    return samples.get(random.nextInt(samples.size()));
  }

  /** Doubles a line, or takes it away. */
  private byte[] lineChanged(byte[] input, int at) {
    int from = at;
    while (from > 0 && input[from - 1] != '\n') {
      from--;
    }
    int to = at;
    while (to < input.length && input[to] != '\n') {
      to++;
    }
    to = Math.min(input.length, to + 1);
    return random.nextBoolean()
        ? joined(input, to, Arrays.copyOfRange(input, from, to), to)
        : joined(input, from, new byte[0], to);
  }

  /** Changes a quoted text that is a value and not a name: the structure stays. */
  private byte[] textChanged(byte[] input) {
    int quote = found(input, octet -> octet == '"');
    if (quote < 0) {
      return letterSwapped(input);
    }
    int end = quote + 1;
    while (end < input.length && input[end] != '"' && input[end] != '\n') {
      end += input[end] == '\\' ? 2 : 1;
    }
    int next = Math.min(end + 1, input.length);
    while (next < input.length && input[next] == ' ') {
      next++;
    }
    if (end >= input.length || input[end] != '"' || (next < input.length && input[next] == ':')) {
      return digitSwapped(input); // A name, or not the beginning of a text.
    }
    int at = quote + 1 + random.nextInt(Math.max(1, end - quote - 1));
    return switch (random.nextInt(4)) {
      case 0 -> joined(input, at, VALUES.get(random.nextInt(VALUES.size())), at);
      case 1 -> joined(input, quote + 1, VALUES.get(random.nextInt(VALUES.size())), end);
      default -> {
        byte[] changed = input.clone();
        if (Character.isLetterOrDigit(changed[at])) {
          changed[at] = (byte) ('a' + random.nextInt(26));
        }
        yield changed;
      }
    };
  }

  private byte[] flipped(byte[] input) {
    byte[] changed = input.clone();
    if (changed.length > 0) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  private byte[] spliced(byte[] input, int at, byte[] other) {
    int from = random.nextInt(other.length + 1);
    return joined(input, at, Arrays.copyOfRange(other, from, other.length), input.length);
  }

  /** Changes one letter to another, which leaves the structure. */
  private byte[] letterSwapped(byte[] input) {
    int at = found(input, octet -> Character.isLetter(octet));
    if (at < 0) {
      return flipped(input);
    }
    byte[] changed = input.clone();
    changed[at] = (byte) ('a' + random.nextInt(26));
    return changed;
  }

  /** Changes one digit, which leaves its place and often the meaning. */
  private byte[] digitSwapped(byte[] input) {
    int at = found(input, Mutator::isDigit);
    if (at < 0) {
      return letterSwapped(input);
    }
    byte[] changed = input.clone();
    changed[at] = (byte) ('0' + random.nextInt(10));
    return changed;
  }

  /** Puts another number for one. */
  private byte[] numberSwapped(byte[] input) {
    int from = found(input, Mutator::isDigit);
    if (from < 0) {
      return letterSwapped(input);
    }
    int to = from;
    while (from > 0 && isDigit(input[from - 1])) {
      from--;
    }
    while (to < input.length && isDigit(input[to])) {
      to++;
    }
    String number =
        random.nextInt(3) > 0
            ? Integer.toString(random.nextInt(100))
            : NUMBERS.get(random.nextInt(NUMBERS.size()));
    return joined(input, from, text(number), to);
  }

  /** A byte. */
  @FunctionalInterface
  private interface Wanted {
    boolean is(byte octet);
  }

  /** Returns the place of such a byte, the first from a random one on; −1 if there is none. */
  private int found(byte[] input, Wanted wanted) {
    int begin = random.nextInt(input.length + 1);
    for (int i = 0; i < input.length; i++) {
      int at = (begin + i) % input.length;
      if (wanted.is(input[at])) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private static byte[] joined(byte[] input, int to, byte[] middle, int from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(input, 0, to);
    out.writeBytes(middle);
    out.write(input, from, input.length - from);
    return out.toByteArray();
  }
}
