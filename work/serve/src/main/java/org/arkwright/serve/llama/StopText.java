package org.arkwright.serve.llama;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.arkwright.llama.PieceText;

/**
 * Generated text up to the first stop string. What may be the begin of one is held back. Not
 * thread-safe.
 */
final class StopText {
  private final List<String> stops;
  private final int longest;
  private final PieceText pieces = new PieceText();
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;
  private Optional<String> stop = Optional.empty();
  private int decoded;
  private int released;

  StopText(List<String> stops) {
    this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
    this.longest = this.stops.stream().mapToInt(String::length).max().orElse(0);
  }

  /** Adds a token's bytes, and returns the text that is certain now. */
  String add(byte[] piece) {
    hold(pieces.add(piece));
    return release(false);
  }

  /** Returns what was held back, at the end of the text. */
  String end() {
    if (!stopped) {
      hold(pieces.end());
    }
    return release(true);
  }

  boolean isStopped() {
    return stopped;
  }

  /** The stop string that ended the text; empty where none did. */
  Optional<String> stop() {
    return stop;
  }

  /** The code points that were added, as far as they are whole. */
  int decoded() {
    return decoded;
  }

  /** The code points that were returned. */
  int released() {
    return released;
  }

  private void hold(String text) {
    held.append(text);
    decoded += text.codePointCount(0, text.length());
  }

  private String release(boolean last) {
    if (stopped) {
      return "";
    }
    Optional<String> first = firstStop();
    int until = last ? held.length() : certain();
    if (first.isPresent()) {
      stopped = true;
      stop = first;
      until = held.indexOf(first.get());
    }
    String text = held.substring(0, until);
    held.delete(0, stopped ? held.length() : until);
    released += text.codePointCount(0, text.length());
    return text;
  }

  private Optional<String> firstStop() {
    return stops.stream()
        .filter(one -> held.indexOf(one) >= 0)
        .min(Comparator.comparingInt(held::indexOf));
  }

  /** The length of what no stop string can begin in. */
  private int certain() {
    for (int at = Math.max(0, held.length() - longest + 1); at < held.length(); at++) {
      String rest = held.substring(at);
      if (stops.stream().anyMatch(stop -> stop.startsWith(rest))) {
        return at;
      }
    }
    return held.length();
  }
}
