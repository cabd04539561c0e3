package org.arkwright.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.arkwright.llama.Grammar;
import org.arkwright.llama.Llama;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.ModelOptions;
import org.arkwright.llama.TinyGguf;
import org.arkwright.serve.runtime.PromptException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What schemas' grammars take and do not take, asked of llama.cpp. */
final class SchemaGrammarTest {
  @TempDir private static Path folder;
  private static LlamaModel model;

  @BeforeAll
  static void load() throws Exception {
    assumeTrue(Llama.isAvailable(), Llama::problem);
    model =
        LlamaModel.load(
            new TinyGguf(1, 64, 64, false).writeInto(folder).resolve("model.gguf"),
            ModelOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"object"}                                     | {"a":[1,null,"x\\n"],"b":{}} | true
          {"type":"object"}                                     | [1]                          | false
          {"type":"array","items":{"type":"integer"},"maxItems":2} | [1,-20]                   | true
          {"type":"array","items":{"type":"integer"},"maxItems":2} | [1,2,3]                   | false
          {"type":"array","items":{"type":"integer"},"minItems":2} | [1]                       | false
          {"type":"array","minItems":1}                         | []                           | false
          {"type":"array"}                                      | []                           | true
          {"type":"number"}                                     | -1.5e-7                      | true
          {"type":"number"}                                     | 01                           | false
          {"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991} | -71 | true
          {"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991} | 9007199254740992 | false
          {"type":"integer","minimum":0,"exclusiveMaximum":130} | 129                          | true
          {"type":"integer","minimum":0,"exclusiveMaximum":130} | 130                          | false
          {"type":"number","exclusiveMinimum":0}                | 0.25                         | true
          {"type":"number","exclusiveMinimum":0}                | 0.0                          | false
          {"type":"number","minimum":-1,"maximum":1}            | -0.999                       | true
          {"type":["string","null"]}                            | null                         | true
          {"type":"string","minLength":2,"maxLength":3}         | "a"                          | false
          {"type":"string","minLength":2,"maxLength":3}         | "aé"                         | true
          {"enum":["a\\"b",1,null]}                             | "a\\"b"                      | true
          {"enum":["a",1,null]}                                 | 2                            | false
          {"const":{"a":1}}                                     | {"a":1}                      | true
          {"anyOf":[{"type":"boolean"},{"type":"null"}]}        | true                         | true
          {"properties":{"a":{"type":"null"},"b":{"type":"null"}}} | {}                        | true
          {"properties":{"a":{"type":"null"},"b":{"type":"null"}}} | {"b":null}                | true
          {"properties":{"a":{"type":"null"},"b":{"type":"null"}}} | {"a":null,"b":null}       | true
          {"properties":{"a":{"type":"null"},"b":{"type":"null"}},"required":["b"]} | {"a":null} | false
          {"properties":{"a":{"type":"null"},"b":{"type":"null"}},"required":["b"]} | {"b":null} | true
          {"type":"object","additionalProperties":{"type":"integer"}} | {"x":1,"y":2}          | true
          {"type":"object","additionalProperties":{"type":"integer"}} | {"x":"1"}              | false
          {"type":"object","additionalProperties":false}        | {}                           | true
          {"$ref":"#/$defs/t","$defs":{"t":{"type":"array","items":{"$ref":"#/$defs/t"}}}} | [[],[[]]] | true
          {"$ref":"#/$defs/t","$defs":{"t":{"type":"array","items":{"$ref":"#/$defs/t"}}}} | [1]       | false
          """)
  void texts_areTakenIfTheyConform(String schema, String text, boolean conforms) throws Exception {
    try (Grammar grammar = Grammar.parse(model, SchemaGrammar.of(schema), "root")) {
      boolean taken = true;
      for (int token : model.vocabulary().tokenize(text, false, false)) {
        taken = taken && grammar.accept(token);
      }
      taken = taken && grammar.accept(model.vocabulary().end().orElseThrow());
      assertThat(taken).isEqualTo(conforms);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"string","pattern":"\\\\d"}            | 'pattern' at $
          {"properties":{"a":{"type":"integer","multipleOf":2}}} | 'multipleOf' at $.a
          {"properties":{"a":{"type":"number","minimum":0.5}}} | minimum 0.5 at $.a, expected a whole
          {"type":"integer","minimum":3,"maximum":2}     | allows no number at $
          {"type":"integer","exclusiveMinimum":3,"exclusiveMaximum":4} | allows no number at $
          {"$ref":"#/$defs/none"}                        | there is no such part
          {"$ref":"http://elsewhere"}                    | expected '#/
          {"type":"thing"}                               | the type 'thing'
          {"type":"object","required":["a"]}             | requires 'a'
          {"allOf":[{"type":"string"}]}                  | 'allOf'
          {"anyOf":[]}                                   | no alternative
          {"type":"array","minItems":100000}             | minItems 100000
          {"type":"array","minItems":3,"maxItems":1}     | maxItems below minItems
          17                                             | where a schema is expected
          """)
  void schemasThatAreNoGrammar_areRefusedByName(String schema, String why) {
    assertThatThrownBy(() -> SchemaGrammar.of(schema))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining(why);
  }

  @Test
  void schemaNestedWithoutEnd_isRefused() {
    String deep = "{\"items\":".repeat(200) + "{}" + "}".repeat(200);
    assertThatThrownBy(() -> SchemaGrammar.of(deep)).hasMessageContaining("nested deeper");
  }
}
