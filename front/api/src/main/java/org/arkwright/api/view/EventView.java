package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.stored.EventForm;

/** The JSON form of an event: its number, time and type, a sentence, and the event as stored. */
public final class EventView {
  private EventView() {}

  /**
   * Returns the event on one line.
   *
   * @param jobs returns the name of a job; empty if it is unknown, as for a job imported later
   * @param names what principals are called
   */
  public static byte[] of(
      long number,
      Event event,
      EventForm.ApiEvent encoded,
      Function<JobId, Optional<String>> jobs,
      PrincipalNames names) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("number", number);
    json.put("at", Timestamps.text(event.atNanos()));
    json.put("type", encoded.name());
    event
        .subject()
        .ifPresent(job -> json.put("job", job.toString()).put("subject", subject(job, jobs)));
    EventText.subject(event).ifPresent(subject -> json.put("subject", subject));
    json.put("text", new EventText(names).of(event));
    json.putRawValue("event", new RawValue(new String(encoded.json(), StandardCharsets.UTF_8)));
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String subject(JobId job, Function<JobId, Optional<String>> jobs) {
    return jobs.apply(job).orElseGet(job::toString);
  }
}
