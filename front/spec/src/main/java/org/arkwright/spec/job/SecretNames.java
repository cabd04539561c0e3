package org.arkwright.spec.job;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells variables that hold secrets by their names, or by a password in what they hold: in a URL,
 * in a connection string, in the frame of a private key. One too many does no harm: its rank gets
 * the same value.
 */
final class SecretNames {
  private static final Pattern NAME =
      Pattern.compile(
          ".*(PASSWORD|PASSWD|PASSPHRASE|PASSCODE|SECRET|TOKEN$|TOKEN_).*"
              + "|.*(API|ACCESS|PRIVATE|ACCOUNT|SIGNING|ENCRYPTION)KEYS?"
              + "|(.*_)?(TOKENS?|PAT|PASS|PSK|CREDENTIALS?|COOKIES?|AUTH|AUTHORIZATION"
              + "|BEARER|JWT|KEYS?)"
              + "(_.*)?"
              + "|.+_PWD(_.*)?");

  /** Counts of what models read, which the pattern above would take for tokens of access. */
  private static final Pattern COUNT = Pattern.compile("((MAX|MIN|NUM|N|NEW)_)+.*TOKENS?(_.*)?");

  /** A password in an address, or a long name in its place, as of a token. */
  private static final Pattern URL_WITH_PASSWORD =
      Pattern.compile(
          "[A-Za-z][A-Za-z0-9+.-]*://([^/@\\s:]*:[^/@\\s]+|[^/@\\s:]{20,})@.*", Pattern.DOTALL);

  /** A connection string with a password among its parts, or a URL with one in its query. */
  private static final Pattern PART_WITH_PASSWORD =
      Pattern.compile(
          ".*(^|[;&?,\\s])[a-z_-]*(password|passwd|pwd|accountkey|accesskey|apikey|api_key|secret"
              + "|token|sig)\\s*=\\s*[^;&\\s].*",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final Pattern PRIVATE_KEY =
      Pattern.compile(".*-----BEGIN [A-Z ]*PRIVATE KEY-----.*", Pattern.DOTALL);

  private SecretNames() {}

  static boolean isSecret(String name, String value) {
    return !value.isEmpty()
        && (isName(name.toUpperCase(Locale.ROOT))
            || URL_WITH_PASSWORD.matcher(value).matches()
            || PART_WITH_PASSWORD.matcher(value).matches()
            || PRIVATE_KEY.matcher(value).matches());
  }

  private static boolean isName(String name) {
    return NAME.matcher(name).matches() && !COUNT.matcher(name).matches();
  }
}
