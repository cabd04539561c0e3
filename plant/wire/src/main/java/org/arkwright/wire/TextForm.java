package org.arkwright.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** Serializer and deserializer of values written as their {@code toString()}, also as map keys. */
final class TextForm {
  private TextForm() {}

  static final class Writer<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1;

    Writer(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toString());
    }
  }

  static final class Reader<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1;

    private final Class<T> type;
    private final transient Function<String, Optional<T>> parse;
    private final String expected;

    Reader(Class<T> type, Function<String, Optional<T>> parse, String expected) {
      super(type);
      this.type = type;
      this.parse = parse;
      this.expected = expected;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (!json.hasToken(JsonToken.VALUE_STRING)) {
        return context.reportInputMismatch(this, "expected %s, as text", expected);
      }
      return parse(json.getText(), context);
    }

    private T parse(String text, DeserializationContext context) throws IOException {
      try {
        Optional<T> value = parse.apply(text);
        return value.isPresent()
            ? value.get()
            : context.reportInputMismatch(this, "'%s': expected %s", text, expected);
      } catch (IllegalArgumentException e) {
        throw context.instantiationException(type, e);
      }
    }

    KeyDeserializer forKeys() {
      return new KeyDeserializer() {
        @Override
        public Object deserializeKey(String key, DeserializationContext context)
            throws IOException {
          return parse(key, context);
        }
      };
    }
  }
}
