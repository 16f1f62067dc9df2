package dev.continuo.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.continuo.corpus.read.DocumentReader;
import dev.continuo.corpus.read.Sources;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.train.BytePairTrainer;
import dev.continuo.tokenizer.train.CharacterTrainer;
import java.io.PrintWriter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.continuo");

  @Test
  void onlyMainExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.continuo.cli.main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandPrints() { // and the check that goes to machines with a GPU without it
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.continuo.cli..")
        .and()
        .doNotHaveFullyQualifiedName("dev.continuo.trainer.bench.GpuCheck")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  /** What is neither belongs below, where Java callers find it too. */
  @Test
  void commandsAreOptionsOrPrint() {
    classes()
        .that()
        .resideInAPackage("dev.continuo.cli.command..")
        .and()
        .areTopLevelClasses()
        .and()
        .areNotEnums()
        .and()
        .doNotHaveSimpleName("package-info")
        .and()
        .doNotHaveSimpleName("UserErrors")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "com.fasterxml.jackson..", "dev.continuo.cli.terminal")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(PrintWriter.class)
        .check(CLASSES);
  }

  /** What learns, reads or trains is asked for at a front door, as Java callers do. */
  @Test
  void theCommandLineDoesNoWorkOfItsOwn() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.continuo.trainer.engine",
            "dev.continuo.trainer.loop",
            "dev.continuo.trainer.step",
            "dev.continuo.trainer.optim",
            "dev.continuo.trainer.batch",
            "dev.continuo.trainer.pass")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(
            Scratch.class,
            DocumentReader.class,
            Sources.class,
            BytePairTrainer.class,
            CharacterTrainer.class)
        .check(CLASSES.that(resideInAPackage("dev.continuo.cli..")));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.continuo.cli.command.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("dev.continuo.cli.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("dev.continuo.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
