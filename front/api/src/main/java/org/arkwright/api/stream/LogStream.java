package org.arkwright.api.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.control.StateReader;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankStatus;
import org.arkwright.ranklog.RankLogs;

/**
 * The output of ranks while they write it: plain bytes of one rank, or frames that name the rank.
 * Whoever follows is woken when there is something new; ranks write without knowing about it.
 */
public final class LogStream {
  /** How long a stream of frames is quiet before it says so. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  private static final JsonMapper JSON = new JsonMapper();

  private final StateReader reader;
  private final RankLogs logs;
  private final LogWakes wakes;
  private final FollowedRanks followed;

  /**
   * @param wakes wakes whoever follows
   * @param followed brings the output of ranks on other machines
   */
  public LogStream(StateReader reader, RankLogs logs, LogWakes wakes, FollowedRanks followed) {
    this.reader = reader;
    this.logs = logs;
    this.wakes = wakes;
    this.followed = followed;
  }

  /** A job's progress as far as a reader of its logs needs it. */
  private record Stage(int attempts, boolean over) {}

  /** Streams the output of one rank: rank 0 unless the request names another. */
  public ResponseStream.Source plain(LogRequest request) {
    return stream -> {
      try (LogWakes.Following following = wakes.of(request.job())) {
        new ClientStream(request, stream, following, false).plain();
      }
    };
  }

  /** Streams frames of all requested ranks: {@code log} as output arrives, then {@code end}. */
  public ResponseStream.Source frames(LogRequest request) {
    return stream -> {
      try (LogWakes.Following following = wakes.of(request.job())) {
        new ClientStream(request, stream, following, true).frames();
      }
    };
  }

  /** One client's stream. */
  private final class ClientStream {
    private final LogRequest request;
    private final ResponseStream stream;
    private final LogWakes.Following following;
    private final boolean framed;

    ClientStream(
        LogRequest request, ResponseStream stream, LogWakes.Following following, boolean framed) {
      this.request = request;
      this.stream = stream;
      this.following = following;
      this.framed = framed;
      stream.whenClosed(following::wake);
    }

    void plain() throws InterruptedException {
      AttemptId attempt = new AttemptId(request.job(), number(started()));
      int rank = request.firstRank();
      try (FollowedRanks.Following brought = bring(attempt, rank)) {
        plain(attempt, rank, brought);
      }
    }

    private void plain(AttemptId attempt, int rank, FollowedRanks.Following brought)
        throws InterruptedException {
      LogFile file = new LogFile(logs.file(attempt, rank), request.offset());
      boolean over = !request.follow();
      following.askAgain();
      while (stream.isOpen()) {
        watch(attempt);
        byte[] chunk = file.next();
        if (chunk.length > 0) {
          stream.write(chunk);
        } else if (over) {
          return;
        } else {
          // When the rank has ended, its last output may still have to be read.
          over = hadEvent(brought) && isOver(attempt, rank);
          if (!over) {
            rest();
          }
        }
      }
    }

    void frames() throws InterruptedException {
      stream.write(EventFrames.comment("arkwright logs"));
      boolean complete = false;
      for (int number = number(started()); !complete && stream.isOpen(); number++) {
        AttemptId attempt = new AttemptId(request.job(), number);
        try (FollowedRanks.Following brought = bring(attempt, request.lastRank())) {
          send(attempt, brought);
        }
        complete = request.attempt().isPresent() || !anotherFollows(number);
      }
      stream.write(
          new EventFrames().add("end", bytes(JsonNodeFactory.instance.objectNode())).take());
    }

    private void send(AttemptId attempt, FollowedRanks.Following brought)
        throws InterruptedException {
      List<LogFile> files = new ArrayList<>();
      for (int rank = request.firstRank(); rank <= request.lastRank(); rank++) {
        files.add(new LogFile(logs.file(attempt, rank), request.offset()));
      }
      boolean over = !request.follow();
      following.askAgain();
      while (stream.isOpen()) {
        watch(attempt);
        boolean wrote = false;
        for (int i = 0; i < files.size(); i++) {
          wrote |= send(files.get(i), request.firstRank() + i, attempt, over);
        }
        if (!wrote && over) {
          return;
        }
        if (!wrote) {
          over = hadEvent(brought) && isOver(attempt);
          if (!over) {
            rest();
          }
        }
      }
    }

    private boolean send(LogFile file, int rank, AttemptId attempt, boolean last)
        throws InterruptedException {
      long offset = file.offset();
      byte[] chunk = file.nextText(last);
      if (chunk.length == 0) {
        return false;
      }
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("rank", rank);
      json.put("attempt", attempt.number());
      json.put("offset", offset);
      json.put("text", new String(chunk, StandardCharsets.UTF_8));
      stream.write(new EventFrames().add("log", bytes(json)).take());
      return true;
    }

    /** Brings the output here while this follows it, if its ranks are elsewhere. */
    private FollowedRanks.Following bring(AttemptId attempt, int lastRank) {
      return request.follow()
          ? followed.follow(attempt, request.firstRank(), lastRank)
          : FollowedRanks.NOTHING;
    }

    private boolean hadEvent(FollowedRanks.Following brought) {
      boolean had = following.hadEvent();
      if (had) {
        brought.look();
      }
      return had;
    }

    /** Lets new output wake this stream. */
    private void watch(AttemptId attempt) {
      if (request.follow()) {
        String one = logs.file(attempt, request.firstRank()).getFileName().toString();
        following.watch(
            logs.folder(attempt),
            request.rank().isPresent() || !framed
                ? name -> name.startsWith(one)
                : name -> !name.endsWith(".times"));
      }
    }

    /** Waits for something new; a stream of frames says from time to time that there is nothing. */
    private void rest() throws InterruptedException {
      if (!following.await(KEEP_ALIVE) && framed) {
        stream.write(EventFrames.comment("quiet"));
      }
    }

    /** Waits for the requested attempt to start, if its output is to be followed. */
    private Stage started() throws InterruptedException {
      int awaited = request.attempt().orElse(1);
      Stage stage = stage(request.job());
      while (request.follow() && stage.attempts < awaited && !stage.over && stream.isOpen()) {
        stage = next(stage);
      }
      return stage;
    }

    private boolean anotherFollows(int number) throws InterruptedException {
      Stage stage = stage(request.job());
      while (request.follow() && !stage.over && stage.attempts <= number && stream.isOpen()) {
        stage = next(stage);
      }
      return request.follow() && stage.attempts > number;
    }

    /** Returns the stage after the next event, or the same again where there was none. */
    private Stage next(Stage stage) throws InterruptedException {
      if (following.hadEvent()) {
        return stage(request.job());
      }
      rest();
      return stage;
    }

    private int number(Stage stage) {
      return Math.max(1, request.attempt().orElseGet(() -> latest(request.job(), stage)));
    }
  }

  /** Returns the latest attempt's number. Once a job has left the state, only its folders tell. */
  private int latest(JobId job, Stage stage) {
    int number = Math.max(1, stage.attempts);
    while (stage.over && logs.file(new AttemptId(job, number + 1), 0).toFile().exists()) {
      number++;
    }
    return number;
  }

  private Stage stage(JobId id) {
    return reader
        .read(state -> state.job(id))
        .join()
        .map(job -> new Stage(job.attempts(), false))
        .orElse(new Stage(0, true));
  }

  private boolean isOver(AttemptId attempt) {
    return live(attempt).isEmpty();
  }

  private boolean isOver(AttemptId attempt, int rank) {
    return live(attempt).map(found -> hasEnded(found, rank)).orElse(true);
  }

  private static boolean hasEnded(Attempt attempt, int rank) {
    return rank < attempt.ranks().size() && attempt.ranks().get(rank) instanceof RankStatus.Ended;
  }

  private Optional<Attempt> live(AttemptId id) {
    return reader
        .read(state -> state.job(id.job()))
        .join()
        .map(Job::state)
        .flatMap(found -> found.liveAttempt())
        .filter(attempt -> attempt.id().equals(id));
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a JSON tree", e);
    }
  }
}
