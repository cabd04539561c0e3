package org.arkwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.Subscription;
import org.arkwright.control.FollowedState;
import org.arkwright.control.Past;
import org.arkwright.control.StateReader;
import org.arkwright.control.UnavailableException;
import org.arkwright.kernel.state.State;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.order.Orderings;
import org.junit.jupiter.api.Test;

/** Which position an answer names, and what becomes of one that a client asks for. */
final class ServedPositionTest {
  private final Reader reader = new Reader();
  private final AtomicBoolean served = new AtomicBoolean();

  @Test
  void aRead_namesThePositionBeforeIt_aCommandTheOneAfterIt() throws Exception {
    reader.position = 7;
    CompletableFuture<HttpResponse> read = new CompletableFuture<>();
    CompletableFuture<HttpResponse> command = new CompletableFuture<>();
    HttpResponse reading = serve(HttpMethod.GET, "0", read);
    HttpResponse commanding = serve(HttpMethod.POST, "0", command);
    reader.position = 9;
    read.complete(HttpResponse.of(HttpStatus.OK));
    command.complete(HttpResponse.of(HttpStatus.CREATED));

    assertThat(position(reading)).isEqualTo("7");
    assertThat(position(commanding)).isEqualTo("9");
  }

  @Test
  void anAnswerThatNamesItsOwnPosition_keepsIt() throws Exception {
    reader.position = 7;
    HttpResponse past =
        HttpResponse.of(
            com.linecorp.armeria.common.ResponseHeaders.of(
                HttpStatus.OK, ServedPosition.HEADER, "3"));
    assertThat(position(serve(HttpMethod.GET, "5", CompletableFuture.completedFuture(past))))
        .isEqualTo("3");
  }

  @Test
  void aPositionThatIsNotReachedYet_isWaitedFor() throws Exception {
    reader.position = -1;
    HttpResponse response = serve(HttpMethod.GET, "5", answered());
    TimeUnit.MILLISECONDS.sleep(30);
    assertThat(served).isFalse();
    assertThat(response.isComplete()).isFalse();

    reader.position = 6;
    reader.recovered(6);
    assertThat(response.aggregate().get(10, TimeUnit.SECONDS).status()).isEqualTo(HttpStatus.OK);
    assertThat(served).isTrue();
  }

  @Test
  void aPositionOfAnotherJournal_isRefusedAndNothingIsDone() throws Exception {
    reader.position = 4;
    reader.recovered(4);
    AggregatedHttpResponse refused = serve(HttpMethod.POST, "5", answered()).aggregate().get();
    assertThat(refused.status()).isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(refused.contentUtf8())
        .contains("Arkwright-Position is 5", "this journal, which ends at 4");
    assertThat(served).isFalse();
  }

  @Test
  void aWaitThatTakesTooLong_isUnavailableAndNothingIsDone() throws Exception {
    reader.position = -1;
    HttpResponse response = serve(HttpMethod.POST, "5", answered());
    reader.recovery.completeExceptionally(new UnavailableException("behind; try again", null));
    AggregatedHttpResponse refused = response.aggregate().get();
    assertThat(refused.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(refused.contentUtf8()).contains("behind; try again");
    assertThat(served).isFalse();
  }

  @Test
  void whatIsNoPosition_isRefused() throws Exception {
    for (String wrong : new String[] {"", "-1", "x", "1.0", "9223372036854775808"}) {
      AggregatedHttpResponse refused = serve(HttpMethod.GET, wrong, answered()).aggregate().get();
      assertThat(refused.status()).isEqualTo(HttpStatus.BAD_REQUEST);
      assertThat(served).isFalse();
    }
  }

  private static CompletableFuture<HttpResponse> answered() {
    return CompletableFuture.completedFuture(HttpResponse.of(HttpStatus.OK));
  }

  private static String position(HttpResponse response) throws Exception {
    return response.aggregate().get().headers().get(ServedPosition.HEADER, "");
  }

  private HttpResponse serve(
      HttpMethod method, String position, CompletableFuture<HttpResponse> answer) throws Exception {
    HttpRequest request =
        HttpRequest.of(
            RequestHeaders.builder(method, "/api/v1/jobs")
                .set(ServedPosition.HEADER, position)
                .build());
    return new ServedPosition(reader)
        .serve(
            (_, _) -> {
              served.set(true);
              return HttpResponse.of(answer);
            },
            ServiceRequestContext.of(request),
            request);
  }

  /** A reader that may still recover. */
  private static final class Reader implements StateReader {
    private final CompletableFuture<FollowedState> recovery = new CompletableFuture<>();
    private volatile long position;

    void recovered(long number) {
      recovery.complete(
          new FollowedState(
              new State(Orderings.DEFAULT), number, Cycle.idle(Orderings.DEFAULT), () -> 0));
    }

    @Override
    public <T> CompletableFuture<T> read(Function<State, T> query) {
      return ask(seen -> query.apply(seen.state()));
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<FollowedState, T> query) {
      return recovery.thenApply(query);
    }

    @Override
    public Subscription subscribe(long after, EventListener listener) {
      return () -> {};
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public CompletableFuture<Past> at(Past.Point point) {
      throw new UnsupportedOperationException();
    }
  }
}
