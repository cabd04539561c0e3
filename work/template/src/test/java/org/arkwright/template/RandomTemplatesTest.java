package org.arkwright.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.arkwright.template.bound.Limits;
import org.arkwright.template.failure.TemplateException;
import org.junit.jupiter.api.Test;

/**
 * Whatever a template is, it gives a text or a {@link TemplateException}, within its limits. More
 * by {@code -Darkwright.templates=N}; a failure names its seed.
 */
class RandomTemplatesTest {
  private static final Limits SMALL = new Limits(200_000, 16 << 20, 1 << 20, 300, 10_000);
  private static final String[] OWN = {
    "whitespace",
    "values",
    "slices",
    "loops",
    "macros",
    "text-methods",
    "filters",
    "tests",
    "chat-plain"
  };
  private static final String[] PIECES = {
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "-",
    "+",
    "{%-",
    "-%}",
    "if",
    "else",
    "elif",
    "endif",
    "for",
    "in",
    "endfor",
    "set",
    "endset",
    "macro",
    "endmacro",
    "call",
    "endcall",
    "raw",
    "endraw",
    "filter",
    "endfilter",
    "with",
    "endwith",
    "generation",
    "endgeneration",
    "break",
    "recursive",
    "is",
    "not",
    "and",
    "or",
    "none",
    "true",
    "x",
    "y",
    "ns",
    "loop",
    "messages",
    "namespace",
    "range",
    "dict",
    "caller",
    "varargs",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ".",
    ":",
    "|",
    "~",
    "=",
    "==",
    "<",
    "*",
    "**",
    "/",
    "//",
    "%",
    "'a'",
    "\"b\"",
    "'",
    "\\",
    "0",
    "1",
    "-1",
    "2.5",
    "99999999999",
    "1e400",
    "length",
    "join",
    "map",
    "tojson",
    "sort",
    "items",
    "format",
    "split",
    "defined",
    "string",
    "\n",
    " ",
    "😀",
    "\u0000",
    "\ud800",
    "int",
    "round",
    "slice",
    "batch",
    "loop(x)",
    "[::-1]",
    "[1:]",
    "x.y",
    "m()",
    "%s",
    "{:>9}"
  };

  private static int count() {
    return Integer.getInteger("arkwright.templates", 20_000);
  }

  @Test
  void randomAndMutatedTemplates_throwNothingElse_andEnd() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String name : OWN) {
      sources.add(source("/own/" + name + ".jinja"));
    }
    List<ChatInput> chats = List.copyOf(Chats.all().values());
    int texts = 0;
    for (int seed = 0; seed < count(); seed++) {
      Random random = new Random(seed);
      String source =
          random.nextInt(4) == 0
              ? randomPieces(random)
              : mutated(sources.get(random.nextInt(sources.size())), random);
      ChatInput chat = chats.get(random.nextInt(chats.size()));
      try {
        texts += render(source, chat) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ": " + source, e);
      }
    }
    // Otherwise the templates are too broken to reach what they should try.
    assertThat(texts).isGreaterThan(count() / 20);
  }

  private static boolean render(String source, ChatInput chat) {
    try {
      Map<String, ?> variables = chat.variables();
      ChatTemplate.compile(source).render(variables, chat.now(), SMALL);
      return true;
    } catch (TemplateException e) {
      assertThat(e.problem()).isNotEmpty();
      return false;
    }
  }

  private static String randomPieces(Random random) {
    StringBuilder source = new StringBuilder();
    int statements = 1 + random.nextInt(8);
    for (int i = 0; i < statements; i++) {
      boolean print = random.nextBoolean();
      source.append(print ? "{{ " : "{% ");
      for (int j = random.nextInt(8); j >= 0; j--) {
        source
            .append(PIECES[random.nextInt(PIECES.length)])
            .append(random.nextInt(3) > 0 ? " " : "");
      }
      source.append(print ? " }}" : " %}");
    }
    return source.toString();
  }

  private static String mutated(String source, Random random) {
    StringBuilder mutated = new StringBuilder(source);
    // A part of it, so that many mutations are met by what is rendered.
    int lines = source.indexOf('\n', random.nextInt(source.length()));
    if (lines > 0 && random.nextInt(3) > 0) {
      mutated.delete(0, lines + 1);
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(mutated.length() + 1);
      int end = Math.min(mutated.length(), at + random.nextInt(6));
      switch (random.nextInt(4)) {
        case 0 -> mutated.delete(at, end);
        case 1 -> mutated.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> mutated.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
        default -> {
          int from = random.nextInt(mutated.length() + 1);
          int to = Math.min(mutated.length(), from + random.nextInt(40));
          mutated.insert(at, mutated.substring(from, to));
        }
      }
    }
    return mutated.toString();
  }

  private static String source(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RandomTemplatesTest.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
