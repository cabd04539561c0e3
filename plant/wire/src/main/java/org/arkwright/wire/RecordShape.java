package org.arkwright.wire;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * The shape that the {@link Wire} form of records has: the names and types of their components, of
 * the records that these are made of, and so on. Names of classes are part of it only where they
 * are part of the form.
 *
 * <p>What is only kept to be fast, and can be made anew, is kept together with its shape: after a
 * change of any record in it, it is then not read but made anew.
 */
public final class RecordShape {
  private final Deque<Class<?>> within = new ArrayDeque<>();

  private RecordShape() {}

  /** Sixteen hexadecimal digits that change with the form of those classes. */
  public static String of(Class<?>... types) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text(types).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The shape in words, such as {@code (name:text,sizes:List<long>)}. */
  static String text(Class<?>... types) {
    RecordShape shape = new RecordShape();
    return Arrays.stream(types).map(shape::text).collect(Collectors.joining("\n"));
  }

  private String text(Type type) {
    return switch (type) {
      case ParameterizedType generic ->
          Arrays.stream(generic.getActualTypeArguments())
              .map(this::text)
              .collect(Collectors.joining(",", text(generic.getRawType()) + "<", ">"));
      case Class<?> plain when ScalarForms.TYPES.containsKey(plain) -> ScalarForms.TYPES.get(plain);
      case Class<?> record when record.isRecord() -> record(record);
      case Class<?> choice when choice.isSealed() ->
          SealedTypes.records(choice).stream()
              .map(this::record)
              .sorted()
              .collect(Collectors.joining("|", "[", "]"));
      case Class<?> words when words.isEnum() ->
          Arrays.stream(words.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .sorted()
              .collect(Collectors.joining("|", "enum[", "]"));
      case Class<?> other -> other.getSimpleName();
      default -> type.getTypeName();
    };
  }

  private String record(Class<?> record) {
    String name = SealedTypes.carriesType(record) ? record.getSimpleName() : "";
    if (within.contains(record)) {
      return name + "(…)";
    }
    within.push(record);
    String parts =
        Arrays.stream(record.getRecordComponents())
            .map(part -> part.getName() + ":" + text(part.getGenericType()))
            .collect(Collectors.joining(",", name + "(", ")"));
    within.pop();
    return parts;
  }
}
