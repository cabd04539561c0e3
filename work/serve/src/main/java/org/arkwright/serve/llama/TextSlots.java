package org.arkwright.serve.llama;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.arkwright.llama.LlamaContext;
import org.arkwright.llama.LlamaException;
import org.arkwright.llama.TokenBatch;
import org.arkwright.llama.Vocabulary;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.TextModel.Ending;
import org.arkwright.serve.runtime.TextModel.Reason;

/**
 * Continuous batching: one thread decodes, and each pass has the next token of every text and a
 * part of one prompt. Prompts take turns, so that a short one does not wait for the end of a long
 * one.
 *
 * <p>A slot keeps what it read. A prompt that begins alike goes on from there.
 */
final class TextSlots implements AutoCloseable {
  /**
   * The most tokens of a prompt in one pass. Fewer than 64: from there on, attention takes another
   * way with other roundings, and the same request would not give the same text alone and beside
   * others. Half of that, because the other texts wait for the pass: a third of a second on one
   * core for a model of 135 million parameters, and the prompt as a whole takes no longer.
   */
  static final int PROMPT_PART = 32;

  /** A pass that takes longer than this will not end. */
  private static final long STALLED_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** How many passes an adapter has before another's turn. */
  private static final int TURN_PASSES = 4;

  private static final long LOOK_MILLIS = 100;
  private static final long PASS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final LlamaContext context;
  private final AdapterShelf adapters;
  private final NativeSteps steps;
  private final Vocabulary vocabulary;
  private final List<Slot> slots = new ArrayList<>();
  private final Deque<TextTask> waiting = new ArrayDeque<>();
  private final TokenBatch batch;
  private final float[] logits;
  private final long[] requests;
  private final Thread thread;
  private volatile long passNanos;
  private volatile boolean isPassing;
  private final LongAdder promptTokensRead = new LongAdder();
  private int turn;
  private String adapter = AdapterShelf.NONE;
  private int passes;
  private boolean closed;

  TextSlots(LlamaContext context, AdapterShelf adapters, NativeSteps steps) {
    this.context = context;
    this.adapters = adapters;
    this.steps = steps;
    this.vocabulary = context.model().vocabulary();
    for (int i = 0; i < context.sequences(); i++) {
      slots.add(new Slot(i));
    }
    batch = new TokenBatch(context.batchTokens());
    logits = new float[vocabulary.size()];
    requests = new long[slots.size()];
    thread = Thread.ofPlatform().name("decoder").daemon().unstarted(this::run);
  }

  /** The prompts' tokens that were decoded: those that a slot knew already are not among them. */
  long promptTokensRead() {
    return promptTokensRead.sum();
  }

  void start() {
    thread.start();
  }

  /** Why no text can be generated any more; empty while it can. */
  Optional<String> problem() {
    if (!thread.isAlive()) {
      return Optional.of("the decoding thread has ended");
    }
    return isPassing && System.nanoTime() - passNanos > STALLED_NANOS
        ? Optional.of("a pass through the model has not ended for minutes")
        : Optional.empty();
  }

  /** Generates a text; blocks until its end, and gives it up when nobody wants it any more. */
  Ending generate(TextTask task) {
    synchronized (this) {
      if (closed) {
        throw new CancellationException("this replica is closed");
      }
      waiting.add(task);
      notifyAll();
    }
    while (true) {
      try {
        return task.ending.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        look(task);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause() == null ? "" : e.getCause().getMessage(), e);
      } catch (InterruptedException _) {
        task.abandoned = true;
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
    }
  }

  private void look(TextTask task) {
    long now = System.nanoTime();
    if (!task.listener.isWanted() || now - task.deadlineNanos > 0) {
      task.abandoned = true;
    }
    // Most passes end by themselves soon enough; what others have in it is decoded again.
    if (task.abandoned && task.reading && now - passNanos > PASS_NANOS) {
      context.abort();
    }
  }

  // --- The decoding thread

  private void run() {
    try {
      while (admit()) {
        pass();
      }
    } catch (RuntimeException e) {
      slots.forEach(slot -> fail(slot, e));
      throw e;
    } finally {
      synchronized (this) {
        closed = true;
        waiting.forEach(
            task -> task.ending.completeExceptionally(new CancellationException("closed")));
        waiting.clear();
      }
    }
  }

  /** Puts waiting texts into free slots; waits while there is nothing to do. False when closed. */
  private boolean admit() {
    for (Slot slot : slots) {
      TextTask task = slot.task;
      if (task != null && task.abandoned) {
        giveUp(slot, task);
      }
    }
    while (true) {
      TextTask task;
      synchronized (this) {
        awaitWork();
        if (closed) {
          slots.forEach(slot -> fail(slot, new CancellationException("this replica is closed")));
          return false;
        }
        if (waiting.isEmpty() || slots.stream().allMatch(s -> s.task != null)) {
          return true;
        }
        task = waiting.remove();
      }
      if (task.abandoned) {
        task.ending.complete(Ending.of(Reason.ABANDONED, 0, 0));
      } else {
        place(task);
      }
    }
  }

  private synchronized void awaitWork() {
    try {
      while (!closed && waiting.isEmpty() && slots.stream().allMatch(s -> s.task == null)) {
        wait();
      }
    } catch (InterruptedException _) {
      closed = true; // Nobody interrupts this thread but to end it.
    }
  }

  private void place(TextTask task) {
    Slot best = null;
    for (Slot slot : slots) {
      if (slot.task == null
          && (best == null
              || slot.common(task) > best.common(task)
              || (slot.common(task) == best.common(task) && slot.length() < best.length()))) {
        best = slot;
      }
    }
    if (best == null) {
      throw new IllegalStateException("no slot is free");
    }
    // The last token is read again in any case: its logits are wanted.
    int reused = Math.min(best.common(task), task.prompt.length - 1);
    if (!context.truncate(best.sequence, reused)) {
      reused = 0;
      boolean _ = context.truncate(best.sequence, 0);
    }
    task.cachedTokens = reused;
    task.reading = true;
    best.begin(task, reused);
  }

  private void pass() {
    String adapter = nextAdapter();
    if (!use(adapter)) {
      return;
    }
    fill(adapter);
    if (batch.size() == 0) {
      return;
    }
    List<Slot> taking = slots.stream().filter(slot -> slot.adding > 0).toList();
    passNanos = System.nanoTime();
    isPassing = true;
    try (var _ = steps.together(requests, requestsOf(taking))) {
      switch (context.decode(batch)) {
        case DONE -> taking.forEach(this::advance);
        case ABORTED -> taking.forEach(this::forget);
        case NO_ROOM ->
            taking.forEach(
                slot -> fail(slot, new IllegalStateException("the context has no room")));
      }
    } catch (LlamaException e) {
      taking.forEach(slot -> fail(slot, e));
    } finally {
      isPassing = false;
    }
  }

  /**
   * A pass has one adapter. Those that texts want take turns of some passes each, because a change
   * costs as much as {@link #TURN_PASSES} says.
   */
  private String nextAdapter() {
    NavigableSet<String> wanted = new TreeSet<>();
    for (Slot slot : slots) {
      if (slot.task != null) {
        wanted.add(slot.task.adapter);
      }
    }
    if (wanted.isEmpty() || (wanted.contains(adapter) && passes < TURN_PASSES)) {
      passes++;
      return adapter;
    }
    String next = wanted.higher(adapter);
    adapter = next == null ? wanted.first() : next;
    passes = 1;
    return adapter;
  }

  /** Whether the adapter is at work; the texts that want it have failed if not. */
  private boolean use(String wanted) {
    try {
      adapters.use(context, wanted);
      return true;
    } catch (IOException | RuntimeException e) {
      for (Slot slot : slots) {
        if (slot.task != null && slot.task.adapter.equals(wanted)) {
          fail(slot, e);
        }
      }
      return false;
    }
  }

  /** Writes the requests of a pass down; returns how many they are. */
  private int requestsOf(List<Slot> taking) {
    int count = 0;
    for (Slot slot : taking) {
      if (slot.task != null) {
        requests[count++] = slot.task.request;
      }
    }
    return count;
  }

  private void fill(String wanted) {
    batch.clear();
    for (Slot slot : slots) {
      slot.adding = 0;
      slot.row = -1;
      if (slot.task != null && slot.task.adapter.equals(wanted) && !slot.readsPrompt()) {
        slot.row = batch.add(slot.next, slot.length(), slot.sequence, true);
        slot.adding = 1;
      }
    }
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get((turn + i) % slots.size());
      TextTask task = slot.task;
      if (task != null && task.adapter.equals(wanted) && slot.readsPrompt()) {
        int left = task.prompt.length - slot.length();
        int part = Math.min(Math.min(left, PROMPT_PART), batch.capacity() - batch.size());
        for (int t = 0; t < part; t++) {
          int at = slot.length() + t;
          boolean last = at == task.prompt.length - 1;
          int index = batch.add(task.prompt[at], at, slot.sequence, last);
          slot.row = last ? index : -1;
        }
        slot.adding = part;
        turn = slot.sequence + 1;
        return;
      }
    }
  }

  /** What was decoded of a pass that was ended is decoded again. */
  private void forget(Slot slot) {
    if (!context.truncate(slot.sequence, slot.length())) {
      fail(slot, new IllegalStateException("the model cannot go back to where the pass began"));
    }
  }

  private void advance(Slot slot) {
    TextTask task = slot.task;
    if (task == null) {
      return;
    }
    if (slot.readsPrompt()) {
      for (int i = 0; i < slot.adding; i++) {
        slot.know(task.prompt[slot.length()]);
      }
      promptTokensRead.add(slot.adding);
    } else {
      slot.know(slot.next);
    }
    if (slot.row >= 0) {
      try (var _ = steps.choosing(task.request)) {
        choose(slot, task);
      } catch (RuntimeException e) {
        fail(slot, e); // Of this text alone.
      }
    }
  }

  private void choose(Slot slot, TextTask task) {
    context.logits(slot.row, logits);
    float[] plain = task.answer.needsLogits() ? logits.clone() : logits;
    OptionalInt chosen = task.sampler.choose(logits, task.grammar);
    if (chosen.isEmpty() || vocabulary.isEnd(chosen.getAsInt())) {
      end(slot, task, Reason.STOP);
      return;
    }
    task.reading = false;
    slot.next = chosen.getAsInt();
    slot.generated++;
    Piece piece = task.answer.add(slot.next, plain);
    task.followCalls(vocabulary);
    if (!piece.isEmpty() && !task.listener.onPiece(piece)) {
      giveUp(slot, task);
    } else if (task.answer.isStopped()) {
      end(slot, task, Reason.STOP);
    } else if (slot.generated >= task.tokensMax) {
      end(slot, task, Reason.LENGTH);
    }
  }

  private static void end(Slot slot, TextTask task, Reason reason) {
    Piece rest = task.answer.end();
    Reason real = task.answer.isStopped() ? Reason.STOP : reason;
    if (!rest.isEmpty()) {
      boolean _ = task.listener.onPiece(rest);
    }
    slot.task = null;
    task.ending.complete(new Ending(real, slot.generated, task.cachedTokens, task.answer.stop()));
  }

  private static void giveUp(Slot slot, TextTask task) {
    slot.task = null;
    if (System.nanoTime() - task.deadlineNanos > 0) {
      task.ending.completeExceptionally(
          new IllegalStateException("the request took longer than a request may"));
    } else {
      task.ending.complete(Ending.of(Reason.ABANDONED, slot.generated, task.cachedTokens));
    }
  }

  private void fail(Slot slot, Exception why) {
    TextTask task = slot.task;
    if (task != null) {
      slot.task = null;
      slot.truncate(0); // Nobody knows what it remembers.
      task.ending.completeExceptionally(why);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    context.abort();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true; // The context is freed after this.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
