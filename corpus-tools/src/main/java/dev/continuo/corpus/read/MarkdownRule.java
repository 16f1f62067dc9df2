package dev.continuo.corpus.read;

/** What Markdown is read as. */
public enum MarkdownRule {
  /** Text without markup: headings, paragraphs, list items, code. */
  TEXT,
  /** The file as it is. */
  KEEP
}
