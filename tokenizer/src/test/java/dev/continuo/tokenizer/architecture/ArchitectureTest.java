package dev.continuo.tokenizer.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.continuo.tokenizer");

  @Test
  void packagesDependInOneDirection() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("files")
        .definedBy("dev.continuo.tokenizer.files..")
        .layer("word")
        .definedBy("dev.continuo.tokenizer.word..")
        .layer("bytepair")
        .definedBy("dev.continuo.tokenizer.bytepair..")
        .layer("format")
        .definedBy("dev.continuo.tokenizer.format..")
        .layer("text")
        .definedBy("dev.continuo.tokenizer.text..")
        .layer("train")
        .definedBy("dev.continuo.tokenizer.train..")
        .layer("gguf")
        .definedBy("dev.continuo.tokenizer.gguf..")
        .whereLayer("files")
        .mayNotAccessAnyLayer()
        .whereLayer("train")
        .mayOnlyBeAccessedByLayers("gguf")
        .whereLayer("gguf")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("text")
        .mayOnlyBeAccessedByLayers("train", "gguf")
        .whereLayer("format")
        .mayOnlyBeAccessedByLayers("text", "train", "gguf")
        .whereLayer("bytepair")
        .mayOnlyBeAccessedByLayers("text")
        .check(CLASSES);
    slices().matching("dev.continuo.tokenizer.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheAdapterKnowsTheLibrary() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.NativeTokenizer(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }
}
