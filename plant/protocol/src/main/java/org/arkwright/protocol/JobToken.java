package org.arkwright.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.arkwright.model.id.AttemptId;

/**
 * The token with which the ranks of an attempt authenticate to the control plane: the attempt's
 * name and its HMAC-SHA256 (RFC 2104) under the worker's token, a secret that no rank knows. So no
 * list of tokens has to be stored.
 */
public final class JobToken {
  private static final String PREFIX = "job-";

  private JobToken() {}

  public static String of(String workerToken, AttemptId attempt) {
    return PREFIX + attempt + "-" + signature(workerToken, attempt);
  }

  /** Returns the attempt that the token was issued for; empty when the token is not valid. */
  public static Optional<AttemptId> verify(String workerToken, String token) {
    int end = token.indexOf('-', PREFIX.length());
    if (!token.startsWith(PREFIX) || end < 0) {
      return Optional.empty();
    }
    return AttemptId.parse(token.substring(PREFIX.length(), end))
        .filter(attempt ->
            MessageDigest.isEqual(
                of(workerToken, attempt).getBytes(StandardCharsets.UTF_8),
                token.getBytes(StandardCharsets.UTF_8)));
  }

  private static String signature(String workerToken, AttemptId attempt) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(workerToken.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(attempt.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
