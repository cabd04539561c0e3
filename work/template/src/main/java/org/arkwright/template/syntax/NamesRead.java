package org.arkwright.template.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.arkwright.template.failure.TemplateSyntaxException;

/**
 * Which variables the bodies of macros read, and which filters and tests do not exist. As in Jinja,
 * an unknown one fails at once, but in a branch, which may never be taken, only when it is used.
 */
final class NamesRead {
  private final Deque<Set<String>> macros = new ArrayDeque<>(List.of(new HashSet<>()));
  private final Deque<List<TemplateSyntaxException>> pending = new ArrayDeque<>();
  private boolean soft;

  void read(String variable) {
    macros.getFirst().add(variable);
  }

  void enterMacro() {
    macros.push(new HashSet<>());
  }

  /** What the macro's body read. */
  Set<String> leaveMacro() {
    Set<String> read = macros.pop();
    macros.getFirst().addAll(read);
    return read;
  }

  /** Sets whether what follows may be left out when the template runs; gives what was before. */
  boolean soft(boolean now) {
    boolean before = soft;
    soft = now;
    return before;
  }

  /** An expression follows, which is a branch if an {@code if} comes after it. */
  void enterBranch() {
    pending.push(new ArrayList<>());
  }

  void leaveBranch(boolean branch) {
    List<TemplateSyntaxException> unknown = pending.pop();
    if (branch || unknown.isEmpty()) {
      return;
    }
    if (pending.isEmpty()) {
      throw unknown.getFirst();
    }
    pending.getFirst().addAll(unknown);
  }

  /** A filter or a test is used. */
  void used(String kind, String name, Set<String> known, int line) {
    if (known.contains(name) || soft) {
      return;
    }
    TemplateSyntaxException unknown =
        new TemplateSyntaxException("there is no %s '%s'".formatted(kind, name), line);
    Optional.ofNullable(pending.peek())
        .ifPresentOrElse(
            branch -> branch.add(unknown),
            () -> {
              throw unknown;
            });
  }
}
