package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.PendingReason;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.site.SiteOffer;

/**
 * The JSON form of why a job is queued, with the names of its blockers.
 *
 * @param names names of the blockers that are still live
 * @param reconstructed whether it is of the past, and was worked out again from the state of then
 */
public record ReasonView(Explanation explanation, Map<JobId, String> names, boolean reconstructed) {
  public ReasonView(Explanation explanation, Map<JobId, String> names) {
    this(explanation, names, false);
  }

  public ReasonView {
    names = Map.copyOf(names);
  }

  ObjectNode json() {
    PendingReason reason = explanation.reason();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("code", reason.code().word());
    json.put("text", reason.text());
    ArrayNode blockers = json.putArray("blockers");
    for (JobId blocker : reason.blockers()) {
      ObjectNode entry = blockers.addObject().put("id", blocker.toString());
      String name = names.get(blocker);
      if (name != null) {
        entry.put("name", name);
      }
    }
    if (explanation.position() > 0) {
      json.put("position", explanation.position());
      json.put("queued", explanation.queued());
    }
    json.put("ordering", explanation.ordering());
    if (reconstructed) {
      json.put("reconstructed", true);
    }
    json.put("smallestChange", reason.smallestChange());
    if (!explanation.offers().isEmpty()) {
      json.put("site", explanation.site());
      ArrayNode offers = json.putArray("sites");
      explanation.offers().forEach(offer -> offers.add(offer(offer)));
    }
    return json;
  }

  private static ObjectNode offer(SiteOffer offer) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("site", offer.site());
    json.put("verdict", offer.verdict().word());
    offer.runsNanos().ifPresent(at -> json.put("runsAt", Timestamps.text(at)));
    offer.endsNanos().ifPresent(at -> json.put("endsAt", Timestamps.text(at)));
    if (offer.runsNanos().isPresent()) {
      SiteOffer.Costs costs = offer.costs();
      json.put("fitsNow", offer.now());
      json.put("roomNow", offer.now()); // The earlier name of fitsNow.
      json.put("rent", money(costs.rent()));
      json.put("energy", money(costs.energy()));
      json.put("carbon", money(costs.carbon()));
      json.put("transfer", money(costs.transfer()));
      json.put("waiting", money(costs.waiting()));
      json.put("cost", money(costs.sum()));
    }
    return json;
  }

  private static BigDecimal money(long millionths) {
    return SiteOffer.Costs.money(millionths).amount();
  }
}
