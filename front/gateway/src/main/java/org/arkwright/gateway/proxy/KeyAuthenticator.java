package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.Optional;
import java.util.function.Supplier;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyDigest;
import org.arkwright.gateway.key.KeyTable;
import org.arkwright.gateway.openai.GatewayError;
import org.jspecify.annotations.Nullable;

/** Authenticates callers by their keys. */
public final class KeyAuthenticator {
  private static final String SCHEME = "Bearer ";

  private final Supplier<KeyTable> table;

  public KeyAuthenticator(Supplier<KeyTable> table) {
    this.table = table;
  }

  /** Returns the request's key; empty when it is missing or unknown. */
  public Optional<AdmittedKey> admit(RequestHeaders headers) {
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return table.get().withDigest(KeyDigest.of(authorization.substring(SCHEME.length()).strip()));
  }

  /** Returns the response to a request without a valid key. */
  public HttpResponse refusal(RequestHeaders headers) {
    @Nullable String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
    return GatewayReplies.failure(GatewayError.badKey(authorization != null));
  }
}
