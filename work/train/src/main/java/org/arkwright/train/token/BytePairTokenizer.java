package org.arkwright.train.token;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.arkwright.train.token.BytePairVocabulary.Merge;

/** A tokenizer with a vocabulary learnt by {@link BytePairTrainer}. Not thread-safe. */
public final class BytePairTokenizer implements Tokenizer {
  private static final int CACHED_WORDS_MAX = 1 << 18;

  private final BytePairVocabulary vocabulary;
  private final int[] letterIds = new int[0x200];
  private final Map<Long, Integer> ranks = new HashMap<>();
  private final Map<String, int[]> cache = new HashMap<>();

  public BytePairTokenizer(BytePairVocabulary vocabulary) {
    this.vocabulary = vocabulary;
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      String token = vocabulary.tokens().get(id);
      if (token.length() == 1 && ByteAlphabet.value(token.charAt(0)) >= 0) {
        letterIds[token.charAt(0)] = id;
      }
    }
    for (int rank = 0; rank < vocabulary.merges().size(); rank++) {
      Merge merge = vocabulary.merges().get(rank);
      ranks.put(pair(merge.left(), merge.right()), rank);
    }
  }

  public BytePairVocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public void encode(String text, TokenSink sink) {
    WordSplit.forEach(
        text,
        word -> {
          int[] ids = cache.get(word);
          if (ids == null) {
            ids = merged(word);
            if (cache.size() < CACHED_WORDS_MAX) {
              cache.put(word, ids);
            }
          }
          for (int id : ids) {
            sink.add(id);
          }
        });
  }

  private int[] merged(String word) {
    int[] ids = ByteAlphabet.letters(word).chars().map(letter -> letterIds[letter]).toArray();
    int length = ids.length;
    while (true) {
      int best = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < length; i++) {
        best = Math.min(best, ranks.getOrDefault(pair(ids[i], ids[i + 1]), Integer.MAX_VALUE));
      }
      if (best == Integer.MAX_VALUE) {
        return Arrays.copyOf(ids, length);
      }
      Merge merge = vocabulary.merges().get(best);
      int newLength = 0;
      for (int i = 0; i < length; i++) {
        boolean isPair = i + 1 < length && ids[i] == merge.left() && ids[i + 1] == merge.right();
        ids[newLength++] = isPair ? merge.result() : ids[i];
        if (isPair) {
          i++;
        }
      }
      length = newLength;
    }
  }

  @Override
  public String decode(int... ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      if (id != endId()) {
        vocabulary.tokens().get(id).chars().forEach(l -> bytes.write(ByteAlphabet.value((char) l)));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public int beginId() {
    return 0;
  }

  @Override
  public int endId() {
    return 0;
  }

  @Override
  public int size() {
    return vocabulary.tokens().size();
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right;
  }
}
