package dev.continuo.tokenizer.text;

import java.util.random.RandomGenerator;

/** Text of every kind that has ever troubled a tokenizer, made from a seed. */
final class RandomText {

  private static final String[] PARTS = {
    " ",
    "  ",
    "   ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "\u00a0",
    "\u3000",
    "\u2028",
    "\u0085",
    "\u200b",
    "'",
    "'s",
    "'S",
    "'re",
    "'VE",
    "'ll",
    "'\u017f",
    "\u2019s",
    "<|endoftext|>",
    "<think>",
    "</think",
    "<tool_call>",
    "a",
    "the",
    " the",
    "The",
    "ing",
    "tion",
    "Z",
    "\u00e9",
    "e\u0301",
    "\u0301",
    "q\u0323\u0307",
    "\u1ea3\u0323",
    "\uac01",
    "\u1100\u1161\u11a8",
    "\uac00\u11a8",
    "\u0928\u093c",
    "\u0958",
    "\u0644\u0627",
    "\u05e9\u05c1",
    "\u6c49",
    "\u5b57\u3002",
    "\u304b\u3099",
    "\u30ab\u30fc",
    "\uff8a\uff9f",
    "0",
    "7",
    "42",
    "\u0662",
    "\u00bd",
    "\u2167",
    "\u4e03",
    ".",
    "!?",
    "--",
    "_",
    "(",
    "\u00ad",
    "\u00b5",
    "\u2126",
    "\ufb01",
    "\ud83d\ude00",
    "\ud83d\udc69\u200d\ud83d\ude80",
    "\u2764\ufe0f",
    "\ud835\udc9c",
    "\ud800",
    "\udc00",
    "\udc00\ud800",
    "\ufffd",
    "\u0000",
    "\u001b",
    "\ud834\udd57\ud834\udd65",
    "\ud87e\udc00",
    "\u0344"
  };

  private RandomText() {}

  /** A text of up to so many parts. */
  static String of(RandomGenerator random, int most) {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(most + 1);
    int kinds = 1 + random.nextInt(PARTS.length);
    int first = random.nextInt(PARTS.length);
    for (int i = 0; i < parts; i++) {
      switch (random.nextInt(12)) {
        case 0 -> text.appendCodePoint(codePoint(random));
        case 1 -> text.append((char) random.nextInt(0x250));
        case 2 -> {
          String part = PARTS[random.nextInt(PARTS.length)];
          text.repeat(part, 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 5));
        }
        case 3, 4, 5 -> text.append((char) ('a' + random.nextInt(26)));
        default -> text.append(PARTS[(first + random.nextInt(kinds)) % PARTS.length]);
      }
    }
    return text.toString();
  }

  /** Any code point, the lower planes more often; among them surrogates that are not paired. */
  private static int codePoint(RandomGenerator random) {
    int[] ends = {0x80, 0x800, 0x3000, 0x10000, 0x20000, 0x110000};
    return random.nextInt(ends[random.nextInt(ends.length)]);
  }
}
