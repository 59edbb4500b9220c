import fc from 'fast-check';

export interface TextShape {
  /** Texts that the parser takes: what is nearly right goes deepest into it. */
  samples: readonly string[];
  /** What its grammar is made of. */
  fragments: readonly string[];
  /** As much as ever reaches the parser. */
  longest: number;
}

/** Nearly right, made of the right parts, one part again and again (what makes a bad regular expression slow), and noise. */
export function texts({ samples, fragments, longest }: TextShape): fc.Arbitrary<string> {
  const part = fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 5 }));
  const joined = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));
  const times = fc.integer({ min: 1, max: longest });
  const pumped = fc
    .tuple(joined, fc.constantFrom(...fragments, ...samples, 'a', ' ', '0'), times, joined)
    .map(
      ([before, again, count, after]) =>
        before + again.repeat(Math.ceil(count / (again.length || 1))) + after,
    );
  return fc
    .oneof(
      fc.constantFrom(...samples).chain((sample) => damaged(sample, part)),
      joined,
      pumped,
      fc.string({ unit: 'binary', maxLength: Math.min(longest, 300) }),
    )
    .map((text) => text.slice(0, longest));
}

/** One place cut out, and something else put in. */
function damaged(sample: string, part: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const place = fc.nat({ max: sample.length });
  return fc
    .tuple(place, fc.nat({ max: 5 }), fc.option(part, { nil: '' }))
    .map(([at, length, put]) => sample.slice(0, at) + put + sample.slice(at + length));
}

/** A value of the right shape in which one member, at any depth, is another value, is missing or has another name. */
export function values(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const other = fc.jsonValue({ maxDepth: 3 });
  const changed = fc
    .tuple(fc.constantFrom(...samples), fc.nat({ max: 1_000 }), fc.option(other, { nil: undefined }))
    .map(([sample, place, put]) => withAnother(structuredClone(sample), place, put));
  return fc.oneof({ weight: 4, arbitrary: changed }, { weight: 1, arbitrary: other });
}

function withAnother(value: unknown, place: number, put: unknown): unknown {
  const places: Array<() => void> = [];
  const visit = (parent: unknown) => {
    if (typeof parent !== 'object' || parent === null) return;
    for (const [name, member] of Object.entries(parent)) {
      places.push(() => {
        if (put === undefined) Reflect.deleteProperty(parent, name);
        else Reflect.set(parent, name, put);
      });
      visit(member);
    }
  };
  visit(value);
  if (places.length === 0) return put;
  places[place % places.length]?.();
  return value;
}
