package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.arkwright.model.id.Digest;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the files of a version rule out is refused before anything starts, by name. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EarlyRefusalsApiTest {
  private static final String LLAMA = "{\"model_type\":\"llama\"}";
  private static final String TEXT = "some words that are learnt from. ".repeat(100);

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder.resolve("home"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void deploy_modelThatNoRuntimeLoads_isRefusedWithWhatWasFoundAndTheWaysOut() throws Exception {
    importFiles("model", "hf", Map.of("config.json", LLAMA, "weights.safetensors", weights()));
    assertThat(deploy("hf", ""))
        .contains(
            "model/hf@1", "no .gguf file", "weights.safetensors", "arkwright model convert hf")
        .contains("arkwright deploy NAME --model hf -- ");
    importFiles("model", "licence", Map.of("LICENSE", "do as you like"));
    assertThat(deploy("licence", "")).contains("no .gguf file", "found LICENSE");
    importFiles("model", "deep", Map.of("onnx/model.onnx", "x", "tokenizer.json", "{}"));
    assertThat(deploy("deep", "")).contains("no .onnx file at its top", "onnx/model.onnx");
    assertThat(deploy("licence", ",\"runtime\":\"onnx\"")).contains("no .onnx file");
    importFiles("model", "two", Map.of("a.onnx", "x", "b.onnx", "y", "tokenizer.json", "{}"));
    assertThat(deploy("two", "")).contains("2 .onnx files (a.onnx, b.onnx)");
    importFiles("model", "bare", Map.of("a.onnx", "x"));
    assertThat(deploy("bare", "")).contains("no tokenizer.json");
    assertThat(server.get("/api/v1/deployments").json().path("deployments")).isEmpty();
  }

  @Test
  void deploy_modelThatARuntimeLoads_isTaken() throws Exception {
    importFiles("model", "embedder", Map.of("a.onnx", "x", "tokenizer.json", "{}"));
    assertThat(put("embedder", "").status()).isEqualTo(200);
    importFiles("model", "licence", Map.of("LICENSE", "do as you like"));
    String command = ",\"runtime\":\"command\",\"command\":[\"serve\",\"{model}\"]";
    assertThat(put("licence", command).status()).as("it loads what it likes").isEqualTo(200);
  }

  @Test
  void deploy_adapterOfOtherWeights_isRefused_andOneOfTheModelIsTaken() throws Exception {
    importFiles("model", "base", Map.of("a.gguf", gguf()));
    Digest weights = Digest.of(Digest.sha256().digest(gguf().getBytes(StandardCharsets.UTF_8)));
    String own = "{\"sha256\":{\"a.gguf\":\"" + weights.hex() + "\"}}";
    String foreign = own.replaceAll("[0-9a-f]{64}", "0".repeat(64));
    importFiles("model", "own", Map.of("adapter.gguf", gguf(), "base.json", own));
    importFiles("model", "foreign", Map.of("adapter.gguf", gguf(), "base.json", foreign));
    importFiles("model", "untold", Map.of("adapter.gguf", gguf()));
    importFiles("model", "notes", Map.of("notes.txt", "no adapter"));

    Reply refused = put("base", ",\"adapters\":[\"own\",\"foreign\"]");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/problems/0/field").asText()).isEqualTo("adapters");
    assertThat(refused.json().path("detail").asText())
        .contains("model/foreign@1", "other weights than those of model/base");
    assertThat(put("base", ",\"adapters\":[\"notes\"]").json().path("detail").asText())
        .contains("model/notes@1", "0 .gguf files", "found notes.txt");
    assertThat(put("base", ",\"adapters\":[\"own\",\"untold\"]").status()).isEqualTo(200);
  }

  @Test
  void training_onWhatIsNoText_isRefusedByName() throws Exception {
    importFiles("dataset", "columns", Map.of("train.parquet", "PAR1", "README.md", "a readme"));
    assertThat(train("columns", ""))
        .contains("inputs.data", "dataset/columns@1", "no text", "train.parquet")
        .contains("readmes are left out", "write the column with the text as .jsonl");
    importFiles("dataset", "packed", Map.of("a.txt.gz", "x"));
    assertThat(train("packed", "")).contains("unpack the files");
    importFiles("dataset", "code", Map.of("a.py", "print(1)"));
    assertThat(train("code", "")).contains("a.py", "once its names end so");
    importFiles("dataset", "tiny", Map.of("a.txt", "too short"));
    assertThat(train("tiny", "")).contains("9 bytes of text", "128 tokens");
    importFiles("dataset", "binary", Map.of("good.txt", TEXT, "noise.txt", TEXT + "\0\1\2"));
    assertThat(train("binary", "")).contains("noise.txt", "byte 3301 is NUL");
    importFiles(
        "dataset",
        "chat",
        Map.of("chat.jsonl", "\uFEFF\n{\"messages\":[{\"role\":\"user\"}]}\n" + TEXT));
    assertThat(train("chat", "")).contains("chat.jsonl: line 2", "the members messages");
    assertThat(train("chat", "")).contains("its turns as one text");
    importFiles("dataset", "null", Map.of("a.jsonl", "{\"text\":\"a\"}\n{\"text\":null}\n"));
    assertThat(train("null", "")).contains("line 2 has a member \"text\" that is no text but null");
    importFiles("dataset", "list", Map.of("a.jsonl", "{\"text\":\"a\"}\n[1]\n"));
    assertThat(train("list", "")).contains("a.jsonl: line 2 is not an object");
    importFiles("dataset", "half", Map.of("a.jsonl", "{\"text\":\"a\"}\n{\"text\":"));
    assertThat(train("half", "")).contains("line 2 is not JSON");
    importFiles("dataset", "named", Map.of("a.txt", "PAR1" + TEXT));
    assertThat(train("named", "")).contains("a.txt: it is parquet, whatever its name");
    importFiles("dataset", "void", Map.of("a.txt", ""));
    assertThat(train("void", "")).contains("0 bytes of text");
    importFiles("dataset", "blank", Map.of("a.txt", " \n\t\r\n".repeat(1000)));
    assertThat(train("blank", "")).contains("0 bytes of text");
    importFiles("dataset", "hollow", Map.of("a.jsonl", "{\"text\":\"\",\"id\":1}\n".repeat(900)));
    assertThat(train("hollow", "")).contains("0 bytes of text");
    String line = "{\"text\":\"" + TEXT + "\"}";
    importFiles("dataset", "joined", Map.of("a.jsonl", line + "\n" + line + line));
    assertThat(train("joined", "")).contains("a.jsonl: line 2 is not JSON");
    assertThat(server.get("/api/v1/jobs").json().path("jobs")).isEmpty();
  }

  @Test
  void training_onLatin1_isRefusedByLine_alsoBehindTheFirstPages() throws Exception {
    Path source = Files.createDirectories(folder.resolve("latin"));
    String text = TEXT.repeat(10) + "\n" + "caf\u00e9 cr\u00e8me ".repeat(200);
    Files.write(source.resolve("a.txt"), text.getBytes(StandardCharsets.ISO_8859_1));
    importFolder("dataset", "latin", source);
    assertThat(train("latin", ""))
        .contains("a.txt: it is not in UTF-8", "the first in line 2", "iconv -f LATIN1");
    Path short16 = Files.createDirectories(folder.resolve("odd"));
    Files.write(short16.resolve("a.txt"), new byte[] {-1, -2, 'a', 0, 'b'});
    importFolder("dataset", "odd", short16);
    assertThat(train("odd", "")).contains("a.txt: it is not in UTF-16LE");
  }

  @Test
  void training_fromWhatTheTrainerCannotContinue_isRefusedByName() throws Exception {
    importFiles("dataset", "text", Map.of("a.txt", TEXT));
    importFiles("model", "gguf", Map.of("notes.txt", "no weights"));
    assertThat(train("text", "gguf")).contains("inputs.base", "model/gguf@1", "no config.json");
    importFiles(
        "model",
        "gemma",
        Map.of(
            "config.json",
            "{\"model_type\":\"gemma2\"}",
            "tokenizer.json",
            "{}",
            "model.safetensors",
            weights()));
    assertThat(train("text", "gemma")).contains("model_type 'gemma2'");
    assertThat(tune("{\"base\":\"gemma\",\"data\":\"text\"}"))
        .contains("base is model/gemma@1", "model_type 'gemma2'", "or Qwen 2.5");
  }

  @Test
  void tuning_ofWhatCannotBe_isRefusedByName() throws Exception {
    importFiles("model", "base", Map.of("a.gguf", gguf()));
    importFiles("model", "none", Map.of("notes.txt", "no weights"));
    importFiles("model", "adapter", Map.of("adapter_config.json", "{}"));
    String other = "{\"sha256\":{\"a.gguf\":\"" + "0".repeat(64) + "\"}}";
    importFiles("model", "other", Map.of("adapter_config.json", "{}", "base.json", other));
    importFiles("dataset", "pairs", Map.of("a.jsonl", "{\"prompt\":\"a\",\"completion\":\"b\"}"));
    importFiles("dataset", "rows", Map.of("a.csv", "a,b"));
    importFiles("dataset", "bad", Map.of("a.jsonl", "{\"text\":\"a\"}\n{\"question\":\"a\"}\n"));

    assertThat(tune("{\"base\":\"none\",\"data\":\"rows\"}"))
        .contains("base is model/none@1", "neither config.json with tokenizer.json nor a .gguf")
        .contains("data is dataset/rows@1", "it has no examples; found a.csv");
    assertThat(tune("{\"base\":\"adapter\",\"data\":\"pairs\"}")).contains("it is an adapter");
    assertThat(tune("{\"base\":\"base\",\"data\":\"bad\"}"))
        .contains("a.jsonl: line 2 has the members question", "with prompt and completion");
    assertThat(tune("{\"base\":\"base\",\"data\":\"pairs\",\"adapter\":\"other\"}"))
        .contains("adapter is model/other@1", "belongs to weights that model/base@1 has not");
    Reply taken = server.post("/api/v1/tunings", "{\"base\":\"base\",\"data\":\"pairs\"}");
    assertThat(taken.status()).as(taken.json().toString()).isEqualTo(201);
    assertThat(taken.json().path("spec").path("outputs").path("model").asText())
        .isEqualTo("model/base-tuned");
  }

  private String tune(String tuning) throws Exception {
    Reply reply = server.post("/api/v1/tunings", tuning);
    assertThat(reply.status()).as(reply.json().toString()).isEqualTo(400);
    return reply.json().path("problems").findValuesAsText("message").toString();
  }

  @Test
  void training_onText_isTaken_alsoInUtf16WithAMark() throws Exception {
    importFiles("dataset", "text", Map.of("a.txt", TEXT, "b.jsonl", "\uFEFF{\"text\":\"words\"}"));
    assertThat(submit("text", "").status()).isEqualTo(201);
    Path source = Files.createDirectories(folder.resolve("wide"));
    Files.write(source.resolve("a.txt"), ("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16LE));
    importFolder("dataset", "wide", source);
    assertThat(submit("wide", "").status()).isEqualTo(201);
    String scored = "{\"text\":\"" + TEXT + "\",\"score\":NaN,\"best\":-Infinity}";
    importFiles("dataset", "scored", Map.of("a.jsonl", scored));
    assertThat(submit("scored", "").status()).as("what Python writes").isEqualTo(201);
    Path marked = Files.createDirectories(folder.resolve("marked"));
    String noisy = "\uFEFF" + TEXT + "\u00e9\u4e2d\ud83d\ude00".repeat(20_000);
    Files.write(marked.resolve("a.txt"), noisy.getBytes(StandardCharsets.UTF_8));
    importFolder("dataset", "marked", marked);
    assertThat(submit("marked", "").status()).isEqualTo(201);
    assertThat(server.post("/api/v1/jobs?training=many", "{command: [a]}").status()).isEqualTo(400);
  }

  private String deploy(String model, String more) throws Exception {
    Reply reply = put(model, more);
    assertThat(reply.status()).as(reply.json().toString()).isEqualTo(400);
    assertThat(reply.json().at("/problems/0/field").asText()).isEqualTo("model");
    return reply.json().path("detail").asText();
  }

  private Reply put(String model, String more) throws Exception {
    return server.send(
        "PUT",
        "/api/v1/projects/default/deployments/d-" + model,
        "{\"model\":\"%s\"%s}".formatted(model, more));
  }

  private String train(String data, String base) throws Exception {
    Reply reply = submit(data, base);
    assertThat(reply.status()).as(reply.json().toString()).isEqualTo(400);
    return reply.json().path("detail").asText();
  }

  private Reply submit(String data, String base) throws Exception {
    String second = base.isEmpty() ? "" : ", base: model/" + base;
    return server.post(
        "/api/v1/jobs?training=128",
        "{name: t-%s, command: [a], inputs: {data: dataset/%s%s}}".formatted(data, data, second),
        "content-type",
        "application/yaml");
  }

  private void importFiles(String kind, String name, Map<String, String> files) throws Exception {
    Path source = folder.resolve("source-" + name);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path target = source.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    importFolder(kind, name, source);
  }

  private void importFolder(String kind, String name, Path source) throws Exception {
    String body = "{\"name\":\"%s/%s\",\"source\":\"%s\"}".formatted(kind, name, source);
    Reply started = server.post("/api/v1/projects/default/imports", body);
    String id = started.json().path("id").asText();
    String state = "";
    while (!state.equals("Succeeded")) {
      state = server.get("/api/v1/imports/" + id).json().path("state").asText();
      assertThat(state).as(started.json().toString()).isNotEqualTo("Failed").isNotEmpty();
      Thread.onSpinWait();
    }
  }

  /** The smallest whole file of that format: no entries, and no tensors. */
  private static String gguf() {
    return "GGUF\3\0\0\0" + "\0".repeat(16);
  }

  /** The smallest whole file of that format: a header without tensors. */
  private static String weights() {
    return "\2\0\0\0\0\0\0\0{}";
  }
}
