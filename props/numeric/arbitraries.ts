import fc from 'fast-check';

/** Decimal texts of finite numerics: short and long, around powers of ten, with zeros at the end. */
export const decimalText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 6 })).map(place) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 40 })).map(place),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: -1, max: 1 }),
        fc.integer({ min: 0, max: 40 }),
        fc.boolean(),
      )
      .map(([exponent, offset, scale, negative]) => {
        const value = 10n ** BigInt(exponent) + BigInt(offset);
        return place([negative ? -value : value, scale]);
      }),
  },
  { weight: 1, arbitrary: fc.constantFrom('0', '0.00', '1', '-1', '1.000', '0.5', '-0.5', '9999', '10000', '0.0001') },
);

export const nonZeroText = decimalText.filter((text) => /[1-9]/.test(text));
export const positiveText = nonZeroText.map((text) => text.replace('-', ''));

function place([unscaled, scale]: [number | bigint, number]): string {
  const negative = unscaled < 0;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}
