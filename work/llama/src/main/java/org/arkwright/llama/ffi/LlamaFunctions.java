package org.arkwright.llama.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/**
 * The functions of llama.cpp that this binding calls, named as in its header without their prefix.
 * Loaded once for the process, and never unloaded: its threads may outlive every model.
 * Thread-safe.
 */
public final class LlamaFunctions {
  private final Linker linker = Linker.nativeLinker();
  private final SymbolLookup llama;
  private final SymbolLookup ggml;

  // The library, and the structures that others start from.
  public final NativeFunction backendLoadAllFromPath;
  public final NativeFunction version;
  public final NativeFunction backendInit;
  public final NativeFunction logSet;
  public final NativeFunction modelDefaultParams;
  public final NativeFunction contextDefaultParams;
  public final NativeFunction quantizeDefaultParams;
  public final NativeFunction maxParallelSequences;

  // How weights are stored.
  public final NativeFunction typeTraits;
  public final NativeFunction typeBytes;
  public final NativeFunction typeElements;

  // Models.
  public final NativeFunction modelLoadFromFile;
  public final NativeFunction modelFree;
  public final NativeFunction modelGetVocab;
  public final NativeFunction modelContextTrain;
  public final NativeFunction modelEmbeddingOut;
  public final NativeFunction modelEmbedding;
  public final NativeFunction modelLayers;
  public final NativeFunction modelHeads;
  public final NativeFunction modelHeadsKv;
  public final NativeFunction modelClassifierOut;
  public final NativeFunction modelSize;
  public final NativeFunction modelParameters;
  public final NativeFunction modelDescription;
  public final NativeFunction modelMetaCount;
  public final NativeFunction modelMetaKeyByIndex;
  public final NativeFunction modelMetaValueByIndex;
  public final NativeFunction modelChatTemplate;
  public final NativeFunction modelHasEncoder;
  public final NativeFunction modelHasDecoder;
  public final NativeFunction modelIsDiffusion;
  public final NativeFunction modelQuantize;

  // Vocabularies.
  public final NativeFunction vocabType;
  public final NativeFunction vocabTokens;
  public final NativeFunction vocabIsEog;
  public final NativeFunction vocabIsControl;
  public final NativeFunction vocabBos;
  public final NativeFunction vocabEos;
  public final NativeFunction vocabEot;
  public final NativeFunction vocabAddBos;
  public final NativeFunction vocabAddEos;
  public final NativeFunction tokenize;
  public final NativeFunction tokenToPiece;

  // Contexts.
  public final NativeFunction initFromModel;
  public final NativeFunction free;
  public final NativeFunction contextTokens;
  public final NativeFunction contextTokensSequence;
  public final NativeFunction contextBatch;
  public final NativeFunction poolingType;
  public final NativeFunction decode;
  public final NativeFunction setThreads;
  public final NativeFunction logits;
  public final NativeFunction embeddings;
  public final NativeFunction embeddingsSequence;
  public final NativeFunction setAdaptersLora;

  // What a context remembers.
  public final NativeFunction memory;
  public final NativeFunction memoryClear;
  public final NativeFunction memoryRemove;
  public final NativeFunction memoryCopy;
  public final NativeFunction memoryKeep;
  public final NativeFunction memoryPositionMin;
  public final NativeFunction memoryPositionMax;

  // Adapters and grammars.
  public final NativeFunction adapterLoraInit;
  public final NativeFunction adapterLoraFree;
  public final NativeFunction samplerInitGrammar;
  public final NativeFunction samplerApply;
  public final NativeFunction samplerAccept;
  public final NativeFunction samplerReset;
  public final NativeFunction samplerFree;

  /**
   * Loads the libraries in a folder.
   *
   * @throws IllegalArgumentException when they cannot be loaded
   */
  public static LlamaFunctions load(Path folder) {
    // A failed assertion would start a debugger on the process, where there is one.
    setEnvironment("GGML_NO_BACKTRACE", "1");
    return new LlamaFunctions(folder);
  }

  private LlamaFunctions(Path folder) {
    ggml = SymbolLookup.libraryLookup(NativeFolder.library(folder, "ggml"), Arena.global());
    llama = SymbolLookup.libraryLookup(NativeFolder.library(folder, "llama"), Arena.global());

    backendLoadAllFromPath =
        bind(ggml, "ggml_backend_load_all_from_path", FunctionDescriptor.ofVoid(ADDRESS));
    version = of("llama_version", ADDRESS);
    backendInit = ofVoid("llama_backend_init");
    logSet = ofVoid("llama_log_set", ADDRESS, ADDRESS);
    modelDefaultParams = of("llama_model_default_params", Layouts.MODEL_PARAMS);
    contextDefaultParams = of("llama_context_default_params", Layouts.CONTEXT_PARAMS);
    quantizeDefaultParams = of("llama_model_quantize_default_params", Layouts.QUANTIZE_PARAMS);
    maxParallelSequences = of("llama_max_parallel_sequences", JAVA_LONG);

    typeTraits = bind(ggml, "ggml_get_type_traits", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    typeBytes = bind(ggml, "ggml_type_size", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
    typeElements = bind(ggml, "ggml_blck_size", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

    modelLoadFromFile = of("llama_model_load_from_file", ADDRESS, ADDRESS, Layouts.MODEL_PARAMS);
    modelFree = ofVoid("llama_model_free", ADDRESS);
    modelGetVocab = of("llama_model_get_vocab", ADDRESS, ADDRESS);
    modelContextTrain = of("llama_model_n_ctx_train", JAVA_INT, ADDRESS);
    modelEmbeddingOut = of("llama_model_n_embd_out", JAVA_INT, ADDRESS);
    modelEmbedding = of("llama_model_n_embd", JAVA_INT, ADDRESS);
    modelLayers = of("llama_model_n_layer", JAVA_INT, ADDRESS);
    modelHeads = of("llama_model_n_head", JAVA_INT, ADDRESS);
    modelHeadsKv = of("llama_model_n_head_kv", JAVA_INT, ADDRESS);
    modelClassifierOut = of("llama_model_n_cls_out", JAVA_INT, ADDRESS);
    modelSize = of("llama_model_size", JAVA_LONG, ADDRESS);
    modelParameters = of("llama_model_n_params", JAVA_LONG, ADDRESS);
    modelDescription = of("llama_model_desc", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    modelMetaCount = of("llama_model_meta_count", JAVA_INT, ADDRESS);
    modelMetaKeyByIndex =
        of("llama_model_meta_key_by_index", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG);
    modelMetaValueByIndex =
        of("llama_model_meta_val_str_by_index", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG);
    modelChatTemplate = of("llama_model_chat_template", ADDRESS, ADDRESS, ADDRESS);
    modelHasEncoder = of("llama_model_has_encoder", JAVA_BOOLEAN, ADDRESS);
    modelHasDecoder = of("llama_model_has_decoder", JAVA_BOOLEAN, ADDRESS);
    modelIsDiffusion = of("llama_model_is_diffusion", JAVA_BOOLEAN, ADDRESS);
    modelQuantize = of("llama_model_quantize", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);

    vocabType = of("llama_vocab_type", JAVA_INT, ADDRESS);
    vocabTokens = of("llama_vocab_n_tokens", JAVA_INT, ADDRESS);
    vocabIsEog = of("llama_vocab_is_eog", JAVA_BOOLEAN, ADDRESS, JAVA_INT);
    vocabIsControl = of("llama_vocab_is_control", JAVA_BOOLEAN, ADDRESS, JAVA_INT);
    vocabBos = of("llama_vocab_bos", JAVA_INT, ADDRESS);
    vocabEos = of("llama_vocab_eos", JAVA_INT, ADDRESS);
    vocabEot = of("llama_vocab_eot", JAVA_INT, ADDRESS);
    vocabAddBos = of("llama_vocab_get_add_bos", JAVA_BOOLEAN, ADDRESS);
    vocabAddEos = of("llama_vocab_get_add_eos", JAVA_BOOLEAN, ADDRESS);
    tokenize =
        of(
            "llama_tokenize",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_BOOLEAN,
            JAVA_BOOLEAN);
    tokenToPiece =
        of(
            "llama_token_to_piece",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_BOOLEAN);

    initFromModel = of("llama_init_from_model", ADDRESS, ADDRESS, Layouts.CONTEXT_PARAMS);
    free = ofVoid("llama_free", ADDRESS);
    contextTokens = of("llama_n_ctx", JAVA_INT, ADDRESS);
    contextTokensSequence = of("llama_n_ctx_seq", JAVA_INT, ADDRESS);
    contextBatch = of("llama_n_batch", JAVA_INT, ADDRESS);
    poolingType = of("llama_pooling_type", JAVA_INT, ADDRESS);
    decode = of("llama_decode", JAVA_INT, ADDRESS, Layouts.BATCH);
    setThreads = ofVoid("llama_set_n_threads", ADDRESS, JAVA_INT, JAVA_INT);
    logits = of("llama_get_logits_ith", ADDRESS, ADDRESS, JAVA_INT);
    embeddings = of("llama_get_embeddings_ith", ADDRESS, ADDRESS, JAVA_INT);
    embeddingsSequence = of("llama_get_embeddings_seq", ADDRESS, ADDRESS, JAVA_INT);
    setAdaptersLora = of("llama_set_adapters_lora", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);

    memory = of("llama_get_memory", ADDRESS, ADDRESS);
    memoryClear = ofVoid("llama_memory_clear", ADDRESS, JAVA_BOOLEAN);
    memoryRemove = of("llama_memory_seq_rm", JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    memoryCopy = ofVoid("llama_memory_seq_cp", ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    memoryKeep = ofVoid("llama_memory_seq_keep", ADDRESS, JAVA_INT);
    memoryPositionMin = of("llama_memory_seq_pos_min", JAVA_INT, ADDRESS, JAVA_INT);
    memoryPositionMax = of("llama_memory_seq_pos_max", JAVA_INT, ADDRESS, JAVA_INT);

    adapterLoraInit = of("llama_adapter_lora_init", ADDRESS, ADDRESS, ADDRESS);
    adapterLoraFree = ofVoid("llama_adapter_lora_free", ADDRESS);
    samplerInitGrammar = of("llama_sampler_init_grammar", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    samplerApply = ofVoid("llama_sampler_apply", ADDRESS, ADDRESS);
    samplerAccept = ofVoid("llama_sampler_accept", ADDRESS, JAVA_INT);
    samplerReset = ofVoid("llama_sampler_reset", ADDRESS);
    samplerFree = ofVoid("llama_sampler_free", ADDRESS);
  }

  /**
   * Makes the function at an address callable that turns stored values into floats: from where, to
   * where, how many.
   */
  public NativeFunction toFloat(MemorySegment address) {
    FunctionDescriptor descriptor = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG);
    return new NativeFunction("to_float", linker.downcallHandle(address, descriptor), descriptor);
  }

  /** Sets a variable of the process for what is loaded later; Java's own view of it stays. */
  private static void setEnvironment(String name, String value) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    MemorySegment setenv = linker.defaultLookup().findOrThrow("setenv");
    try (Arena arena = Arena.ofConfined()) {
      new NativeFunction("setenv", linker.downcallHandle(setenv, descriptor), descriptor)
          .run(arena.allocateFrom(name), arena.allocateFrom(value), 1);
    }
  }

  private NativeFunction of(String name, MemoryLayout result, MemoryLayout... parameters) {
    return bind(llama, name, FunctionDescriptor.of(result, parameters));
  }

  private NativeFunction ofVoid(String name, MemoryLayout... parameters) {
    return bind(llama, name, FunctionDescriptor.ofVoid(parameters));
  }

  private NativeFunction bind(SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return new NativeFunction(
        name, linker.downcallHandle(library.findOrThrow(name), descriptor), descriptor);
  }
}
