package dev.continuo.trainer.study;

import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.config.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Studies of a text: each is a folder of ordinary runs, {@code study.json} and a page. */
public enum Study {

  /** How the loss falls with the size of the net and the amount of text, with a prediction. */
  SCALING(ScalingStudy.KIND, ScalingStudy.LEAST_DEPTHS),

  /** Which net is too small, where size stops helping, what a bottleneck saves. */
  SIZES(SizeStudy.KIND, SizeStudy.LEAST_DEPTHS),

  /** How much of a loss is chance, and whether two recipes differ. */
  SEEDS(SeedStudy.KIND, 1);

  private final String kind;
  private final int leastDepths;

  Study(String kind, int leastDepths) {
    this.kind = kind;
    this.leastDepths = leastDepths;
  }

  /**
   * Makes the runs that are missing, and draws the answers from all of them.
   *
   * @return the page of the study, or empty where it was stopped; then the same request goes on
   * @throws UsageException where a setting is impossible
   * @throws TrainingException where the folder is another's, or the text too little
   */
  public Optional<Path> run(StudyRequest request, StudyListener listener) {
    Settings settings = request.settings();
    settings.exclude(StudySettings.MINUTES, TrainingSettings.STEPS);
    List<Integer> depths = StudySettings.depths(settings, leastDepths);
    Integer predicted = settings.find(StudySettings.PREDICT_DEPTH);
    if (predicted != null && depths.contains(predicted)) {
      throw new UsageException(
          "%s: expected a depth that is not one of %s, found %d",
          StudySettings.PREDICT_DEPTH, StudySettings.DEPTHS, predicted);
    }
    String changes = settings.find(StudySettings.AGAINST);
    if (changes != null) {
      Recipe.changed(Recipe.of(settings), changes);
    }
    try (StudyFolder study = StudyFolder.open(kind, request, listener)) {
      try {
        switch (this) {
          case SCALING -> ScalingStudy.run(study, settings);
          case SIZES -> SizeStudy.run(study, settings);
          case SEEDS -> SeedStudy.run(study, settings);
        }
      } catch (StudyFolder.StoppedException stopped) {
        return Optional.empty();
      } finally {
        new StudyReport(study).write();
      }
      return Optional.of(StudyReport.page(request.folder()));
    }
  }
}
