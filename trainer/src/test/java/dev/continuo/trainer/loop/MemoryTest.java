package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.continuo.model.aten.AtenArrays;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.batch.ContinuationBatches;
import dev.continuo.trainer.batch.PrefetchedBatches;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.optim.GraphOptimizer;
import dev.continuo.trainer.optim.GraphOptimizers;
import dev.continuo.trainer.pass.ForwardBackward;
import dev.continuo.trainer.pass.GraphForwardBackward;
import dev.continuo.trainer.step.Initialization;
import dev.continuo.trainer.step.TrainingStep;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory that a run has beside Java's is flat: what the process has from malloc, less what the
 * virtual machine itself has from it. Its compilers work meanwhile and the two are not read in one
 * moment, so a reading is the least of several, and the middle one of some stretches of steps is
 * judged: a leak makes each of them grow. {@code -Dcontinuo.steps=10000} watches longer than the
 * gate does.
 */
final class MemoryTest {

  private static final int STEPS = Integer.getInteger("continuo.steps", 200);
  private static final int STRETCHES = 5;
  private static final long MOST_GROWTH = 1 << 19;
  private static final int READINGS = 20;
  private static final Pattern MACHINES_OWN = Pattern.compile("malloc: (\\d+)");

  /** The fields of C's struct mallinfo2, and two of them: bytes in mapped blocks and in others. */
  private static final int FIELDS = 10;

  private static final int MAPPED = 4;
  private static final int USED = 7;

  @TempDir private Path folder;

  @Test
  void isFlat() {
    Batching batching = new Batching(16, 16, Objective.CONTINUATION);
    try (Shard shard = Runs.shard(folder.resolve("text"), 50, 1);
        PrefetchedBatches batches =
            new PrefetchedBatches(new ContinuationBatches(shard, batching, 1));
        Transformer transformer = Transformer.create(Runs.MODEL, Precision.FLOAT32, Device.cpu());
        ForwardBackward passes = new GraphForwardBackward(transformer)) {
      Initialization.apply(new AtenArrays(transformer.weights()), 1);
      GraphOptimizer optimizer =
          GraphOptimizers.of(
              transformer.weights(), transformer.manager(), Runs.MUON, Precision.FLOAT32);
      TrainingStep step = new TrainingStep(passes, optimizer, LossFunction.CROSS_ENTROPY);
      int i = 0;
      while (i < STEPS / 2) {
        step.train(batches.at(i++), 1e-3);
      }
      int arrays = transformer.manager().getManagedArrays().size();
      long[] growths = new long[STRETCHES];
      long before = nativeBytes();
      for (int stretch = 0; stretch < STRETCHES; stretch++) {
        long end = STEPS / 2 + (stretch + 1L) * (STEPS - STEPS / 2) / STRETCHES;
        while (i < end) {
          step.train(batches.at(i++), 1e-3);
        }
        long after = nativeBytes();
        growths[stretch] = after - before;
        before = after;
      }
      assertThat(transformer.manager().getManagedArrays()).hasSize(arrays);
      Arrays.sort(growths);
      assertThat(growths[STRETCHES / 2]).as(Arrays.toString(growths)).isLessThan(MOST_GROWTH);
    }
  }

  private static long nativeBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < READINGS; i++) {
      least = Math.min(least, allocatedBytes() - machineBytes());
    }
    return least;
  }

  /** What the virtual machine has from malloc, as its native memory tracking says. */
  private static long machineBytes() {
    try {
      Object report =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "vmNativeMemory",
                  new Object[] {new String[] {"summary", "scale=b"}},
                  new String[] {String[].class.getName()});
      Matcher total = MACHINES_OWN.matcher(report.toString());
      assertThat(total.find()).as(report.toString()).isTrue();
      return Long.parseLong(total.group(1));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What this process has from glibc's malloc; 0 where there is another C library. */
  private static long allocatedBytes() {
    Linker linker = Linker.nativeLinker();
    return linker.defaultLookup().find("mallinfo2").map(MemoryTest::inUse).orElse(0L);
  }

  @SuppressWarnings({"restricted", "IllegalCatch"})
  private static long inUse(MemorySegment function) {
    MemoryLayout info = MemoryLayout.sequenceLayout(FIELDS, ValueLayout.JAVA_LONG);
    MethodHandle call =
        Linker.nativeLinker()
            .downcallHandle(function, FunctionDescriptor.of(MemoryLayout.structLayout(info)));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = (MemorySegment) call.invokeExact((SegmentAllocator) arena);
      return answer.getAtIndex(ValueLayout.JAVA_LONG, MAPPED)
          + answer.getAtIndex(ValueLayout.JAVA_LONG, USED);
    } catch (Throwable e) {
      throw new IllegalStateException("mallinfo2 could not be called", e);
    }
  }
}
