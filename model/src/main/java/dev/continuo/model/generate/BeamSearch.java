package dev.continuo.model.generate;

import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.runtime.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Follows the likeliest few continuations at once. A continuation's score is the mean
 * log-probability of its tokens, its end included; the search goes on until no open one can still
 * overtake the finished ones.
 */
public final class BeamSearch {

  private static final int MOST_BEAMS = 64;

  /** An open continuation and the session that has read it. */
  private record Beam(List<Integer> ids, double logProbability, Session session) {}

  private record Step(Beam beam, int id, double logProbability) {}

  private record Finished(List<Integer> ids, double score, FinishReason reason) {}

  private final RuntimeModel model;
  private final Set<Integer> ends;
  private final int beamCount;
  private final List<Finished> finished = new ArrayList<>();

  BeamSearch(RuntimeModel model, Set<Integer> ends, int beamCount) {
    checkBeams(beamCount);
    this.model = model;
    this.ends = ends;
    this.beamCount = beamCount;
  }

  /** Refuses a number of beams that is out of range. */
  public static void checkBeams(int count) {
    GenerationOptions.require(
        count >= 1 && count <= MOST_BEAMS, "beams must be from 1 to " + MOST_BEAMS + ": " + count);
  }

  Generation run(int[] prompt, int maxTokens) {
    if (maxTokens == 0) {
      return new Generation(List.of(), FinishReason.LENGTH);
    }
    Session session = model.newSession();
    float[] logits = session.append(prompt);
    List<Beam> beams = List.of(new Beam(List.of(), 0, session));
    List<float[]> next = List.of(logits);
    for (int length = 1; length <= maxTokens; length++) {
      List<Step> steps = steps(beams, next, length);
      boolean last = length == maxTokens || steps.isEmpty();
      if (last || isDecided(steps.getFirst(), length)) {
        if (last) {
          finish(steps, length);
        }
        break;
      }
      List<Beam> followed = new ArrayList<>();
      next = new ArrayList<>();
      for (Step step : steps) {
        followed.add(follow(step, prompt, followed, next));
      }
      close(beams, followed);
      beams = followed;
    }
    close(beams, List.of());
    Finished best =
        finished.stream().max(Comparator.comparingDouble(Finished::score)).orElseThrow();
    return new Generation(best.ids(), best.reason());
  }

  /** Gives back the sessions of beams that are not followed any more. */
  private static void close(List<Beam> beams, List<Beam> followed) {
    for (Beam beam : beams) {
      if (followed.stream().noneMatch(other -> other.session() == beam.session())) {
        beam.session().close();
      }
    }
  }

  /** The best next steps, one for each beam; those that end a text are put aside. */
  private List<Step> steps(List<Beam> beams, List<float[]> next, int length) {
    List<Step> all = new ArrayList<>();
    for (int i = 0; i < beams.size(); i++) {
      float[] logits = next.get(i);
      Candidates candidates = new Candidates(logits, 1);
      double total = Math.log(candidates.totalWeight());
      int count = Math.min(candidates.size(), beamCount + ends.size());
      for (int place = 0; place < count; place++) {
        double logProbability = Math.log(candidates.weight(place)) - total;
        Beam beam = beams.get(i);
        all.add(new Step(beam, candidates.id(place), beam.logProbability() + logProbability));
      }
    }
    all.sort(Comparator.comparingDouble(Step::logProbability).reversed());
    List<Step> open = new ArrayList<>();
    for (int rank = 0; rank < all.size() && open.size() < beamCount; rank++) {
      Step step = all.get(rank);
      if (!ends.contains(step.id())) {
        open.add(step);
      } else if (rank < beamCount) {
        keep(new Finished(step.beam().ids(), step.logProbability() / length, FinishReason.STOP));
      }
    }
    return open;
  }

  private void finish(List<Step> steps, int length) {
    for (Step step : steps) {
      List<Integer> ids = new ArrayList<>(step.beam().ids());
      ids.add(step.id());
      keep(new Finished(ids, step.logProbability() / length, FinishReason.LENGTH));
    }
  }

  private void keep(Finished candidate) {
    finished.add(candidate);
    finished.sort(Comparator.comparingDouble(Finished::score).reversed());
    if (finished.size() > beamCount) {
      finished.removeLast();
    }
  }

  private boolean isDecided(Step best, int length) {
    return finished.size() == beamCount
        && finished.getLast().score() >= best.logProbability() / length;
  }

  /**
   * Reads one more token: in the beam's own session where nobody else needs it, or in a new one.
   */
  private Beam follow(Step step, int[] prompt, List<Beam> followed, List<float[]> next) {
    List<Integer> ids = new ArrayList<>(step.beam().ids());
    ids.add(step.id());
    Session own = step.beam().session();
    boolean taken = followed.stream().anyMatch(beam -> beam.session() == own);
    if (!taken) {
      next.add(own.append(step.id()));
      return new Beam(ids, step.logProbability(), own);
    }
    Session session = model.newSession();
    session.feed(prompt);
    next.add(session.append(ids.stream().mapToInt(Integer::intValue).toArray()));
    return new Beam(ids, step.logProbability(), session);
  }
}
