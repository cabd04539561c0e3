package org.arkwright.train.token;

import java.nio.charset.StandardCharsets;

/**
 * GPT-2's mapping of bytes to printable characters (Radford et al. 2019): bytes that are printable
 * in Latin-1 map to themselves, the others to characters from U+0100 on. So any bytes become text
 * without blanks.
 */
final class ByteAlphabet {
  private static final char[] LETTERS = new char[256];
  private static final int[] BYTES = new int[0x200];

  static {
    java.util.Arrays.fill(BYTES, -1);
    int next = 0x100;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~')
              || (value >= 0xA1 && value <= 0xAC)
              || (value >= 0xAE && value <= 0xFF);
      LETTERS[value] = (char) (printable ? value : next++);
      BYTES[LETTERS[value]] = value;
    }
  }

  private ByteAlphabet() {}

  static char letter(int value) {
    return LETTERS[value];
  }

  /** Returns the UTF-8 bytes of a text, each as its letter. */
  static String letters(CharSequence text) {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    char[] letters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      letters[i] = LETTERS[bytes[i] & 0xFF];
    }
    return new String(letters);
  }

  /** Returns the byte of a letter, or −1 if it is not in the alphabet. */
  static int value(char letter) {
    return letter < BYTES.length ? BYTES[letter] : -1;
  }
}
