package org.arkwright.kernel.index;

import java.util.Comparator;
import java.util.Optional;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.RankResources;

/** A total order of shapes, consistent with equality and otherwise arbitrary. */
final class ShapeOrder {
  private static final Comparator<DeviceRequest> DEVICES =
      Comparator.comparing(DeviceRequest::kind, emptyFirst(Comparator.<String>naturalOrder()))
          .thenComparing(DeviceRequest::minimumMemory)
          .thenComparingInt(DeviceRequest::count)
          .thenComparingInt(request -> request.share().thousandths());

  private static final Comparator<RankResources> RESOURCES =
      Comparator.comparingLong(RankResources::cpuMillis)
          .thenComparing(RankResources::memory)
          .thenComparing(RankResources::devices, emptyFirst(DEVICES));

  static final Comparator<GangShape> INSTANCE =
      Comparator.comparingInt(GangShape::ranks)
          .thenComparing(GangShape::resources, RESOURCES)
          .thenComparing(GangShape::topology)
          .thenComparing(GangShape::preemptible)
          .thenComparing(GangShape::expectedDuration, emptyFirst(Comparator.naturalOrder()));

  private ShapeOrder() {}

  private static <T> Comparator<Optional<T>> emptyFirst(Comparator<? super T> order) {
    return (a, b) ->
        a.isPresent() && b.isPresent()
            ? order.compare(a.get(), b.get())
            : Boolean.compare(a.isPresent(), b.isPresent());
  }
}
