package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.arkwright.serve.runtime.ChosenToken;
import org.arkwright.serve.runtime.TokenChance;

/** Writes how likely tokens were. */
final class LogprobsJson {
  /** OpenAI's number for what is next to impossible; JSON has none for the infinite. */
  private static final double LEAST = -9999;

  private LogprobsJson() {}

  static JsonNode chat(List<ChosenToken> tokens) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode content = json.putArray("content");
    for (ChosenToken chosen : tokens) {
      ObjectNode one = chance(content.addObject(), chosen.token());
      ArrayNode likeliest = one.putArray("top_logprobs");
      chosen.likeliest().forEach(other -> chance(likeliest.addObject(), other));
    }
    json.putNull("refusal");
    return json;
  }

  private static ObjectNode chance(ObjectNode json, TokenChance token) {
    json.put("token", token.text()).put("logprob", logprob(token));
    ArrayNode bytes = json.putArray("bytes");
    token.bytes().forEach(bytes::add);
    return json;
  }

  static JsonNode completion(List<ChosenToken> tokens) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode texts = json.putArray("tokens");
    ArrayNode logprobs = json.putArray("token_logprobs");
    ArrayNode likeliest = json.putArray("top_logprobs");
    ArrayNode offsets = json.putArray("text_offset");
    for (ChosenToken chosen : tokens) {
      texts.add(name(chosen.token()));
      logprobs.add(logprob(chosen.token()));
      ObjectNode others = likeliest.addObject();
      chosen.likeliest().forEach(other -> others.put(name(other), logprob(other)));
      offsets.add(chosen.offset());
    }
    return json;
  }

  private static double logprob(TokenChance token) {
    return Math.max(LEAST, token.logProbability());
  }

  /** A token's text; of one that is a part of a character its bytes, which are told apart. */
  private static String name(TokenChance token) {
    String text = token.text();
    List<Integer> bytes = token.bytes();
    byte[] again = text.getBytes(StandardCharsets.UTF_8);
    boolean same = again.length == bytes.size();
    for (int i = 0; same && i < again.length; i++) {
      same = (again[i] & 0xFF) == bytes.get(i);
    }
    if (same) {
      return text;
    }
    StringBuilder name = new StringBuilder("bytes:");
    bytes.forEach(one -> name.append("\\x%02x".formatted(one)));
    return name.toString();
  }
}
