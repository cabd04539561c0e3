package org.arkwright.template.value;

/** Python's names of types, as its messages have them. */
public final class TypeNames {
  private TypeNames() {}

  public static String of(Value value) {
    return switch (value) {
      case None _ -> "NoneType";
      case Bool _ -> "bool";
      case Whole _ -> "int";
      case Real _ -> "float";
      case Text text -> text.safe() ? "Markup" : "str";
      case Sequence sequence -> sequence.tuple() ? "tuple" : "list";
      case Mapping _ -> "dict";
      case View view -> view.kind().shown();
      case Range _ -> "range";
      case Generator _ -> "generator";
      case Callable _ -> "function";
      case Namespace _ -> "Namespace";
      case Loop _ -> "LoopContext";
      case Undefined _ -> "Undefined";
    };
  }

  static String object(Value value) {
    return value == None.NONE ? "None" : of(value) + " object";
  }
}
