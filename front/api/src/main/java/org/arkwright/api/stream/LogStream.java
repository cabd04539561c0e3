package org.arkwright.api.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.arkwright.control.StateReader;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankStatus;
import org.arkwright.protocol.RankLogs;

/**
 * The output of ranks while they write it: plain bytes of one rank, or frames that name the rank.
 * It polls the files and the state 20 times per second; ranks write without knowing about it.
 */
public final class LogStream {
  private static final long POLL_MILLIS = 50;
  private static final long POLLS_PER_KEEP_ALIVE = 200;
  private static final JsonMapper JSON = new JsonMapper();

  private final StateReader reader;
  private final RankLogs logs;

  public LogStream(StateReader reader, RankLogs logs) {
    this.reader = reader;
    this.logs = logs;
  }

  /** A job's progress as far as a reader of its logs needs it. */
  private record Stage(int attempts, boolean over) {}

  /** Streams the output of one rank: rank 0 unless the request names another. */
  public ResponseStream.Source plain(LogRequest request) {
    return stream -> {
      Stage stage = started(request, stream);
      AttemptId attempt = new AttemptId(request.job(), number(request, stage));
      int rank = request.firstRank();
      LogFile file = new LogFile(logs.file(attempt, rank), request.offset());
      boolean over = !request.follow();
      while (stream.isOpen()) {
        byte[] chunk = file.next();
        if (chunk.length > 0) {
          stream.write(chunk);
        } else if (over) {
          return;
        } else {
          // When the rank has ended, its last output may still have to be read.
          over = isOver(attempt, rank);
          if (!over) {
            Thread.sleep(POLL_MILLIS);
          }
        }
      }
    };
  }

  /** Streams frames of all requested ranks: {@code log} as output arrives, then {@code end}. */
  public ResponseStream.Source frames(LogRequest request) {
    return stream -> {
      stream.write(EventFrames.comment("arkwright logs"));
      Stage stage = started(request, stream);
      boolean complete = false;
      for (int number = number(request, stage); !complete && stream.isOpen(); number++) {
        send(request, new AttemptId(request.job(), number), stream);
        complete = request.attempt().isPresent() || !anotherFollows(request, number, stream);
      }
      stream.write(
          new EventFrames().add("end", bytes(JsonNodeFactory.instance.objectNode())).take());
    };
  }

  private void send(LogRequest request, AttemptId attempt, ResponseStream stream)
      throws InterruptedException {
    List<LogFile> files = new ArrayList<>();
    for (int rank = request.firstRank(); rank <= request.lastRank(); rank++) {
      files.add(new LogFile(logs.file(attempt, rank), request.offset()));
    }
    boolean over = !request.follow();
    long idlePolls = 0;
    while (stream.isOpen()) {
      boolean wrote = false;
      for (int i = 0; i < files.size(); i++) {
        wrote |= send(files.get(i), request.firstRank() + i, attempt, over, stream);
      }
      idlePolls = wrote ? 0 : idlePolls + 1;
      if (!wrote && over) {
        return;
      }
      if (!wrote) {
        over = isOver(attempt);
        if (!over) {
          if (idlePolls % POLLS_PER_KEEP_ALIVE == 0) {
            stream.write(EventFrames.comment("quiet"));
          }
          Thread.sleep(POLL_MILLIS);
        }
      }
    }
  }

  private static boolean send(
      LogFile file, int rank, AttemptId attempt, boolean last, ResponseStream stream)
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

  /** Waits for the requested attempt to start, if its output is to be followed. */
  private Stage started(LogRequest request, ResponseStream stream) throws InterruptedException {
    Stage stage = stage(request.job());
    int awaited = request.attempt().orElse(1);
    while (request.follow() && stage.attempts < awaited && !stage.over && stream.isOpen()) {
      Thread.sleep(POLL_MILLIS);
      stage = stage(request.job());
    }
    return stage;
  }

  private boolean anotherFollows(LogRequest request, int number, ResponseStream stream)
      throws InterruptedException {
    while (request.follow() && stream.isOpen()) {
      Stage stage = stage(request.job());
      if (stage.over || stage.attempts > number) {
        return stage.attempts > number;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return false;
  }

  private int number(LogRequest request, Stage stage) {
    return Math.max(1, request.attempt().orElseGet(() -> latest(request.job(), stage)));
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
    return readOr(
        state -> state.job(id).map(job -> new Stage(job.attempts(), false)), new Stage(0, true));
  }

  private boolean isOver(AttemptId attempt) {
    return readOr(state -> live(state, attempt).map(_ -> false), true);
  }

  private boolean isOver(AttemptId attempt, int rank) {
    return readOr(state -> live(state, attempt).map(found -> hasEnded(found, rank)), true);
  }

  private static boolean hasEnded(Attempt attempt, int rank) {
    return rank < attempt.ranks().size() && attempt.ranks().get(rank) instanceof RankStatus.Ended;
  }

  private static Optional<Attempt> live(State state, AttemptId id) {
    return state
        .job(id.job())
        .map(Job::state)
        .flatMap(found -> found.liveAttempt())
        .filter(attempt -> attempt.id().equals(id));
  }

  private <T> T readOr(Function<State, Optional<T>> query, T fallback) {
    return reader.read(query).join().orElse(fallback);
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a JSON tree", e);
    }
  }
}
