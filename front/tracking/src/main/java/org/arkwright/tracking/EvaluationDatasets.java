package org.arkwright.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.arkwright.tracking.Experiments.Experiment;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.search.Field.Group;
import org.arkwright.tracking.search.Subject;
import org.arkwright.tracking.search.Subject.Use;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/** The tables of evaluation datasets: named lists of inputs with what is expected of them. */
final class EvaluationDatasets {
  private static final JsonMapper JSON = new JsonMapper();

  /** What can be asked of them, of which the table is {@code d}. */
  static final Subject SUBJECT =
      new Subject.Builder()
          .text("d.name", Use.BOTH, "name")
          .number("d.created", Use.BOTH, "created_time")
          .number("d.updated", Use.BOTH, "last_update_time")
          .text("d.user", Use.FILTER, "created_by", "last_updated_by")
          .keyed(Group.TAG, "notes WHERE owner = 'dataset:' || d.id AND kind = 'tag' AND name = ?")
          .build();

  private EvaluationDatasets() {}

  /** An evaluation dataset. */
  record Evaluation(String id, String name, String job, String user, long created, long updated) {
    static Evaluation of(ResultSet row) throws SQLException {
      return new Evaluation(
          row.getString("id"),
          row.getString("name"),
          row.getString("job"),
          row.getString("user"),
          row.getLong("created"),
          row.getLong("updated"));
    }

    String notes() {
      return "dataset:" + id;
    }
  }

  static Evaluation get(TrackingSql sql, TrackingCaller caller, String id)
      throws SQLException, TrackingRefusal {
    return sql.first(
            "SELECT * FROM evaluation_datasets WHERE id = ? AND (? OR project = ?)",
            Evaluation::of,
            id,
            caller.everywhere(),
            caller.project().value())
        .orElseThrow(() ->
            TrackingRefusal.missing("Evaluation dataset with id '%s' not found".formatted(id)));
  }

  /** Returns the project's datasets that fulfil a condition. */
  static List<Evaluation> search(
      TrackingSql sql, TrackingCaller caller, List<Experiment> experiments, Search search)
      throws SQLException {
    return sql.list(
        """
        SELECT d.* FROM evaluation_datasets d WHERE d.project = ?
          AND (? OR EXISTS (SELECT 1 FROM dataset_experiments x WHERE x.dataset = d.id
            AND x.experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?))))
        """
            + " AND %s ORDER BY %s d.created DESC, d.id LIMIT ? OFFSET ?"
                .formatted(search.filter().sql(), search.order().sql()),
        Evaluation::of,
        search.values(
            caller.project().value(), experiments.isEmpty(), Experiments.ids(experiments)));
  }

  static List<String> experiments(TrackingSql sql, TrackingCaller caller, Evaluation dataset)
      throws SQLException {
    return sql.list(
        """
        SELECT e.* FROM dataset_experiments x JOIN experiments e ON e.id = x.experiment
        WHERE x.dataset = ? ORDER BY e.id
        """,
        row -> Experiment.of(row).idFor(caller),
        dataset.id);
  }

  static ObjectNode json(TrackingSql sql, TrackingCaller caller, Evaluation dataset)
      throws SQLException {
    ObjectNode tags = JSON.createObjectNode();
    Notes.json(sql, dataset.notes(), "tag")
        .forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
    long records =
        sql.first(
                "SELECT COUNT(*) FROM dataset_records WHERE dataset = ?",
                row -> row.getLong(1),
                dataset.id)
            .orElse(0L);
    ObjectNode json =
        JSON.createObjectNode()
            .put("dataset_id", dataset.id)
            .put("name", dataset.name)
            .put("tags", tags.toString())
            .put("profile", JSON.createObjectNode().put("num_records", records).toString())
            .put("digest", digest(dataset, records))
            .put("created_time", dataset.created)
            .put("last_update_time", dataset.updated)
            .put("created_by", dataset.user)
            .put("last_updated_by", dataset.user);
    ArrayNode ids = json.putArray("experiment_ids");
    experiments(sql, caller, dataset).forEach(ids::add);
    return json;
  }

  /** A text that changes when the dataset does, which MLflow's client insists on. */
  private static String digest(Evaluation dataset, long records) {
    CRC32 crc = new CRC32();
    crc.update(
        "%s %d %d"
            .formatted(dataset.id, dataset.updated, records)
            .getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }

  /**
   * Inserts records, or changes those with equal inputs.
   *
   * @return how many were inserted
   */
  static int upsert(TrackingSql sql, Evaluation dataset, JsonNode records, long nowMillis)
      throws SQLException, TrackingRefusal {
    int inserted = 0;
    for (JsonNode record : records) {
      if (!record.path("inputs").isObject()) {
        throw TrackingRefusal.invalid("Each record has 'inputs', an object.");
      }
      String inputs = canonical(record.get("inputs"));
      String text = record.toString();
      Optional<Long> before =
          sql.first(
              "SELECT LENGTH(record) FROM dataset_records WHERE dataset = ? AND inputs = ?",
              row -> row.getLong(1),
              dataset.id,
              inputs);
      boolean known = before.isPresent();
      Quotas.add(
          sql, Quotas.RECORDS, dataset.notes(), known ? 0 : 1, text.length() - before.orElse(0L));
      sql.update(
          """
          INSERT INTO dataset_records(dataset, inputs, record, created, updated)
          VALUES (?, ?, ?, ?, ?)
          ON CONFLICT(dataset, inputs) DO UPDATE
          SET record = excluded.record, updated = excluded.updated
          """,
          dataset.id,
          inputs,
          text,
          nowMillis,
          nowMillis);
      inserted += known ? 0 : 1;
    }
    return inserted;
  }

  /** The same text for equal objects, whatever the order of their members. */
  private static String canonical(JsonNode value) {
    if (value.isObject()) {
      Map<String, String> members = new TreeMap<>();
      value.properties().forEach(one -> members.put(one.getKey(), canonical(one.getValue())));
      StringBuilder text = new StringBuilder("{");
      members.forEach((key, one) -> text.append(quoted(key)).append(':').append(one).append(','));
      return text.append('}').toString();
    }
    return value.toString();
  }

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a page of records in MLflow's form. */
  static List<ObjectNode> records(TrackingSql sql, Evaluation dataset, long from, long limit)
      throws SQLException {
    return sql.list(
        "SELECT * FROM dataset_records WHERE dataset = ? ORDER BY number LIMIT ? OFFSET ?",
        row -> {
          JsonNode record = read(row.getString("record"));
          ObjectNode json =
              JSON.createObjectNode()
                  .put("dataset_record_id", "dr-" + row.getLong("number"))
                  .put("dataset_id", dataset.id);
          for (String member : List.of("inputs", "outputs", "expectations", "tags", "source")) {
            if (record.hasNonNull(member)) {
              json.set(member, record.get(member));
            }
          }
          return json.put("created_time", row.getLong("created"))
              .put("last_update_time", row.getLong("updated"));
        },
        dataset.id,
        limit,
        from);
  }

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException _) {
      return JSON.missingNode();
    }
  }
}
