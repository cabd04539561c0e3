package org.arkwright.serve.openai;

/** What a replica reads. */
public final class RequestSeam {
  private RequestSeam() {}

  /** Whether the body is a request for text that a replica carries out. */
  public static boolean isForText(byte[] body) {
    try {
      RequestFields fields = RequestFields.parse(body);
      TextRequest request =
          fields.get("messages").isPresent()
              ? TextRequest.chat(fields)
              : TextRequest.completion(fields);
      return request.choices() > 0;
    } catch (RequestException _) {
      return false;
    }
  }
}
