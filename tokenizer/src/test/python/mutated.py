"""Writes a text of any size: files over and over, in each copy some letters exchanged for others, which makes new words.

    python mutated.py GIGABYTES CHANGES FILE… > text.txt

CHANGES is how many letters or ideographs of each copy of all files together are exchanged.
"""

import random
import sys

# The bytes of the character that starts with a byte: one for an English letter, three for an ideograph, else none.
WIDTHS = [1 if 65 <= b <= 90 or 97 <= b <= 122 else 3 if 0xE4 <= b <= 0xE9 else 0 for b in range(256)]


def main():
    wanted, changes = float(sys.argv[1]) * 1e9, int(sys.argv[2])
    text = b"".join(open(file, "rb").read() for file in sys.argv[3:])
    rng = random.Random(1)
    written = 0
    while written < wanted:
        copy = bytearray(text)
        for _ in range(changes):
            at = other = 0
            while not WIDTHS[text[at]]:
                at = int(rng.random() * len(text))
            width = WIDTHS[text[at]]
            while WIDTHS[text[other]] != width:
                other = int(rng.random() * len(text))
            copy[at:at + width] = text[other:other + width]
        written += sys.stdout.buffer.write(copy)


main()
