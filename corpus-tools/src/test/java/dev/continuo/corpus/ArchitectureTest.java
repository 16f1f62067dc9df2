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
  void eachPackageKnowsThoseBelowIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("document")
        .definedBy("..corpus.document", "..corpus.hash")
        .layer("word")
        .definedBy("..corpus.word")
        .layer("documents")
        .definedBy(
            "..corpus.read", "..corpus.clean", "..corpus.filter", "..corpus.dedup", "..corpus.span")
        .layer("tokenize")
        .definedBy("..corpus.tokenize")
        .layer("report")
        .definedBy("..corpus.report")
        .layer("work")
        .definedBy("..corpus.work")
        .layer("output")
        .definedBy("..corpus.output")
        .layer("step")
        .definedBy("..corpus.step")
        .layer("trace")
        .definedBy("..corpus.trace")
        .whereLayer("trace")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("step")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("output")
        .mayOnlyBeAccessedByLayers("step", "trace")
        .whereLayer("work")
        .mayOnlyBeAccessedByLayers("output", "step", "trace")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("work", "output", "step")
        .whereLayer("tokenize")
        .mayOnlyBeAccessedByLayers("output", "step")
        .whereLayer("documents")
        .mayOnlyBeAccessedByLayers("tokenize", "report", "work", "output", "step")
        .whereLayer("word")
        .mayOnlyBeAccessedByLayers("documents")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.continuo.corpus.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
