package org.arkwright.artifact.source;

import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that one word of {@code NO_PROXY} exempts from a proxy, as curl and Go read it: a name
 * with all that end with it, an address, or a network in CIDR notation, each with or without a
 * port; {@code *} is every host. A network holds addresses alone: names are not resolved for it.
 */
sealed interface DirectHosts {
  /** What follows the last colon is a port, unless there are others before it outside brackets. */
  Pattern WITH_PORT = Pattern.compile("([^:]+|\\[.*])(?::(\\d{1,5}))?");

  /** Digits and dots, or hexadecimal digits and colons: what is no name, and is never looked up. */
  Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:]*:[0-9a-f:.]*");

  int BITS = Byte.SIZE;

  /** Whether a host, in lower case and as a URL writes it, is reached directly at that port. */
  boolean contain(String host, int port);

  /** Returns the hosts of one word, in lower case and not empty. */
  static DirectHosts of(String word) {
    if (word.equals("*")) {
      return new Every();
    }
    Matcher parts = WITH_PORT.matcher(word);
    boolean matches = parts.matches();
    String text = matches ? parts.group(1) : word;
    OptionalInt port =
        matches && parts.group(2) != null
            ? OptionalInt.of(Integer.parseInt(parts.group(2)))
            : OptionalInt.empty();
    int slash = text.indexOf('/');
    byte[] address = parsed(slash < 0 ? text : text.substring(0, slash));
    if (address != null) {
      int all = address.length * BITS;
      return new Network(address, slash < 0 ? all : bits(text.substring(slash + 1), all), port);
    }
    return new Named(text.replaceFirst("^\\*?\\.", ""), port);
  }

  /** The length of a network's prefix; more than there are bits, thus of no host, if it is none. */
  private static int bits(String text, int all) {
    return text.matches("\\d{1,3}") && Integer.parseInt(text) <= all
        ? Integer.parseInt(text)
        : Integer.MAX_VALUE;
  }

  private static byte @Nullable [] parsed(String text) {
    String bare = text.startsWith("[") && text.endsWith("]") ? inside(text) : text;
    if (!ADDRESS.matcher(bare).matches()) {
      return null;
    }
    try {
      // Never a look-up: what has this form is an address or refused.
      return InetAddress.ofLiteral(bare).getAddress();
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static String inside(String text) {
    return text.substring(1, text.length() - 1);
  }

  private static boolean allows(OptionalInt wanted, int port) {
    return wanted.isEmpty() || wanted.getAsInt() == port;
  }

  /** Every host. */
  record Every() implements DirectHosts {
    @Override
    public boolean contain(String host, int port) {
      return true;
    }
  }

  /** A name, and those below it. */
  record Named(String name, OptionalInt port) implements DirectHosts {
    @Override
    public boolean contain(String host, int at) {
      return !name.isEmpty()
          && allows(port, at)
          && (host.equals(name) || host.endsWith("." + name));
    }
  }

  /** The addresses whose first {@code bits} are those of {@code address}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Network(byte[] address, int bits, OptionalInt port) implements DirectHosts {
    @Override
    public boolean contain(String host, int at) {
      byte[] other = parsed(host);
      if (other == null || other.length != address.length || bits > address.length * BITS) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        if (((address[bit / BITS] ^ other[bit / BITS]) >> (BITS - 1 - bit % BITS) & 1) != 0) {
          return false;
        }
      }
      return allows(port, at);
    }
  }
}
