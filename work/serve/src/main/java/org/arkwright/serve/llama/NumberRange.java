package org.arkwright.serve.llama;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers between two whole ones, as a grammar: every text of it is such a number, written without
 * an exponent and with at most 16 digits before and behind the point.
 *
 * @param least the least, or what they are above
 * @param most the greatest, or what they are below
 * @param above whether {@code least} itself is none of them
 * @param below whether {@code most} itself is none of them
 */
record NumberRange(long least, long most, boolean above, boolean below) {
  /** Beyond this, digits say more than a double holds. */
  static final long MOST = 9_999_999_999_999_999L;

  private static final String FRACTION = " (\".\" [0-9]{1,16})?";
  private static final String NOTHING_MORE = " (\".\" \"0\"{1,16})?";

  /** Whether there is no whole number in it; of numbers with a fraction there may be some. */
  boolean hasNoInteger() {
    return least + (above ? 1 : 0) > most - (below ? 1 : 0);
  }

  /** Whether there is no number in it. */
  boolean isEmpty() {
    return least > most || (least == most && (above || below));
  }

  /** The whole numbers, of which there is one at least. */
  String integers() {
    long from = least + (above ? 1 : 0);
    long to = most - (below ? 1 : 0);
    List<String> parts = new ArrayList<>();
    if (from < 0) {
      parts.add("\"-\" " + digits(Math.max(1, -to), -from));
    }
    if (to >= 0) {
      parts.add(digits(Math.max(0, from), to));
    }
    return either(parts);
  }

  /** All numbers, of which there is one at least. */
  String numbers() {
    List<String> parts = new ArrayList<>();
    if (least < 0) {
      boolean negative = most < 0 || (most == 0 && below);
      parts.add("\"-\" " + sized(Math.max(0, -most), -least, negative && below, above));
    }
    if (most > 0 || (most == 0 && !below)) {
      parts.add(sized(Math.max(0, least), most, least >= 0 && above, below));
    }
    return either(parts);
  }

  /** Numbers that are not negative. */
  private static String sized(long from, long to, boolean above, boolean below) {
    List<String> parts = new ArrayList<>();
    long first = from + (above ? 1 : 0);
    if (first < to) {
      parts.add(digits(first, to - 1) + FRACTION);
    }
    if (above && from < to) {
      parts.add("\"%d.\" [0-9]{0,14} [1-9] \"0\"{0,9}".formatted(from));
    }
    if (!below && (from < to || !above)) {
      parts.add("\"%d\"".formatted(to) + NOTHING_MORE);
    }
    return either(parts);
  }

  /** Whole numbers that are not negative, by how many digits they have. */
  private static String digits(long from, long to) {
    List<String> parts = new ArrayList<>();
    int whole = 0; // The least length of those of which all numbers belong to it; 0 for none.
    int most = Long.toString(to).length();
    for (int length = Long.toString(from).length(); length <= most; length++) {
      long low = length == 1 ? 0 : (long) Math.pow(10, length - 1);
      long high = (long) Math.pow(10, length) - 1;
      boolean all = length > 1 && from <= low && to >= high;
      whole = all && whole == 0 ? length : whole;
      if (whole > 0 && (!all || length == most)) {
        parts.add("[1-9] [0-9]{%d,%d}".formatted(whole - 1, (all ? length : length - 1) - 1));
        whole = 0;
      }
      if (!all) {
        parts.add(between(Long.toString(Math.max(from, low)), Long.toString(Math.min(to, high))));
      }
    }
    return either(parts);
  }

  /** The texts of digits from one to another, which is as long. */
  private static String between(String from, String to) {
    int length = from.length();
    if (length == 0) {
      return "";
    }
    char low = from.charAt(0);
    char high = to.charAt(0);
    String lowRest = from.substring(1);
    String highRest = to.substring(1);
    boolean fromNone = lowRest.chars().allMatch(digit -> digit == '0');
    boolean toAll = highRest.chars().allMatch(digit -> digit == '9');
    if (fromNone && toAll) {
      return range(low, high) + any(length - 1);
    }
    if (low == high) {
      return range(low, low) + between(lowRest, highRest);
    }
    List<String> parts = new ArrayList<>();
    char first = low;
    char last = high;
    if (!fromNone) {
      parts.add(range(low, low) + between(lowRest, "9".repeat(length - 1)));
      first++;
    }
    if (!toAll) {
      last--;
    }
    if (first <= last) {
      parts.add(range(first, last) + any(length - 1));
    }
    if (!toAll) {
      parts.add(range(high, high) + between("0".repeat(length - 1), highRest));
    }
    return either(parts);
  }

  private static String range(char low, char high) {
    return low == high ? "[%c] ".formatted(low) : "[%c-%c] ".formatted(low, high);
  }

  private static String any(int count) {
    return count == 0 ? "" : "[0-9]{%d} ".formatted(count);
  }

  private static String either(List<String> parts) {
    return parts.size() == 1 ? parts.getFirst() : "(" + String.join(" | ", parts) + ")";
  }
}
