package dev.continuo.trainer.study;

import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.trainer.config.Settings;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * What a person asked of a study.
 *
 * @param text files and folders and how to use them, or one corpus folder
 * @param folder of the study; one that was stopped goes on
 * @param settings those of the study and those of its runs
 * @param stop saves the run that goes and ends the study after the step in which this becomes true
 */
public record StudyRequest(
    CorpusOptions text, Path folder, Settings settings, BooleanSupplier stop) {}
