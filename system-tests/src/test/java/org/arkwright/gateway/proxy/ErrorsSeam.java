package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpStatus;

/** What the gateway makes of a model's error. */
public final class ErrorsSeam {
  private ErrorsSeam() {}

  public static byte[] inOurForm(byte[] body) {
    return UpstreamErrors.inOurForm(
        HttpStatus.INTERNAL_SERVER_ERROR, null, body, "chat", "/v1/chat/completions");
  }
}
