package org.arkwright.wire;

import com.fasterxml.jackson.databind.module.SimpleModule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.ApiKeyId;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Joules;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Share;

/** The types whose values are written as one string or one number instead of an object. */
final class ScalarForms extends SimpleModule {
  private static final long serialVersionUID = 1;

  /** The form of each of these types: {@code text} or {@code number}. */
  static final Map<Class<?>, String> TYPES = new ScalarForms().types;

  private final transient Map<Class<?>, String> types = new LinkedHashMap<>();

  ScalarForms() {
    text(JobId.class, JobId::parse, "a job id of 13 letters and digits");
    text(PipelineId.class, PipelineId::parse, "the id of a pipeline, 13 letters and digits");
    text(AttemptId.class, AttemptId::parse, "an attempt, as JOB.NUMBER");
    text(ProjectName.class, text -> Optional.of(new ProjectName(text)), "a project name");
    text(ApiKeyId.class, text -> Optional.of(new ApiKeyId(text)), "an API key's id");
    text(NodeId.class, NodeId::parse, "a node, as SITE/NAME");
    text(WorkerId.class, WorkerId::parse, "a worker, as SITE/NAME");
    text(ArtifactName.class, ArtifactName::parse, ArtifactName.SYNTAX);
    text(ArtifactRef.class, ArtifactRef::parse, ArtifactRef.SYNTAX);
    text(Digest.class, Digest::parse, Digest.SYNTAX);
    text(Duration.class, parsed(Duration::parse), "a duration in ISO 8601, such as PT1H30M");
    text(
        Instant.class,
        parsed(Instant::parse),
        "an instant in ISO 8601, such as 2026-11-24T08:00:00Z");
    text(Money.class, Money::parse, Money.SYNTAX);
    text(Joules.class, Joules::parse, Joules.SYNTAX);
    text(GramsCo2.class, GramsCo2::parse, GramsCo2.SYNTAX);
    number(Bytes.class, Bytes::value, Bytes::new, "a number of bytes");
    number(
        Share.class,
        Share::thousandths,
        thousandths -> new Share(Math.toIntExact(thousandths)),
        "a number of thousandths");
  }

  private <T> void text(Class<T> type, Function<String, Optional<T>> parse, String expected) {
    types.put(type, "text");
    TextForm.Reader<T> reader = new TextForm.Reader<>(type, parse, expected);
    addSerializer(type, new TextForm.Writer<>(type));
    addDeserializer(type, reader);
    addKeyDeserializer(type, reader.forKeys());
  }

  private <T> void number(
      Class<T> type, ToLongFunction<T> write, LongFunction<T> read, String expected) {
    types.put(type, "number");
    addSerializer(type, new NumberForm.Writer<>(type, write));
    addDeserializer(type, new NumberForm.Reader<>(type, read, expected));
  }

  private static <T> Function<String, Optional<T>> parsed(Function<String, T> parse) {
    return text -> {
      try {
        return Optional.of(parse.apply(text));
      } catch (DateTimeException _) {
        return Optional.empty();
      }
    };
  }
}
