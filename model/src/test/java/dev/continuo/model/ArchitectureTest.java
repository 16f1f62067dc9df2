package dev.continuo.model;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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
          .importPackages("dev.continuo");

  @Test
  void generationDependsOnTheRuntimeAndNotOnTheTrainingGraph() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("config")
        .definedBy("dev.continuo.model.config")
        .layer("weights")
        .definedBy("dev.continuo.model.weights")
        .layer("vector")
        .definedBy("dev.continuo.model.vector")
        .layer("runtime")
        .definedBy("dev.continuo.model.runtime")
        .layer("generate")
        .definedBy("dev.continuo.model.generate")
        .layer("text")
        .definedBy("dev.continuo.model.text")
        .layer("training")
        .definedBy(
            "dev.continuo.model.graph",
            "dev.continuo.model.aten",
            "dev.continuo.model.device",
            "dev.continuo.model.kernel")
        .whereLayer("text")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("generate")
        .mayOnlyBeAccessedByLayers("text")
        .whereLayer("runtime")
        .mayOnlyBeAccessedByLayers("generate", "text")
        .whereLayer("training")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("weights")
        .mayOnlyBeAccessedByLayers("runtime", "text", "training")
        .whereLayer("vector")
        .mayNotAccessAnyLayer()
        .check(CLASSES);
  }

  @Test
  void onlyTextKnowsMoreOfTheTokenizerThanFilesAndBytes() {
    noClasses()
        .that()
        .resideInAPackage("dev.continuo.model..")
        .and()
        .resideOutsideOfPackage("dev.continuo.model.text")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.continuo.tokenizer..")
                .and(
                    resideOutsideOfPackages(
                        "dev.continuo.tokenizer.files",
                        "dev.continuo.tokenizer.hash",
                        "dev.continuo.tokenizer.unicode")))
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.continuo.model.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
