package org.arkwright.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.llama.ContextOptions;
import org.arkwright.llama.LlamaContext;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.ModelOptions;
import org.arkwright.llama.PieceText;
import org.arkwright.llama.TokenBatch;
import org.arkwright.llama.TokenSampler;
import org.arkwright.template.ChatInput;
import org.arkwright.template.ChatTemplate;
import org.arkwright.train.format.BaseModel;
import org.arkwright.train.model.Llama;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.TensorData;
import org.arkwright.train.model.TrainingDevice;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of this trainer in llama.cpp and transformers, and theirs in this trainer. */
final class InteroperabilityTest {
  private static final List<String> PROMPTS = List.of("kalomi:", "turensa: a", "vélotu:");
  private static final List<String> QUESTIONS =
      List.of(
          "Define kalomi.",
          "What is a kalomi?",
          " what are kalomi? ",
          "What does the word kalomi mean?",
          "Tell me what is the meaning of kalomi",
          "kalomi");
  private static final int TOKENS = 16;
  @TempDir private static Path folder;
  private static Path model;

  @BeforeAll
  static void train() throws Exception {
    model = folder.resolve("model");
    TrainerProcess rank =
        TrainerProcess.start(
            folder.resolve("log"),
            Map.of(),
            List.of(
                "--data", SmallCorpus.write(folder.resolve("data")).toString(),
                "--out", model.toString(),
                "--steps", "120",
                "--vocabulary", "300",
                "--layers", "2",
                "--hidden", "64",
                "--intermediate", "128",
                "--heads", "2",
                "--context", "64",
                "--batch", "4",
                "--learning-rate", "0.01",
                "--warm-up", "10"));
    assertThat(rank.awaitExit()).as(rank.output()).isZero();
  }

  @Test
  void gguf_givesTheSameGreedyTextInLlamaCpp() throws Exception {
    List<String> ours = new ArrayList<>();
    for (String prompt : PROMPTS) {
      ours.add(Greedy.text(model, prompt, TOKENS));
    }
    assertThat(String.join("", ours)).contains(" of the ");
    assumeLibraries();
    try (LlamaModel llama = loaded();
        LlamaContext context = LlamaContext.open(llama, ContextOptions.text(1, 64, 64, 1))) {
      for (int i = 0; i < PROMPTS.size(); i++) {
        assertThat(greedy(llama, context, PROMPTS.get(i))).isEqualTo(ours.get(i));
      }
    }
  }

  private static void assumeLibraries() {
    assumeTrue(org.arkwright.llama.Llama.isAvailable(), () -> org.arkwright.llama.Llama.problem());
  }

  private static LlamaModel loaded() throws IOException {
    return LlamaModel.load(model.resolve("model.gguf"), ModelOptions.DEFAULT);
  }

  private static String greedy(LlamaModel llama, LlamaContext context, String prompt)
      throws IOException {
    context.clear();
    TokenBatch batch = new TokenBatch(64);
    PieceText text = new PieceText();
    StringBuilder generated = new StringBuilder();
    float[] logits = new float[llama.vocabulary().size()];
    int[] tokens = llama.vocabulary().tokenize(prompt, true, false);
    int position = 0;
    for (int token : tokens) {
      batch.add(token, position++, 0, position == tokens.length);
    }
    for (int i = 0; i < TOKENS; i++) {
      assertThat(context.decode(batch)).isEqualTo(LlamaContext.Outcome.DONE);
      context.logits(batch.size() - 1, logits);
      int next = TokenSampler.mostLikely(logits);
      if (llama.vocabulary().isEnd(next)) {
        break;
      }
      generated.append(text.add(llama.vocabulary().piece(next)));
      batch.clear();
      batch.add(next, position++, 0, true);
    }
    return generated.append(text.end()).toString();
  }

  @Test
  void gguf_chatTemplate_reducesEveryQuestionToTheWord() throws Exception {
    assumeLibraries();
    try (LlamaModel llama = loaded()) {
      for (String question : QUESTIONS) {
        assertThat(rendered(llama, question)).as(question).isEqualTo("<|endoftext|>kalomi:");
      }
      assertThat(rendered(llama, "ox")).isEqualTo("<|endoftext|>ox:");
      assertThat(rendered(llama, "?")).isEqualTo("<|endoftext|>:");
    }
  }

  private static String rendered(LlamaModel llama, String question) {
    ChatTemplate template = ChatTemplate.compile(llama.chatTemplate().orElseThrow());
    String begin = llama.vocabulary().text(llama.vocabulary().begin().orElseThrow());
    return template
        .render(
            new ChatInput(
                List.of(Map.of("role", "user", "content", question)),
                Optional.empty(),
                Optional.empty(),
                true,
                Map.of("bos_token", begin),
                LocalDateTime.of(2026, 1, 1, 0, 0)))
        .text();
  }

  @Tag("torch")
  @Test
  void folder_givesTheSameGreedyTextInTransformers() throws Exception {
    Path python = python();
    String script =
        """
        import sys
        from transformers import AutoModelForCausalLM, AutoTokenizer
        model = AutoModelForCausalLM.from_pretrained(sys.argv[1])
        tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
        for prompt in sys.argv[2:]:
            ids = tokenizer(prompt, return_tensors="pt").input_ids
            out = model.generate(
                ids, max_new_tokens=%d, do_sample=False, attention_mask=ids * 0 + 1)
            print(tokenizer.decode(out[0][ids.shape[1]:], skip_special_tokens=True))
        chat = [{"role": "user", "content": "Define kalomi."}]
        print(tokenizer.apply_chat_template(chat, tokenize=False))
        """
            .formatted(TOKENS);
    List<String> arguments = new ArrayList<>(List.of(model.toString()));
    arguments.addAll(PROMPTS);
    List<String> output = run(python, script, arguments).lines().toList();
    for (int i = 0; i < PROMPTS.size(); i++) {
      assertThat(output.get(i)).isEqualTo(Greedy.text(model, PROMPTS.get(i), TOKENS));
    }
    assertThat(output.getLast()).isEqualTo("<|endoftext|>kalomi:");
  }

  @Tag("torch")
  @Test
  void shardedGroupedScaledBfloat16Model_givesTheSameLogits() throws Exception {
    Path python = python();
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    String script =
        """
        import sys, torch
        from transformers import LlamaConfig, LlamaForCausalLM
        torch.manual_seed(3)
        config = LlamaConfig(vocab_size=300, hidden_size=48, intermediate_size=96,
            num_hidden_layers=3, num_attention_heads=6, num_key_value_heads=2, head_dim=16,
            max_position_embeddings=64, tie_word_embeddings=False, rope_theta=500000.0,
            rope_scaling={"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0,
                "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                "original_max_position_embeddings": 16})
        model = LlamaForCausalLM(config).to(torch.bfloat16)
        model.save_pretrained(sys.argv[1], max_shard_size="60KB")
        logits = model.float()(torch.arange(40)[None] * 7 % 300).logits[0]
        print(" ".join(str(x) for x in logits[-1].tolist()))
        """;
    String[] logits = run(python, script, List.of(theirs.toString())).strip().split(" ", -1);
    Files.copy(model.resolve("tokenizer.json"), theirs.resolve("tokenizer.json"));

    assertThat(theirs.resolve("model.safetensors.index.json")).exists();
    BaseModel base = BaseModel.open(theirs);
    try (Parameters parameters =
            new Parameters(ParameterLayout.of(base.config()), TrainingDevice.CPU);
        PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      base.load(parameters);
      long[] ids = new long[40];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = i * 7L % 300;
      }
      Tensor ours = new Llama(base.config(), parameters).logits(TensorData.tensor(ids, 1, 40));
      for (int i = 0; i < logits.length; i++) {
        assertThat(ours.select(1, 39).select(1, i).item_float())
            .isCloseTo(Float.parseFloat(logits[i]), org.assertj.core.data.Offset.offset(2e-4f));
      }
    }
  }

  /** Returns ARKWRIGHT_TEST_PYTHON, or python3 on the path, if it has torch and transformers. */
  private static Path python() throws Exception {
    Path python =
        Path.of(Optional.ofNullable(System.getenv("ARKWRIGHT_TEST_PYTHON")).orElse("python3"));
    boolean installed;
    try {
      installed =
          new ProcessBuilder(python.toString(), "-c", "import transformers, torch")
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException _) {
      installed = false;
    }
    assumeTrue(
        installed,
        "skipped: "
            + python
            + " lacks torch or transformers; set ARKWRIGHT_TEST_PYTHON to one that has both");
    return python;
  }

  private static String run(Path python, String script, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(python.toString(), "-c", script));
    command.addAll(arguments);
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("HF_HUB_OFFLINE", "1");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return output;
  }
}
