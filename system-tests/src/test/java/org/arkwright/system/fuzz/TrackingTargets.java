package org.arkwright.system.fuzz;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.tracking.TrackingService;
import org.arkwright.tracking.request.TrackingBody;
import org.arkwright.tracking.request.TrackingCall;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.search.FilterParser;
import org.arkwright.tracking.search.SearchException;
import org.arkwright.tracking.store.TrackingStore;

/** What MLflow's clients send: calls with their bodies, filters and orders of runs. */
final class TrackingTargets {
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);
  private static final TrackingCaller.RankOf RANK =
      new TrackingCaller.RankOf(ATTEMPT, "train", "train");

  /** A call and its body, with the rank's own run, which it gets by its first call. */
  private static final String[] CALLS =
      Stream.of(
              "POST 2 runs/create\n{'experiment_id':'0','run_name':'a','start_time':1764000000000,"
                  + "'tags':[{'key':'team','value':'nlp'}]}",
              "GET 2 runs/get\n{'run_id':'THE-RUN'}",
              "POST 2 runs/update\n"
                  + "{'run_id':'THE-RUN','status':'RUNNING','end_time':1764000000001}",
              "POST 2 runs/log-metric\n"
                  + "{'run_id':'THE-RUN','key':'loss','value':0.25,'timestamp':1764000000000,'step':3}",
              "POST 2 runs/log-metric\n{'run_id':'THE-RUN','key':'loss','value':NaN,'timestamp':7}",
              "POST 2 runs/log-parameter\n{'run_id':'THE-RUN','key':'lr','value':'0.1'}",
              "POST 2 runs/set-tag\n"
                  + "{'run_id':'THE-RUN','key':'mlflow.note.content','value':'fine'}",
              "POST 2 runs/log-batch\n{'run_id':'THE-RUN','metrics':[{'key':'acc','value':1e-3,"
                  + "'timestamp':1764000000000,'step':1}],'params':[{'key':'seed','value':'7'}],"
                  + "'tags':[{'key':'a','value':'b'}]}",
              "POST 2 runs/log-inputs\n{'run_id':'THE-RUN','datasets':[{'dataset':{'name':'d',"
                  + "'digest':'1','source_type':'local','source':'s','schema':'{}'},"
                  + "'tags':[{'key':'mlflow.data.context','value':'train'}]}]}",
              "POST 2 runs/search\n{'experiment_ids':['0','1'],'filter':'metrics.loss < 0.5',"
                  + "'order_by':['metrics.loss DESC'],'max_results':10}",
              "GET 2 metrics/get-history\n"
                  + "{'run_id':'THE-RUN','metric_key':'loss','max_results':100}",
              "GET 2 metrics/get-history-bulk-interval\n"
                  + "{'run_ids':['THE-RUN'],'metric_key':'loss','start_step':0,'end_step':9}",
              "POST 2 experiments/create\n{'name':'e7','tags':[{'key':'a','value':'b'}]}",
              "GET 2 experiments/get\n{'experiment_id':'0'}",
              "POST 2 experiments/search\n"
                  + "{'filter':'name LIKE \\'e%\\'','max_results':5,'view_type':'ALL'}",
              "POST 2 registered-models/create\n{'name':'m7','description':'first of 7'}",
              "GET 2 registered-models/search\n{'filter':'name = \\'m7\\'','max_results':5}",
              "POST 2 logged-models\n{'experiment_id':'0','name':'lm','params':[{'key':'a',"
                  + "'value':'1'}]}",
              "POST 2 logged-models/search\n"
                  + "{'experiment_ids':['0'],'order_by':[{'field_name':'creation_time'}]}",
              "POST 3 datasets/create\n{'name':'ds7','experiment_ids':['0'],'tags':'{}'}",
              "POST 3 datasets/search\n{'max_results':5}",
              "GET 2 artifacts/list\n{'run_id':'THE-RUN','path':'model'}")
          .map(call -> call.replace("\\'", "`").replace('\'', '"').replace('`', '\''))
          .map(call -> call.replace("THE-RUN", RANK.runId()))
          .toArray(String[]::new);

  /** Calls on one store before it is emptied: what was understood stays there. */
  private static final int CALLS_MAX = 2_000;

  private static Optional<TrackingStore> store = Optional.empty();
  private static Optional<TrackingService> service = Optional.empty();
  private static int calls;

  private TrackingTargets() {}

  static Stream<Target> all() {
    return Stream.of(
        new Target("a call of MLflow's clients", TrackingTargets::isAnswered, CALLS).slow(),
        new Target(
            "a filter of runs",
            input -> {
              try {
                return FilterParser.parse(new String(input, StandardCharsets.UTF_8)) != null;
              } catch (SearchException _) {
                return false;
              }
            },
            "metrics.loss < 0.5 AND params.lr = '0.1'",
            "tags.`my tag` LIKE '%x%' and attributes.status = \"FINISHED\"",
            "attributes.run_id IN ('a', 'b') AND metrics.\"val acc\" >= 12"),
        new Target(
            "an order of runs",
            input -> {
              try {
                return FilterParser.parseOrder(new String(input, StandardCharsets.UTF_8)) != null;
              } catch (SearchException _) {
                return false;
              }
            },
            "metrics.loss DESC",
            "attributes.start_time ASC",
            "params.`learning rate`"));
  }

  private static boolean isAnswered(byte[] input) throws Exception {
    String[] parts = new String(input, StandardCharsets.ISO_8859_1).split("\n", 2);
    String[] head = parts[0].split(" ", 3);
    if (parts.length < 2 || head.length < 3 || !head[1].matches("[23]")) {
      return false;
    }
    TrackingCall call = new TrackingCall(head[0], Integer.parseInt(head[1]), head[2]);
    Optional<ObjectNode> body = TrackingBody.read(parts[1].getBytes(StandardCharsets.ISO_8859_1));
    if (body.isEmpty() || !service().calls().contains(call)) {
      return false;
    }
    try {
      var _ = service().execute(call, caller(), body.get()).join();
      return true;
    } catch (CompletionException e) {
      if (e.getCause() instanceof TrackingRefusal refusal) {
        // Understood: an earlier one of these calls took the name, or gave another value.
        return refusal.code() == TrackingRefusal.Code.RESOURCE_ALREADY_EXISTS
            || String.valueOf(refusal.getMessage()).startsWith("Changing param values");
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static TrackingCaller caller() {
    return TrackingCaller.rank(
        ProjectName.DEFAULT, RANK, CommandOrigin.of(PrincipalId.of(RANK.id())), "ann");
  }

  private static TrackingService service() throws SQLException {
    if (service.isEmpty() || ++calls > CALLS_MAX) {
      calls = 0;
      if (store.isPresent()) {
        store.get().close();
      }
      Path file = Scratch.emptyFolder("tracking").resolve("tracking.db");
      store = Optional.of(TrackingStore.open(file));
      service =
          Optional.of(
              new TrackingService(
                  store.get(), new NoModels(), () -> Instant.ofEpochMilli(1_764_000_000_000L)));
      ObjectNode run = JsonNodeFactory.instance.objectNode();
      var _ =
          service
              .get()
              .execute(
                  new TrackingCall("GET", 2, "runs/get"), caller(), run.put("run_id", RANK.runId()))
              .join();
    }
    return service.orElseThrow();
  }
}
