package dev.continuo.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.continuo.trainer");

  @Test
  void nothingButTheLoopAndTheRunKnowsTheLoop() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..trainer.loop", "..trainer.run")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..trainer.loop")
        .check(CLASSES);
  }

  @Test
  void trainingTakesShardsAndOnlyRunsAndStudiesKnowText() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..trainer.run", "..trainer.study")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.continuo.corpus..",
            "dev.continuo.tokenizer.text..",
            "dev.continuo.tokenizer.train..")
        .check(CLASSES);
  }

  @Test
  void onlyStudiesKnowTheRun() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..trainer.run", "..trainer.study")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..trainer.run")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.continuo.trainer.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
