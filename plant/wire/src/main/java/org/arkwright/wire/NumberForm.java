package org.arkwright.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** Serializer and deserializer of values written as one whole number. */
final class NumberForm {
  private NumberForm() {}

  static final class Writer<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1;

    private final transient ToLongFunction<T> number;

    Writer(Class<T> type, ToLongFunction<T> number) {
      super(type);
      this.number = number;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeNumber(number.applyAsLong(value));
    }
  }

  static final class Reader<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1;

    private final Class<T> type;
    private final transient LongFunction<T> value;
    private final String expected;

    Reader(Class<T> type, LongFunction<T> value, String expected) {
      super(type);
      this.type = type;
      this.value = value;
      this.expected = expected;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (!json.hasToken(JsonToken.VALUE_NUMBER_INT)) {
        return context.reportInputMismatch(this, "expected %s", expected);
      }
      long number = json.getLongValue();
      try {
        return value.apply(number);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw context.instantiationException(type, e);
      }
    }
  }
}
