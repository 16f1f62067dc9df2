package dev.continuo.corpus.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FiltersTest {

  /** The first article of the Universal Declaration of Human Rights. */
  private static final Map<String, String> ARTICLES =
      Map.ofEntries(
          Map.entry(
              "en",
              "All human beings are born free and equal in dignity and rights. They are endowed with"
                  + " reason and conscience and should act towards one another in a spirit of"
                  + " brotherhood."),
          Map.entry(
              "de",
              "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft"
                  + " und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen."),
          Map.entry(
              "fr",
              "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués"
                  + " de raison et de conscience et doivent agir les uns envers les autres dans un"
                  + " esprit de fraternité."),
          Map.entry(
              "es",
              "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como"
                  + " están de razón y conciencia, deben comportarse fraternalmente los unos con los"
                  + " otros."),
          Map.entry(
              "it",
              "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati"
                  + " di ragione e di coscienza e devono agire gli uni verso gli altri in spirito di"
                  + " fratellanza."),
          Map.entry(
              "nl",
              "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd"
                  + " met verstand en geweten, en behoren zich jegens elkander in een geest van"
                  + " broederschap te gedragen."),
          Map.entry(
              "ru",
              "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены"
                  + " разумом и совестью и должны поступать в отношении друг друга в духе братства."),
          Map.entry(
              "pl",
              "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni"
                  + " obdarzeni rozumem i sumieniem i powinni postępować wobec innych w duchu"
                  + " braterstwa."),
          Map.entry("zh", "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"),
          Map.entry(
              "ja",
              "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられており、"
                  + "互いに同胞の精神をもって行動しなければならない。"),
          Map.entry(
              "ko",
              "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을"
                  + " 부여받았으며 서로 형제애의 정신으로 행동하여야 한다."),
          Map.entry(
              "el",
              "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι"
                  + " προικισμένοι με λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους"
                  + " με πνεύμα αδελφοσύνης."));

  @Test
  void languagesAreIdentified() {
    LanguageIdentifier identifier = new LanguageIdentifier();
    ARTICLES.forEach((code, text) -> assertThat(identifier.identify(text)).isEqualTo(code));
    assertThat(identifier.identify("白日依山盡，黃河入海流。")).isEqualTo("zh");
    assertThat(identifier.identify("12 + 30 = 42")).isEqualTo(LanguageIdentifier.UNKNOWN);
    assertThat(identifier.identify("")).isEqualTo(LanguageIdentifier.UNKNOWN);
  }

  @Test
  void otherLanguagesAreDroppedByName() {
    List<DocumentStep> steps = made(FilterOptions.DEFAULT.withLanguages(List.of("en", "zh")));
    assertThat(apply(steps, english()))
        .isEqualTo(new StepResult.Keep(new Document("d", english()).withLanguage("en")));
    assertThat(apply(steps, article("fr"))).isEqualTo(new StepResult.Drop("language-fr"));
    assertThat(apply(steps, article("zh")))
        .isEqualTo(new StepResult.Keep(new Document("d", article("zh")).withLanguage("zh")));
  }

  private static String english() {
    return article("en");
  }

  private static String article(String code) {
    return String.valueOf(ARTICLES.get(code));
  }

  /** Chinese and Japanese prose would fail the limits that were published for English. */
  @Test
  void chineseAndJapaneseProsePassesTheRules() {
    List<DocumentStep> steps = made(FilterOptions.DEFAULT.withRules(EnumSet.allOf(RuleSet.class)));
    String chinese =
        """
        人工智能是计算机科学的一个分支。它企图了解智能的实质，并生产出一种新的机器。
        该领域的研究包括机器人、语言识别、图像识别和自然语言处理等。
        这些年来，理论和技术日益成熟，应用领域也在不断扩大。
        可以设想，未来的科技产品将会是人类智慧的容器，而我们也要为此做好准备。
        人们在生活中已经有了许多这样的工具，它们被用来翻译、写作和画图。""";
    assertThat(apply(steps, chinese))
        .isEqualTo(new StepResult.Keep(new Document("d", chinese).withLanguage("zh")));
    String japanese =
        """
        吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。
        何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。
        吾輩はここで始めて人間というものを見た。
        しかもあとで聞くとそれは書生という人間中で一番獰悪な種族であったそうだ。""";
    assertThat(apply(steps, japanese))
        .isEqualTo(new StepResult.Keep(new Document("d", japanese).withLanguage("ja")));
  }

  @Test
  void stopWordsAreKnownInTheLanguagesOfLucene() {
    for (String language : List.of("en", "de", "fr", "ru", "zh", "ja", "ar", "th")) {
      assertThat(LanguageTraits.stopWords(language)).as(language).hasSizeGreaterThan(5);
    }
    assertThat(LanguageTraits.stopWords("und")).isEmpty();
  }

  @Test
  void unknownLanguagesAreRefused() {
    assertThatThrownBy(() -> FilterOptions.DEFAULT.withLanguages(List.of("english")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("english");
    assertThat(FilterSteps.steps(FilterOptions.DEFAULT)).hasSize(1);
    assertThat(new FilterOptions(Set.of(), List.of(), true).identifyLanguages()).isTrue();
  }

  private static List<DocumentStep> made(FilterOptions options) {
    return FilterSteps.steps(options).stream().map(Supplier::get).toList();
  }

  private static StepResult apply(List<DocumentStep> steps, String text) {
    Document document = new Document("d", text);
    for (DocumentStep step : steps) {
      switch (step.apply(document)) {
        case StepResult.Keep(Document kept) -> document = kept;
        case StepResult.Drop drop -> {
          return drop;
        }
      }
    }
    return new StepResult.Keep(document);
  }

  /** Plans of builds hold them, and a build goes on only under its own plan. */
  @Test
  void optionsThatMeanTheSameAreWrittenTheSame() {
    FilterOptions one =
        FilterOptions.DEFAULT
            .withRules(Set.of(RuleSet.FINEWEB, RuleSet.GOPHER, RuleSet.C4))
            .withLanguages(List.of("zh", "en"));
    FilterOptions other =
        FilterOptions.DEFAULT
            .withRules(Set.of(RuleSet.C4, RuleSet.FINEWEB, RuleSet.GOPHER))
            .withLanguages(List.of("en", "zh", "en"));
    assertThat(one).hasToString(other.toString()).isEqualTo(other);
    assertThat(one.rules()).containsExactly(RuleSet.GOPHER, RuleSet.C4, RuleSet.FINEWEB);
  }
}
