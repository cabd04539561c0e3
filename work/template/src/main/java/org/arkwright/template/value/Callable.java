package org.arkwright.template.value;

/** A function, a method of a value, or a macro. */
public final class Callable implements Value {
  /** What happens when it is called. */
  @FunctionalInterface
  public interface Body {
    Value call(CallArguments arguments);
  }

  private final String shown;
  private final Body body;

  /** A function that is printed as {@code shown}. */
  public Callable(String shown, Body body) {
    this.shown = shown;
    this.body = body;
  }

  public Value call(CallArguments arguments) {
    return body.call(arguments);
  }

  public String shown() {
    return shown;
  }
}
