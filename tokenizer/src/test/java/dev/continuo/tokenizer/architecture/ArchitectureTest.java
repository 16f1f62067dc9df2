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
        .definedBy("..tokenizer.files")
        .layer("hash")
        .definedBy("..tokenizer.hash")
        .layer("setting")
        .definedBy("..tokenizer.setting")
        .layer("json")
        .definedBy("..tokenizer.json", "..tokenizer.unicode")
        .layer("cutting")
        .definedBy("..tokenizer.normalizer", "..tokenizer.pretokenizer")
        .layer("model")
        .definedBy("..tokenizer.model")
        .layer("tokens")
        .definedBy("..tokenizer.addedtokens", "..tokenizer.postprocessor")
        .layer("huggingface")
        .definedBy("..tokenizer.huggingface")
        .layer("decoder")
        .definedBy("..tokenizer.decoder")
        .layer("text")
        .definedBy("..tokenizer.text")
        .layer("train")
        .definedBy("..tokenizer.train")
        .layer("bench")
        .definedBy("..tokenizer.bench")
        .layer("gguf")
        .definedBy("..tokenizer.gguf")
        .whereLayer("hash")
        .mayNotAccessAnyLayer()
        .whereLayer("setting")
        .mayNotAccessAnyLayer()
        .whereLayer("files")
        .mayOnlyAccessLayers("setting")
        .whereLayer("files")
        .mayOnlyBeAccessedByLayers("train", "bench")
        .whereLayer("bench")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("gguf")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("train")
        .mayOnlyBeAccessedByLayers("bench")
        .whereLayer("text")
        .mayOnlyBeAccessedByLayers("train", "bench", "gguf")
        .whereLayer("decoder")
        .mayOnlyBeAccessedByLayers("text")
        .whereLayer("huggingface")
        .mayOnlyBeAccessedByLayers("decoder", "text")
        .whereLayer("tokens")
        .mayOnlyBeAccessedByLayers("huggingface", "decoder", "text", "gguf")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("tokens", "text")
        .whereLayer("cutting")
        .mayOnlyBeAccessedByLayers("model", "decoder", "text", "train", "gguf")
        .check(CLASSES);
    slices().matching("dev.continuo.tokenizer.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheAdapterKnowsTheLibrary() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.LibraryTokenizer(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }
}
