"""Writes src/test/resources/golden/arithmetic.json: expressions and what Python's fractions make of them.

    python model/src/test/python/golden_arithmetic.py

A result is exact where it is a decimal number with an end, else rounded to 16 significant digits,
half to even; null where there is none.
"""

import decimal
import json
import pathlib
import random
import re
from fractions import Fraction

TARGET = pathlib.Path(__file__).parents[1] / "resources" / "golden" / "arithmetic.json"
COUNT = 400


class Number:
    """A fraction whose remainder has the sign of the dividend."""

    def __init__(self, value):
        self.value = Fraction(value)

    def __add__(self, other):
        return Number(self.value + other.value)

    def __sub__(self, other):
        return Number(self.value - other.value)

    def __mul__(self, other):
        return Number(self.value * other.value)

    def __truediv__(self, other):
        return Number(self.value / other.value)

    def __mod__(self, other):
        return Number(self.value - other.value * int(self.value / other.value))

    def __pow__(self, other):
        if other.value.denominator != 1:
            raise ArithmeticError("exponent")
        return Number(self.value ** int(other.value))

    def __neg__(self):
        return Number(-self.value)

    def __pos__(self):
        return self


def text(value):
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    digits = 5000 if rest == 1 else 16
    with decimal.localcontext(decimal.Context(prec=digits, rounding=decimal.ROUND_HALF_EVEN)):
        quotient = decimal.Decimal(value.numerator) / decimal.Decimal(value.denominator)
    written = format(quotient, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if value == 0 else written


def number(source):
    kind = source.random()
    if kind < 0.6:
        return str(source.randint(0, 999))
    if kind < 0.9:
        return f"{source.uniform(0, 50):.{source.randint(1, 3)}f}"
    return str(source.randint(10**6, 10**12))


def expression(source, depth):
    if depth == 0 or source.random() < 0.2:
        return number(source)
    kind = source.random()
    if kind < 0.15:
        return "(" + expression(source, depth - 1) + ")"
    if kind < 0.25:
        return "-" + expression(source, depth - 1)
    if kind < 0.35:
        return "(" + expression(source, depth - 1) + ")^" + str(source.randint(-4, 6))
    operator = source.choice(["+", "-", "*", "/", "%", " + ", " * "])
    return expression(source, depth - 1) + operator + expression(source, depth - 1)


def result(written):
    wrapped = re.sub(r"\d+(\.\d+)?", lambda match: f"Number('{match.group()}')", written)
    try:
        return text(eval(wrapped.replace("^", "**")).value)
    except ArithmeticError:
        return None


source = random.Random(17)
fixed = ["12*7", "2^3^2", "-2^2", "2^-2", "1/3*3", "0.1+0.2", "1/3", "2/3", "7%3", "-7%3", "7.5%2", "0^0",
    "1/0", "5%0", "2^0.5", "0^-1", "(-1)^1000001", "1/7+1/11", "2^200", "10^-20", "100-99.99", "-0"]
cases = fixed + [expression(source, 3) for _ in range(COUNT)]
lines = [json.dumps([case, result(case)]) for case in cases if len(case) <= 200]
TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n")
