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
import org.arkwright.control.ControlPlane;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankStatus;
import org.arkwright.protocol.RankLogs;

/**
 * Ranks' output while it is written: plain bytes of one rank, or frames that name the rank. It
 * looks at the files and at the state a few times per second; ranks write without knowing of it.
 */
public final class LogStream {
  private static final long LOOK_AGAIN_MILLIS = 50;
  private static final long QUIET_LOOKS = 200;
  private static final JsonMapper JSON = new JsonMapper();

  private final ControlPlane control;
  private final RankLogs logs;

  public LogStream(ControlPlane control, RankLogs logs) {
    this.control = control;
    this.logs = logs;
  }

  /** How far a job is, as the reader of its logs sees it. */
  private record Stage(int attempts, boolean over) {}

  /** The output of the one rank, 0 unless the request names another. */
  public ResponseStream.Source plain(LogRequest request) {
    return stream -> {
      Stage stage = started(request, stream);
      AttemptId attempt = new AttemptId(request.job(), number(request, stage));
      int rank = request.firstRank();
      LogFile file = new LogFile(logs.file(attempt, rank), request.offset());
      boolean over = !request.follow();
      while (stream.isOpen()) {
        byte[] piece = file.next();
        if (piece.length > 0) {
          stream.write(piece);
        } else if (over) {
          return;
        } else {
          // Once the rank is known to have ended, what it wrote last may still have to be read.
          over = isOver(attempt, rank);
          if (!over) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
          }
        }
      }
    };
  }

  /** Frames of all wanted ranks: {@code log} as they come, and {@code end} when all is told. */
  public ResponseStream.Source frames(LogRequest request) {
    return stream -> {
      stream.write(EventFrames.comment("arkwright logs"));
      Stage stage = started(request, stream);
      boolean complete = false;
      for (int number = number(request, stage); !complete && stream.isOpen(); number++) {
        tell(request, new AttemptId(request.job(), number), stream);
        complete = request.attempt().isPresent() || !anotherFollows(request, number, stream);
      }
      stream.write(
          new EventFrames().add("end", bytes(JsonNodeFactory.instance.objectNode())).take());
    };
  }

  private void tell(LogRequest request, AttemptId attempt, ResponseStream stream)
      throws InterruptedException {
    List<LogFile> files = new ArrayList<>();
    for (int rank = request.firstRank(); rank <= request.lastRank(); rank++) {
      files.add(new LogFile(logs.file(attempt, rank), request.offset()));
    }
    boolean over = !request.follow();
    long quiet = 0;
    while (stream.isOpen()) {
      boolean wrote = false;
      for (int i = 0; i < files.size(); i++) {
        wrote |= tell(files.get(i), request.firstRank() + i, attempt, over, stream);
      }
      quiet = wrote ? 0 : quiet + 1;
      if (!wrote && over) {
        return;
      }
      if (!wrote) {
        over = isOver(attempt);
        if (!over) {
          if (quiet % QUIET_LOOKS == 0) {
            stream.write(EventFrames.comment("quiet"));
          }
          Thread.sleep(LOOK_AGAIN_MILLIS);
        }
      }
    }
  }

  private static boolean tell(
      LogFile file, int rank, AttemptId attempt, boolean last, ResponseStream stream)
      throws InterruptedException {
    long offset = file.offset();
    byte[] piece = file.nextText(last);
    if (piece.length == 0) {
      return false;
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("rank", rank);
    json.put("attempt", attempt.number());
    json.put("offset", offset);
    json.put("text", new String(piece, StandardCharsets.UTF_8));
    stream.write(new EventFrames().add("log", bytes(json)).take());
    return true;
  }

  /** Waits for the first attempt where output shall be followed that does not exist yet. */
  private Stage started(LogRequest request, ResponseStream stream) throws InterruptedException {
    Stage stage = stage(request.job());
    int wanted = request.attempt().orElse(1);
    while (request.follow() && stage.attempts < wanted && !stage.over && stream.isOpen()) {
      Thread.sleep(LOOK_AGAIN_MILLIS);
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
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    return false;
  }

  private int number(LogRequest request, Stage stage) {
    return Math.max(1, request.attempt().orElseGet(() -> latest(request.job(), stage)));
  }

  /** A job that has left the state shows its attempts by its folders alone. */
  private int latest(JobId job, Stage stage) {
    int number = Math.max(1, stage.attempts);
    while (stage.over && logs.file(new AttemptId(job, number + 1), 0).toFile().exists()) {
      number++;
    }
    return number;
  }

  private Stage stage(JobId id) {
    return ask(
        state -> state.job(id).map(job -> new Stage(job.attempts(), false)), new Stage(0, true));
  }

  private boolean isOver(AttemptId attempt) {
    return ask(state -> live(state, attempt).map(_ -> false), true);
  }

  private boolean isOver(AttemptId attempt, int rank) {
    return ask(state -> live(state, attempt).map(found -> hasEnded(found, rank)), true);
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

  private <T> T ask(Function<State, Optional<T>> question, T otherwise) {
    return control.read(question).join().orElse(otherwise);
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree that cannot be written", e);
    }
  }
}
