package dev.continuo.cli.reference;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/** A manual page for each command, in the macros of man(7). */
public final class ManPages {

  private ManPages() {}

  /** The pages by the names of their files, such as {@code continuo-train.1}. */
  public static Map<String, String> of(CommandLine root) {
    Map<String, String> pages = new LinkedHashMap<>();
    for (CommandPage page : CommandPage.all(root)) {
      pages.put(page.id() + ".1", text(page));
    }
    return pages;
  }

  private static String text(CommandPage page) {
    StringBuilder out = new StringBuilder();
    out.append(".TH ").append(page.id().toUpperCase(Locale.ROOT)).append(" 1 \"\" Continuo\n");
    out.append(".SH NAME\n").append(escaped(page.id())).append(" \\- ");
    out.append(escaped(page.description())).append('\n');
    out.append(".SH SYNOPSIS\n.nf\n").append(escaped(page.synopsis())).append("\n.fi\n");
    for (CommandPage.Section section : page.sections()) {
      out.append(section.heading().isEmpty() ? ".SH OPTIONS\n" : ".SS ");
      out.append(section.heading().isEmpty() ? "" : escaped(section.heading()) + "\n");
      for (CommandPage.Entry entry : section.entries()) {
        item(out, entry.names(), entry.meaning());
      }
    }
    if (!page.commands().isEmpty()) {
      out.append(".SH COMMANDS\n");
      for (CommandPage.Entry entry : page.commands()) {
        item(out, entry.names(), entry.meaning());
      }
    }
    if (!page.footer().isEmpty()) {
      out.append(".SH NOTES\n.nf\n");
      page.footer().forEach(line -> out.append(escaped(line)).append('\n'));
      out.append(".fi\n");
    }
    return out.toString();
  }

  private static void item(StringBuilder out, String names, String meaning) {
    out.append(".TP\n\\fB").append(escaped(names)).append("\\fR\n");
    out.append(escaped(meaning)).append('\n');
  }

  /** Text that troff shows as it is, also where a line begins as a request would. */
  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^(?=[.'])", "\\\\&");
  }
}
