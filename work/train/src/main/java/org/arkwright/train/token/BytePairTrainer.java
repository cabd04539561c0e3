package org.arkwright.train.token;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.arkwright.train.token.BytePairVocabulary.Merge;

/**
 * Learns a byte-level BPE vocabulary (Sennrich et al., arXiv:1508.07909): the most frequent pair of
 * adjacent tokens repeatedly becomes a new token. It operates on word counts, and after a merge
 * updates only the words that contained the pair. The same text gives the same vocabulary. Not
 * thread-safe.
 */
public final class BytePairTrainer {
  /** Longer tokens would be whole sentences, where the writing has no spaces or repeats itself. */
  private static final int TOKEN_BYTES_MAX = 32;

  private final Map<String, int[]> counts = new HashMap<>();

  /** Counts the words of a text. */
  public void add(CharSequence text) {
    WordSplit.forEach(text, word -> counts.computeIfAbsent(word, _ -> new int[1])[0]++);
  }

  /**
   * Learns a vocabulary from the added texts.
   *
   * @param size the number of tokens; the result has fewer if no pair occurs twice any more
   */
  public BytePairVocabulary train(int size) {
    if (size < 257) {
      throw new IllegalArgumentException("a byte-level vocabulary has at least 257 tokens");
    }
    return new Learning(new TreeMap<>(counts)).learn(size);
  }

  private record Candidate(int count, int left, int right) {
    /** Most frequent first; ties go to the older tokens, so that the order is total. */
    static final Comparator<Candidate> ORDER =
        Comparator.comparingInt(Candidate::count)
            .reversed()
            .thenComparingInt(Candidate::left)
            .thenComparingInt(Candidate::right);
  }

  private static final class Learning {
    private final List<String> tokens = new ArrayList<>();
    private final List<Merge> merges = new ArrayList<>();
    private final int[][] words;
    private final int[] wordCounts;
    private final Map<Long, int[]> pairCounts = new HashMap<>();
    private final Map<Long, WordList> pairWords = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>(Candidate.ORDER);

    Learning(Map<String, int[]> counts) {
      tokens.add(BytePairVocabulary.END_OF_TEXT);
      int[] letterIds = new int[0x200];
      for (char letter = 0; letter < letterIds.length; letter++) {
        if (ByteAlphabet.value(letter) >= 0) {
          letterIds[letter] = tokens.size();
          tokens.add(String.valueOf(letter));
        }
      }
      words = new int[counts.size()][];
      wordCounts = new int[counts.size()];
      int number = 0;
      for (Map.Entry<String, int[]> entry : counts.entrySet()) {
        words[number] =
            ByteAlphabet.letters(entry.getKey()).chars().map(letter -> letterIds[letter]).toArray();
        wordCounts[number] = entry.getValue()[0];
        number++;
      }
    }

    BytePairVocabulary learn(int size) {
      for (int word = 0; word < words.length; word++) {
        for (int i = 0; i + 1 < words[word].length; i++) {
          count(words[word][i], words[word][i + 1], wordCounts[word], word);
        }
      }
      pairCounts.forEach((pair, count) -> queue.add(candidate(pair, count[0])));
      while (tokens.size() < size && !queue.isEmpty()) {
        Candidate best = queue.remove();
        long pair = pair(best.left, best.right);
        int[] count = pairCounts.get(pair);
        if (count == null || count[0] != best.count) {
          continue; // An outdated entry; the current count has its own entry.
        }
        if (best.count < 2) {
          break;
        }
        if (tokens.get(best.left).length() + tokens.get(best.right).length() <= TOKEN_BYTES_MAX) {
          merge(best.left, best.right);
        }
      }
      return new BytePairVocabulary(tokens, merges);
    }

    private void merge(int left, int right) {
      int result = tokens.size();
      tokens.add(tokens.get(left) + tokens.get(right));
      merges.add(new Merge(left, right, result));
      Map<Long, Integer> changed = new HashMap<>();
      WordList pairWordList = pairWords.remove(pair(left, right));
      pairCounts.remove(pair(left, right));
      int previous = -1;
      for (int word : pairWordList == null ? new int[0] : pairWordList.sorted()) {
        if (word != previous) {
          mergeInWord(word, left, right, result, changed);
        }
        previous = word;
      }
      changed.keySet().stream()
          .sorted()
          .forEach(pair -> {
            int[] count = pairCounts.get(pair);
            if (count != null && count[0] > 0) {
              queue.add(candidate(pair, count[0]));
            }
          });
    }

    private void mergeInWord(
        int word, int left, int right, int result, Map<Long, Integer> changed) {
      int[] symbols = words[word];
      int[] merged = new int[symbols.length];
      int length = 0;
      boolean found = false;
      for (int i = 0; i < symbols.length; i++) {
        boolean isPair = i + 1 < symbols.length && symbols[i] == left && symbols[i + 1] == right;
        merged[length++] = isPair ? result : symbols[i];
        if (isPair) {
          found = true;
          i++;
        }
      }
      if (!found) {
        return;
      }
      int[] updated = Arrays.copyOf(merged, length);
      for (int i = 0; i + 1 < symbols.length; i++) {
        if (symbols[i] != left || symbols[i + 1] != right) {
          count(symbols[i], symbols[i + 1], -wordCounts[word], word);
          changed.put(pair(symbols[i], symbols[i + 1]), 0);
        }
      }
      for (int i = 0; i + 1 < updated.length; i++) {
        if (updated[i] != left || updated[i + 1] != right) {
          count(updated[i], updated[i + 1], wordCounts[word], word);
          changed.put(pair(updated[i], updated[i + 1]), 0);
        }
      }
      words[word] = updated;
    }

    private void count(int left, int right, int by, int word) {
      long pair = pair(left, right);
      pairCounts.computeIfAbsent(pair, _ -> new int[1])[0] += by;
      if (by > 0) {
        pairWords.computeIfAbsent(pair, _ -> new WordList()).add(word);
      }
    }

    private static long pair(int left, int right) {
      return (long) left << 32 | right;
    }

    private static Candidate candidate(long pair, int count) {
      return new Candidate(count, (int) (pair >> 32), (int) pair);
    }
  }

  /** The words that contained a pair when it was counted; some may no longer contain it. */
  private static final class WordList {
    private int[] words = new int[4];
    private int size;

    void add(int word) {
      if (size > 0 && words[size - 1] == word) {
        return;
      }
      if (size == words.length) {
        words = Arrays.copyOf(words, size * 2);
      }
      words[size++] = word;
    }

    int[] sorted() {
      int[] sorted = Arrays.copyOf(words, size);
      Arrays.sort(sorted);
      return sorted;
    }
  }
}
