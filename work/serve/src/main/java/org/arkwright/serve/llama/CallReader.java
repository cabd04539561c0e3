package org.arkwright.serve.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.arkwright.serve.runtime.CallDelta;
import org.jspecify.annotations.Nullable;

/**
 * Tells function calls from the text that a model writes around them, as it comes. What looked like
 * a call and is none is text. Not thread-safe.
 */
final class CallReader {
  private final CallForm form;
  private final Set<String> names;
  private final boolean parallel;
  private final RandomGenerator random;
  private final StringBuilder held = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final List<CallDelta> deltas = new ArrayList<>();
  private State state = State.TEXT;
  private @Nullable CallObject object;

  /** What to write as text if the call that is read turns out to be none. */
  private String opening = "";

  private boolean marked;
  private boolean wroteText;
  private int calls;
  private boolean announced;

  /** Where in the answer the next char is. */
  private enum State {
    TEXT,
    /** After the form's opening, before the object. */
    OPENED,
    /** In {@link CallForm#MISTRAL_ARGS}, before the arguments. */
    NAME,
    CALL,
    /** After a call. */
    AFTER
  }

  /**
   * Creates a reader of one answer.
   *
   * @param names the functions; a form without a mark around calls is one only with such a name
   * @param parallel whether more than the first call is read
   * @param random for the calls' ids
   */
  CallReader(CallForm form, Set<String> names, boolean parallel, RandomGenerator random) {
    this.form = form;
    this.names = Set.copyOf(names);
    this.parallel = parallel;
    this.random = random;
  }

  /** What came of the answer: text that is certainly none of a call, and parts of calls. */
  record Read(String text, List<CallDelta> calls) {
    Read {
      calls = List.copyOf(calls);
    }
  }

  Read add(String piece) {
    for (int i = 0; i < piece.length() && !isComplete(); i++) {
      step(piece.charAt(i));
    }
    return take();
  }

  /** What was held back, at the end of the answer. */
  Read end() {
    switch (state) {
      case TEXT -> {
        if (calls == 0 || !held.toString().isBlank()) {
          write(held.toString());
        }
      }
      case OPENED, NAME -> write(opening + held);
      case CALL -> {
        CallObject call = object;
        if (call != null && !announced) {
          write(opening + call.raw());
        }
      }
      case AFTER -> {}
    }
    held.setLength(0);
    state = State.TEXT;
    return take();
  }

  /** The call that is being written, as far as it has come, once its function is known. */
  Optional<String> open() {
    CallObject call = object;
    return call != null && announced ? Optional.of(call.raw()) : Optional.empty();
  }

  /** Whether the answer has all the calls that it may have. */
  boolean isComplete() {
    return !parallel && calls > 0 && state == State.AFTER;
  }

  private Read take() {
    Read read = new Read(text.toString(), deltas);
    text.setLength(0);
    deltas.clear();
    return read;
  }

  private void write(String certain) {
    wroteText = wroteText || !certain.isBlank();
    text.append(certain);
  }

  private void step(char c) {
    switch (state) {
      case TEXT -> stepInText(c);
      case OPENED -> stepAfterOpening(c);
      case NAME -> stepInName(c);
      case CALL -> stepInCall(c);
      case AFTER -> stepAfterCall(c);
    }
  }

  private void stepInText(char c) {
    if (c == '{' && form == CallForm.LLAMA && !wroteText && held.toString().isBlank()) {
      opening = held.toString();
      held.setLength(0);
      marked = false;
      begin(c);
      return;
    }
    held.append(c);
    int mark = held.length() - form.open.length();
    if (mark >= 0 && held.indexOf(form.open, mark) == mark) {
      // White space before a call only separates it.
      String before = held.substring(0, mark);
      if (!before.isBlank()) {
        write(before.stripTrailing());
      }
      opening = before.substring(before.stripTrailing().length()) + form.open;
      held.setLength(0);
      marked = true;
      state = form == CallForm.MISTRAL_ARGS ? State.NAME : State.OPENED;
      return;
    }
    int certain = certain();
    write(held.substring(0, certain));
    held.delete(0, certain);
  }

  /** The length of what neither the opening nor the white space before it can begin in. */
  private int certain() {
    int from = held.length();
    for (int at = Math.max(0, held.length() - form.open.length() + 1); at < held.length(); at++) {
      if (form.open.startsWith(held.substring(at))) {
        from = at;
        break;
      }
    }
    while (from > 0 && Character.isWhitespace(held.charAt(from - 1))) {
      from--;
    }
    return from;
  }

  private void stepAfterOpening(char c) {
    if (c == '{') {
      opening += held;
      held.setLength(0);
      begin(c);
    } else if (Character.isWhitespace(c) || (c == '[' && held.toString().isBlank())) {
      held.append(c);
    } else {
      giveUp(opening + held + c);
    }
  }

  private void stepInName(char c) {
    if (c != '{') {
      held.append(c);
      return;
    }
    String written = held.toString();
    opening += written;
    held.setLength(0);
    String name = written.replaceFirst("(?s)(\\[CALL_ID]|\\[ARGS]).*", "").strip();
    if (name.isEmpty()) {
      giveUp(opening + c);
      return;
    }
    // From here on it is a call like the others.
    CallObject call = new CallObject();
    for (char one : ("{\"name\":" + ChatJson.quoted(name) + ",\"arguments\":").toCharArray()) {
      call.add(one);
    }
    object = call;
    announced = false;
    state = State.CALL;
    stepInCall(c);
  }

  private void begin(char c) {
    object = new CallObject();
    announced = false;
    state = State.CALL;
    stepInCall(c);
  }

  private void stepInCall(char c) {
    CallObject call = object;
    if (call == null) {
      throw new IllegalStateException("no call is read");
    }
    call.add(c);
    if (!announced && !call.name().isEmpty()) {
      if (!marked && !names.contains(call.name())) {
        giveUp(opening + call.raw());
        return;
      }
      announced = true;
      deltas.add(new CallDelta(calls, form.id(random), call.name(), ""));
    }
    if (announced) {
      tell(call.takeArguments());
    }
    if (form == CallForm.MISTRAL_ARGS && !call.isInArguments()) {
      endCall(call);
    } else if (call.isEnded() && announced) {
      endCall(call);
    } else if (call.isBroken() && !announced) {
      giveUp(opening + call.raw());
    }
  }

  private void tell(String arguments) {
    if (arguments.isEmpty()) {
      return;
    }
    CallDelta last = deltas.isEmpty() ? null : deltas.getLast();
    if (last != null && last.index() == calls && last.name().isEmpty()) {
      deltas.removeLast();
      deltas.add(new CallDelta(calls, "", "", last.arguments() + arguments));
    } else {
      deltas.add(new CallDelta(calls, "", "", arguments));
    }
  }

  private void endCall(CallObject call) {
    if (!call.hasArguments()) {
      tell("{}");
    }
    calls++;
    object = null;
    state = State.AFTER;
  }

  private void stepAfterCall(char c) {
    held.append(c);
    String rest = held.toString().strip();
    if (c == '{' && rest.length() == 1 && (form.isList() || form == CallForm.LLAMA)) {
      opening = "";
      held.setLength(0);
      begin(c);
    } else if (rest.equals(";") || rest.equals(",") || rest.equals("]") || rest.isEmpty()) {
      held.setLength(0);
    } else if (rest.equals(form.close)) {
      held.setLength(0);
      state = State.TEXT;
    } else if (form.close.isEmpty() || !form.close.startsWith(rest)) {
      String text = held.toString();
      held.setLength(0);
      state = State.TEXT;
      for (int i = 0; i < text.length(); i++) {
        step(text.charAt(i));
      }
    }
  }

  /** Takes for text what looked like a call. */
  private void giveUp(String raw) {
    write(raw);
    held.setLength(0);
    object = null;
    state = State.TEXT;
  }
}
