package org.arkwright.serve.openai;

/** Thrown for an invalid or unsupported request. */
final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  RequestException(ApiError error) {
    super(error.message());
    this.error = error;
  }

  ApiError error() {
    return error;
  }
}
