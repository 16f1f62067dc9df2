package dev.continuo.corpus.clean;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.GutenbergMarker;
import dev.continuo.corpus.document.StepResult;
import java.util.List;
import java.util.Locale;

/**
 * Removes text that belongs to the page or the edition: what stands around a Project Gutenberg
 * book, also where the book was split into documents, and short lines with a phrase that occurs
 * only in notices and menus.
 */
final class Boilerplate implements DocumentStep {

  private static final int LONGEST_NOTICE = 160;

  private static final List<String> PHRASES =
      List.of(
          "accept all cookies",
          "all rights reserved",
          "back to top",
          "cookie policy",
          "cookie settings",
          "enable javascript",
          "leave a comment",
          "log in to comment",
          "powered by wordpress",
          "privacy policy",
          "share on facebook",
          "share on twitter",
          "share this:",
          "skip to content",
          "skip to main content",
          "subscribe to our newsletter",
          "sign up for our newsletter",
          "terms of service",
          "terms of use",
          "this site uses cookies",
          "uses cookies to",
          "we use cookies",
          "版权所有",
          "版權所有",
          "隐私政策",
          "隱私權政策",
          "使用条款",
          "返回顶部",
          "分享到",
          "無断転載",
          "プライバシーポリシー",
          "利用規約",
          "シェアする");

  @Override
  public String name() {
    return "boilerplate";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public StepResult apply(Document document) {
    Document book = withoutEdition(document);
    String lower = book.text().toLowerCase(Locale.ROOT);
    if (PHRASES.stream().noneMatch(lower::contains)) {
      return new StepResult.Keep(book);
    }
    return Lines.keepIf(book, line -> line.length() > LONGEST_NOTICE || !hasPhrase(line));
  }

  private static boolean hasPhrase(String line) {
    String lower = line.toLowerCase(Locale.ROOT);
    return PHRASES.stream().anyMatch(lower::contains);
  }

  private static Document withoutEdition(Document document) {
    String text = document.text();
    if (document.metadata().containsKey(GutenbergMarker.AROUND_BOOK)) {
      return document.withText("");
    }
    return GutenbergMarker.first(text).isEmpty()
        ? document
        : document.withText(GutenbergMarker.within(text));
  }
}
