package org.arkwright.system.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.series.EnergySeriesCsv;
import org.arkwright.spec.Reading;
import org.arkwright.twin.trace.NodeList;
import org.arkwright.twin.trace.PodList;
import org.arkwright.twin.trace.TraceReader;

/** What spreadsheets, suppliers of energy and published traces write. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends differ, and are part of the samples.
final class TwinTargets {
  private static final String[] TRACES = {
    "submit,duration,devices,ranks,kind,cpus,memory,project,user,name,priority\n"
        + "0,100,2,1,h100,4,16GiB,lab,ann,fit,3\n60,3600.5,0.25,1,,0.5,512MiB,,bob,,\n"
        + "61,7200,8,2,\"h100\",12,64GiB,\"lab\",\"ann, of 12\",fit-2,1\n90,60,1,1,l4,2,8GiB,,,,\n",
    "submit;duration;devices;deadline;preemptible;interruptible\r\n"
        + "0;100;2;5000;true;false\r\n1;\"200\";8;;false;true\r\n7;1200.25;1;86400;true;true\r\n"
        + "12;30;4;;;\r\n15;45;0.5;;;\r\n",
    "timestamp,duration,num_gpus,gpu_time,cluster\n"
        + "2017-10-09 07:01:55,3600,16,57600,vc1\n2017-10-09 07:02:10,60,1,60,vc2\n"
        + "2017-10-10 12:30:00,1234,8,9872,vc1\n2017-10-11 01:02:03,77,2,154,vc3\n",
    "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"
        + "deletion_time,scheduled_time\npod-1,4000,16384,1,500,V100|T4,LS,Running,0,12345,7\n"
  };

  private TwinTargets() {}

  static Stream<Target> all() {
    return Stream.of(
        new Target("a trace", TwinTargets::isTrace, TRACES),
        new Target("a packed trace", TwinTargets::isTrace, TRACES).packedBy(Packings::gzip),
        new Target("a trace in UTF-16", TwinTargets::isTrace, TRACES).packedBy(TwinTargets::utf16),
        new Target(
            "a list of nodes",
            TwinTargets::isNodeList,
            "sn,cpu_milli,memory_mib,gpu,model\nnode-1,96000,786432,8,V100\nnode-2,64000,1000,0,\n",
            "vc,node num\nphysics,7\nbiology,12\n"),
        new Target(
            "a list of pods",
            TwinTargets::isPodList,
            "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n"
                + "pod-1,4000,16384,1,500,V100\npod-2,1000,100,0,0,\n"),
        new Target(
            "a series of prices",
            input ->
                EnergySeriesCsv.read(
                        EnergySeries.Kind.TARIFF, new String(input, StandardCharsets.UTF_8))
                    instanceof EnergySeriesCsv.Reading.Read,
            "\"time\",\"EUR per kWh, of 7 zones, as sent\"\n"
                + "2026-01-01T00:00:00Z,123456.123456\n2026-01-01T01:00:00Z,987654.654321\n"),
        new Target(
            "a series of carbon",
            input ->
                EnergySeriesCsv.read(
                        EnergySeries.Kind.CARBON, new String(input, StandardCharsets.UTF_8))
                    instanceof EnergySeriesCsv.Reading.Read,
            "time;grams\n2026-01-01 00:00;123456.123456\n2026-01-01 01:00;987654.654321\n"));
  }

  private static byte[] utf16(byte[] text) {
    return ("\ufeff" + new String(text, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_16LE);
  }

  private static boolean isTrace(byte[] input) {
    try {
      return TraceReader.read(new ByteArrayInputStream(input)) instanceof Reading.Read<?>;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean isNodeList(byte[] input) {
    try {
      return NodeList.read(Scratch.write("twin/nodes.csv", input)) instanceof Reading.Read<?>;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean isPodList(byte[] input) {
    try {
      return PodList.read(Scratch.write("twin/pods.csv", input)) instanceof Reading.Read<?>;
    } catch (IOException _) {
      return false;
    }
  }
}
