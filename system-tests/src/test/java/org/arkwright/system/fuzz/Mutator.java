package org.arkwright.system.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

  private final SplittableRandom random;

  Mutator(long seed) {
    this.random = new SplittableRandom(seed);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns one of the samples with one to three changes. */
  byte[] next(List<byte[]> samples) {
    byte[] input = samples.get(random.nextInt(samples.size()));
    int changes = 1 + Math.min(random.nextInt(6) / 4 + random.nextInt(6) / 5, 2);
    for (int i = 0; i < changes; i++) {
      input = changed(input, samples);
    }
    return input;
  }

  private byte[] changed(byte[] input, List<byte[]> samples) {
    int at = random.nextInt(input.length + 1);
    int to = Math.min(input.length, at + 1 + random.nextInt(12));
    return switch (random.nextInt(12)) {
      case 0 -> flipped(input);
      case 1 -> joined(input, at, TOKENS.get(random.nextInt(TOKENS.size())), at);
      case 2 -> Arrays.copyOf(input, at);
      case 3 -> joined(input, at, new byte[0], to);
      case 4 -> joined(input, to, Arrays.copyOfRange(input, at, to), to);
      case 5 -> spliced(input, at, samples.get(random.nextInt(samples.size())));
      case 6, 7 -> letterSwapped(input);
      case 8, 9 -> digitSwapped(input);
      default -> numberSwapped(input);
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
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < input.length; i++) {
      if (Character.isLetter(input[i])) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return flipped(input);
    }
    byte[] changed = input.clone();
    changed[places.get(random.nextInt(places.size()))] = (byte) ('a' + random.nextInt(26));
    return changed;
  }

  /** Changes one digit, which leaves its place and often the meaning. */
  private byte[] digitSwapped(byte[] input) {
    byte[] changed = input.clone();
    int from = random.nextInt(input.length + 1);
    for (int i = from; i < input.length; i++) {
      if (isDigit(input[i])) {
        changed[i] = (byte) ('0' + random.nextInt(10));
        return changed;
      }
    }
    return letterSwapped(input);
  }

  /** Puts another number for one. */
  private byte[] numberSwapped(byte[] input) {
    List<Integer> begins = new ArrayList<>();
    for (int i = 0; i < input.length; i++) {
      if (isDigit(input[i]) && (i == 0 || !isDigit(input[i - 1]))) {
        begins.add(i);
      }
    }
    if (begins.isEmpty()) {
      return letterSwapped(input);
    }
    int from = begins.get(random.nextInt(begins.size()));
    int to = from;
    while (to < input.length && isDigit(input[to])) {
      to++;
    }
    String number =
        random.nextBoolean()
            ? Integer.toString(random.nextInt(100))
            : NUMBERS.get(random.nextInt(NUMBERS.size()));
    return joined(input, from, text(number), to);
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
