package org.arkwright.wire;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Supplies what annotations on records and sealed interfaces would, so that the core needs none:
 * the {@code type} field of a sealed interface's records, and that only optional components may be
 * absent.
 */
final class RecordIntrospector extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1;

  /** What is left out where it is empty, so that it may be absent. */
  private static final Set<Class<?>> OPTIONAL =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

  private static final JsonTypeInfo.Value TYPE_FIRST =
      JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "type", null, false, true, false);

  @Override
  public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
      MapperConfig<?> config, Annotated ann) {
    return ann instanceof AnnotatedClass type && SealedTypes.carriesType(type.getRawType())
        ? TYPE_FIRST
        : super.findPolymorphicTypeInfo(config, ann);
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated ann) {
    Class<?> type = ann.getRawType();
    return ann instanceof AnnotatedClass && type.isSealed()
        ? SealedTypes.records(type).stream().map(this::named).toList()
        : super.findSubtypes(ann);
  }

  @Override
  public @Nullable String findTypeName(AnnotatedClass type) {
    return SealedTypes.carriesType(type.getRawType())
        ? type.getRawType().getSimpleName()
        : super.findTypeName(type);
  }

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    if (member instanceof AnnotatedParameter && member.getDeclaringClass().isRecord()) {
      return !OPTIONAL.contains(member.getRawType());
    }
    return super.hasRequiredMarker(member);
  }

  private NamedType named(Class<?> type) {
    return new NamedType(type, type.getSimpleName());
  }
}
