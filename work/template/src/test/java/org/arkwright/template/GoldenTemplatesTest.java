package org.arkwright.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.template.failure.TemplateException;
import org.arkwright.template.failure.TemplateRaisedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The templates of llama.cpp, TRL and Axolotl, each with every chat, against what Python made of
 * them. Others' templates are not kept here: {@code src/test/python/fetch_templates.sh} brings
 * them.
 */
@Tag("templates")
class GoldenTemplatesTest {
  private static final Path FOLDER =
      Path.of(
          Optional.ofNullable(System.getenv("ARKWRIGHT_TEMPLATES"))
              .orElse(System.getProperty("user.home") + "/.cache/arkwright/chat-templates"));

  private final Map<String, ChatInput> chats = Chats.all();
  private final List<String> differing = new ArrayList<>();
  private int compared;

  @Test
  void templatesOfOthers_everyChat_asInPython() throws IOException {
    assumeTrue(
        Files.isDirectory(FOLDER),
        () -> "SKIPPED: no templates in " + FOLDER + "; run src/test/python/fetch_templates.sh");
    Optional<ChatTemplate> template = Optional.empty();
    String name = "";
    for (String line : golden()) {
      String[] fields = line.split("\t", -1);
      if (!fields[0].isEmpty()) {
        name = fields[0];
        template = template(name, fields[1]);
      } else {
        compared++;
        String got = outcome(template, Objects.requireNonNull(chats.get(fields[1])));
        String expected = expected(fields);
        if (!got.equals(expected) && !got.startsWith(expected + "\t")) {
          differing.add("%s, %s: %s, in Python %s".formatted(name, fields[1], got, line.strip()));
        }
      }
    }
    assertThat(differing).as(compared + " renderings").isEmpty();
    assertThat(compared).isGreaterThan(6000);
  }

  private static String expected(String[] fields) {
    return switch (fields[2]) {
      case "text" -> "text\t" + fields[3] + "\t" + fields[4] + "\t" + fields[5];
      case "raises" -> "raises\t" + fields[3];
      default -> "fails";
    };
  }

  private static Optional<ChatTemplate> template(String name, String sha256) throws IOException {
    byte[] source = Files.readAllBytes(FOLDER.resolve(name));
    assertThat(digest(source)).as("SHA-256 of " + name).isEqualTo(sha256);
    try {
      return Optional.of(ChatTemplate.compile(new String(source, StandardCharsets.UTF_8)));
    } catch (TemplateException _) {
      return Optional.empty();
    }
  }

  private static String outcome(Optional<ChatTemplate> template, ChatInput chat) {
    try {
      RenderedChat rendered = template.orElseThrow().render(chat);
      String text = rendered.text();
      String parts =
          rendered.generated().stream()
              .map(part ->
                  text.codePointCount(0, part.start()) + "-" + text.codePointCount(0, part.end()))
              .collect(Collectors.joining(" "));
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return "text\t%s\t%d\t%s"
          .formatted(digest(bytes).substring(0, 32), text.codePointCount(0, text.length()), parts);
    } catch (TemplateRaisedException e) {
      return "raises\t\"" + e.problem().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    } catch (TemplateException e) {
      return "fails\t" + e.getMessage();
    } catch (java.util.NoSuchElementException e) {
      return "fails\tdoes not compile";
    }
  }

  private static List<String> golden() throws IOException {
    try (@Nullable InputStream in = GoldenTemplatesTest.class.getResourceAsStream("/golden.tsv")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
