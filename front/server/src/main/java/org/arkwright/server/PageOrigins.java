package org.arkwright.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the origins whose pages may call, in the one form in which browsers name them. */
final class PageOrigins {
  private static final String ANY = "*";
  private static final Pattern ORIGIN =
      Pattern.compile("(https?)://([a-z0-9._-]+|\\[[0-9a-f:.]+\\])(?::([0-9]{1,5}))?");

  private PageOrigins() {}

  /**
   * Returns the origins of a list with commas, as browsers send them: in lower case, without the
   * usual port. Empty where one of them is none, such as a pattern, which would never match.
   */
  static Optional<List<String>> read(String text) {
    List<Optional<String>> origins =
        Stream.of(text.split(",", -1)).map(one -> origin(one.strip())).toList();
    return origins.stream().allMatch(Optional::isPresent)
        ? Optional.of(origins.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  private static Optional<String> origin(String text) {
    if (text.equals(ANY)) {
      return Optional.of(ANY);
    }
    Matcher origin = ORIGIN.matcher(text.toLowerCase(Locale.ROOT));
    if (!origin.matches()) {
      return Optional.empty();
    }
    String scheme = origin.group(1);
    String port = origin.group(3);
    if (port != null && Integer.parseInt(port) > ServerOptions.PORT_MAX) {
      return Optional.empty();
    }
    boolean usual = port == null || Integer.parseInt(port) == (scheme.equals("https") ? 443 : 80);
    return Optional.of(scheme + "://" + origin.group(2) + (usual ? "" : ":" + port));
  }
}
