package org.arkwright.serve.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A token and how likely the model found it.
 *
 * @param bytes what it stands for, each 0 to 255: often part of a character; of a control token its
 *     name
 * @param logProbability the natural logarithm of its probability, before temperature, bias,
 *     penalties and grammar
 */
public record TokenChance(List<Integer> bytes, double logProbability) {
  public TokenChance {
    bytes = List.copyOf(bytes);
  }

  /** The bytes as text; what is no whole character becomes U+FFFD. */
  public String text() {
    byte[] plain = new byte[bytes.size()];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = bytes.get(i).byteValue();
    }
    return new String(plain, StandardCharsets.UTF_8);
  }
}
