package org.arkwright.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the JSON form of records, sealed interfaces and their components.
 *
 * <ul>
 *   <li>A record is an object with its components in declaration order; equal values give equal
 *       bytes.
 *   <li>A record of a sealed interface begins with {@code "type"}, its simple name.
 *   <li>Money, joules and grams are decimal numbers in strings, so that no reader rounds them.
 *   <li>Job, attempt, project and node names are strings; {@link org.arkwright.model.unit.Bytes}
 *       and {@link org.arkwright.model.unit.Share} are numbers; durations and instants are ISO 8601
 *       strings.
 *   <li>An empty {@code Optional} is omitted when written and may be absent when read. Every other
 *       component is required, and an unknown field is an error.
 * </ul>
 *
 * <p>Thread-safe. A bare list loses its elements' types, so wrap it in a record.
 */
public final class Wire {
  private static final Wire STRICT = new Wire(strictMapper());
  private static final Wire TOLERANT =
      new Wire(
          STRICT
              .mapper
              .rebuild()
              .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .build());

  private final JsonMapper mapper;

  private Wire(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** Returns the shared instance; building one is costly. */
  public static Wire strict() {
    return STRICT;
  }

  /**
   * Returns the shared instance that passes over fields it does not know, for messages of programs
   * of other versions. In everything else it is as {@link #strict}.
   */
  public static Wire tolerant() {
    return TOLERANT;
  }

  /** Returns the value as UTF-8 JSON on one line. */
  public byte[] write(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "a %s has no JSON form".formatted(value.getClass().getName()), e);
    }
  }

  /**
   * Reads a value of the type, or of a record that the sealed type permits.
   *
   * @throws WireException when the bytes are not such a value; says where and why
   */
  public <T> T read(byte[] json, Class<T> type) {
    try {
      return present(mapper.readValue(json, type), type);
    } catch (JacksonException e) {
      throw ReadProblem.explain(type, e);
    } catch (IOException e) {
      throw noText(type, e);
    }
  }

  /** Jackson takes bytes for UTF-16 or UTF-32 by their look, and then finds that they are not. */
  private static WireException noText(Class<?> type, IOException problem) {
    return new WireException(type, "", "the bytes are no text: " + problem.getMessage());
  }

  /**
   * Reads a value as {@link #read(byte[], Class)} does, from a stream, without holding its bytes.
   *
   * @throws WireException when the bytes are not such a value; says where and why
   * @throws IOException when the stream cannot be read
   */
  public <T> T read(InputStream json, Class<T> type) throws IOException {
    try {
      return present(mapper.readValue(json, type), type);
    } catch (JacksonException e) {
      throw ReadProblem.explain(type, e);
    } catch (CharConversionException e) {
      throw noText(type, e);
    }
  }

  private static <T> T present(@Nullable T value, Class<T> type) {
    if (value == null) {
      throw new WireException(type, "", "null is not a value");
    }
    return value;
  }

  /**
   * Returns the tree of a JSON object, to be modified and then {@linkplain #read(ObjectNode, Class)
   * read} as a value.
   *
   * @throws WireException when the bytes are not a JSON object
   */
  public ObjectNode readTree(byte[] json) {
    try {
      if (mapper.readTree(json) instanceof ObjectNode tree) {
        return tree;
      }
      throw new WireException(ObjectNode.class, "", "expected a JSON object");
    } catch (JacksonException e) {
      throw ReadProblem.explain(ObjectNode.class, e);
    } catch (IOException e) {
      throw noText(ObjectNode.class, e);
    }
  }

  /**
   * Reads a value as {@link #read(byte[], Class)} does, from a tree.
   *
   * @throws WireException when the tree is not such a value; says where and why
   */
  public <T> T read(ObjectNode tree, Class<T> type) {
    try {
      return mapper.treeToValue(tree, type);
    } catch (JacksonException e) {
      throw ReadProblem.explain(type, e);
    }
  }

  /** The underlying mapper, for streaming and for trees of other formats; do not reconfigure it. */
  public JsonMapper mapper() {
    return mapper;
  }

  private static JsonMapper strictMapper() {
    JsonFactory factory =
        new JsonFactoryBuilder()
            // Maps have users' strings and ids as keys: those must not fill the JVM's string table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    return JsonMapper.builder(factory)
        .annotationIntrospector(new RecordIntrospector())
        .accessorNaming(new ComponentNaming())
        .addModule(new Jdk8Module())
        .addModule(new ScalarForms())
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(
                JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .build();
  }
}
