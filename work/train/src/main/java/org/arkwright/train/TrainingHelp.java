package org.arkwright.train;

import java.util.List;

/** What {@code work train --help} prints. A test holds it equal to the options that are taken. */
final class TrainingHelp {
  static final String TEXT =
      """
      Usage: arkwright work train --data FOLDER --out FOLDER [--OPTION VALUE]...

      Trains a language model on the text of a folder; what each rank of `arkwright train` runs.

        --data FOLDER              Text: .txt, .text, .md, .jsonl; or ARKWRIGHT_INPUT_DATA.
        --out FOLDER               Receives the model; or ARKWRIGHT_OUTPUT_MODEL.
        --checkpoints FOLDER       Keeps checkpoints; or ARKWRIGHT_CHECKPOINTS; default: none.
        --from FOLDER              Begins with that model; or ARKWRIGHT_INPUT_BASE.
        --name NAME                The model's name; or ARKWRIGHT_JOB_NAME.
        --preset SIZE              nano, micro or mini; default: nano.
        --minutes N                Trains for that time; default: the preset's.
        --tokens N, --steps N      Trains on so much instead.
        --seed N                   Of weights and order, from 0; default: 1.
        --layers N, --hidden N, --intermediate N, --heads N, --vocabulary N
                                   The shape of a new network.
        --context N                Tokens of a training sequence.
        --batch N                  Sequences per rank and pass.
        --accumulation N           Passes per step.
        --learning-rate X          Peak of the learning rate.
        --warm-up N                Steps until that peak.
        --weight-decay X           From 0 to 1; default: 0.1.
        --clip X                   Longest gradient, 0 for any; default: 1.
        --validation X             Share of the text held out, to 0.5; default: 0.01.
        --checkpoint-seconds N     Between checkpoints; default: 30.
        --log-steps N              Steps between lines; default: about a second.
        --device KIND              auto, cpu or cuda; default: auto.
        --precision KIND           auto, float32 or bfloat16; default: auto.

      Exit status: 0 done, 1 failed, 2 wrong data or settings, 75 stopped and can be resumed.
      """;

  private TrainingHelp() {}

  static boolean isAsked(String... arguments) {
    List<String> all = List.of(arguments);
    return all.contains("--help") || all.contains("-h");
  }
}
