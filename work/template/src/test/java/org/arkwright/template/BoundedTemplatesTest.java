package org.arkwright.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.arkwright.template.bound.Limits;
import org.arkwright.template.failure.TemplateException;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.failure.TemplateLimitException;
import org.arkwright.template.failure.TemplateRaisedException;
import org.arkwright.template.failure.TemplateSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that want too much, or are wrong, end soon with the limit or the line. */
class BoundedTemplatesTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 3, 7, 9, 5);

  private static String render(String source) {
    return ChatTemplate.compile(source).render(Map.of(), NOW, Limits.DEFAULT).text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 'a' * 10 ** 30 }}",
        "{{ [1] * 100000000 }}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ 10 ** 100000 }}",
        "{% set ns = namespace(t='ab') %}{% for i in range(100) %}{% set ns.t = ns.t + ns.t %}"
            + "{% endfor %}",
        "{% set ns = namespace(t='ab') %}{% for i in range(100) %}{% set ns.t = ns.t ~ ns.t %}"
            + "{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = ns.l + ns.l %}"
            + "{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(40) %}{% set ns.l = [ns.l, ns.l] %}"
            + "{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(40) %}{% set ns.l = [ns.l, ns.l] %}"
            + "{% endfor %}{{ ns.l|tojson }}",
        "{% set ns = namespace(l=[1], m=[1]) %}{% for i in range(40) %}"
            + "{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}"
            + "{% endfor %}{{ ns.l == ns.m }}",
        "{% set ns = namespace(l=(1,)) %}{% for i in range(40) %}{% set ns.l = (ns.l, ns.l) %}"
            + "{% endfor %}{{ {ns.l: 1} }}",
        "{% set ns = namespace() %}{% set ns.self = ns %}{{ ns }}",
        "{% set s = 'ab' * 1000000 %}{% for i in range(100000) %}{{ s|length }}{% endfor %}",
        "{% set s = 'ab' * 1000000 %}{% for i in range(100000) %}{% if 'x' in s %}{% endif %}"
            + "{% endfor %}",
        "{% set s = 'ab' * 1000000 %}{% for i in range(100000) %}{{ s.find('x') }}{% endfor %}",
        "{% set s = ',' * 10000000 %}{{ s.split(',')|length }}",
        "{% set s = 'a' * 1000000 %}{{ s.replace('a', s) }}",
        "{% set s = '<' * 10000000 %}{{ s|e|e|e|e|e|e }}",
        "{{ ('{:900000}' * 1000).format(*range(1000)) }}",
        "{{ ('%900000d' * 1000) % (1, 2) }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% for x in range(100000) %}{{ 'abcdefghij' * 1000 }}{% endfor %}",
        "{% set x = range(100000)|map('string')|list %}{{ x * 100 }}",
        "{{ 'a\n' * 1000000 | indent(100000) }}",
      })
  @Timeout(300)
  void wantsTooMuch_endsByALimitOrFails(String source) {
    assertThatThrownBy(() -> render(source)).isInstanceOf(TemplateException.class);
  }

  @Test
  void limit_isNamedWithTheLine() {
    assertThatThrownBy(
            () -> render("\n\n{% for i in range(9) %}\n{{ 'a' * 1000000000 }}{% endfor %}"))
        .isInstanceOf(TemplateLimitException.class)
        .hasMessage(
            "line 4 of the chat template: the template makes more than 268435456 bytes of strings"
                + " and lists in all");
  }

  @Test
  void depth_fitsIntoASmallStack() throws InterruptedException {
    ChatTemplate template =
        ChatTemplate.compile(
            "{% macro m(n) %}{% if n %}{{ (m(n - 1) ~ '') | trim }}{% endif %}{% endmacro %}"
                + "{{ m(1000000) }}");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                template.render(Map.of(), NOW, Limits.DEFAULT);
              } catch (Throwable e) {
                thrown.set(e);
              }
            },
            "small stack",
            512 * 1024);
    thread.start();
    thread.join();
    // By its own limit, or by the stack where the code is not compiled yet.
    assertThat(thrown.get()).isInstanceOf(TemplateLimitException.class);
  }

  @Test
  void nesting_isBounded() {
    assertThatThrownBy(() -> ChatTemplate.compile("{{ " + "(".repeat(100_000)))
        .isInstanceOf(TemplateSyntaxException.class)
        .hasMessageContaining("nest deeper than 300");
    assertThatThrownBy(() -> ChatTemplate.compile("{{ " + "not ".repeat(100_000)))
        .isInstanceOf(TemplateSyntaxException.class);
    assertThatThrownBy(() -> ChatTemplate.compile("{% if 1 %}".repeat(20_000)))
        .isInstanceOf(TemplateSyntaxException.class);
    assertThatThrownBy(() -> render("{{ 1" + " + 1".repeat(20_000) + " }}"))
        .isInstanceOf(TemplateLimitException.class);
  }

  @Test
  void raisedMessage_isApart() {
    assertThatThrownBy(() -> render("a\n{{ raise_exception('Roles must \"alternate\"') }}"))
        .isInstanceOfSatisfying(
            TemplateRaisedException.class,
            raised -> {
              assertThat(raised.problem()).isEqualTo("Roles must \"alternate\"");
              assertThat(raised.line()).isEqualTo(2);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '$',
      value = {
        "{{ 1 + }}#line 1 of the chat template: found '}}', expected an expression",
        "{% if x %}#line 1 of the chat template: found the end of the template, expected '{% elif"
            + " %}' or '{% else %}' or '{% endif %}'",
        "{% include 'x' %}#line 1 of the chat template: found the tag 'include', expected if, for,"
            + " set, macro, call, filter, with, generation, print or raw",
        "{{ x | nope }}#line 1 of the chat template: there is no filter 'nope'",
        "{{ x is nope }}#line 1 of the chat template: there is no test 'nope'",
        "{% break %}#line 1 of the chat template: 'break' is in no loop",
        "{{ 'a }}#line 1 of the chat template: a string begins with ' and does not end",
        "{{ a ! b }}#line 1 of the chat template: found '!' (U+0021), expected an expression",
        "{{ (1] }}#line 1 of the chat template: found ']', expected ')'",
        "{% set true = 1 %}#line 1 of the chat template: 'true' cannot be assigned to",
      })
  void wrongSource_isRefusedWithWhatWasFound(String source, String message) {
    assertThatThrownBy(() -> ChatTemplate.compile(source))
        .isInstanceOf(TemplateSyntaxException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '$',
      value = {
        "{{ a.b }}#'a' is undefined",
        "{{ {}.a.b }}#'dict object' has no attribute 'a'",
        "{{ [1][3].x }}#list object has no element 3",
        "{{ 'a' + 1 }}#unsupported operand type(s) for +: 'str' and 'int'",
        "{{ 1 < 'a' }}#'<' not supported between instances of 'int' and 'str'",
        "{{ 1 / 0 }}#division by zero",
        "{{ [].append(1) }}#access to attribute 'append' of 'list' object is unsafe.",
        "{{ {}.update({}) }}#access to attribute 'update' of 'dict' object is unsafe.",
        "{{ 'a'() }}#'str' object is not callable",
        "{% set x.y = 1 %}#cannot assign attribute on non-namespace object 'x'",
        "{{ [namespace()]|tojson }}#Object of type Namespace is not JSON serializable",
        "{% for a, b in [[1]] %}{% endfor %}#cannot unpack 1 values into 2 names",
      })
  void wrongOperation_failsWithItsReason(String source, String problem) {
    assertThatThrownBy(() -> render(source))
        .isInstanceOfSatisfying(
            TemplateFailedException.class,
            failed -> assertThat(failed.problem()).isEqualTo(problem));
  }
}
