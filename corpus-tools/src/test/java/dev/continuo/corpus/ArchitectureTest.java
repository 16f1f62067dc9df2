package dev.continuo.corpus;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.continuo.corpus");

  @Test
  void stagesKnowDocumentsAndWordsAndThePipelineKnowsThemAll() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("document")
        .definedBy("..corpus.document")
        .layer("word")
        .definedBy("..corpus.word")
        .layer("stages")
        .definedBy(
            "..corpus.read", "..corpus.clean", "..corpus.filter", "..corpus.dedup", "..corpus.span")
        .layer("pipeline")
        .definedBy("..corpus.pipeline")
        .whereLayer("pipeline")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("stages")
        .mayOnlyBeAccessedByLayers("pipeline")
        .whereLayer("word")
        .mayOnlyBeAccessedByLayers("stages")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.continuo.corpus.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
