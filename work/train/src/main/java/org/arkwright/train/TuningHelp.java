package org.arkwright.train;

/**
 * What {@code work train --help} prints of tuning. A test holds it equal to the options that are
 * taken.
 */
final class TuningHelp {
  static final String TEXT =
      """

      With --tune it tunes a model that is there; what each rank of `arkwright tune` runs.

        --tune KIND                lora, an adapter, or full, all weights.
        --data FOLDER              .jsonl with messages, prompt and completion, or text; texts.
        --from FOLDER              The model: Hugging Face's layout, or one GGUF file.
        --out FOLDER               Receives the adapter, or the model.
        --adapter FOLDER           Goes on from that adapter; or ARKWRIGHT_INPUT_ADAPTER.
        --checkpoints FOLDER       Keeps checkpoints; or ARKWRIGHT_CHECKPOINTS; default: none.
        --name NAME                The result's name; or ARKWRIGHT_JOB_NAME.
        --rank N, --alpha X        The adapter's; default: 16, and twice the rank.
        --merge KIND               yes writes the whole model too; default: no.
        --epochs X, --steps N      How long; default: 3 epochs.
        --max-length N             Tokens of a sequence; default: 1024.
        --batch N                  Sequences per rank and pass; default: 1.
        --accumulation N           Passes per step; default: 1.
        --learning-rate X          Peak of the learning rate; default: by the width.
        --warm-up N                Steps until that peak; default: a tenth, at most 100.
        --weight-decay X           From 0 to 1; default: 0.
        --clip X                   Longest gradient, 0 for any; default: 1.
        --validation X             Share of the examples held out, to 0.5; default: 0.05.
        --seed N                   Of the adapter and of order, from 0; default: 1.
        --recompute KIND           auto, yes or no: less memory, more time; default: auto.
        --memory N                 Bytes that it may take; default: the machine's.
        --checkpoint-seconds N     Between checkpoints; default: 30.
        --log-steps N              Steps between lines; default: about a second.
        --device KIND              auto, cpu or cuda; default: auto.
        --precision KIND           auto, float32 or bfloat16; default: auto.
      """;

  private TuningHelp() {}
}
