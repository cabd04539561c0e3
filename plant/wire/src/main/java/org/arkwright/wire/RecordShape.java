package org.arkwright.wire;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.arkwright.model.id.Digest;

/**
 * The shape of the {@link Wire} form of records: the names and types of their components,
 * recursively. Class names are included only where the form contains them.
 *
 * <p>Data that is stored only to save time, and can be rebuilt, is stored with its shape: once any
 * record in it has changed, it is rebuilt instead of read.
 */
public final class RecordShape {
  private final Deque<Class<?>> within = new ArrayDeque<>();

  private RecordShape() {}

  /** Returns sixteen hexadecimal digits that change with the form of the classes. */
  public static String of(Class<?>... types) {
    byte[] digest = Digest.sha256().digest(text(types).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  /** Returns the shape as text, such as {@code (name:text,sizes:List<long>)}. */
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
      case Class<?> sealedType when sealedType.isSealed() ->
          SealedTypes.records(sealedType).stream()
              .map(this::record)
              .sorted()
              .collect(Collectors.joining("|", "[", "]"));
      case Class<?> enumType when enumType.isEnum() ->
          Arrays.stream(enumType.getEnumConstants())
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
    String components =
        Arrays.stream(record.getRecordComponents())
            .map(component -> component.getName() + ":" + text(component.getGenericType()))
            .collect(Collectors.joining(",", name + "(", ")"));
    within.pop();
    return components;
  }
}
