package org.arkwright.convert;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.llama.GgufWriter.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that are not converted: each refused with its reason, before anything is written. */
final class RefusalsTest {
  private static final Path GOLDEN = Path.of("src/test/golden");

  @TempDir private Path folder;

  private Path copy(String name) throws IOException {
    Path to = folder.resolve(name);
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(GOLDEN.resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static void replace(Path file, String truth, String lie) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(truth);
    Files.writeString(file, text.replace(truth, lie));
  }

  private static void assertRefused(Path model, String why) {
    assertThatThrownBy(() -> GgufConversion.open(model, "m", TensorType.F16).close())
        .isInstanceOf(ConversionProblem.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"LlamaForCausalLM\" | \"GemmaForCausalLM\" | architecture 'GemmaForCausalLM'",
        "\"hidden_act\": \"silu\" | \"hidden_act\": \"gelu\" | expected silu",
        "\"hidden_size\": 16 | \"hidden_size\": 0 | hidden_size 0",
        "\"hidden_size\": 16 | \"hidden_size\": 17 | expected [320, 17], by config.json",
        "\"hidden_size\": 16 | \"hidden_size\": 1e99 | hidden_size 1.0E99",
        "\"hidden_size\": 16 | \"hidden\": 16 | has no hidden_size",
        "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 9999 | num_hidden_layers 9999",
        "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 3 | no weight model.layers.2.",
        "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 1 | 9 weights that a network",
        "\"num_key_value_heads\": 2 | \"num_key_value_heads\": 3 | expected a multiple",
        "\"head_dim\": 4 | \"head_dim\": 3 | expected an even number",
        "\"head_dim\": 4 | \"head_dim\": 16777216 | expected at most",
        "\"vocab_size\": 320 | \"vocab_size\": 200 | has embeddings for 0 to 199",
        "\"vocab_size\": 320 | \"vocab_size\": 321 | expected [321, 16]",
        "\"rope_type\": \"llama3\" | \"rope_type\": \"dynamic\" | expected default, linear",
        "\"low_freq_factor\": 1.0 | \"low_freq_factor\": 4.0 | low_freq_factor below",
        "\"tie_word_embeddings\": true | \"tie_word_embeddings\": false | no weight lm_head.weight",
        "\"mlp_bias\": false | \"mlp_bias\": true | no weight model.layers.0.mlp.gate_proj.bias",
        "\"use_cache\": true | \"quantization_config\": {\"quant_method\": \"gptq\"} | by gptq",
        "\"use_cache\": true | \"use_cache\": true, | is not JSON",
      })
  void config_thatNoNetworkHereHas_isRefused(String truth, String lie, String why)
      throws IOException {
    Path model = copy("llama3");
    replace(model.resolve("config.json"), truth, lie);
    assertRefused(model, why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"re\": 266 | \"re\": 260 | both have the number",
        "\"re\": 266 | \"re\": -1 | the number -1",
        "\"re\": 266 | \"re\": 2e3 | the number 2000.0",
        "\"re\": 266 | \"re\": 319 | no token has the number 266, and the last has 319",
        "\"re\": 266, | '' | the merge 10",
        "\"type\": \"BPE\" | \"type\": \"WordPiece\" | of type 'WordPiece'",
        "\"ignore_merges\": true | \"ignore_merges\": true, \"vocab\": {} | Duplicate field",
        "\\\\p{N}{1,3} | \\\\p{N}{1,4} | tokenizer.json splits words by",
        "\"normalizer\": null | \"normalizer\": {\"type\": \"Lowercase\"} | changes texts by",
        "'\"<|eot_id|>\"' | '\"<|end_of_text|>\"' | has the numbers 311 and 312",
      })
  void tokenizer_thatWouldGiveOtherTokens_isRefused(String truth, String lie, String why)
      throws IOException {
    Path model = copy("llama3");
    replace(model.resolve("tokenizer.json"), truth, lie);
    assertRefused(model, why);
  }

  @Test
  void sentencePieces_withHolesOrOtherMerges_areRefused() throws IOException {
    Path bytes = copy("mistral");
    replace(bytes.resolve("tokenizer.json"), "<0x41>", "other");
    assertRefused(bytes, "has no token <0x41>");

    Path merges = copy("llama2");
    Files.delete(merges.resolve("tokenizer.model"));
    replace(merges.resolve("tokenizer.json"), "[\"▁t\", \"h\"], ", "");
    assertRefused(merges, "has no merge of '▁t' and 'h', which are tokens and make one");
  }

  @Test
  void sentencePieceModel_thatIsDamaged_isRefused() throws IOException {
    Path model = copy("llama2");
    Path file = model.resolve("tokenizer.model");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 3));
    assertRefused(model, "tokenizer.model is not a SentencePiece model");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff});
    assertRefused(model, "it ends within a field");
    Files.write(file, new byte[] {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f});
    assertRefused(model, "a field says that it has");
    Files.write(file, new byte[0]);
    assertRefused(model, "SentencePiece's algorithm 1");
    Files.write(file, whole);
    replace(model.resolve("tokenizer.json"), "\"▁the\": ", "\"▁thee\": ");
    assertRefused(model, "tokenizer.json has '▁thee' as token");
  }

  @Test
  void shards_thatAreNotAsTheIndexSays_areRefused() throws IOException {
    Path model = copy("qwen2");
    Path index = model.resolve("model.safetensors.index.json");
    String whole = Files.readString(index);
    Path shard = model.resolve("model-00002-of-00003.safetensors");
    byte[] weights = Files.readAllBytes(shard);
    Files.delete(shard);
    assertRefused(model, "model-00002-of-00003.safetensors is missing");
    Files.write(shard, weights);
    replace(index, "model-00002-of", "../model-00002-of");
    assertRefused(model, "expected the name of a .safetensors file beside it");
    Files.writeString(index, whole);
    Files.copy(
        model.resolve("model-00001-of-00003.safetensors"),
        shard,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertRefused(model, "which model.safetensors.index.json says is in another file");
    Files.writeString(index, "{}");
    assertRefused(model, "has no weight_map");
    Files.delete(index);
    assertRefused(model, "expected weights as safetensors");
  }

  @Test
  void foldersThatAreNoModel_areRefused() throws IOException {
    assertRefused(folder, "there is no config.json");
    Files.writeString(folder.resolve("adapter_config.json"), "{}");
    assertRefused(folder, "this is an adapter");
    Path model = copy("smollm2");
    Files.delete(model.resolve("tokenizer.json"));
    assertRefused(model, "no tokenizer.json and no tokenizer.model");
    Files.write(model.resolve("config.json"), new byte[] {(byte) 0xff, 0x00, (byte) 0x80});
    assertRefused(model, "config.json is not JSON");
    Files.writeString(model.resolve("config.json"), "[".repeat(200_000), StandardCharsets.UTF_8);
    assertRefused(model, "config.json is not JSON");
  }

  @Test
  void weightBeyondHalfThePrecision_isRefused_andNothingIsLeft() throws IOException {
    Path model = copy("smollm2");
    Path file = model.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(file);
    int first = Math.toIntExact(Long.BYTES + ByteBuffer.wrap(whole).order(LITTLE_ENDIAN).getLong());
    ByteBuffer.wrap(whole).order(LITTLE_ENDIAN).putFloat(first, -65_520f); // of the embeddings
    Files.write(file, whole);
    Path out = folder.resolve("out");
    Files.createDirectories(out);
    try (GgufConversion conversion = GgufConversion.open(model, "m", TensorType.F16)) {
      assertThatThrownBy(() -> conversion.write(out.resolve("model.gguf")))
          .isInstanceOf(ConversionProblem.class)
          .hasMessageContaining("which is more than F16 holds\nconvert with --type bf16");
    }
    assertThat(out).isEmptyDirectory();
    try (GgufConversion conversion = GgufConversion.open(model, "m", TensorType.BF16)) {
      conversion.write(out.resolve("model.gguf"));
    }
    assertThat(List.of(out.toFile().list())).containsExactly("model.gguf");
  }
}
