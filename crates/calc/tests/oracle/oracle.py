"""What Python makes of expressions: a line `add(2, sqrt(Q('9/4')))` in, a line out.

    = 3.5               the value is this rational number (or `true`, `false`)
    ~ 1.4142…e+0        the value begins with these digits: all but the last few of DIGITS are certain
    ~ 0                 nothing is left of it but the error of rounding: it is below 10^-1000
    ! not_real          there is no value, for one of these reasons, separated by spaces
    ?                   1200 digits do not decide it

An int or a Fraction is exact, and stays so through everything that is exact on rational numbers; an mpf is not.
"""

import math
import operator
import sys
from fractions import Fraction

try:
    import mpmath
    from mpmath import mp, mpc, mpf
except ImportError:  # What is exact does without it.
    mpmath = None
    mpf = mpc = ()

# Each value is computed with two precisions, and again with two others where these do not agree.
PRECISIONS = [(120, 300), (300, 600), (600, 1200)]
# So many digits are written; so many of them agree at both precisions.
DIGITS = 110
# With the last two precisions, errors of rounding are below 10^-VANISHING and below the square of that.
VANISHING = 500
# Larger numbers are left alone: exact ones of so many bits, and arguments of functions above this.
BITS_MAX = 1_000_000
ARGUMENT_MAX = 10 ** 120

class Refused(Exception):
    """There is no value; the text is a reason, or the reasons that may be given."""


class Doubtful(Exception):
    """A decision hangs on a number that is zero as far as the precision goes."""


def exact(*numbers):
    return not any(isinstance(number, mpf) for number in numbers)


def normal(number):
    """An int where the value is an integer."""
    if isinstance(number, Fraction) and number.denominator == 1:
        return number.numerator
    return number


def Q(*parts):
    """The number that a text spells, or a fraction."""
    return normal(Fraction(*parts))


def approximate(number):
    if isinstance(number, mpf):
        return number
    return mpf(number.numerator) / number.denominator


def real(number):
    if isinstance(number, mpc):
        raise Refused('not_real')
    return number


def signum(number):
    if not exact(number) and abs(number) < mpf(10) ** (-2 * mp.dps // 3):
        raise Doubtful
    return (number > 0) - (number < 0)


def arithmetic(apply):
    def function(left, right):
        if exact(left, right):
            return normal(apply(Fraction(left), Fraction(right)))
        return apply(approximate(left), approximate(right))
    return function


add = arithmetic(operator.add)
sub = arithmetic(operator.sub)
mul = arithmetic(operator.mul)


def div(left, right):
    if signum(right) == 0:
        raise Refused('division_by_zero')
    return arithmetic(operator.truediv)(left, right)


def neg(number):
    return -number


def percent(number):
    return div(number, 100)


def whole(rounding):
    """Rounding to an integer, which is exact; `rounding` is that of rational numbers."""
    def function(number):
        if exact(number):
            return rounding(Fraction(number))
        # All of them change at multiples of a half only.
        twice = 2 * number
        signum(twice - mp.nint(twice))
        # A rational number between the same two multiples.
        return rounding(Fraction(int(mp.floor(twice)), 2) + Fraction(1, 4))
    return function


def half_away(number):
    magnitude = math.floor(abs(number) + Fraction(1, 2))
    return magnitude if number >= 0 else -magnitude


floor = whole(math.floor)
ceil = whole(math.ceil)
trunc = whole(math.trunc)
round_away = whole(half_away)
round_even = whole(round)


def floordiv(left, right):
    if exact(left, right):
        if right == 0:
            raise Refused('division_by_zero')
        return left // right
    return floor(div(left, right))


def mod(left, right):
    if exact(left, right):
        if right == 0:
            raise Refused('division_by_zero')
        return normal(left % right)
    return sub(left, mul(right, floordiv(left, right)))


def integers(apply, least=None):
    """A function of integers, none of which is below `least`."""
    def function(*numbers):
        for number in numbers:
            if not isinstance(number, int) or least is not None and number < least:
                raise Refused('outside_domain not_an_integer undefined')
        return apply(*numbers)
    return function


bit_and = integers(operator.and_)
bit_or = integers(operator.or_)
bit_xor = integers(operator.xor)
shl = integers(operator.lshift)
shr = integers(operator.rshift)
gcd = integers(math.gcd)
lcm = integers(math.lcm)
factorial = integers(math.factorial, 0)
binomial = integers(math.comb, 0)
permutations = integers(math.perm, 0)


def fib_upward(index):
    previous, current = 1, 0
    for _ in range(index):
        previous, current = current, previous + current
    return current


fib = integers(fib_upward, 0)


def prime(number):
    """Miller and Rabin with the bases that are enough below 3.3·10^24."""
    bases = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    assert number < 3_317_044_064_679_887_385_961_981
    if number < 2 or any(number % base == 0 for base in bases):
        return number in bases
    twos = (number - 1 & 1 - number).bit_length() - 1
    return all(
        power == 1 or any(pow(power, 1 << i, number) == number - 1 for i in range(twos))
        for power in (pow(base, number - 1 >> twos, number) for base in bases)
    )


is_prime = integers(prime)


def comparison(apply):
    def function(left, right):
        return apply(signum(sub(left, right)), 0)
    return function


lt = comparison(operator.lt)
gt = comparison(operator.gt)
le = comparison(operator.le)
ge = comparison(operator.ge)
eq = comparison(operator.eq)
ne = comparison(operator.ne)


# These are continuous, so it does not matter which of two numbers is taken that cannot be told apart.
def absolute(number):
    return abs(number)


def ordered(numbers):
    return sorted(numbers, key=None if exact(*numbers) else approximate)


def minimum(*numbers):
    return ordered(numbers)[0]


def maximum(*numbers):
    return ordered(numbers)[-1]


def median(*numbers):
    in_order, middle = ordered(numbers), len(numbers) // 2
    if len(numbers) % 2:
        return in_order[middle]
    return div(add(in_order[middle - 1], in_order[middle]), 2)


def total(*numbers):
    result = 0
    for number in numbers:
        result = add(result, number)
    return result


def mean(*numbers):
    return div(total(*numbers), len(numbers))


def variance(*numbers):
    middle = mean(*numbers)
    squares = [mul(sub(number, middle), sub(number, middle)) for number in numbers]
    return div(total(*squares), len(numbers) - 1)


def stdev(*numbers):
    return sqrt(variance(*numbers))


def integer_root(radicand, degree):
    """The greatest integer whose power is not above `radicand`, which is not negative, by bisection."""
    low, high = 0, 1 << radicand.bit_length() // degree + 1
    while high - low > 1:
        middle = low + high >> 1
        low, high = (middle, high) if middle ** degree <= radicand else (low, middle)
    return low


def rational_root(radicand, degree):
    """The root of a rational number that is not negative, or None where it is irrational."""
    parts = [integer_root(part, degree) for part in (radicand.numerator, radicand.denominator)]
    if parts[0] ** degree == radicand.numerator and parts[1] ** degree == radicand.denominator:
        return normal(Fraction(*parts))
    return None


def root(radicand, degree):
    if signum(radicand) < 0:
        if degree % 2 == 0:
            raise Refused('not_real')
        return -root(-radicand, degree)
    rational = rational_root(radicand, degree) if exact(radicand) else None
    return mp.root(approximate(radicand), degree) if rational is None else rational


def sqrt(radicand):
    return root(radicand, 2)


def cbrt(radicand):
    return root(radicand, 3)


def power(base, exponent):
    if exact(base) and base == 0:
        if signum(exponent) < 0:
            raise Refused('division_by_zero')
        return int(signum(exponent) == 0)
    if exact(exponent) and exponent == 0:
        return 1 if exact(base) else mpf(1)
    if exact(base, exponent):
        if isinstance(exponent, int):
            if abs(exponent) * max(base.numerator.bit_length(), base.denominator.bit_length()) > BITS_MAX:
                raise Doubtful
            return normal(Fraction(base) ** exponent)
        if base < 0:
            raise Refused('not_real')
        if (rational := rational_root(base, exponent.denominator)) is not None:
            return normal(Fraction(rational) ** exponent.numerator)
    if isinstance(exponent, int):
        if exponent < 0:
            signum(base)
        return mp.power(approximate(base), exponent)
    if signum(base) < 0 and not exact(exponent):
        # It may be an integer after all.
        signum(exponent - mp.nint(exponent))
    return real(mp.power(approximate(base), approximate(exponent)))


def logarithm(base, number):
    """With an exact base that is positive and not 1."""
    if signum(number) == 0:
        raise Refused('undefined')
    if exact(number) and number > 0 and isinstance(base, int):
        exponent = round(math.log(number.numerator, base) - math.log(number.denominator, base))
        if Fraction(base) ** exponent == number:
            return exponent
    return real(mp.ln(approximate(number))) / mp.ln(approximate(base))


def log10(number):
    return logarithm(10, number)


def log2(number):
    return logarithm(2, number)


def log(base, number):
    if signum(base) <= 0 or exact(base) and base == 1:
        raise Refused('not_real undefined division_by_zero outside_domain')
    if not exact(base):
        signum(base - 1)
    return logarithm(base, number)


def function(name, at=None, value=0, edges=(), closed=True):
    """A function of `mpmath`, irrational at all rational numbers but `at`, where it is `value`; the edges of its
    domain, and whether they belong to it."""
    def apply(number):
        if exact(number):
            if number == at:
                return value
            if number in edges and not closed:
                raise Refused('undefined')
        else:
            for edge in edges:
                signum(number - edge)
        argument = approximate(number)
        if abs(argument) > ARGUMENT_MAX:
            raise Doubtful
        return real(getattr(mp, name)(argument))
    return apply


ln = function('ln', 1, 0, [0], closed=False)
exp = function('exp', 0, 1)
sin = function('sin', 0)
cos = function('cos', 0, 1)
asin = function('asin', 0, 0, [-1, 1])
acos = function('acos', 1, 0, [-1, 1])
atan = function('atan', 0)
sinh = function('sinh', 0)
cosh = function('cosh', 0, 1)
tanh = function('tanh', 0)
asinh = function('asinh', 0)
acosh = function('acosh', 1, 0, [1])
atanh = function('atanh', 0, 0, [-1, 1], closed=False)


def tan(number):
    if exact(number):
        return 0 if number == 0 else mp.tan(approximate(number))
    signum(mp.cos(number))
    return mp.tan(number)


# Of rational multiples of π, the only ones with a rational sine are these (Niven).
SINES = {Q(0): 0, Q(1, 6): Q(1, 2), Q(1, 2): 1, Q(5, 6): Q(1, 2)}


def sin_of_pi(number):
    turns, rest = divmod(Fraction(number), 1)
    sign = -1 if turns % 2 else 1
    return sign * SINES[rest] if rest in SINES else sign * mp.sinpi(approximate(rest))


def cos_of_pi(number):
    return sin_of_pi(number + Q(1, 2))


def tan_of_pi(number):
    rest = Fraction(number) % 1
    if rest == Q(1, 2):
        raise Refused('undefined')
    if rest * 4 in (0, 1, 3):
        return {0: 0, 1: 1, 3: -1}[rest * 4]
    return div(sin_of_pi(rest), cos_of_pi(rest))


def atan2(y, x):
    if exact(y, x) and y == 0 and x >= 0:
        if x == 0:
            raise Refused('undefined outside_domain')
        return 0
    if not (exact(y) and y == 0) and approximate(x) < 0:
        # The cut.
        signum(y)
    if not exact(y, x):
        signum(abs(approximate(x)) + abs(approximate(y)))
    return mp.atan2(approximate(y), approximate(x))


def hypot(x, y):
    return sqrt(add(mul(x, x), mul(y, y)))


def pi():
    return +mp.pi


def tau():
    return 2 * mp.pi


def e():
    return +mp.e


def value(code, digits):
    if mpmath:
        mp.dps = digits
    return eval(code, globals())


def text(number):
    """All digits of what ends, and numerator and denominator of what does not."""
    if isinstance(number, bool):
        return str(number).lower()
    number = Fraction(number)
    denominator, twos, fives = number.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        return f'{number.numerator}/{number.denominator}'
    places = max(twos, fives)
    if places == 0:
        return str(number.numerator)
    digits = str(abs(number.numerator) * 10 ** places // number.denominator).rjust(places + 1, '0')
    return f"{'-' * (number < 0)}{digits[:-places]}.{digits[-places:]}"


def vanishes(first, second):
    return abs(first) < mpf(10) ** -VANISHING and abs(second) < mpf(10) ** (-2 * VANISHING)


def answer(line):
    code = compile(line, line, 'eval')
    try:
        for low, high in PRECISIONS:
            try:
                first = value(code, low)
                if exact(first):
                    return f'= {text(first)}'
                second = value(code, high)
            except Doubtful:
                continue
            if abs(first - second) < abs(second) * mpf(10) ** (1 - DIGITS):
                return '~ ' + mp.nstr(second, DIGITS, strip_zeros=False, min_fixed=1, max_fixed=0)
            if high == PRECISIONS[-1][1] and vanishes(first, second):
                return '~ 0'
    except Refused as reasons:
        return f'! {reasons}'
    return '?'


if __name__ == '__main__':
    sys.set_int_max_str_digits(0)
    for line in sys.stdin:
        print(answer(line.strip()))
