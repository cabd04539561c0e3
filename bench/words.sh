#!/usr/bin/env bash
# Prints lines of twelve made-up words whose frequencies follow Zipf's law. They make training text
# for benchmarks: speed does not depend on what a model learns.
#
#   bench/words.sh LINES
set -euo pipefail
awk -v lines="$1" 'BEGIN {
  srand(1)
  for (line = 0; line < lines; line++) {
    text = ""
    for (word = 0; word < 12; word++) {
      number = int(exp(rand() * 9)); text = text " "
      do {
        text = text substr("abcdefghijklmnoprstuvw", number % 22 + 1, 1)
        number = int(number / 22)
      } while (number > 0)
    }
    print text "."
  }
}'
