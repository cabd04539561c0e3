package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;

/** The JSON form of an attempt's ranks: their places, devices and states. */
final class RankView {
  private RankView() {}

  static ArrayNode ranks(Attempt attempt) {
    ArrayNode ranks = JsonNodeFactory.instance.arrayNode();
    for (RankPlacement placement : attempt.placements()) {
      ranks.add(rank(placement, attempt.ranks().get(placement.rank())));
    }
    return ranks;
  }

  private static ObjectNode rank(RankPlacement placement, RankStatus status) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("rank", placement.rank());
    json.put("node", placement.node().name());
    json.put("site", placement.node().site());
    json.put("state", status.word());
    switch (status) {
      case RankStatus.Waiting _ -> {}
      case RankStatus.Running(long pid, long since) ->
          json.put("pid", pid).put("startedAt", Timestamps.text(since));
      case RankStatus.Ended(var exit, long at) -> {
        json.set("exit", CauseView.of(exit));
        json.put("endedAt", Timestamps.text(at));
      }
    }
    ArrayNode devices = json.putArray("devices");
    placement.devices().forEach(share -> devices.add(device(share)));
    return json;
  }

  /** Returns every device share that the attempt holds, with its node. */
  static ArrayNode devices(Attempt attempt) {
    ArrayNode devices = JsonNodeFactory.instance.arrayNode();
    for (RankPlacement placement : attempt.placements()) {
      for (DeviceShare share : placement.devices()) {
        devices.add(
            JsonNodeFactory.instance
                .objectNode()
                .put("node", placement.node().name())
                .put("site", placement.node().site())
                .put("device", share.device())
                .put("share", share.share().thousandths()));
      }
    }
    return devices;
  }

  private static ObjectNode device(DeviceShare share) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("device", share.device())
        .put("share", share.share().thousandths());
  }
}
