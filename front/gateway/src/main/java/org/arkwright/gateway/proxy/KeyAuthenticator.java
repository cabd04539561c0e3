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

/** Knows callers by their keys. */
public final class KeyAuthenticator {
  private static final String SCHEME = "Bearer ";

  private final Supplier<KeyTable> table;

  public KeyAuthenticator(Supplier<KeyTable> table) {
    this.table = table;
  }

  /** Whose request it is; empty when nobody's. */
  public Optional<AdmittedKey> admit(RequestHeaders headers) {
    String given = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (given == null || !given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return table.get().withDigest(KeyDigest.of(given.substring(SCHEME.length()).strip()));
  }

  /** The answer to nobody's request. */
  public HttpResponse refusal(RequestHeaders headers) {
    @Nullable String given = headers.get(HttpHeaderNames.AUTHORIZATION);
    return GatewayReplies.failure(GatewayError.badKey(given != null));
  }
}
