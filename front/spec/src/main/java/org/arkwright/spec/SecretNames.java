package org.arkwright.spec;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells variables that hold secrets by their names, or by a password in a URL. One too many does no
 * harm: its rank gets the same value.
 */
final class SecretNames {
  private static final Pattern NAME =
      Pattern.compile(
          ".*(PASSWORD|PASSWD|PASSPHRASE|SECRET|APIKEY|TOKEN$|TOKEN_).*"
              + "|(.*_)?(TOKEN|PAT|CREDENTIALS?|KEY)(_.*)?");

  private static final Pattern URL_WITH_PASSWORD =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/@\\s:]*:[^/@\\s]+@.*", Pattern.DOTALL);

  private SecretNames() {}

  static boolean isSecret(String name, String value) {
    return !value.isEmpty()
        && (NAME.matcher(name.toUpperCase(Locale.ROOT)).matches()
            || URL_WITH_PASSWORD.matcher(value).matches());
  }
}
