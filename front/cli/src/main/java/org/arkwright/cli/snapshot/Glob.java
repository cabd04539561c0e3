package org.arkwright.cli.snapshot;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for paths, in the language of gitignore. All places in the pattern that fit what was
 * read are followed at once (Thompson, Regular Expression Search Algorithm, CACM 1968), so that no
 * pattern takes longer than its length times that of the path: a folder that somebody sent along
 * may hold any.
 */
final class Glob {
  private static final int SLASH = '/';

  private final List<Token> tokens;
  private final boolean bound;

  /** A part of the pattern. */
  private sealed interface Token {
    /** One character. */
    record One(IntPredicate fits) implements Token {}

    /** Any number of characters, or none. */
    record Many(IntPredicate fits) implements Token {}

    /** Any folders, each with its slash, or none. */
    record Folders() implements Token {}
  }

  private Glob(List<Token> tokens, boolean bound) {
    this.tokens = List.copyOf(tokens);
    this.bound = bound;
  }

  /**
   * Reads a pattern.
   *
   * @param bound whether it is for whole paths, rather than for the last name in them
   * @throws PatternSyntaxException when a set in brackets is none
   */
  static Glob of(String glob, boolean bound) {
    List<Token> tokens = new ArrayList<>();
    for (int at = 0; at < glob.length(); at++) {
      int c = glob.codePointAt(at);
      if (glob.startsWith("**/", at) && (at == 0 || glob.charAt(at - 1) == SLASH)) {
        tokens.add(new Token.Folders());
        at += 2;
      } else if (c == '*' && glob.endsWith("/**") && at == glob.length() - 2) {
        tokens.add(new Token.Many(_ -> true));
        at++;
      } else if (c == '*') {
        tokens.add(new Token.Many(one -> one != SLASH));
      } else if (c == '?') {
        tokens.add(new Token.One(one -> one != SLASH));
      } else if (c == '[' && end(glob, at) > 0) {
        int end = end(glob, at);
        Predicate<String> set =
            Pattern.compile(set(glob.substring(at + 1, end))).asMatchPredicate();
        tokens.add(new Token.One(one -> one != SLASH && set.test(Character.toString(one))));
        at = end;
      } else {
        at += c == '\\' && at + 1 < glob.length() ? 1 : 0;
        int literal = glob.codePointAt(at);
        tokens.add(new Token.One(one -> one == literal));
        at += Character.charCount(literal) - 1;
      }
    }
    return new Glob(tokens, bound);
  }

  /** Whether the path fits. */
  boolean matches(String path) {
    String text = bound ? path : path.substring(path.lastIndexOf(SLASH) + 1);
    BitSet places = new BitSet();
    BitSet next = new BitSet();
    BitSet inFolders = new BitSet();
    enter(places, 0);
    for (int at = 0; at < text.length() && !(places.isEmpty() && inFolders.isEmpty()); ) {
      int one = text.codePointAt(at);
      at += Character.charCount(one);
      next.clear();
      for (int i = places.nextSetBit(0);
          i >= 0 && i < tokens.size();
          i = places.nextSetBit(i + 1)) {
        switch (tokens.get(i)) {
          case Token.One(IntPredicate fits) when fits.test(one) -> enter(next, i + 1);
          case Token.Many(IntPredicate fits) when fits.test(one) -> enter(next, i);
          case Token.Folders() -> inFolders.set(i);
          case Token.One _, Token.Many _ -> {
            // This way ends here.
          }
        }
      }
      if (one == SLASH) {
        for (int i = inFolders.nextSetBit(0); i >= 0; i = inFolders.nextSetBit(i + 1)) {
          enter(next, i + 1);
        }
      }
      BitSet read = places;
      places = next;
      next = read;
    }
    return places.get(tokens.size());
  }

  /** Adds a place, and those after it that need no character. */
  private void enter(BitSet places, int place) {
    int i = place;
    places.set(i);
    while (i < tokens.size() && !(tokens.get(i) instanceof Token.One)) {
      places.set(++i);
    }
  }

  /** The end of the set that begins here; −1 when it has none. */
  private static int end(String glob, int begin) {
    int at = begin + 1;
    if (at < glob.length() && "!^".indexOf(glob.charAt(at)) >= 0) {
      at++;
    }
    // A bracket in the first place is a member, and so are those of a named class.
    for (int first = at; at < glob.length(); at++) {
      int named = glob.startsWith("[:", at) ? glob.indexOf(":]", at + 2) : -1;
      if (named > 0) {
        at = named + 1;
      } else if (glob.charAt(at) == ']' && at > first) {
        return at;
      }
    }
    return -1;
  }

  private static String set(String members) {
    boolean negated = members.startsWith("!") || members.startsWith("^");
    StringBuilder set = new StringBuilder(negated ? "[^" : "[");
    for (int at = negated ? 1 : 0; at < members.length(); at++) {
      int named = members.startsWith("[:", at) ? members.indexOf(":]", at + 2) : -1;
      if (named > 0) {
        String name = members.substring(at + 2, named);
        set.append("\\p{")
            .append(name.isEmpty() ? "?" : name.substring(0, 1).toUpperCase(Locale.ROOT))
            .append(name.isEmpty() ? "" : name.substring(1))
            .append('}');
        at = named + 1;
      } else {
        char c = members.charAt(at);
        set.append("[]\\&^".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c));
      }
    }
    return set.append(']').toString();
  }
}
