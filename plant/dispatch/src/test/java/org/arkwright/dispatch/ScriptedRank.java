package org.arkwright.dispatch;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.model.job.RankExit;

/**
 * A rank without a process: it carries out the few statements of a shell script that the contract
 * suite uses, one after another, on the thread that runs it.
 */
@SuppressWarnings("JdkObsolete") // A log that one thread reads while another writes it.
final class ScriptedRank {
  private static final Pattern VARIABLE = Pattern.compile("\\$([A-Z_]+)");
  private static final int SEGV = 11;

  private final String script;
  private final Map<String, String> env;
  private final StringBuffer log;
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean ignoresTerm;
  private volatile boolean stopped;
  private volatile boolean killed;

  ScriptedRank(String script, Map<String, String> env, StringBuffer log) {
    this.script = script;
    this.env = env;
    this.log = log;
  }

  /** Runs to the end, and returns it. */
  RankExit run() {
    for (String statement : script.split("[;\n]", -1)) {
      String[] words = statement.strip().split(" ", 2);
      String rest = words.length > 1 ? words[1] : "";
      switch (words[0]) {
        case "echo" -> log.append(expanded(rest.replace(" >&2", ""))).append('\n');
        case "exit" -> {
          return ended(new RankExit.Exited(Integer.parseInt(rest)));
        }
        case "kill" -> {
          return ended(new RankExit.Signalled(SEGV));
        }
        case "trap" -> ignoresTerm = rest.startsWith("''");
        case "sleep" -> {
          if (sleep(Double.parseDouble(rest))) {
            return ended(new RankExit.Stopped(killed));
          }
        }
        case "", "true" -> {
          // Nothing to do.
        }
        default -> {
          if (!words[0].startsWith("#!")) {
            throw new IllegalArgumentException("no statement: " + statement);
          }
        }
      }
    }
    return ended(new RankExit.Exited(0));
  }

  private RankExit ended(RankExit exit) {
    ended.countDown();
    return stopped ? new RankExit.Stopped(killed) : exit;
  }

  private String expanded(String text) {
    Matcher variables = VARIABLE.matcher(text);
    return variables.replaceAll(found -> env.getOrDefault(found.group(1), ""));
  }

  private synchronized boolean sleep(double seconds) {
    long until = System.nanoTime() + (long) (seconds * 1e9);
    while (!killed && (ignoresTerm || !stopped)) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException _) {
        return true;
      }
    }
    return true;
  }

  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /** Kills it if it has not ended after that time. */
  void killAfter(long millis) {
    try {
      if (!ended.await(millis, TimeUnit.MILLISECONDS)) {
        synchronized (this) {
          killed = true;
          notifyAll();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
